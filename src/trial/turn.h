/* SPDX-License-Identifier: MIT */
/* One slice: a subject's turn, and whether it counts. */
#pragma once

#include "trial/execution.h"

/* Longest wait for a buffer before a pool counts as starved */
#define TURN_STARVE_MS	1000

/*
 * A thread, by the index of its roles, takes its part in a slice. False when
 * another thread aborted the trial.
 */
bool turn_take(struct run *run, unsigned int number, unsigned int thread,
	       struct counters *counters);

/* phases->prepare; @context: execution whose slice it is. All threads wait. */
void turn_prepare(void *context);

/* on_open and on_close of a role; @context: struct trial_role */
void turn_open(void *context);
void turn_close(void *context);

/*
 * What the last slice counted is kept, where the slice counts: one that does
 * not is in none of its subject's figures. No thread is in a slice.
 */
void turn_settle(struct run *run);

/* Whether a subject takes no more turns */
bool turn_has_ended(const struct execution *execution);
