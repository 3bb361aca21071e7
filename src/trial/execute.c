// SPDX-License-Identifier: MIT
#include "trial/execute.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "base/node_memory.h"
#include "base/order.h"
#include "topo/affinity.h"
#include "trial/disturbance.h"
#include "trial/perf_control.h"

/* Longest wait for a buffer before a pool counts as starved */
#define STARVE_MS		1000

static const struct scenario_ops *const scenarios[SCENARIO_COUNT] = {
	[SCENARIO_HANDOFF] = &scenario_handoff,
	[SCENARIO_RPC] = &scenario_rpc,
	[SCENARIO_OVERFLOW] = &scenario_overflow,
	[SCENARIO_LATENCY] = &scenario_latency,
	[SCENARIO_UNCONTENDED] = &scenario_uncontended,
	[SCENARIO_FLOOR] = &scenario_floor,
};

/* One thread of a trial: it goes from pool to pool. */
struct run_thread {
	struct run *run;
	unsigned int index;
	const struct placement_thread *place;
	struct counters *counters;
	pthread_t thread;
	struct error error;
};

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

static void on_open(void *context)
{
	struct trial_role *role = context;

	role->result->cpu_ns -= thread_cpu_ns();
	if (is_for_perf(role))
		perf_control_enable();
	if (role->counters)
		counters_start(role->counters);
	if (role->execution->scenario->window)
		role->execution->scenario->window(&role->role, true);
}

static void on_close(void *context)
{
	struct trial_role *role = context;
	struct counter_value values[COUNTERS_MAX];
	const int cpu = role->place->cpu;
	bool migrated = false;

	if (role->execution->scenario->window)
		role->execution->scenario->window(&role->role, false);
	role->result->cpu_ns += thread_cpu_ns();
	if (cpu != CPU_ANY)
		migrated = sched_getcpu() != cpu;
	if (role->counters)
		counters_stop(role->counters, values);
	/* it may have been elsewhere, and come back */
	if (cpu != CPU_ANY && !affinity_is_bound(cpu))
		migrated = true;
	if (is_for_perf(role))
		perf_control_disable();
	if (role->counters) {
		counters_add(role->result->counters, values);
		role->turn->disturbed = disturbance_of_slice(
			&role->execution->trial->config, role->execution->ops,
			values, &role->turn->run_delay_ns);
	}
	if (migrated)
		role->turn->disturbed |= DISTURBED_MIGRATION;
}

static void abort_run(struct run *run)
{
	/* relaxed: a flag; the text is read after the join */
	for (unsigned int i = 0; i < run->trial->subjects; i++) {
		if (!run->execution[i].failed)
			atomic_store_explicit(
				&run->execution[i].phases->aborted, true,
				memory_order_relaxed);
	}
}

static bool has_ended(const struct execution *execution)
{
	/* relaxed: the slice that starved was over for all before this one */
	return execution->failed ||
	       atomic_load_explicit(&execution->phases->starved,
				    memory_order_relaxed);
}

/* Return: false when another thread aborted the trial. */
static bool run_slice(struct run_thread *thread, unsigned int number)
{
	struct run *run = thread->run;
	struct trial_slice *slice = &run->trial->slice[number];
	struct execution *execution = &run->execution[slice->subject];
	struct trial_role *role;

	if (has_ended(execution))
		return true;
	role = &execution->roles[thread->index];
	role->turn = &run->turn[number * run->nr_roles + thread->index];
	role->turn->run_delay_ns = NAN;
	role->counters = thread->counters;
	if (role->role.consumer && execution->scenario->begin)
		execution->scenario->begin(execution);
	if (!role_start(&role->role))
		return false;
	trial_set_at_work(run->trial, slice->subject);
	role->loop(&role->role);
	slices_end_turn(role, slice);
	return true;
}

static void prepare_all(struct run *run)
{
	for (unsigned int i = 0; i < run->trial->subjects; i++) {
		struct execution *execution = &run->execution[i];

		trial_set_at_work(run->trial, (int)i);
		if (!execution->failed && execution->scenario->prepare)
			execution->scenario->prepare(execution);
	}
}

static void *run_thread(void *argument)
{
	struct run_thread *thread = argument;
	struct run *run = thread->run;
	unsigned int slice = 0;

	if (affinity_verify(thread->place->cpu, thread->place->node,
			    &thread->error)) {
		abort_run(run);
		return NULL;
	}
	thread->counters = counters_open(run->trial->config.round);
	if (thread->index == 0)
		prepare_all(run);
	while (slice < run->trial->slices && run_slice(thread, slice))
		slice++;
	counters_close(thread->counters);
	return NULL;
}

static void init_role(struct execution *execution, unsigned int index)
{
	struct trial *trial = execution->trial;
	const struct trial_config *config = &trial->config;
	struct trial_role *role = &execution->roles[index];
	const bool consumer = index == 0;

	role->execution = execution;
	role->place = consumer ? &config->plan.consumer :
				 &config->plan.producer[index - 1];
	role->loop = execution->scenario->loop(execution, consumer);
	role->pairs = &execution->pairs[consumer ? 0 : index - 1];
	role->result = trial_thread(trial, execution->index, index);
	role->role = (struct role){
		.pool = execution->pool,
		.rings = execution->rings ?
			 &execution->rings[consumer ? 0 : index - 1] : NULL,
		.nr_rings = consumer ? execution->nr_roles - 1 : 1,
		.burst = config->burst,
		.arena = &execution->arena,
		.backing = execution->backing,
		.miss_ticks = config->miss_ns * config->ticks_per_ns,
		.ticks_per_ns = config->ticks_per_ns,
		.phases = execution->phases,
		.length = execution->ops ? execution->ops->length : NULL,
		.until_timed = RPC_TIMED_EVERY,
		.consumer = consumer,
		.on_open = on_open,
		.on_close = on_close,
		.context = role,
	};
	if (execution->scenario->role)
		execution->scenario->role(execution, index);
}

/*
 * Each slice on other pages: a figure is then of a pool, and not of where one
 * copy of it happens to lie.
 */
static void renew_memory(void *context)
{
	const struct execution *execution = context;

	node_memory_renew(&execution->memory);
}

/* Threads that are not pinned may run on any CPU. */
static bool runs_on(int cpu, const void *context)
{
	const struct placement_plan *plan = context;
	bool runs = plan->consumer.cpu == cpu || plan->consumer.cpu == CPU_ANY;

	for (int i = 0; i < plan->producers; i++)
		runs |= plan->producer[i].cpu == cpu;
	return runs;
}

/* All on the consumer's node */
static int allocate(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): set by set_up() */
	const int node = config->plan.consumer.memory_node;
	const unsigned int n = execution->nr_roles;
	struct phases *phases;

	execution->phases = phases = node_memory_alloc(sizeof(*phases), node,
						       error);
	execution->pairs = node_memory_alloc(n * sizeof(*execution->pairs),
					     node, error);
	execution->roles = node_memory_alloc(n * sizeof(*execution->roles),
					     node, error);
	if (!phases || !execution->pairs || !execution->roles)
		return -ENOMEM;
	phases->roles = n;
	phases->prepare = renew_memory;
	phases->context = execution;
	phases->share_cpus = placement_may_share(&config->plan);
	phases->warmup_ticks = (uint64_t)(config->warmup_us * 1e3 *
					  config->ticks_per_ns);
	phases->window_ticks = (uint64_t)(config->window_ms * 1e6 /
					  config->slices *
					  config->ticks_per_ns);
	phases->starve_ticks = (uint64_t)(STARVE_MS * 1e6 *
					  config->ticks_per_ns);
	return 0;
}

/* A pool's name is a floor's where the scenario has no pools. */
static int find_subject(struct execution *execution, const char *name,
			struct error *error)
{
	const enum scenario scenario = execution->trial->config.scenario;

	if (scenario != SCENARIO_FLOOR)
		execution->ops = pool_find(name);
	if (!execution->ops)
		execution->floor = floor_find(name);
	execution->scenario = execution->ops ? scenarios[scenario] :
					       &scenario_floor;
	if (!execution->floor && !execution->ops)
		return error_set(error, ENOENT, "no pool or floor '%s'", name);
	return execution->ops ? pool_available(execution->ops, error) : 0;
}

static int create_arena(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	struct trial_outcome *outcome = execution->outcome;
	int result;

	if (!execution->ops)
		return 0;
	outcome->population = trial_population(execution->ops, config);
	result = arena_create(&execution->arena, config, outcome->population,
			      &execution->run->data, error);
	if (!result)
		outcome->huge_share = arena_huge_share(&execution->arena, config,
						       &execution->run->data);
	return result;
}

void execution_fail(struct execution *execution, enum trial_status status,
		    const char *why)
{
	execution->failed = true;
	execution->outcome->status = status;
	snprintf(execution->outcome->error, sizeof(execution->outcome->error),
		 "%s", why);
}

static void set_up(struct run *run, unsigned int index)
{
	struct execution *execution = &run->execution[index];
	struct trial_subject *subject = &run->trial->subject[index];
	struct error error = { "" };
	int result;

	*execution = (struct execution){
		.run = run,
		.trial = run->trial,
		.outcome = &subject->outcome,
		.index = index,
		.nr_roles = run->nr_roles,
	};
	execution->outcome->line_transfer_ns = NAN;
	execution->outcome->run_delay_ns = NAN;
	execution->outcome->huge_share = NAN;
	execution->outcome->stamp_ns = NAN;
	execution->outcome->ratio = NAN;
	trial_set_at_work(run->trial, (int)index);
	if (execution->outcome->status == TRIAL_ERROR) {
		execution->failed = true;
		return;
	}
	result = find_subject(execution, subject->name, &error);
	if (!result)
		result = allocate(execution, &error);
	/* from here on what nobody uses who waits for the start of a slice */
	execution->memory.renews_cpu = runs_on;
	execution->memory.context = &run->trial->config.plan;
	node_memory_note(&execution->memory);
	if (!result)
		result = create_arena(execution, &error);
	if (!result)
		result = execution->scenario->create(execution, &error);
	node_memory_note(NULL);
	if (result) {
		execution_fail(execution, TRIAL_ERROR, error.text);
		return;
	}
	for (unsigned int i = 0; i < execution->nr_roles; i++)
		init_role(execution, i);
}

static void tear_down(struct execution *execution)
{
	const unsigned int n = execution->nr_roles;

	trial_set_at_work(execution->trial, (int)execution->index);
	if (execution->scenario)
		execution->scenario->destroy(execution);
	arena_destroy(&execution->arena);
	node_memory_free(execution->roles, n * sizeof(*execution->roles));
	node_memory_free(execution->pairs, n * sizeof(*execution->pairs));
	node_memory_free(execution->phases, sizeof(*execution->phases));
}

/*
 * What payloads are copied from, one for all pools. On huge pages where there
 * are any: it is large, and its own cost no topic.
 */
static int allocate_cold(struct run *run, struct error *error)
{
	const struct trial_config *config = &run->trial->config;
	const size_t bytes = config->cold_bytes;

	if (config->scenario != SCENARIO_RPC || !execution_rpc_copies(config))
		return 0;
	run->cold = node_memory_map(bytes, error);
	if (!run->cold)
		return -ENOMEM;
	/* without them it is the same memory */
	(void)madvise(run->cold, bytes, MADV_HUGEPAGE);
	return node_memory_bind(run->cold, bytes,
				config->plan.consumer.memory_node, error);
}

static int share_data(struct run *run, struct error *error)
{
	const struct trial *trial = run->trial;
	size_t most = 0;

	if (trial->config.scenario == SCENARIO_FLOOR)
		return 0;
	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct pool_ops *ops = pool_find(trial->subject[i].name);
		const size_t count = ops ? trial_population(ops,
							    &trial->config) : 0;

		most = count > most ? count : most;
	}
	return shared_data_create(&run->data, &trial->config, most, error);
}

static int run_threads(struct run *run, struct error *error)
{
	const struct placement_plan *plan = &run->trial->config.plan;
	struct run_thread *threads = calloc(run->nr_roles, sizeof(*threads));
	unsigned int started = 0;
	int result = 0;

	if (!threads)
		return error_set(error, ENOMEM, "no memory for the threads");
	while (!result && started < run->nr_roles) {
		struct run_thread *thread = &threads[started];

		thread->run = run;
		thread->index = started;
		thread->place = started ? &plan->producer[started - 1] :
					  &plan->consumer;
		result = affinity_thread_create(&thread->thread,
						thread->place->cpu, run_thread,
						thread, error);
		if (result)
			abort_run(run);
		else
			started++;
	}
	for (unsigned int i = 0; i < started; i++) {
		pthread_join(threads[i].thread, NULL);
		if (threads[i].error.text[0] && !result)
			result = error_set(error, EXDEV, "%s",
					   threads[i].error.text);
	}
	free(threads);
	return result;
}

static void account_for(struct execution *execution)
{
	struct error error = { "" };
	char text[128];

	if (execution->failed)
		return;
	trial_set_at_work(execution->trial, (int)execution->index);
	if (execution->scenario->check(execution, &error)) {
		execution_fail(execution, TRIAL_ERROR, error.text);
	} else if (has_ended(execution)) {
		snprintf(text, sizeof(text),
			 "no buffer came back for %d ms: all are held where get does not find them",
			 STARVE_MS);
		execution_fail(execution, TRIAL_STARVED, text);
	}
}

/*
 * In an order of its own in each trial: where the first finds its memory is
 * another place than where the others do, and 1 % in the shortest loops.
 */
static void set_up_all(struct run *run)
{
	const struct trial *trial = run->trial;
	size_t order[TRIAL_SUBJECTS_MAX];
	uint64_t random = ~trial->config.seed;

	for (unsigned int i = 0; i < trial->subjects; i++)
		order[i] = i;
	order_shuffle(order, trial->subjects, &random);
	for (unsigned int i = 0; i < trial->subjects; i++)
		set_up(run, (unsigned int)order[i]);
}

static int start(struct run *run, struct error *error)
{
	struct trial *trial = run->trial;

	slices_order(trial);
	run->turn = calloc((size_t)trial->slices * run->nr_roles,
			   sizeof(*run->turn));
	if (!run->turn)
		return error_set(error, ENOMEM, "no memory for %u slices",
				 trial->slices);
	return allocate_cold(run, error) || share_data(run, error) ? -ENOMEM :
								     0;
}

void trial_execute(struct trial *trial)
{
	static struct run run;
	struct error error = { "" };
	int result;

	run = (struct run){
		.trial = trial,
		.nr_roles = 1 + (unsigned int)trial->config.plan.producers,
	};
	result = start(&run, &error);
	set_up_all(&run);
	if (!result)
		result = run_threads(&run, &error);
	for (unsigned int i = 0; i < trial->subjects; i++) {
		struct execution *execution = &run.execution[i];

		if (result && !execution->failed)
			execution_fail(execution, TRIAL_ERROR, error.text);
		account_for(execution);
	}
	slices_result(&run);
	for (unsigned int i = 0; i < trial->subjects; i++)
		tear_down(&run.execution[i]);
	shared_data_destroy(&run.data);
	node_memory_free(run.cold, trial->config.cold_bytes);
	free(run.turn);
}
