// SPDX-License-Identifier: MIT
#include "run/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/small_file.h"

#define NOTE	"trial-at-work.txt"

int attempt_begin(const char *folder, unsigned int trial,
		  unsigned int *earlier, struct error *error)
{
	char path[4200], text[64];
	unsigned int number, times;
	int fd, length, result;

	snprintf(path, sizeof(path), "%s/" NOTE, folder);
	small_file_read(text, sizeof(text), "%s", path);
	*earlier = sscanf(text, "trial %u, begun %u", &number, &times) == 2 &&
		   number == trial ? times : 0;
	/* always of one length: it replaces the older note */
	length = snprintf(text, sizeof(text), "trial %10u, begun %10u times\n",
			  trial, *earlier + 1);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	result = fd < 0 ? -errno : durable_write(fd, text, (size_t)length);
	if (fd >= 0 && close(fd) && !result)
		result = -errno;
	return result ? error_set(error, -result,
				  "cannot write %s: %s; every trial before is in samples.csv",
				  path, error_reason(-result)) : 0;
}

void attempt_forget(const char *folder)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/" NOTE, folder);
	unlink(path);
}
