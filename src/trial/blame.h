/* SPDX-License-Identifier: MIT */
/* Of a trial that failed as a whole: which of its pools did it? */
#pragma once

#include "trial/trial.h"

/*
 * A trial has no figures: @status, with one line, is that of the subject whose
 * turn it was, where the worker died or was killed: the others had no chance.
 * Without a worker, or driver, nobody's turn is known: it is that of all.
 */
void blame(struct trial *trial, enum trial_status status, const char *why);

/* How often the kernel has killed a process for lack of memory */
uint64_t blame_oom_kills(void);

/*
 * Blame somebody where a worker's end, @status of waitpid(), was not as it
 * should be. @kills: blame_oom_kills() before it began.
 */
void blame_end(struct trial *trial, int status, uint64_t kills);
