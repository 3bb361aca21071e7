// SPDX-License-Identifier: MIT
/*
 * refuse_syscalls NAME[,NAME]... PROGRAM [ARGUMENT]...: runs the program, and
 * all that it starts, with these system calls failing with EPERM, as they do
 * in many containers. Needs no privilege.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

enum { EXIT_SKIP = 77, CALLS_MAX = 8 };

static const struct {
	const char *name;
	unsigned int number;
} calls[] = {
	{ "perf_event_open", SYS_perf_event_open },
	{ "move_pages", SYS_move_pages },
	{ "mbind", SYS_mbind },
	{ "get_mempolicy", SYS_get_mempolicy },
	{ "set_mempolicy", SYS_set_mempolicy },
	{ "sched_setaffinity", SYS_sched_setaffinity },
	{ "rseq", SYS_rseq },
	{ "fdatasync", SYS_fdatasync },
	{ "fsync", SYS_fsync },
	{ "flock", SYS_flock },
};

/* Two instructions for each call, after the number has been loaded. */
static size_t add_call(struct sock_filter *filter, size_t n,
		       const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		if (strcmp(calls[i].name, name) != 0)
			continue;
		filter[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
		filter[n++] = (struct sock_filter)BPF_STMT(
			BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
		return n;
	}
	fprintf(stderr, "refuse_syscalls: no call '%s' is known\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	/* the programs are of this one's architecture: no check of it */
	struct sock_filter filter[2 + 2 * CALLS_MAX] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = { .filter = filter };
	size_t n = 1;
	char *name;

	if (argc < 3)
		return 2;
	for (name = strtok(argv[1], ","); name && n < 2 * CALLS_MAX;
	     name = strtok(NULL, ","))
		n = add_call(filter, n, name);
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						   SECCOMP_RET_ALLOW);
	program.len = (unsigned short)n;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
		printf("SKIP: no seccomp filters here: %s\n",
		       strerror(errno));
		return EXIT_SKIP;
	}
	execv(argv[2], argv + 2);
	fprintf(stderr, "refuse_syscalls: %s: %s\n", argv[2],
		strerror(errno));
	return 2;
}
