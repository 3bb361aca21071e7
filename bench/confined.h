/* SPDX-License-Identifier: MIT */
/*
 * Work on a file that may be damaged, in a process that may crash: hwloc itself
 * crashes on some damaged XML.
 */
#pragma once

#include "base/error.h"

/*
 * Does @run as a child, which has a time limit, a memory limit, no environment
 * and no standard error: what is wrong is said by @error. The time ends by
 * confined_done(). Returns what @run does, and EXIT_USAGE where it did not live
 * to do so. To be called while the process has one thread.
 */
int confined_run(int (*run)(void *context, struct error *error), void *context,
		 struct error *error);

/* The file has been read: what follows may take its time. */
void confined_done(void);
