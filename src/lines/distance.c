// SPDX-License-Identifier: MIT
/* How long a line is on its way between two CPUs. */
#include <stdio.h>
#include <stdlib.h>

#include "lines/internal.h"

/*
 * Round numbers, chosen for the order of size of machines of today; there is no
 * source for them (docs/explain.md). Of a line's way between two nodes: that of
 * two last-level caches of one node, by the SLIT distance.
 */
const struct lines_costs lines_costs_default = {
	.core = 10, .cache = 45, .node = 80, .locked = 3.4, .clock = 12.5,
	.access = 0.3,
};

static const struct topology_cpu *find(const struct topology *topology,
				       int cpu)
{
	topology_for_each_cpu(found, topology) {
		if (found->cpu == cpu)
			return found;
	}
	/* placements name CPUs of this topology */
	abort();
}

static double distance(const struct topology *topology,
		       const struct topology_cpu *a,
		       const struct topology_cpu *b,
		       const struct lines_costs *costs, uint32_t *slit)
{
	const int from = topology_cpu_node(topology, a);
	const int to = topology_cpu_node(topology, b);

	*slit = 0;
	if (a->core == b->core)
		return costs->core;
	if (from == to)
		return a->llc == b->llc ? costs->cache : costs->node;
	*slit = topology_distance(topology, from, to);
	return costs->node * *slit / 10;
}

double lines_distance(const struct topology *topology,
		      const struct placement_plan *plan,
		      const struct lines_costs *costs, char *text, size_t size)
{
	const struct topology_cpu *consumer = find(topology,
						   plan->consumer.cpu);
	const struct topology_cpu *producer = find(topology,
						   plan->producer[0].cpu);
	uint32_t slit;
	const double ns = distance(topology, consumer, producer, costs, &slit);

	if (slit)
		snprintf(text, size, "%u", slit);
	else
		snprintf(text, size, "%s",
			 consumer->core == producer->core ? "core" :
			 consumer->llc == producer->llc ? "cache" : "node");
	return ns;
}

void distance_fill(const struct placement_plan *plan,
		   const struct lines_costs *costs)
{
	const struct topology *topology = model.topology;
	const unsigned int n = model.roles;
	uint32_t slit;

	for (unsigned int i = 0; i < n; i++)
		model.role[i].cpu = i ? plan->producer[i - 1].cpu :
					plan->consumer.cpu;
	for (unsigned int i = 0; i < n; i++) {
		const struct topology_cpu *a = find(topology,
						    model.role[i].cpu);

		for (unsigned int k = 0; k < n; k++) {
			const double ns = distance(topology, a,
				find(topology, model.role[k].cpu), costs,
				&slit);

			/*
			 * One way of a ping-pong: a store takes the line away,
			 * and while it comes a load is on its way to it.
			 */
			model.line_ps[i * n + k] =
				(uint32_t)(ns * 1e5 /
					   (150 + LINES_KEEP_PERCENT));
			model.remote[i * n + k] = slit;
		}
	}
}
