/* SPDX-License-Identifier: MIT */
/* Threads that are born on their CPU, and proof; numbers are the system's. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "base/error.h"

#define CPU_ANY	(-1)	/* wherever the process may run */

/**
 * affinity_thread_create() - start a thread on one CPU, or CPU_ANY
 *
 * The affinity is an attribute of the new thread: it never runs elsewhere,
 * and the calling thread's own mask is not touched (it would be inherited, as
 * it is with CPU_ANY).
 *
 * Return: 0, or a negative errno (-EINVAL: no such CPU, or not allowed).
 */
int affinity_thread_create(pthread_t *thread, int cpu,
			   void *(*run)(void *), void *argument,
			   struct error *error);

/**
 * affinity_verify() - check where the calling thread really runs
 * @cpu: CPU_ANY: nothing is checked
 * @node: -1 is not checked
 */
int affinity_verify(int cpu, int node, struct error *error);

/**
 * affinity_is_bound() - whether this thread can run on this CPU alone: a cpuset
 *	that is rewritten unbinds threads without a word to them
 */
bool affinity_is_bound(int cpu);
