// SPDX-License-Identifier: MIT
#include "topo/affinity.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

/* Far above any kernel's limit: bounds the mask that is allocated. */
#define MAX_CPU_NUMBER	(1 << 20)

static int set_affinity(pthread_attr_t *attr, int cpu)
{
	size_t cpus = (size_t)cpu + 1;
	cpu_set_t *mask = CPU_ALLOC(cpus);
	int refused;

	if (!mask)
		return ENOMEM;
	CPU_ZERO_S(CPU_ALLOC_SIZE(cpus), mask);
	CPU_SET_S((size_t)cpu, CPU_ALLOC_SIZE(cpus), mask);
	refused = pthread_attr_setaffinity_np(attr, CPU_ALLOC_SIZE(cpus),
					      mask);
	CPU_FREE(mask);
	return refused;
}

int affinity_thread_create(pthread_t *thread, int cpu,
			   void *(*run)(void *), void *argument,
			   struct error *error)
{
	pthread_attr_t attr;
	int refused;

	if ((cpu < 0 && cpu != CPU_ANY) || cpu > MAX_CPU_NUMBER)
		return error_set(error, EINVAL, "there is no CPU %d", cpu);
	pthread_attr_init(&attr);
	refused = cpu == CPU_ANY ? 0 : set_affinity(&attr, cpu);
	if (!refused)
		refused = pthread_create(thread, &attr, run, argument);
	pthread_attr_destroy(&attr);
	if (refused == EINVAL)
		return error_set(error, EINVAL,
			"no thread can run on CPU %d: there is no such CPU, or this process may not use it",
			cpu);
	if (refused)
		return error_set(error, refused, "no thread on CPU %d: %m",
				 cpu);
	return 0;
}

int affinity_verify(int cpu, int node, struct error *error)
{
	unsigned int real_cpu, real_node;

	if (cpu == CPU_ANY)
		return 0;
	if (getcpu(&real_cpu, &real_node))
		return error_set(error, EXDEV,
			"the kernel does not say where the thread runs: %s",
			strerror(errno));
	if ((int)real_cpu != cpu)
		return error_set(error, EXDEV,
			"thread runs on CPU %u of node %u instead of CPU %d",
			real_cpu, real_node, cpu);
	if (node >= 0 && (int)real_node != node)
		return error_set(error, EXDEV,
			"CPU %d is on node %u instead of node %d",
			cpu, real_node, node);
	return 0;
}

bool affinity_is_bound(int cpu)
{
	cpu_set_t mask;

	/* a kernel of more CPUs than the mask has does not say */
	return sched_getaffinity(0, sizeof(mask), &mask) ||
	       (CPU_COUNT(&mask) == 1 && CPU_ISSET(cpu, &mask));
}
