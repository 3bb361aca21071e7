// SPDX-License-Identifier: MIT
/* Placements and numbers of producers that are tried. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan/points_internal.h"

static bool same_threads(const struct placement_plan *a,
			 const struct placement_plan *b)
{
	if (a->producers != b->producers ||
	    a->consumer.cpu != b->consumer.cpu)
		return false;
	for (int i = 0; i < a->producers; i++) {
		if (a->producer[i].cpu != b->producer[i].cpu)
			return false;
	}
	return true;
}

/*
 * By default an axis goes as far as the machine does: of a placement that is
 * possible with some numbers of producers, the others are no news; and two
 * placements that are the same threads are one.
 */
bool points_plan_is_wanted(const struct plans *plans, size_t index,
			   const struct options *options)
{
	const struct placement_plan *plan = &plans->setting[index].plan;
	const enum placement placement = plans->setting[index].placement;

	for (size_t i = 0; i < plans->n; i++) {
		const struct placement_plan *other = &plans->setting[i].plan;
		const bool same = plans->setting[i].placement == placement;

		if (i != index && !options->producers.n && same &&
		    !plan->available && (other->available || i < index))
			return false;
		if (i < index && !options->placements.n && !same &&
		    plan->available && other->available &&
		    same_threads(plan, other))
			return false;
	}
	return true;
}

static void refuse_floor(struct placement_plan *plan)
{
	plan->available = false;
	plan->reason = "a line transfer is measured between two given CPUs: threads must be pinned";
}

int points_keep_plan(struct points *points, struct placement_plan *plan)
{
	const size_t threads = plan->available ? (size_t)plan->producers *
						 sizeof(*plan->producer) : 0;
	char *kept = points_keep(points, threads + strlen(plan->reason) + 1);

	if (!kept)
		return -ENOMEM;
	/* the threads first: they are to be aligned */
	memcpy(kept, plan->producer, threads);
	plan->producer = (struct placement_thread *)(void *)kept;
	plan->reason = strcpy(kept + threads, plan->reason);
	plan->room = NULL;
	return 0;
}

int points_make_plans(struct plans *plans, struct points *points,
		      const struct options *options,
		      const struct topology *topology, enum scenario scenario)
{
	static struct placement_room room;

	const struct choice_list placements = scenarios_placements(options);
	const struct number_list producers = scenarios_producers(options,
							topology, scenario);
	const size_t n = placements.n * producers.n;

	plans->n = 0;
	plans->setting = calloc(n, sizeof(*plans->setting));
	if (!plans->setting)
		return -ENOMEM;
	for (size_t l = 0; l < placements.n; l++) {
		for (size_t p = 0; p < producers.n; p++) {
			struct placement_policy policy = scenarios_policy(
				options, scenario,
				(enum placement)placements.index[l],
				producers.value[p]);
			struct setting *setting =
				&plans->setting[plans->n++];
			struct placement_plan *plan = &setting->plan;

			*setting = (struct setting){
				.scenario = scenario,
				.placement = policy.placement,
				.plan.room = &room,
			};
			placement_plan(plan, topology, &policy);
			plan->producers = policy.producers;
			if (scenario == SCENARIO_FLOOR && plan->unpinned_cpus)
				refuse_floor(plan);
			if (points_keep_plan(points, plan))
				return -ENOMEM;
		}
	}
	return 0;
}

/*
 * Sweeps start from each placement with the fewest producers that it can have,
 * or with each number of them that the user names.
 */
bool points_plan_is_swept(const struct plans *plans, size_t index,
			  const struct options *options)
{
	bool least = true;

	for (size_t i = 0; i < index; i++)
		least &= !plans->setting[i].plan.available ||
			 plans->setting[i].placement !=
			 plans->setting[index].placement;
	return plans->setting[index].plan.available &&
	       (least || options->producers.n);
}
