// SPDX-License-Identifier: MIT
#include "trial/perf_control.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Opened anew each time: it is done twice in a slice. A perf that is not
 * there, or does not answer, is seen by scripts/perf-stat in perf's own
 * output, which then holds no counts.
 */
void perf_control(const char *command)
{
	const char *paths = getenv("BENCH_PERF_CONTROL");
	char ctl[256], answer[16];
	const char *comma;
	int ctl_fd, ack_fd;

	if (!paths)
		return;
	comma = strchr(paths, ',');
	if (!comma || (size_t)(comma - paths) >= sizeof(ctl))
		return;
	snprintf(ctl, sizeof(ctl), "%.*s", (int)(comma - paths), paths);
	ctl_fd = open(ctl, O_WRONLY | O_CLOEXEC);
	ack_fd = open(comma + 1, O_RDONLY | O_CLOEXEC);
	if (ctl_fd >= 0 && ack_fd >= 0 &&
	    write(ctl_fd, command, strlen(command)) == (ssize_t)strlen(command))
		(void)!read(ack_fd, answer, sizeof(answer));
	if (ctl_fd >= 0)
		close(ctl_fd);
	if (ack_fd >= 0)
		close(ack_fd);
}
