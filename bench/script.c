// SPDX-License-Identifier: MIT
#include "bench/script.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/run.h"

/* Room for a path */
#define PATH_SIZE	(2 * PATH_MAX)

/*
 * Beside the program, as it is installed, wherever that was moved to; else, and
 * for a program in its build folder, in the sources that it was built of: what
 * is installed beside that folder may be of another version.
 */
static bool find_script(const char *name, char path[PATH_SIZE])
{
	char program[PATH_MAX];
	const ssize_t length = readlink("/proc/self/exe", program,
					sizeof(program) - 1);
	bool built = false;
	char *slash;

	program[length < 0 ? 0 : length] = '\0';
	/* `bench selftest` runs it */
	setenv("BENCH_PROGRAM", program, 1);
	slash = strrchr(program, '/');
	if (slash) {
		snprintf(path, PATH_SIZE, "%.*s/CMakeCache.txt",
			 (int)(slash - program), program);
		built = !access(path, F_OK);
		snprintf(path, PATH_SIZE, "%.*s/" SCRIPTS_INSTALLED "/%s",
			 (int)(slash - program), program, name);
		if (!built && !access(path, R_OK))
			return true;
	}
	snprintf(path, PATH_SIZE, SCRIPTS_SOURCE "/%s", name);
	return !access(path, R_OK);
}

/* A stand-in of inherited_settle() is to Python a descriptor that it fails on. */
static void close_again(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		const int flags = fcntl(fd, F_GETFL);

		if (flags >= 0 && (flags & O_PATH))
			close(fd);
	}
}

int script_exec(const char *name, char *const *argv)
{
	static char interpreter[] = "python3";
	char path[PATH_SIZE];
	size_t n = 0;
	char **words;

	if (!find_script(name, path)) {
		fprintf(stderr, "bench %s: there is no %s: the whole of the program is needed, as cmake --install puts it\n",
			name, path);
		return EXIT_NOTHING;
	}
	while (argv[n])
		n++;
	words = calloc(n + 2, sizeof(*words));
	if (!words) {
		fprintf(stderr, "bench %s: no memory\n", name);
		return EXIT_FAILED;
	}
	memcpy(words + 1, argv, n * sizeof(*words));
	words[0] = interpreter;
	words[1] = path;
	close_again();
	execvp(interpreter, words);
	fprintf(stderr, "bench %s: cannot start python3: %s: install python3 (Debian, Ubuntu, Fedora), 3.8 or later\n",
		name, strerror(errno));
	free(words);
	return EXIT_NOTHING;
}
