// SPDX-License-Identifier: MIT
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "topo/affinity.h"
#include "topo/topology.h"

/* What a thread finds out about itself. */
struct visit {
	int cpu;
	int verified, wrong_cpu, wrong_node;
	int cpus_in_mask;
	bool bound;
	struct error error;
};

static void *visit_cpu(void *argument)
{
	struct visit *visit = argument;
	unsigned int node = 0;
	cpu_set_t mask;

	getcpu(NULL, &node);
	if (!sched_getaffinity(0, sizeof(mask), &mask))
		visit->cpus_in_mask = CPU_COUNT(&mask);
	visit->verified = affinity_verify(visit->cpu, visit->cpu == CPU_ANY ?
					  4000 : (int)node, &visit->error);
	if (visit->cpu == CPU_ANY)
		return NULL;
	visit->wrong_cpu = affinity_verify(visit->cpu + 1, -1, NULL);
	visit->wrong_node = affinity_verify(visit->cpu, 4000, NULL);
	visit->bound = affinity_is_bound(visit->cpu) &&
		       !affinity_is_bound(visit->cpu + 1);
	return NULL;
}

static struct visit visit(int cpu)
{
	struct visit visit = { .cpu = cpu, .verified = 1 };
	pthread_t thread;

	if (affinity_thread_create(&thread, cpu, visit_cpu, &visit,
				   &visit.error))
		fail_msg("%s", visit.error.text);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(visit.verified, 0);
	return visit;
}

static void test_threads_are_born_on_their_cpu(void **state)
{
	cpu_set_t before, after;
	struct visit found;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_true(CPU_COUNT(&before) > 0);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &before))
			continue;
		found = visit(cpu);
		assert_int_equal(found.wrong_cpu, -EXDEV);
		assert_int_equal(found.wrong_node, -EXDEV);
		assert_int_equal(found.cpus_in_mask, 1);
		assert_true(found.bound);
		/* this one may use all of them */
		assert_int_equal(affinity_is_bound(cpu),
				 CPU_COUNT(&before) == 1);
	}
	assert_int_equal(visit(CPU_ANY).cpus_in_mask, CPU_COUNT(&before));
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
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

static void test_topology_knows_the_affinity(void **state)
{
	cpu_set_t before, one, after;
	struct topology topology;
	const int cpu = sched_getcpu();

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(topology_load_this(&topology, NULL), 0);
	assert_int_equal(topology_allowed_cpus(&topology), 1);
	topology_for_each_cpu(found, &topology)
		assert_int_equal(found->allowed, found->cpu == cpu);
	topology_free(&topology);
	/* hwloc moves the thread about while it looks */
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&one, &after));
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
}

TESTS(T(test_topology_knows_the_affinity),
      T(test_threads_are_born_on_their_cpu), T(test_cpus_that_do_not_exist))
