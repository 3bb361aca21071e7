// SPDX-License-Identifier: MIT
#include "trial/disturbance.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/cgroup.h"
#include "base/cpu_time.h"

/* Share of the window that a thread may wait for its CPU */
#define RUN_DELAY_SHARE	0.01

/* @allowed: to the driver, as to its workers; NULL: not known */
static bool plan_uses(const struct placement_plan *plan, int cpu,
		      const cpu_set_t *allowed)
{
	if (plan->unpinned_cpus)
		return !allowed || CPU_ISSET(cpu, allowed);
	if (plan->consumer.cpu == cpu)
		return true;
	for (int i = 0; i < plan->producers; i++) {
		if (plan->producer[i].cpu == cpu)
			return true;
	}
	return false;
}

void disturbance_read(struct disturbance_clock *clock,
		      const struct placement_plan *plan)
{
	size_t n;
	struct cpu_time *times = cpu_time_read(&n);
	cpu_set_t allowed;
	const cpu_set_t *mask =
		sched_getaffinity(0, sizeof(allowed), &allowed) ? NULL :
								  &allowed;

	*clock = (struct disturbance_clock){
		.steal_known = times != NULL,
		.throttled = cgroup_throttled(),
	};
	/* the first is of all CPUs together */
	for (size_t i = 1; times && i < n; i++) {
		if (plan_uses(plan, times[i].cpu, mask))
			clock->steal_ticks += times[i].stolen;
	}
	free(times);
}

/* NAN where it has no value. */
static double value_of(const struct counter_value *values, const char *name)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		if (strcmp(counter_names[i], name) == 0 &&
		    (values[i].status == COUNTER_OK ||
		     values[i].status == COUNTER_SCALED))
			return (double)values[i].value;
	}
	return NAN;
}

unsigned int disturbance_of_slice(const struct trial_config *config,
				  const struct pool_ops *pool,
				  const struct counter_value *values,
				  double *run_delay_ns)
{
	const double window_ns = config->window_ms * 1e6 / config->slices;
	const double faults = fmax(value_of(values, "page_faults_minor"), 0) +
			      fmax(value_of(values, "page_faults_major"), 0);
	unsigned int disturbed = 0;

	*run_delay_ns = value_of(values, "run_delay_ns");
	/* threads that share a CPU, or may come to, wait for it by design */
	if (!placement_may_share(&config->plan)) {
		const bool delayed = *run_delay_ns >
				     RUN_DELAY_SHARE * window_ns;

		if (delayed)
			disturbed |= DISTURBED_RUN_DELAY;
		/* a lock's waiters sleep, and wait for their CPU a little */
		if ((delayed || isnan(*run_delay_ns)) &&
		    value_of(values, "switches_involuntary") > 0)
			disturbed |= DISTURBED_PREEMPTED;
	}
	if (faults > 0 && !(pool && pool->capabilities & POOL_FAULTS))
		disturbed |= DISTURBED_FAULTS;
	return disturbed;
}

void disturbance_judge(struct trial *trial,
		       const struct disturbance_clock *began,
		       const struct disturbance_clock *ended)
{
	unsigned int disturbed = 0;

	/* a CPU that went offline takes its ticks with it */
	if (began->steal_known && ended->steal_known &&
	    ended->steal_ticks > began->steal_ticks)
		disturbed |= DISTURBED_STEAL;
	if (ended->throttled > began->throttled)
		disturbed |= DISTURBED_THROTTLED;
	for (unsigned int i = 0; i < trial->subjects; i++)
		trial->subject[i].outcome.disturbed |= disturbed;
}
