// SPDX-License-Identifier: MIT
#include "trial/turn.h"

#include <math.h>
#include <sched.h>
#include <time.h>

#include "topo/affinity.h"
#include "trial/disturbance.h"
#include "trial/perf_control.h"
#include "trial/scenario.h"
#include "trial/tally.h"

/*
 * Where more of the latest slices are lost to other work, roles sleep before
 * each slice; after so many slices it is tried without.
 */
#define CROWDED_SHARE	0.6
#define CROWDED_SLICES	128
/* How much the last slice tells: an average over some eight */
#define LATEST_WEIGHT	0.125

static double thread_cpu_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now))
		return NAN;
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* The line's way beside a pool is not what perf is to count. */
static bool is_for_perf(const struct trial_role *role)
{
	return role->role.consumer && role->execution->ops;
}

void turn_open(void *context)
{
	struct trial_role *role = context;

	role->turn->cpu_ns = -thread_cpu_ns();
	if (is_for_perf(role))
		perf_control("enable\n");
	if (role->counters)
		counters_start(role->counters);
	if (role->execution->scenario->window)
		role->execution->scenario->window(role, true);
}

void turn_close(void *context)
{
	struct trial_role *role = context;
	const int cpu = role->place->cpu;
	bool migrated = false;

	if (role->execution->scenario->window)
		role->execution->scenario->window(role, false);
	role->turn->cpu_ns += thread_cpu_ns();
	if (cpu != CPU_ANY)
		migrated = sched_getcpu() != cpu;
	if (role->counters)
		counters_stop(role->counters, role->counted);
	/* it may have been elsewhere, and come back */
	if (cpu != CPU_ANY && !affinity_is_bound(cpu))
		migrated = true;
	if (is_for_perf(role))
		perf_control("disable\n");
	if (role->counters)
		role->turn->disturbed = disturbance_of_slice(
			&role->execution->trial->config, role->execution->ops,
			role->counted, &role->turn->run_delay_ns);
	if (migrated)
		role->turn->disturbed |= DISTURBED_MIGRATION;
}

bool turn_has_ended(const struct execution *execution)
{
	/* relaxed: the slice that starved was over for all before this one */
	return execution->failed ||
	       atomic_load_explicit(&execution->phases->starved,
				    memory_order_relaxed);
}

bool turn_take(struct run *run, unsigned int number, unsigned int thread,
	       struct counters *counters)
{
	const unsigned int subject = run->trial->slice[number].subject;
	struct execution *execution = &run->execution[subject];
	const struct scenario_ops *scenario = execution->scenario;
	struct trial_role *role;

	if (turn_has_ended(execution))
		return true;
	role = &execution->roles[thread];
	/* it settles the slice before, which may be this pool's, too */
	if (!role_start(&role->role))
		return false;
	role->turn = &run->turn[number * run->nr_roles + thread];
	role->turn->started = role->role.started;
	role->turn->run_delay_ns = NAN;
	role->counters = counters;
	/* the rate is found anew */
	if (role->role.consumer && scenario->pace)
		*scenario->pace(execution) = (struct pace){ .mark = 0 };
	trial_set_at_work(run->trial, (int)subject);
	role->loop(&role->role);
	return true;
}

/* Length of a role's window; 0: there was none. */
static uint64_t window_ticks(const struct role *role)
{
	return role->edge < ROLE_EDGES ? 0 :
	       role->edges[ROLE_EDGES - 1].ticks - role->edges[0].ticks;
}

static bool is_late(const struct execution *execution)
{
	const struct trial_config *config = &execution->trial->config;

	return execution->scenario->pace && config->load < 100 &&
	       pace_was_late(execution->scenario->pace(execution),
			     &execution->roles[0].role,
			     placement_may_share(&config->plan));
}

/* What all roles of a slice say of it. */
static void judge(struct execution *execution, struct trial_slice *slice)
{
	const struct run *run = execution->run;
	const struct trial_config *config = &run->trial->config;
	const double half = config->window_ms * 1e6 / config->slices / 2;
	struct trial_role *consumer = &execution->roles[0];
	const struct edge *edges = consumer->role.edges;
	uint64_t shortest = UINT64_MAX;

	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		const struct trial_role *role = &execution->roles[i];
		const uint64_t ticks = window_ticks(&role->role);

		slice->disturbed |= role->turn->disturbed;
		shortest = ticks < shortest ? ticks : shortest;
	}
	slice->start_ns = (double)(consumer->turn->started -
				   run->first_start) / config->ticks_per_ns;
	if (window_ticks(&consumer->role)) {
		slice->window_ns = (double)window_ticks(&consumer->role) /
				   config->ticks_per_ns;
		slice->buffers = edges[ROLE_EDGES - 1].tally.buffers -
				 edges[0].tally.buffers;
		consumer->turn->late = is_late(execution);
	}
	/* where threads share CPUs, that they wait is what is measured */
	slice->missed = consumer->turn->late || !slice->buffers || !shortest ||
		(!placement_may_share(&config->plan) &&
		 (slice->disturbed & DISTURBED_PREEMPTED ||
		  (double)shortest / config->ticks_per_ns < half));
}

static void keep(struct trial_role *role)
{
	const struct edge *edges = role->role.edges;
	const struct tally tally = tally_between(&edges[0].tally,
						 &edges[ROLE_EDGES - 1].tally);

	tally_add(&role->window, &tally);
	role->window_ticks += window_ticks(&role->role);
	role->result->cpu_ns += role->turn->cpu_ns;
	if (role->counters)
		counters_add(role->result->counters, role->counted);
}

static void watch_crowd(struct run *run, bool lost)
{
	if (run->crowded) {
		run->crowded--;
		run->lost = 0;
		return;
	}
	run->lost += LATEST_WEIGHT * (lost - run->lost);
	if (run->lost > CROWDED_SHARE)
		run->crowded = CROWDED_SLICES;
}

void turn_settle(struct run *run)
{
	struct execution *execution = run->last;
	struct trial_slice *slice;
	size_t number;

	if (!execution)
		return;
	run->last = NULL;
	number = (size_t)(execution->roles[0].turn - run->turn) /
		 run->nr_roles;
	slice = &run->trial->slice[number];
	if (!run->first_start)
		run->first_start = execution->roles[0].turn->started;
	judge(execution, slice);
	watch_crowd(run, slice->missed && !execution->roles[0].turn->late);
	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		struct trial_role *role = &execution->roles[i];

		if (!slice->missed)
			keep(role);
		else if (role->counters)
			counters_add_uncounted(role->result->counters,
					       role->counted);
	}
	if (execution->scenario->keep)
		execution->scenario->keep(execution, !slice->missed);
}

void turn_prepare(void *context)
{
	struct execution *execution = context;

	/* whoever is here has seen all roles arrive, so all have ended it */
	turn_settle(execution->run);
	execution->run->last = execution;
	/* relaxed: only when a role sleeps depends on it */
	atomic_store_explicit(&execution->phases->crowded,
			      execution->run->crowded > 0,
			      memory_order_relaxed);
	/*
	 * Each slice on other pages: a figure is then of a pool, and not of
	 * where one copy of it happens to lie.
	 */
	node_memory_renew(&execution->memory);
}
