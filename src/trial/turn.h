/* SPDX-License-Identifier: MIT */
/* One slice: a subject's turn, and whether it counts. */
#pragma once

#include "trial/execution.h"

/* Longest wait for a buffer before a pool counts as starved */
#define TURN_STARVE_MS	1000

/**
 * turn_take() - a thread takes its part in a slice
 * @run: of the trial
 * @number: of the slice
 * @thread: index of the calling thread's roles
 * @counters: of the thread
 *
 * Return: false when another thread aborted the trial.
 */
bool turn_take(struct run *run, unsigned int number, unsigned int thread,
	       struct counters *counters);

/**
 * turn_prepare() - before a slice starts, while all of its threads wait
 * @context: execution whose slice it is; phases->prepare of it
 */
void turn_prepare(void *context);

/**
 * turn_open() - on_open of a role; turn_close(): on_close
 * @context: struct trial_role
 */
void turn_open(void *context);
void turn_close(void *context);

/**
 * turn_settle() - what the last slice counted is kept, where the slice counts
 * @run: no thread of it is in a slice
 *
 * A slice that does not count is in none of its subject's figures.
 */
void turn_settle(struct run *run);

/**
 * turn_has_ended() - whether a subject takes no more turns
 */
bool turn_has_ended(const struct execution *execution);
