/* SPDX-License-Identifier: MIT */
/* What each subject needs before its first turn, and after its last. */
#pragma once

#include "trial/execution.h"

/*
 * All of run->execution[@index] except its threads; marked as failed where
 * something was wrong.
 */
void setup_create(struct run *run, unsigned int index);
void setup_destroy(struct execution *execution);
