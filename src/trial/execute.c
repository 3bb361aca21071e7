// SPDX-License-Identifier: MIT
#include "trial/execute.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/node_memory.h"
#include "topo/affinity.h"
#include "trial/perf_control.h"

/* Longest wait for a buffer before a trial counts as starved */
#define STARVE_MS		1000
/* Longest time for the line transfer of one pair of CPUs */
#define LINE_TRANSFER_MS	2

static double thread_cpu_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now))
		return NAN;
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void on_open(void *context)
{
	struct trial_role *role = context;

	role->result->cpu_ns = -thread_cpu_ns();

	if (role->role.consumer)
		perf_control_enable();
	if (role->counters)
		counters_start(role->counters);
	if (role->role.latency)
		execution_latency_window(&role->role, true);
}

static void on_close(void *context)
{
	struct trial_role *role = context;
	const int cpu = role->place->cpu;

	if (role->role.latency)
		execution_latency_window(&role->role, false);
	role->result->cpu_ns += thread_cpu_ns();
	if (cpu != CPU_ANY)
		role->result->migrated = sched_getcpu() != cpu;
	if (role->counters)
		counters_stop(role->counters, role->result->counters);
	/* it may have been elsewhere, and come back */
	if (cpu != CPU_ANY && !affinity_is_bound(cpu))
		role->result->migrated = true;
	if (role->role.consumer)
		perf_control_disable();
}

static void role_abort(struct trial_role *role)
{
	/* relaxed: a flag; the text is read after the join */
	atomic_store_explicit(&role->execution->phases->aborted, true,
			      memory_order_relaxed);
}

/* One consumer passes a line to and fro with each producer in turn. */
static void measure_lines(struct execution *execution)
{
	const struct trial_config *config = &execution->trial->config;
	const uint64_t limit = (uint64_t)(LINE_TRANSFER_MS * 1e6 *
					  config->ticks_per_ns);
	double sum = 0;

	for (unsigned int i = 0; i + 1 < execution->nr_roles; i++)
		sum += line_transfer_measure(&execution->pairs[i],
					     execution->phases, limit);
	execution->trial->outcome.line_transfer_ns =
		sum / (execution->nr_roles - 1) / config->ticks_per_ns;
}

static bool lines_can_be_measured(const struct execution *execution)
{
	const struct placement_plan *plan = &execution->trial->config.plan;

	/*
	 * two threads of one CPU would pass their time slices, not a line, and
	 * where no thread is pinned the window has other CPUs
	 */
	return execution->nr_roles > 1 && !placement_may_share(plan);
}

/* By the thread that will get them: they are then where its gets look. */
static void warm_pool(struct execution *execution)
{
	const struct arena *arena = &execution->arena;
	const size_t half = execution->trial->config.pool_max / 2;
	struct tally unused = { 0 };

	for (size_t i = 0; i < arena->count; i++) {
		struct buffer *buffer = arena->all[i];

		if (i >= half ||
		    execution->ops->put(execution->pool, buffer, &unused) !=
		    PUT_ACCEPTED)
			backing_release(execution->backing,
					arena_is_wrong_node(arena, buffer),
					buffer);
	}
}

static bool spans_nodes(const struct placement_plan *plan)
{
	for (int i = 1; i < plan->producers; i++) {
		if (plan->producer[i].memory_node !=
		    plan->producer[0].memory_node)
			return true;
	}
	return false;
}

/*
 * What the first gets find, and so what circulates, is of each producer's share
 * in turn: by nodes, those of the consumer's would be enough for ever.
 */
static void fill_backing(struct execution *execution)
{
	const struct placement_plan *plan = &execution->trial->config.plan;
	const struct arena *arena = &execution->arena;
	const size_t parts = spans_nodes(plan) ? (size_t)plan->producers : 1;
	const size_t share = arena->count / parts;

	for (size_t k = 0; k < arena->count; k++) {
		const size_t i = k < share * parts ?
				 k % parts * share + k / parts : k;

		backing_release(execution->backing, 0, arena->all[i]);
	}
}

static void prepare_consumer(struct execution *execution)
{
	if (lines_can_be_measured(execution))
		measure_lines(execution);
	if (!execution->ops)
		return;
	if (execution->latency)
		execution_latency_prepare(execution);
	if (execution->trial->config.scenario == SCENARIO_UNCONTENDED &&
	    !(execution->ops->capabilities & POOL_FLOOR)) {
		warm_pool(execution);
		return;
	}
	if (execution->ops->capabilities & POOL_FLOOR || execution->rpc)
		return;
	fill_backing(execution);
}

static void *run_role(void *argument)
{
	struct trial_role *role = argument;
	struct execution *execution = role->execution;
	const struct trial_config *config = &execution->trial->config;

	if (affinity_verify(role->place->cpu, role->place->node,
			    &role->error)) {
		role_abort(role);
		return NULL;
	}
	role->counters = counters_open(config->round);
	if (role->role.consumer)
		prepare_consumer(execution);
	else if (lines_can_be_measured(execution))
		line_transfer_answer(role->pairs, execution->phases);
	if (role_start(&role->role))
		role->loop(&role->role);
	counters_close(role->counters);
	return NULL;
}

static role_loop loop_of(const struct execution *execution, bool consumer)
{
	const struct trial_config *config = &execution->trial->config;
	const struct pool_loops *loops;

	if (execution->floor)
		return consumer ? execution->floor->consumer :
				  execution->floor->producer;
	loops = &execution->ops->loops;
	if (config->scenario == SCENARIO_RPC)
		return consumer ? loops->rpc_consumer :
				  loops->rpc_producer[config->put];
	if (config->scenario == SCENARIO_OVERFLOW)
		return consumer ? loops->overflow_consumer :
				  loops->overflow_producer[config->put];
	if (config->scenario == SCENARIO_LATENCY)
		return consumer ? loops->latency_consumer :
				  loops->latency_producer;
	if (!consumer)
		return loops->producer[config->put][config->touch];
	if (config->scenario == SCENARIO_UNCONTENDED)
		return loops->uncontended[config->put][config->touch];
	return loops->consumer[config->touch];
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
	role->loop = loop_of(execution, consumer);
	role->pairs = &execution->pairs[consumer ? 0 : index - 1];
	role->result = &trial->threads[index];
	role->role = (struct role){
		.pool = execution->pool,
		.rings = &execution->rings[consumer ? 0 : index - 1],
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
	if (execution->rpc)
		execution_rpc_role(execution, index);
	if (execution->latency)
		execution_latency_role(execution, index);
	for (size_t i = 0; i < counters_event_count(); i++)
		role->result->counters[i].status = COUNTER_NOT_SCHEDULED;
}

/* The sizes of what the roles share, all on the consumer's node. */
static size_t roles_bytes(const struct execution *execution)
{
	return execution->nr_roles * sizeof(*execution->roles);
}

static size_t slots_bytes(const struct execution *execution)
{
	const size_t burst = execution->trial->config.burst;

	/* a mix has no burst, and rings of its own */
	return execution->nr_roles * FORWARD_MESSAGES * (burst ? burst : 1) *
	       sizeof(struct buffer *);
}

static int allocate(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const int node = config->plan.consumer.memory_node;
	const unsigned int n = execution->nr_roles;

	execution->phases = node_memory_alloc(sizeof(struct phases), node,
					      error);
	execution->backing = node_memory_alloc(sizeof(struct backing), node,
					       error);
	execution->rings = node_memory_alloc(n * sizeof(struct forward_ring),
					     node, error);
	execution->ring_slots = node_memory_alloc(slots_bytes(execution),
						  node, error);
	execution->pairs = node_memory_alloc(n * sizeof(struct line_pair),
					     node, error);
	execution->roles = node_memory_alloc(roles_bytes(execution), node,
					     error);
	if (!execution->phases || !execution->backing || !execution->rings ||
	    !execution->ring_slots || !execution->pairs || !execution->roles)
		return -ENOMEM;
	for (unsigned int i = 0; i + 1 < n; i++) {
		execution->rings[i].burst = config->burst;
		execution->rings[i].slots = execution->ring_slots +
			(size_t)i * FORWARD_MESSAGES * config->burst;
	}
	execution->phases->roles = n;
	execution->phases->warmup_ticks =
		(uint64_t)(config->warmup_ms * 1e6 * config->ticks_per_ns);
	execution->phases->window_ticks =
		(uint64_t)(config->window_ms * 1e6 * config->ticks_per_ns);
	execution->phases->starve_ticks =
		(uint64_t)(STARVE_MS * 1e6 * config->ticks_per_ns);
	return 0;
}

static int create_pool(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const struct pool_ops *ops = execution->ops;
	const struct pool_params params = {
		.node = config->plan.pool_node,
		.max = config->pool_max,
		.producers = config->plan.producers > 0 ?
			     (unsigned int)config->plan.producers : 1,
		.put = (enum put_mode)config->put,
		.buffer_bytes = config->buffer_bytes,
		.arena = &execution->arena,
	};
	int result;

	if (!ops)
		return 0;
	result = pool_available(ops, error);
	if (result)
		return result;
	execution->trial->outcome.population = trial_population(ops, config);
	result = arena_create(&execution->arena, config,
			      execution->trial->outcome.population, error);
	if (result)
		return result;
	execution->trial->outcome.huge_share =
		arena_huge_share(&execution->arena, config);
	if (config->scenario == SCENARIO_RPC)
		return execution_rpc_create(execution, error);
	if (config->scenario == SCENARIO_LATENCY) {
		result = execution_latency_create(execution, error);
		if (result)
			return result;
	}
	execution->pool = ops->create(&params, error);
	if (!execution->pool)
		return -ENOMEM;
	if (ops->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))
		return 0;
	return trial_memory_check(config, execution->pool, 1, params.node,
				  error);
}

static int run_roles(struct execution *execution, struct error *error)
{
	unsigned int started = 0;
	int result = 0;

	while (started < execution->nr_roles && !result) {
		struct trial_role *role = &execution->roles[started];

		result = affinity_thread_create(&role->thread,
						role->place->cpu, run_role,
						role, error);
		if (result)
			role_abort(role);
		else
			started++;
	}
	for (unsigned int i = 0; i < started; i++) {
		struct trial_role *role = &execution->roles[i];

		pthread_join(role->thread, NULL);
		if (role->error.text[0] && !result)
			result = error_set(error, EXDEV, "%s",
					   role->error.text);
	}
	return result;
}

static void destroy(struct execution *execution)
{
	const unsigned int n = execution->nr_roles;

	execution_rpc_destroy(execution);
	execution_latency_destroy(execution);
	if (execution->pool)
		execution->ops->destroy(execution->pool);
	arena_destroy(&execution->arena);
	node_memory_free(execution->roles, roles_bytes(execution));
	node_memory_free(execution->pairs, n * sizeof(struct line_pair));
	node_memory_free(execution->ring_slots, slots_bytes(execution));
	node_memory_free(execution->rings, n * sizeof(struct forward_ring));
	node_memory_free(execution->backing, sizeof(struct backing));
	node_memory_free(execution->phases, sizeof(struct phases));
}

static int find_subject(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;

	if (config->scenario == SCENARIO_FLOOR)
		execution->floor = floor_find(config->pool);
	else
		execution->ops = pool_find(config->pool);
	if (!execution->floor && !execution->ops)
		return error_set(error, ENOENT, "no pool or floor '%s'",
				 config->pool);
	return 0;
}

void trial_execute(struct trial *trial)
{
	struct execution execution = {
		.trial = trial,
		.nr_roles = 1 + (unsigned int)trial->config.plan.producers,
	};
	struct trial_outcome *outcome = &trial->outcome;
	struct error error = { "" };
	int result;

	outcome->line_transfer_ns = NAN;
	outcome->huge_share = NAN;
	outcome->stamp_ns = NAN;
	outcome->status = TRIAL_ERROR;
	result = find_subject(&execution, &error);
	if (!result)
		result = allocate(&execution, &error);
	if (!result)
		result = create_pool(&execution, &error);
	if (!result) {
		for (unsigned int i = 0; i < execution.nr_roles; i++)
			init_role(&execution, i);
		result = run_roles(&execution, &error);
	}
	if (!result)
		result = execution_account(&execution, &error);
	if (result) {
		snprintf(outcome->error, sizeof(outcome->error), "%s",
			 error.text);
	} else if (atomic_load_explicit(&execution.phases->starved,
					memory_order_relaxed) /* joined */) {
		outcome->status = TRIAL_STARVED;
		snprintf(outcome->error, sizeof(outcome->error),
			 "no buffer came back for %d ms: all are held where get does not find them",
			 STARVE_MS);
	} else {
		outcome->status = TRIAL_OK;
		execution_result(&execution);
	}
	destroy(&execution);
}
