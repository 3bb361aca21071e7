/* SPDX-License-Identifier: MIT */
/* What each subject needs before its first turn, and after its last. */
#pragma once

#include "trial/execution.h"

/*
 * All that a subject needs, except its threads.
 * @run: of the trial; @run->execution[@index] is filled, and marked as failed
 *	where something was wrong
 * @index: of the subject
 */
void setup_create(struct run *run, unsigned int index);

/* Free what setup_create() made */
void setup_destroy(struct execution *execution);
