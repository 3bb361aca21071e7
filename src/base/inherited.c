// SPDX-License-Identifier: MIT
#include "base/inherited.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct {
	int number;
	void (*handler)(int);
} dispositions[] = {
	/* ignored, the kernel keeps no status of a child for waitpid() */
	{ SIGCHLD, SIG_DFL },
	/* ignored in what a shell without job control starts by & */
	{ SIGINT, SIG_DFL },
	{ SIGQUIT, SIG_DFL },
	{ SIGTERM, SIG_DFL },
	/* ignored by systemd: the end of `bench --list | head` is no error */
	{ SIGPIPE, SIG_DFL },
	/* a file that may not grow is an error with a reason, as a full disk */
	{ SIGXFSZ, SIG_IGN },
};

static void settle_signals(void)
{
	sigset_t none;

	for (size_t i = 0; i < ARRAY_SIZE(dispositions); i++)
		signal(dispositions[i].number, dispositions[i].handler);
	/* last: one that is pending finds its disposition */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * The next file that is opened would be standard output. What takes its place
 * can be neither read nor written, as before.
 */
static int settle_descriptors(struct error *error)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		if (open("/", O_PATH) != fd)
			return error_set(error, errno,
				"descriptor %d is closed and cannot be opened: %s",
				fd, strerror(errno));
	}
	return 0;
}

/* Below these nothing works, and how it fails says nothing of the limit. */
static const struct {
	int resource;
	const char *name;
	rlim_t unit;
	rlim_t needed;
} limits[] = {
	{ RLIMIT_STACK, "of the stack, in KiB (ulimit -s),", 1024, 512 },
	{ RLIMIT_AS, "of address space, in KiB (ulimit -v),", 1024, 65536 },
	{ RLIMIT_DATA, "of data, in KiB (ulimit -d),", 1024, 65536 },
	{ RLIMIT_NOFILE, "of open files (ulimit -n)", 1, 32 },
};

static int settle_limits(struct error *error)
{
	struct rlimit limit;

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		const rlim_t needed = limits[i].needed * limits[i].unit;

		if (getrlimit((__rlimit_resource_t)limits[i].resource, &limit))
			continue;
		/* a descriptor for each event of each thread of a trial */
		if (limits[i].resource == RLIMIT_NOFILE) {
			limit.rlim_cur = limit.rlim_max;
			(void)setrlimit(RLIMIT_NOFILE, &limit);
			(void)getrlimit(RLIMIT_NOFILE, &limit);
		}
		if (limit.rlim_cur < needed)
			return error_set(error, ENOMEM,
				"the limit %s is %ju, and %ju are needed",
				limits[i].name,
				(uintmax_t)(limit.rlim_cur / limits[i].unit),
				(uintmax_t)limits[i].needed);
	}
	return 0;
}

int inherited_settle(struct error *error)
{
	int result = settle_descriptors(error);

	settle_signals();
	return result ? result : settle_limits(error);
}
