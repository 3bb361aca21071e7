// SPDX-License-Identifier: MIT
/* Whether this process may have what its largest trial needs. */
#include "run/trials.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* A limit as the shell shows it. */
static const char *show_limit(char *text, size_t size, int resource,
			      rlim_t unit)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	(void)getrlimit((__rlimit_resource_t)resource, &limit);
	if (limit.rlim_cur == RLIM_INFINITY)
		snprintf(text, size, "unlimited");
	else
		snprintf(text, size, "%ju", (uintmax_t)(limit.rlim_cur / unit));
	return text;
}

static void *wait_for_all(void *gate)
{
	pthread_mutex_lock(gate);
	pthread_mutex_unlock(gate);
	return NULL;
}

static int try_threads(size_t needed, struct error *error)
{
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	pthread_t *threads = calloc(needed, sizeof(*threads));
	char processes[32], space[32];
	size_t started = 0;
	int refused = threads ? 0 : ENOMEM;

	pthread_mutex_lock(&gate);
	while (!refused && started < needed) {
		refused = pthread_create(&threads[started], NULL, wait_for_all,
					 &gate);
		started += !refused;
	}
	pthread_mutex_unlock(&gate);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
	if (!refused)
		return 0;
	return error_set(error, refused,
		"a trial has %zu threads, and only %zu can start here (%s): raise ulimit -u (%s), ulimit -v (%s KiB) or the container's pids.max, or give fewer --producers",
		needed, started, strerror(refused),
		show_limit(processes, sizeof(processes), RLIMIT_NPROC, 1),
		show_limit(space, sizeof(space), RLIMIT_AS, 1024));
}

static int refuse_memory(size_t bytes, int reason, struct error *error)
{
	char space[32], data[32];

	return error_set(error, reason,
		"a trial needs %zu KiB of memory, which this process cannot get (%s): raise ulimit -v (%s KiB) or ulimit -d (%s KiB)",
		bytes >> 10, strerror(reason),
		show_limit(space, sizeof(space), RLIMIT_AS, 1024),
		show_limit(data, sizeof(data), RLIMIT_DATA, 1024));
}

/* Both at once: stacks of threads are address space, too. */
static int try_both(size_t threads, size_t bytes, struct error *error)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int result;

	if (memory == MAP_FAILED)
		return refuse_memory(bytes, errno, error);
	result = try_threads(threads, error);
	munmap(memory, bytes);
	return result;
}

int probe_limits(const struct trials *trials, const struct points *points,
		 struct error *error)
{
	unsigned int subjects, threads;
	struct trial *trial;
	size_t bytes;
	int fd;

	trials_most(trials, points, &subjects, &threads, &bytes);
	trial = trial_new(subjects, threads, &fd, error);
	if (!trial)
		return -ENOMEM;
	trial_free(trial, fd);
	/* the process of a trial has a thread, too */
	return try_both(1 + threads, bytes, error);
}
