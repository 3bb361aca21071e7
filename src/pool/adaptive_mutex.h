/* SPDX-License-Identifier: MIT */
#pragma once

#include <pthread.h>

/* Glibc's mutex that spins before it sleeps */
static inline void adaptive_mutex_init(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
	pthread_mutex_init(mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
}
