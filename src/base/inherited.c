// SPDX-License-Identifier: MIT
#include "base/inherited.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char preload_file[] = "/etc/ld.so.preload";

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
				"descriptor %d is closed and cannot be opened: %m",
				fd);
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

int inherited_preload_works(struct error *why)
{
	if (!getauxval(AT_SECURE))
		return 0;
	if (getxattr("/proc/self/exe", "security.capability", NULL, 0) > 0)
		return error_set(why, EPERM,
			"this program has file capabilities, so the loader ignores LD_PRELOAD: remove them (setcap -r), and give it ambient ones if it needs any (setpriv --ambient-caps)");
	return error_set(why, EPERM,
		"this program runs with elevated rights (set-user-ID, a security module), so the loader ignores LD_PRELOAD: run a copy without them");
}

/* The object that is not the C library and has malloc for @library; or NULL */
static const char *other_malloc(const char *library)
{
	/* loaded already, as all that the file names */
	void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
	void *theirs = handle ? dlsym(handle, "malloc") : NULL;
	void *libc = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
	Dl_info libc_info, info;
	const char *object = NULL;

	if (theirs && libc && dladdr(theirs, &info) &&
	    dladdr(libc, &libc_info) && info.dli_fbase != libc_info.dli_fbase)
		object = info.dli_fname;
	if (handle)
		dlclose(handle);
	return object;
}

int inherited_libc_malloc(struct error *why)
{
	FILE *file = fopen(preload_file, "re");
	const char *object = NULL;
	char *line = NULL, *rest, *library;
	size_t size = 0;

	while (file && !object && getline(&line, &size, file) > 0) {
		rest = line;
		rest[strcspn(rest, "#")] = '\0';
		while (!object && (library = strsep(&rest, ": \t\n")))
			object = *library ? other_malloc(library) : NULL;
	}
	free(line);
	if (file)
		fclose(file);
	if (!object)
		return 0;
	return error_set(why, ENOTSUP,
		"%s loads the malloc of %.80s into every program: remove that entry, or run elsewhere",
		preload_file, object);
}
