// SPDX-License-Identifier: MIT
#include "bench/confined.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/child.h"
#include "base/error.h"
#include "base/small_file.h"
#include "run/run.h"

/* The largest file of the tests takes 30 ms. */
#define TIME_LIMIT_SECONDS	10
/* Damaged numbers become bitmaps of gigabytes. */
#define MEMORY_LIMIT_BYTES	((rlim_t)1 << 30)

/* Above what is mapped already, which under a sanitizer is terabytes. */
static void limit_memory(void)
{
	struct rlimit limit;
	char pages[128];

	if (!small_file_read(pages, sizeof(pages), "/proc/self/statm"))
		return;
	limit.rlim_max = strtoul(pages, NULL, 10) *
			 (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY_LIMIT_BYTES;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_AS, &limit);
}

/* What a damaged file can make of its reader */
static const int fatal[] = {
	SIGALRM, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL,
};

/* A crash must be silent, quick and without a core file. */
static void confine(void)
{
	const struct rlimit no_core = { 0, 0 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
		signal(fatal[i], SIG_DFL);
	alarm(TIME_LIMIT_SECONDS);
	if (null >= 0)
		dup2(null, STDERR_FILENO);
	setrlimit(RLIMIT_CORE, &no_core);
	limit_memory();
	/* HWLOC_ variables would change what the file means. */
	clearenv();
}

void confined_done(void)
{
	alarm(0);
}

static int explain_death(int signal_number, struct error *error)
{
	bool by_file = false;

	for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
		by_file |= signal_number == fatal[i];
	/* SIGPIPE, of who reads the first lines alone, SIGKILL: no file's */
	if (!by_file) {
		signal(signal_number, SIG_DFL);
		raise(signal_number);
	}
	if (signal_number == SIGALRM)
		error_set(error, EINVAL,
			"--topology: damaged: hwloc did not finish reading it within %d s",
			TIME_LIMIT_SECONDS);
	else
		error_set(error, EINVAL,
			  "--topology: damaged: hwloc crashed on it (%s)",
			  strsignal(signal_number));
	return EXIT_USAGE;
}

static int wait_for(pid_t pid, const struct error *said, struct error *error)
{
	int status = 0;

	if (child_wait(pid, &status, error))
		return EXIT_FAILED;
	if (WIFSIGNALED(status))
		return explain_death(WTERMSIG(status), error);
	/* a sanitizer that found hwloc's fault ends it so, without a word */
	if (WEXITSTATUS(status) && !said->text[0]) {
		error_set(error, EINVAL,
			  "--topology: damaged: hwloc crashed on it");
		return EXIT_USAGE;
	}
	snprintf(error->text, sizeof(error->text), "%.*s",
		 (int)sizeof(said->text) - 1, said->text);
	return WEXITSTATUS(status);
}

int confined_run(int (*run)(void *context, struct error *error), void *context,
		 struct error *error)
{
	struct error *said = mmap(NULL, sizeof(*said), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int result = EXIT_FAILED;
	pid_t pid;

	if (said == MAP_FAILED) {
		error_set(error, errno, "no memory");
		return result;
	}
	pid = fork();
	if (!pid) {
		confine();
		result = run(context, said);
		if (!said->text[0] && output_end(said))
			result = EXIT_FAILED;
		/* No handlers, no leak check: this is the parent's program. */
		_exit(result);
	}
	if (pid < 0)
		error_set(error, errno, "no child process: %s",
			  strerror(errno));
	else
		result = wait_for(pid, said, error);
	munmap(said, sizeof(*said));
	return result;
}
