// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *error, int code, const char *format, ...)
{
	va_list args;

	if (error) {
		va_start(args, format);
		vsnprintf(error->text, sizeof(error->text), format, args);
		va_end(args);
	}
	return -code;
}

const char *error_program = "bench";

int error_tell(int status, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", error_program);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return status;
}

const char *error_reason(int code)
{
	return code == EFBIG ? "File too large (limited by ulimit -f)" :
			       strerror(code);
}
