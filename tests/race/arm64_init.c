// SPDX-License-Identifier: MIT
/*
 * First process of arm64-guest: runs each program of the kernel's command line
 * (run=PROGRAM,ARGUMENT,...), prints how it ended, and switches the guest off.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ARGUMENTS	16

static int run(char *line)
{
	char *arguments[MOST_ARGUMENTS + 1] = { NULL };
	int status = 0;
	pid_t pid;

	for (int i = 0; i < MOST_ARGUMENTS && line; i++)
		arguments[i] = strsep(&line, ",");
	pid = fork();
	if (pid == 0) {
		execv(arguments[0], arguments);
		perror(arguments[0]);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

int main(void)
{
	char text[4096] = "", *rest = text, *word;
	FILE *file;

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	file = fopen("/proc/cmdline", "re");
	if (file && fgets(text, sizeof(text), file))
		text[strcspn(text, "\n")] = '\0';
	while ((word = strsep(&rest, " "))) {
		if (strncmp(word, "run=", 4) == 0)
			printf("arm64-guest: status %d\n", run(word + 4));
		fflush(stdout);
	}
	reboot(RB_POWER_OFF);
	return EXIT_FAILURE;
}
