// SPDX-License-Identifier: MIT
#include "topo/topology_hwloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/child.h"
#include "base/durable.h"

/* The largest file of the tests takes 30 ms. */
#define TIME_LIMIT_SECONDS	10
/* Damaged numbers become bitmaps of gigabytes. */
#define MEMORY_LIMIT_BYTES	((rlim_t)1 << 30)
/* Larger than any machine; bounds what the parent allocates. */
#define MAX_CPUS		(1 << 17)

/* What the child sends, then the arrays: the pointers only say which. */
struct reply {
	int status;
	struct error error;
	struct topology topology;
};

ssize_t topology_read(int fd, void *data, size_t bytes)
{
	size_t done = 0;

	while (done < bytes) {
		ssize_t got = read(fd, (char *)data + done, bytes - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static bool receive_all(int fd, void *data, size_t bytes)
{
	return topology_read(fd, data, bytes) == (ssize_t)bytes;
}

static bool send_all(int fd, void *data, size_t bytes)
{
	return !durable_write(fd, data, bytes);
}

static bool for_arrays(const struct topology *topology, int fd,
		       bool (*transfer)(int fd, void *data, size_t bytes))
{
	size_t cpus = (size_t)topology->nr_cpus;
	size_t nodes = (size_t)topology->nr_nodes;

	return transfer(fd, topology->cpus, cpus * sizeof(*topology->cpus)) &&
	       transfer(fd, topology->nodes,
			nodes * sizeof(*topology->nodes)) &&
	       (!topology->distances ||
		transfer(fd, topology->distances,
			 nodes * nodes * sizeof(*topology->distances)));
}

/* Above what is mapped already, which under a sanitizer is terabytes. */
static void limit_memory(void)
{
	unsigned long pages = 0;
	struct rlimit limit;
	FILE *file = fopen("/proc/self/statm", "re");

	if (!file)
		return;
	if (fscanf(file, "%lu", &pages) == 1) {
		limit.rlim_max = (rlim_t)pages *
				 (rlim_t)sysconf(_SC_PAGESIZE) +
				 MEMORY_LIMIT_BYTES;
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_AS, &limit);
	}
	fclose(file);
}

/* A crash must be silent, quick and without a core file. */
static void confine_child(void)
{
	static const int fatal[] = {
		SIGALRM, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL,
	};
	const struct rlimit no_core = { 0, 0 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
		signal(fatal[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm(TIME_LIMIT_SECONDS);
	if (null >= 0)
		dup2(null, STDERR_FILENO);
	setrlimit(RLIMIT_CORE, &no_core);
	limit_memory();
	/* HWLOC_ variables would change what the file means. */
	clearenv();
}

static int parse(struct topology *topology, const char *xml, size_t length,
		 struct error *error)
{
	hwloc_topology_t hwloc;
	int ret = topology_hwloc_init(&hwloc, error);

	if (ret)
		return ret;
	if (length >= INT_MAX ||
	    hwloc_topology_set_xmlbuffer(hwloc, xml, (int)length + 1) ||
	    hwloc_topology_load(hwloc))
		return error_set(error, EINVAL, "damaged: hwloc refuses it");
	return topology_convert(topology, hwloc, error);
}

static _Noreturn void child(int fd, const char *xml, size_t length)
{
	struct reply reply = { 0 };
	bool sent;

	confine_child();
	reply.status = parse(&reply.topology, xml, length, &reply.error);
	sent = send_all(fd, &reply, sizeof(reply)) &&
	       (reply.status || for_arrays(&reply.topology, fd, send_all));
	/* No handlers, no leak check: this is still the parent's program. */
	_exit(sent ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* What the rest of the project relies on without looking again. */
static bool is_sane(const struct topology *topology)
{
	topology_for_each_cpu(cpu, topology) {
		if (cpu->cpu < 0 || cpu->kind < 0 ||
		    cpu->kind >= topology->nr_kinds || cpu->own < -1 ||
		    cpu->own >= topology->nr_nodes ||
		    cpu->llc >= topology->nr_cpus)
			return false;
		for (int j = topology->nr_nodes; j < TOPOLOGY_MAX_NODES; j++) {
			if (node_set_has(&cpu->nodes, j))
				return false;
		}
	}
	return true;
}

/*
 * Return: 0, -EINVAL with the child's own reason, -EPIPE where the child did
 * not live to answer, -ENOMEM.
 */
static int receive(int fd, struct topology *topology, struct error *error)
{
	struct reply reply;
	int ret;

	if (!receive_all(fd, &reply, sizeof(reply)))
		return -EPIPE;
	reply.error.text[sizeof(reply.error.text) - 1] = '\0';
	if (reply.status)
		return error_set(error, EINVAL, "%s", reply.error.text);
	*topology = reply.topology;
	topology->cpus = NULL;
	topology->nodes = NULL;
	topology->distances = NULL;
	if (topology->nr_cpus < 1 || topology->nr_cpus > MAX_CPUS ||
	    topology->nr_nodes < 1 || topology->nr_nodes > TOPOLOGY_MAX_NODES ||
	    topology->nr_kinds < 1 || topology->nr_kinds > MAX_CPUS)
		return error_set(error, EINVAL,
				 "damaged: it has %d CPUs and %d NUMA nodes",
				 topology->nr_cpus, topology->nr_nodes);
	ret = topology_alloc(topology, reply.topology.distances, error);
	if (ret)
		return ret;
	if (!for_arrays(topology, fd, receive_all))
		return -EPIPE;
	if (!is_sane(topology))
		return error_set(error, EINVAL, "damaged: its parts disagree");
	return 0;
}

static int explain_death(int status, struct error *error)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return error_set(error, EINVAL,
			"damaged: hwloc did not finish reading it within %d s",
			TIME_LIMIT_SECONDS);
	if (WIFSIGNALED(status))
		return error_set(error, EINVAL,
				 "damaged: hwloc crashed on it (%s)",
				 strsignal(WTERMSIG(status)));
	return error_set(error, EINVAL, "damaged: hwloc gave up on it");
}

int topology_parse_in_child(struct topology *topology, const char *xml,
			    size_t length, struct error *error)
{
	struct error lost = { "" };
	int fds[2], status = 0, ret;
	pid_t pid;

	memset(topology, 0, sizeof(*topology));
	if (pipe2(fds, O_CLOEXEC))
		return error_set(error, errno, "no pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0) {
		ret = error_set(error, errno, "no child process: %s",
				strerror(errno));
		close(fds[0]);
		close(fds[1]);
		return ret;
	}
	if (!pid) {
		close(fds[0]);
		child(fds[1], xml, length);
	}
	close(fds[1]);
	ret = receive(fds[0], topology, error);
	close(fds[0]);
	if (child_wait(pid, &status, &lost) && ret == -EPIPE)
		ret = error_set(error, ECHILD, "hwloc: %s", lost.text);
	else if (ret == -EPIPE)
		ret = explain_death(status, error);
	if (ret)
		topology_free(topology);
	return ret;
}
