// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int error_set(struct error *error, int code, const char *format, ...)
{
	va_list args;

	if (error) {
		/* what %m prints */
		errno = code;
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

int output_end(struct error *error)
{
	int reason;

	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	reason = errno;
	/*
	 * What failed on the way did so with a reason that stdio does not
	 * keep, and after a long line no byte may be left to fail again: one
	 * more does.
	 */
	if (!reason && write(STDOUT_FILENO, "\n", 1) < 0)
		reason = errno;
	if (!reason)
		reason = EIO;
	return error_set(error, reason, "cannot write to standard output: %s",
			 strerror(reason));
}
