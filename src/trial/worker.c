// SPDX-License-Identifier: MIT
/* A trial's own process. */
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trial/trial.h"

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

/* A pool whose malloc comes from elsewhere has failed before it begins. */
static void suits_provider(const struct trial *trial,
			   struct trial_subject *subject, bool libc)
{
	const struct pool_ops *pool = pool_find(subject->name);

	if (!pool || !pool->provider ||
	    (strcmp(pool->provider, POOL_PROVIDER_LIBC) == 0 ? libc :
	     strstr(trial->malloc_provider, pool->provider) != NULL))
		return;
	subject->outcome.status = TRIAL_ERROR;
	snprintf(subject->outcome.error, sizeof(subject->outcome.error),
		 "malloc comes from %.100s, not from %.60s",
		 trial->malloc_provider, pool->provider);
}

int trial_worker(int fd, pid_t driver)
{
	struct stat status;
	struct trial *trial;
	bool libc;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* died before that call: nobody waits for this trial */
	if (getppid() != driver || fstat(fd, &status))
		return EXIT_FAILURE;
	trial = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	if (trial == MAP_FAILED)
		return EXIT_FAILURE;
	trial_point_into(trial);
	libc = name_malloc_provider(trial->malloc_provider,
				    sizeof(trial->malloc_provider));
	for (unsigned int i = 0; i < trial->subjects; i++)
		suits_provider(trial, &trial->subject[i], libc);
	trial_execute(trial);
	return EXIT_SUCCESS;
}
