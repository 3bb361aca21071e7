// SPDX-License-Identifier: MIT
/* Another program on every CPU. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/child.h"
#include "bench/selftest_internal.h"

static _Noreturn void spin(int cpu, pid_t parent)
{
	volatile unsigned int turns = 0;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	/* what stops the terminal's programs is for the parent to hear */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent ||
	    setpgid(0, 0) || sched_setaffinity(0, sizeof(one), &one))
		_exit(EXIT_FAILURE);
	for (;;)
		turns++;
}

int load_start(struct load *load, struct error *error)
{
	const pid_t parent = getpid();
	cpu_set_t allowed;

	*load = (struct load){ .n = 0 };
	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return error_set(error, errno, "which CPUs to load: %s",
				 strerror(errno));
	load->pid = calloc((size_t)CPU_COUNT(&allowed), sizeof(*load->pid));
	if (!load->pid)
		return error_set(error, ENOMEM, "no memory for the load");
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		pid_t pid;

		if (!CPU_ISSET(cpu, &allowed))
			continue;
		pid = fork();
		if (!pid)
			spin(cpu, parent);
		if (pid < 0)
			return error_set(error, errno,
				"cannot start a process that loads CPU %d: %s",
				cpu, strerror(errno));
		load->pid[load->n++] = pid;
	}
	return 0;
}

void load_stop(struct load *load)
{
	struct error error;
	int status;

	for (size_t i = 0; i < load->n; i++) {
		kill(load->pid[i], SIGKILL);
		child_wait(load->pid[i], &status, &error);
	}
	free(load->pid);
	*load = (struct load){ .n = 0 };
}
