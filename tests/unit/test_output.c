// SPDX-License-Identifier: MIT
/* What could not be printed is told with its own reason, whatever its length. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "base/error.h"

/* The outcome of so many lines printed into FILE */
static int print_into(const char *file, int lines, struct error *error)
{
	const int saved = dup(STDOUT_FILENO);
	const int fd = open(file, O_WRONLY | O_CLOEXEC);
	int result;

	/* abort: analyzers do not know that an assertion ends the case */
	if (saved < 0 || fd < 0)
		abort();
	fflush(stdout);
	clearerr(stdout);
	assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	for (int i = 0; i < lines; i++)
		printf("%79d\n", i);
	errno = ENOENT; /* of some call since */
	result = output_end(error);
	__fpurge(stdout);
	clearerr(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(fd);
	return result;
}

/* From less than stdio's buffer to more than two */
#define LINES 120

static void full_is_named(void **state)
{
	for (int lines = 1; lines <= LINES; lines++) {
		struct error error = { "" };

		assert_int_equal(print_into("/dev/full", lines, &error),
				 -ENOSPC);
		assert_string_equal(error.text,
			"cannot write to standard output: No space left on device");
	}
}

static void written_is_success(void **state)
{
	for (int lines = 1; lines <= LINES; lines++) {
		struct error error = { "" };

		assert_int_equal(print_into("/dev/null", lines, &error),
				 0);
		assert_string_equal(error.text, "");
	}
}

TESTS(T(full_is_named), T(written_is_success))
