// SPDX-License-Identifier: MIT
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"
#include "topo/affinity.h"
#include "topo/topology.h"

/* What a thread finds out about itself. */
struct visit {
	int cpu;
	int verified;
	int wrong_cpu;
	int wrong_node;
	int cpus_in_mask;
	bool bound;
	struct error error;
};

static void *visit_cpu(void *argument)
{
	struct visit *visit = argument;
	cpu_set_t mask;

	if (!sched_getaffinity(0, sizeof(mask), &mask))
		visit->cpus_in_mask = CPU_COUNT(&mask);
	if (visit->cpu == CPU_ANY) {
		visit->verified = affinity_verify(CPU_ANY, 4000, &visit->error);
		return NULL;
	}
	visit->verified = affinity_verify(visit->cpu, -1, &visit->error);
	visit->wrong_cpu = affinity_verify(visit->cpu + 1, -1, NULL);
	visit->wrong_node = affinity_verify(visit->cpu, 4000, NULL);
	visit->bound = affinity_is_bound(visit->cpu) &&
		       !affinity_is_bound(visit->cpu + 1);
	return NULL;
}

static void test_threads_are_born_on_their_cpu(void **state)
{
	cpu_set_t before, after;
	int visited = 0;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		struct visit visit = { .cpu = cpu };
		pthread_t thread;

		if (!CPU_ISSET(cpu, &before))
			continue;
		assert_int_equal(affinity_thread_create(&thread, cpu, visit_cpu,
				 &visit, &visit.error), 0);
		assert_int_equal(pthread_join(thread, NULL), 0);
		assert_int_equal(visit.verified, 0);
		assert_int_equal(visit.wrong_cpu, -EXDEV);
		assert_int_equal(visit.wrong_node, -EXDEV);
		assert_int_equal(visit.cpus_in_mask, 1);
		assert_true(visit.bound);
		/* this one may use all of them */
		assert_int_equal(affinity_is_bound(cpu),
				 CPU_COUNT(&before) == 1);
		visited++;
	}
	assert_true(visited > 0);
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

static void test_any_cpu_is_any_of_the_process(void **state)
{
	struct visit visit = { .cpu = CPU_ANY, .verified = 1 };
	pthread_t thread;
	cpu_set_t mask;

	assert_int_equal(sched_getaffinity(0, sizeof(mask), &mask), 0);
	assert_int_equal(affinity_thread_create(&thread, CPU_ANY, visit_cpu,
						&visit, &visit.error), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(visit.verified, 0);
	assert_int_equal(visit.cpus_in_mask, CPU_COUNT(&mask));
}

static void test_node_of_a_cpu(void **state)
{
	unsigned int cpu, node;
	cpu_set_t before, one;
	struct error error;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(getcpu(&cpu, &node), 0);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(affinity_verify((int)cpu, (int)node, &error), 0);
	assert_int_equal(affinity_verify((int)cpu, (int)node + 1, &error),
			 -EXDEV);
	assert_non_null(strstr(error.text, "instead of node"));
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
}

static void *must_not_run(void *argument)
{
	*(int *)argument = 1;
	return NULL;
}

static void test_cpus_that_do_not_exist(void **state)
{
	static const int cpus[] = { -2, 1000000, 1 << 30, 8191 };
	int ran = 0;

	if (sysconf(_SC_NPROCESSORS_CONF) > 8191)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(cpus); i++) {
		struct error error = { "" };
		pthread_t thread;

		assert_int_equal(affinity_thread_create(&thread, cpus[i],
				 must_not_run, &ran, &error), -EINVAL);
		assert_true(error.text[0]);
	}
	assert_int_equal(ran, 0);
}

/* Return: 0 if the topology allows exactly @cpu. */
static int check_restricted(int cpu)
{
	struct topology topology;
	cpu_set_t one, after;
	int allowed = 0;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) ||
	    topology_load_this(&topology, NULL))
		return 1;
	for (int i = 0; i < topology.nr_cpus; i++) {
		if (topology.cpus[i].allowed != (topology.cpus[i].cpu == cpu))
			return 2;
		allowed += topology.cpus[i].allowed;
	}
	if (allowed != 1 || topology.foreign || topology.nr_nodes < 1)
		return 3;
	topology_free(&topology);
	/* hwloc moves the thread about while it looks. */
	if (sched_getaffinity(0, sizeof(after), &after) ||
	    !CPU_EQUAL(&one, &after))
		return 4;
	return 0;
}

static void test_topology_knows_the_affinity(void **state)
{
	cpu_set_t mask;

	assert_int_equal(sched_getaffinity(0, sizeof(mask), &mask), 0);
	for (int cpu = 0, seen = 0; cpu < CPU_SETSIZE && seen < 4; cpu++) {
		int status;
		pid_t pid;

		if (!CPU_ISSET(cpu, &mask))
			continue;
		seen++;
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			_exit(check_restricted(cpu));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

/* The test that forks comes first, while there is one thread. */
TESTS(T(test_topology_knows_the_affinity),
      T(test_threads_are_born_on_their_cpu),
      T(test_any_cpu_is_any_of_the_process), T(test_node_of_a_cpu),
      T(test_cpus_that_do_not_exist))
