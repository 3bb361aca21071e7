// SPDX-License-Identifier: MIT
/*
 * lazy_init COMMAND...: the command under a parent that, as the first process
 * of many containers, is given all orphans and never asks how they ended.
 * SIGINT is passed on. Its exit status is the command's.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t child;

static void pass_on(int signo)
{
	kill(child, signo);
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1)) {
		perror("lazy_init");
		return 126;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	signal(SIGINT, pass_on);
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			perror("lazy_init");
			return 126;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
