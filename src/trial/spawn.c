// SPDX-License-Identifier: MIT
/* The driver's side of a trial: its memory, and the process that runs it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "trial/disturbance.h"
#include "trial/trial.h"

extern char **environ;

/* Time for everything that is not warmup and window, beside heavy work */
#define GRACE_MS	10000
/* Memory is faulted in and cleared faster than so, nested guests included */
#define BYTES_PER_MS	(128.0 * 1024)

static size_t trial_size(unsigned int subjects, unsigned int threads)
{
	return sizeof(struct trial) +
	       (size_t)subjects * threads * sizeof(struct trial_thread);
}

struct trial *trial_new(unsigned int subjects, unsigned int threads, int *fd,
			struct error *error)
{
	const size_t size = trial_size(subjects, threads);
	struct trial *trial = NULL;

	/* no MFD_CLOEXEC: the worker inherits it */
	*fd = memfd_create("trial", 0);
	if (*fd < 0 || ftruncate(*fd, (off_t)size)) {
		error_set(error, errno,
			"no shared memory for a trial, %zu KiB: %s",
			size >> 10, error_reason(errno));
		if (*fd >= 0)
			close(*fd);
		return NULL;
	}
	trial = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (trial == MAP_FAILED) {
		error_set(error, errno, "no shared memory for a trial: %s",
			  strerror(errno));
		close(*fd);
		return NULL;
	}
	return trial;
}

static size_t mapped_size(int fd)
{
	struct stat status;

	return fstat(fd, &status) ? 0 : (size_t)status.st_size;
}

void trial_free(struct trial *trial, int fd)
{
	munmap(trial, mapped_size(fd));
	close(fd);
}

void trial_configure(struct trial *trial, const struct trial_config *config)
{
	trial->config = *config;
	memcpy(trial->room, config->plan.producer,
	       (size_t)config->plan.producers * sizeof(trial->room[0]));
	trial_point_into(trial);
	trial->base = -1;
	trial->subjects = 0;
	trial->threads = 1 + (unsigned int)config->plan.producers;
}

unsigned int trial_add(struct trial *trial, const char *name)
{
	struct trial_subject *subject = &trial->subject[trial->subjects];

	snprintf(subject->name, sizeof(subject->name), "%s", name);
	return trial->subjects++;
}

/* Variables that tune an allocator: each is measured as it comes. */
static bool tunes_allocator(const char *entry)
{
	static const char *const prefixes[] = {
		"LD_PRELOAD=", "MALLOC_", "JE_MALLOC_CONF=", "_RJEM_MALLOC_",
		"MIMALLOC_", "mimalloc_", "TCMALLOC_",
	};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (strncmp(entry, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}

/* GLIBC_TUNABLES without those of malloc; other tunables stay. */
static char *without_malloc_tunables(const char *entry)
{
	static char kept[1024];
	char copy[1024], *rest = copy, *tunable;
	const char *separator = "=";

	snprintf(copy, sizeof(copy), "%s", strchr(entry, '=') + 1);
	snprintf(kept, sizeof(kept), "GLIBC_TUNABLES");
	while ((tunable = strsep(&rest, ":"))) {
		const size_t used = strlen(kept);

		if (strncmp(tunable, "glibc.malloc.", 13) == 0)
			continue;
		snprintf(kept + used, sizeof(kept) - used, "%s%s", separator,
			 tunable);
		separator = ":";
	}
	return *separator == '=' ? NULL : kept;
}

/*
 * The environment with LD_PRELOAD set to @preload, and to nothing else, and
 * without what would tune an allocator. All symbols are bound at the start: the
 * loader would bind the first call of each when it is made, which may be in a
 * window, on a page of the stack that nobody has touched yet.
 */
static char **worker_environment(const char *preload)
{
	static char bind_now[] = "LD_BIND_NOW=1";
	static char preload_entry[512];
	size_t count = 0, kept = 0;
	char **copy;

	while (environ[count])
		count++;
	copy = calloc(count + 3, sizeof(*copy));
	if (!copy)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		char *entry = environ[i];

		if (strncmp(entry, "GLIBC_TUNABLES=", 15) == 0)
			entry = without_malloc_tunables(entry);
		if (entry && !tunes_allocator(entry))
			copy[kept++] = entry;
	}
	copy[kept++] = bind_now;
	if (preload) {
		snprintf(preload_entry, sizeof(preload_entry),
			 "LD_PRELOAD=%s", preload);
		copy[kept++] = preload_entry;
	}
	return copy;
}

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

static const struct pool_ops *pool_of(const struct trial *trial,
				      unsigned int subject)
{
	return trial->config.scenario == SCENARIO_FLOOR ? NULL :
	       pool_find(trial->subject[subject].name);
}

/* One object at most: who needs one shares its trial with the base alone. */
static const char *preload_of(const struct trial *trial)
{
	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct pool_ops *pool = pool_of(trial, i);

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

	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct pool_ops *pool = pool_of(trial, i);

		if (pool)
			limit += (double)trial_bytes(pool, config, NODE_ANY) /
				 BYTES_PER_MS;
	}
	/* threads that share a CPU wait for each other's time slices */
	if (placement_may_share(&config->plan))
		limit *= 4;
	return limit;
}

/* Times that the kernel has killed a process for want of memory. */
static uint64_t oom_kills(void)
{
	static const char key[] = "\noom_kill ";
	char text[16384];
	const char *at;
	uint64_t kills = 0;

	small_file_read("", text, sizeof(text), "/proc/vmstat");
	at = strstr(text, key);
	if (at)
		sscanf(at + strlen(key), "%" SCNu64, &kills);
	return kills;
}

bool trial_has_died(enum trial_status status)
{
	return status == TRIAL_CRASHED || status == TRIAL_TIMEOUT ||
	       status == TRIAL_DRIVER_DIED;
}

/* How errors begin of those that a worker's death is not to blame on */
#define IN_NO_TURN	"before any turn: "
#define IN_TURN_OF	"while it was the turn of "

bool trial_is_to_blame(const struct trial_outcome *outcome)
{
	return trial_has_died(outcome->status) &&
	       strncmp(outcome->error, IN_NO_TURN, strlen(IN_NO_TURN)) != 0 &&
	       strncmp(outcome->error, IN_TURN_OF, strlen(IN_TURN_OF)) != 0;
}

/*
 * Of a worker that has died: the pool whose turn it was is to blame, and the
 * others had no chance.
 */
static void blame(struct trial *trial, enum trial_status status,
		  const char *why)
{
	const int at_work = trial_at_work(trial);
	/* no worker was there to die */
	const bool driver = status != TRIAL_CRASHED && status != TRIAL_TIMEOUT;
	char whose[sizeof(trial->subject[0].name)] = "";

	if (at_work >= 0)
		snprintf(whose, sizeof(whose), "%s",
			 trial->subject[at_work].name);
	for (unsigned int i = 0; i < trial->subjects; i++) {
		struct trial_outcome *outcome = &trial->subject[i].outcome;

		outcome->status = status;
		if ((unsigned int)at_work == i)
			snprintf(outcome->error, sizeof(outcome->error), "%s",
				 why);
		else if (at_work < 0)
			snprintf(outcome->error, sizeof(outcome->error),
				 "%s%.200s", driver ? "" : IN_NO_TURN, why);
		else
			snprintf(outcome->error, sizeof(outcome->error),
				 IN_TURN_OF "%s: %.180s", whose, why);
	}
}

/* @kills: before the worker began */
static void name_signal(struct trial *trial, int number, uint64_t kills)
{
	char why[256];

	if (number == SIGKILL && oom_kills() > kills)
		snprintf(why, sizeof(why),
			 "the kernel killed the worker for want of memory: allow more (container, cgroup), or measure smaller points");
	else
		snprintf(why, sizeof(why), "the worker died of signal %d (%s)",
			 number, strsignal(number));
	blame(trial, TRIAL_CRASHED, why);
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
			for (size_t c = 0; c < COUNTERS_MAX; c++)
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

/* The worker ended by itself: has it said what came out? */
static bool is_told(const struct trial *trial)
{
	for (unsigned int i = 0; i < trial->subjects; i++) {
		if (trial->subject[i].outcome.status == TRIAL_CRASHED)
			return false;
	}
	return true;
}

static void spawn_and_wait(struct trial *trial, int fd)
{
	const double limit_ms = trial_limit_ms(trial);
	const uint64_t kills = oom_kills();
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
			 "nothing moved on for %.0f s: the worker was killed",
			 limit_ms / 1e3);
		blame(trial, TRIAL_TIMEOUT, why);
	} else if (result) {
		blame(trial, TRIAL_ERROR, lost.text);
	} else if (WIFSIGNALED(status)) {
		name_signal(trial, WTERMSIG(status), kills);
	} else if (WEXITSTATUS(status)) {
		snprintf(why, sizeof(why),
			 "the worker ended with exit status %d",
			 WEXITSTATUS(status));
		blame(trial, TRIAL_CRASHED, why);
	} else if (!is_told(trial)) {
		blame(trial, TRIAL_CRASHED,
		      "the worker ended before its trial did");
	}
}

void trial_spawn(struct trial *trial, int fd)
{
	const struct placement_plan *plan = &trial->config.plan;
	struct disturbance_clock began, ended;

	disturbance_read(&began, "", plan);
	spawn_and_wait(trial, fd);
	trial_point_into(trial);
	disturbance_read(&ended, "", plan);
	disturbance_judge(trial, &began, &ended);
}
