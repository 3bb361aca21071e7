// SPDX-License-Identifier: MIT
/* A trial's process: started by the driver, found again in shared memory. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "trial/disturbance.h"
#include "trial/trial.h"

extern char **environ;

const char *const scenario_names[SCENARIO_COUNT] = {
	"handoff", "rpc", "overflow", "latency", "uncontended", "floor"
};
const char *const trial_status_names[TRIAL_STATUS_COUNT] = {
	"ok", "starved", "missed_window", "error", "crashed", "timeout",
	"driver_died"
};

/* Time for everything that is not warmup and window. */
#define GRACE_MS	10000
/* Memory is faulted in and cleared faster than so, nested guests included */
#define BYTES_PER_MS	(128.0 * 1024)

struct trial *trial_new(int *fd, struct error *error)
{
	struct trial *trial = NULL;

	/* no MFD_CLOEXEC: the worker inherits it */
	*fd = memfd_create("trial", 0);
	if (*fd < 0 || ftruncate(*fd, sizeof(*trial))) {
		error_set(error, errno,
			"no shared memory for a trial, %zu KiB: %s",
			sizeof(*trial) >> 10, error_reason(errno));
		if (*fd >= 0)
			close(*fd);
		return NULL;
	}
	trial = mmap(NULL, sizeof(*trial), PROT_READ | PROT_WRITE, MAP_SHARED,
		     *fd, 0);
	if (trial == MAP_FAILED) {
		error_set(error, errno, "no shared memory for a trial: %s",
			  strerror(errno));
		close(*fd);
		return NULL;
	}
	return trial;
}

void trial_free(struct trial *trial, int fd)
{
	munmap(trial, sizeof(*trial));
	close(fd);
}

/* Driver and worker map a trial at addresses of their own. */
static void point_into(struct trial *trial)
{
	trial->config.plan.room = NULL;
	trial->config.plan.reason = "";
	trial->config.plan.producer = trial->room;
}

void trial_configure(struct trial *trial, const struct trial_config *config)
{
	trial->config = *config;
	memcpy(trial->room, config->plan.producer,
	       (size_t)config->plan.producers * sizeof(trial->room[0]));
	point_into(trial);
}

static const char *file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * Known by what else it has: the file is called "libc.so.6", and before glibc
 * 2.34 "libc-2.33.so" behind that link.
 */
static bool is_libc(const Dl_info *object)
{
	void *symbol = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
	Dl_info libc;

	return symbol && dladdr(symbol, &libc) &&
	       libc.dli_fbase == object->dli_fbase;
}

/*
 * Which object provides malloc: the loader ignores a preload that it cannot
 * find, so the request proves nothing. Return: whether it is the C library.
 */
static bool name_malloc_provider(char *text, size_t size)
{
	void *malloc_address = dlsym(RTLD_DEFAULT, "malloc");
	int (*mallctl)(const char *, void *, size_t *, void *, size_t) =
		(int (*)(const char *, void *, size_t *, void *, size_t))
		dlsym(RTLD_DEFAULT, "mallctl");
	const char *version = gnu_get_libc_version();
	size_t length = sizeof(version);
	char path[PATH_MAX];
	const char *file;
	Dl_info info;
	bool libc;

	if (!malloc_address || !dladdr(malloc_address, &info) ||
	    !info.dli_fname) {
		snprintf(text, size, "unknown");
		return false;
	}
	libc = is_libc(&info);
	/* behind the links, as a rule, the name ends in the version */
	file = file_of(realpath(info.dli_fname, path) ? path :
							info.dli_fname);
	if (libc ||
	    (mallctl && !mallctl("version", &version, &length, NULL, 0)))
		snprintf(text, size, "%.60s %.60s", file, version);
	else
		snprintf(text, size, "%.120s", file);
	return libc;
}

int trial_worker(int fd, pid_t driver)
{
	struct trial *trial;
	const struct pool_ops *pool;
	struct trial_outcome *outcome;
	bool libc;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* died before that call: nobody waits for this trial */
	if (getppid() != driver)
		return EXIT_FAILURE;
	trial = mmap(NULL, sizeof(*trial), PROT_READ | PROT_WRITE, MAP_SHARED,
		     fd, 0);
	if (trial == MAP_FAILED)
		return EXIT_FAILURE;
	point_into(trial);
	outcome = &trial->outcome;
	libc = name_malloc_provider(outcome->malloc_provider,
				    sizeof(outcome->malloc_provider));
	pool = trial->config.scenario == SCENARIO_FLOOR ? NULL :
	       pool_find(trial->config.pool);
	if (pool && pool->provider &&
	    !(strcmp(pool->provider, POOL_PROVIDER_LIBC) == 0 ? libc :
	      strstr(outcome->malloc_provider, pool->provider) != NULL)) {
		outcome->status = TRIAL_ERROR;
		snprintf(outcome->error, sizeof(outcome->error),
			 "malloc comes from %.100s, not from %.60s",
			 outcome->malloc_provider, pool->provider);
		return EXIT_SUCCESS;
	}
	trial_execute(trial);
	return EXIT_SUCCESS;
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

/* Return: false where the limit was reached. */
static bool wait_for_end(int alive, double limit_ms)
{
	const double end = now_ms() + limit_ms;
	struct pollfd poll_fd = { .fd = alive, .events = POLLIN };

	for (;;) {
		const double left = end - now_ms();

		if (left <= 0)
			return false;
		/* an interrupt of the driver does not end the trial */
		if (poll(&poll_fd, 1, (int)left + 1) > 0)
			return true;
	}
}

double trial_limit_ms(const struct pool_ops *pool,
		      const struct trial_config *config)
{
	const size_t bytes = pool ? trial_bytes(pool, config, NODE_ANY) : 0;
	double limit = GRACE_MS + 4.0 * (config->warmup_ms + config->window_ms);

	limit += (double)bytes / BYTES_PER_MS;
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

/* @kills: before the worker began */
static void name_signal(struct trial_outcome *outcome, int number,
			uint64_t kills)
{
	outcome->status = TRIAL_CRASHED;
	if (number == SIGKILL && oom_kills() > kills)
		snprintf(outcome->error, sizeof(outcome->error),
			 "the kernel killed the worker for want of memory: allow more (container, cgroup), or measure smaller points");
	else
		snprintf(outcome->error, sizeof(outcome->error),
			 "the worker died of signal %d (%s)", number,
			 strsignal(number));
}

static void forget_outcome(struct trial *trial)
{
	memset(&trial->outcome, 0, sizeof(trial->outcome));
	memset(trial->threads, 0, sizeof(trial->threads[0]) *
	       (1 + (size_t)trial->config.plan.producers));
	for (int i = 0; i <= trial->config.plan.producers; i++) {
		for (size_t k = 0; k < COUNTERS_MAX; k++)
			trial->threads[i].counters[k].status =
				COUNTER_NOT_SCHEDULED;
	}
}

void trial_give_up(struct trial *trial, unsigned int times)
{
	forget_outcome(trial);
	trial->outcome.status = TRIAL_DRIVER_DIED;
	snprintf(trial->outcome.error, sizeof(trial->outcome.error),
		 "begun %u times, and each time bench died with it: too little memory? see dmesg",
		 times);
}

static void spawn_and_wait(struct trial *trial, int fd)
{
	const struct pool_ops *pool =
		trial->config.scenario == SCENARIO_FLOOR ? NULL :
		pool_find(trial->config.pool);
	struct trial_outcome *outcome = &trial->outcome;
	const double limit_ms = trial_limit_ms(pool, &trial->config);
	const uint64_t kills = oom_kills();
	struct error lost = { "" };
	int alive = -1, status = 0, result;
	bool in_time;
	pid_t pid = 0;

	forget_outcome(trial);
	/* what stands here if the worker dies before it says anything else */
	outcome->status = TRIAL_CRASHED;
	result = start_worker(pool ? pool->preload : NULL, fd, &pid, &alive);
	if (result) {
		outcome->status = TRIAL_ERROR;
		snprintf(outcome->error, sizeof(outcome->error),
			 "cannot start a worker: %s", strerror(result));
		return;
	}
	in_time = wait_for_end(alive, limit_ms);
	close(alive);
	if (!in_time)
		kill(pid, SIGKILL);
	result = child_wait(pid, &status, &lost);
	if (!in_time) {
		outcome->status = TRIAL_TIMEOUT;
		snprintf(outcome->error, sizeof(outcome->error),
			 "the worker was killed after %.0f s", limit_ms / 1e3);
	} else if (result) {
		outcome->status = TRIAL_ERROR;
		snprintf(outcome->error, sizeof(outcome->error), "%s",
			 lost.text);
	} else if (WIFSIGNALED(status)) {
		name_signal(outcome, WTERMSIG(status), kills);
	} else if (WEXITSTATUS(status)) {
		outcome->status = TRIAL_CRASHED;
		snprintf(outcome->error, sizeof(outcome->error),
			 "the worker ended with exit status %d",
			 WEXITSTATUS(status));
	} else if (outcome->status != TRIAL_OK && !outcome->error[0]) {
		outcome->status = TRIAL_CRASHED;
		snprintf(outcome->error, sizeof(outcome->error),
			 "the worker ended before its trial did");
	}
}

void trial_spawn(struct trial *trial, int fd)
{
	const struct placement_plan *plan = &trial->config.plan;
	struct disturbance_clock began, ended;

	disturbance_read(&began, "", plan);
	spawn_and_wait(trial, fd);
	point_into(trial);
	if (trial->outcome.status != TRIAL_OK)
		return;
	disturbance_read(&ended, "", plan);
	disturbance_judge(trial, &began, &ended);
}
