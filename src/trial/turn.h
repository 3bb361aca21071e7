/* SPDX-License-Identifier: MIT */
/* One slice: a subject's turn, and whether it counts. */
#pragma once

#include "trial/execution.h"

/* Longest wait for a buffer before a pool counts as starved */
#define TURN_STARVE_MS	1000

/*
 * A thread takes its part in a slice.
 * @thread: index of the calling thread's roles
 * @counters: of the thread
 * Return: false when another thread aborted the trial.
 */
bool turn_take(struct run *run, unsigned int number, unsigned int thread,
	       struct counters *counters);

/*
 * Before a slice starts, while all of its threads wait.
 * @context: execution whose slice it is; phases->prepare of it
 */
void turn_prepare(void *context);

/*
 * on_open of a role; turn_close(): on_close.
 * @context: struct trial_role
 */
void turn_open(void *context);
void turn_close(void *context);

/*
 * What the last slice counted is kept, where the slice counts. A slice that
 * does not count is in none of its subject's figures.
 * @run: no thread of it is in a slice
 */
void turn_settle(struct run *run);

/* Whether a subject takes no more turns */
bool turn_has_ended(const struct execution *execution);
