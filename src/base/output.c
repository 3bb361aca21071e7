// SPDX-License-Identifier: MIT
#include "base/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
