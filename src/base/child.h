/* SPDX-License-Identifier: MIT */
/* How a child process ended: waitpid() can fail, and then sets no status. */
#pragma once

#include <errno.h>
#include <sys/wait.h>

#include "base/error.h"

/** child_wait() - waitpid(), which no signal interrupts */
static inline int child_wait(pid_t pid, int *status, struct error *error)
{
	pid_t ended;

	do
		ended = waitpid(pid, status, 0);
	while (ended < 0 && errno == EINTR);
	return ended == pid ? 0 :
		error_set(error, errno, "nobody says how process %d ended: %m",
			  (int)pid);
}
