// SPDX-License-Identifier: MIT
/* The driver's side of a trial: the process that runs it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/node_memory.h"
#include "trial/blame.h"
#include "trial/disturbance.h"
#include "trial/worker_environment.h"

/* Time for everything that is not warmup and window, beside heavy work */
#define GRACE_MS	10000
/* Memory is faulted in and cleared faster than so, nested guests included */
#define BYTES_PER_MS	(128.0 * 1024)

/*
 * Signals that ask to stop are for the driver, though `killall` and supervisors
 * send them to all: it lets the trial end, or dies, and its worker with it.
 */
static void stops_for_driver(posix_spawnattr_t *attributes)
{
	sigset_t stops;

	sigemptyset(&stops);
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGHUP);
	posix_spawnattr_setsigmask(attributes, &stops);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
					     POSIX_SPAWN_SETSIGMASK);
}

static int start_worker(const char *preload, int fd, pid_t *pid, int *alive)
{
	char number[16], driver[16];
	char *arguments[] = { (char *)"bench", (char *)TRIAL_WORKER_ARGUMENT,
			      number, driver, NULL };
	char **environment = worker_environment(preload);
	posix_spawnattr_t attributes;
	int ends[2], result;

	if (!environment)
		return ENOMEM;
	/* The worker holds the write end until it dies, however it dies. */
	if (pipe(ends)) {
		result = errno;
		free(environment);
		return result;
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	snprintf(number, sizeof(number), "%d", fd);
	snprintf(driver, sizeof(driver), "%d", (int)getpid());
	posix_spawnattr_init(&attributes);
	stops_for_driver(&attributes);
	result = posix_spawn(pid, "/proc/self/exe", NULL, &attributes,
			     arguments, environment);
	posix_spawnattr_destroy(&attributes);
	free(environment);
	close(ends[1]);
	if (result)
		close(ends[0]);
	*alive = ends[0];
	return result;
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/*
 * Looks at the worker as seldom as it can: it takes a CPU of the trial's for
 * that. Return: false where nothing has moved on for the limit.
 */
static bool wait_for_end(const struct trial *trial, int alive, double limit_ms)
{
	struct pollfd poll_fd = { .fd = alive, .events = POLLIN };
	double end = now_ms() + limit_ms;
	uint32_t seen = 0;

	for (;;) {
		const double left = end - now_ms();
		/* relaxed: only whether it has changed matters */
		const uint32_t steps = atomic_load_explicit(&trial->steps,
						memory_order_relaxed);

		if (left <= 0 && steps == seen)
			return false;
		if (left <= 0) {
			seen = steps;
			end += limit_ms;
			continue;
		}
		/* an interrupt of the driver does not end the trial */
		if (poll(&poll_fd, 1, (int)left + 1) > 0)
			return true;
	}
}

/* One object at most: who needs one shares its trial with the base alone. */
static const char *preload_of(const struct trial *trial)
{
	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct pool_ops *pool = pool_find(trial->subject[i].name);

		if (pool && pool->preload)
			return pool->preload;
	}
	return NULL;
}

double trial_limit_ms(const struct trial *trial)
{
	const struct trial_config *config = &trial->config;
	double limit = GRACE_MS + 4 * (config->warmup_us / 1e3 +
				       (double)config->window_ms /
				       config->slices);
	struct trial_need need = { 0 };

	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct pool_ops *pool = pool_find(trial->subject[i].name);

		if (pool)
			trial_need_add(&need, pool, config, NODE_ANY);
	}
	limit += (double)trial_need_bytes(&need) / BYTES_PER_MS;
	/* threads that share a CPU wait for each other's time slices */
	if (placement_may_share(&config->plan))
		limit *= 4;
	return limit;
}

static void forget_outcomes(struct trial *trial)
{
	trial_set_at_work(trial, -1);
	/* relaxed: the worker has not begun */
	atomic_store_explicit(&trial->steps, 0, memory_order_relaxed);
	trial->slices = 0;
	trial->malloc_provider[0] = '\0';
	for (unsigned int i = 0; i < trial->subjects; i++) {
		trial->subject[i].outcome = (struct trial_outcome){
			/* what stands here if the worker dies at once */
			.status = TRIAL_CRASHED,
		};
		for (unsigned int k = 0; k < trial->threads; k++) {
			struct trial_thread *thread = trial_thread(trial, i, k);

			*thread = (struct trial_thread){ .buffers = 0 };
			for (size_t c = 0; c < COUNTERS; c++)
				thread->counters[c].status =
					COUNTER_NOT_SCHEDULED;
		}
	}
}

void trial_give_up(struct trial *trial, unsigned int times)
{
	char why[128];

	forget_outcomes(trial);
	snprintf(why, sizeof(why),
		 "begun %u times, and each time bench died with it: too little memory? see dmesg",
		 times);
	blame(trial, TRIAL_DRIVER_DIED, why);
}

static void spawn_and_wait(struct trial *trial, int fd)
{
	const double limit_ms = trial_limit_ms(trial);
	const uint64_t kills = blame_oom_kills();
	struct error lost = { "" };
	int alive = -1, status = 0, result;
	char why[256];
	bool in_time;
	pid_t pid = 0;

	forget_outcomes(trial);
	result = start_worker(preload_of(trial), fd, &pid, &alive);
	if (result) {
		snprintf(why, sizeof(why), "cannot start a worker: %s",
			 strerror(result));
		blame(trial, TRIAL_ERROR, why);
		return;
	}
	in_time = wait_for_end(trial, alive, limit_ms);
	close(alive);
	if (!in_time)
		kill(pid, SIGKILL);
	result = child_wait(pid, &status, &lost);
	if (!in_time) {
		snprintf(why, sizeof(why),
			 "no progress for %.0f s: the worker was killed",
			 limit_ms / 1e3);
		blame(trial, TRIAL_TIMEOUT, why);
	} else if (result) {
		blame(trial, TRIAL_ERROR, lost.text);
	} else {
		blame_end(trial, status, kills);
	}
}

void trial_spawn(struct trial *trial, int fd)
{
	const struct placement_plan *plan = &trial->config.plan;
	struct disturbance_clock began, ended;

	disturbance_read(&began, plan);
	spawn_and_wait(trial, fd);
	trial_point_into(trial);
	disturbance_read(&ended, plan);
	disturbance_judge(trial, &began, &ended);
}
