/* SPDX-License-Identifier: MIT */
/*
 * A small number for each thread, for pools that keep something for each: no
 * two threads have the same at a time. A thread gets it with its first call and
 * gives it back as it ends.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

/* Threads that can have a number at a time */
#define THREAD_SLOTS	256
/* There was none left, or none has been asked for yet. */
#define THREAD_SLOT_NONE	(-1)

static _Thread_local int thread_slot_own = THREAD_SLOT_NONE;
static _Atomic(bool) thread_slot_taken[THREAD_SLOTS];
static pthread_key_t thread_slot_key;
static pthread_once_t thread_slot_once = PTHREAD_ONCE_INIT;

/* Called as a thread ends; @value: its flag */
static void thread_slot_release(void *value)
{
	_Atomic(bool) *taken = value;

	/* release: what the thread did with its slot */
	atomic_store_explicit(taken, false, memory_order_release);
}

static void thread_slot_make_key(void)
{
	/* fails only where the process has 1024 keys: then none is released */
	(void)pthread_key_create(&thread_slot_key, thread_slot_release);
}

static noinline int thread_slot_find(void)
{
	pthread_once(&thread_slot_once, thread_slot_make_key);
	for (int i = 0; i < THREAD_SLOTS; i++) {
		/* acquire: what the thread before did with it */
		if (atomic_exchange_explicit(&thread_slot_taken[i], true,
					     memory_order_acquire))
			continue;
		(void)pthread_setspecific(thread_slot_key,
					  &thread_slot_taken[i]);
		thread_slot_own = i;
		break;
	}
	return thread_slot_own;
}

/* 0 to THREAD_SLOTS - 1; THREAD_SLOT_NONE where there is none left */
static always_inline int thread_slot(void)
{
	return likely(thread_slot_own >= 0) ? thread_slot_own :
					      thread_slot_find();
}
