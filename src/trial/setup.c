// SPDX-License-Identifier: MIT
#include "trial/setup.h"

#include <errno.h>
#include <math.h>

#include "trial/floor.h"
#include "trial/scenario.h"
#include "trial/turn.h"

/* What is no pool is a floor: they have no names in common. */
static int find_subject(struct execution *execution, const char *name,
			struct error *error)
{
	execution->ops = pool_find(name);
	if (!execution->ops)
		execution->floor = floor_find(name);
	execution->scenario = execution->ops ?
			      scenario_of(&execution->trial->config) :
			      &scenario_floor;
	if (!execution->floor && !execution->ops)
		return error_set(error, ENOENT, "no pool or floor '%s'", name);
	return execution->ops ? pool_available(execution->ops, error) : 0;
}

/* All on the consumer's node */
static int allocate(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const double ticks_per_ns = config->ticks_per_ns;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): of @trial */
	const int node = config->plan.consumer.memory_node;
	const unsigned int n = execution->nr_roles;
	struct phases *phases;

	execution->phases = phases = execution_alloc(execution, sizeof(*phases),
						     node, error);
	execution->pairs = execution_alloc(execution,
					   n * sizeof(*execution->pairs),
					   node, error);
	execution->roles = execution_alloc(execution,
					   n * sizeof(*execution->roles),
					   node, error);
	if (!phases || !execution->pairs || !execution->roles)
		return -ENOMEM;
	phases->roles = n;
	phases->prepare = turn_prepare;
	phases->context = execution;
	phases->share_cpus = placement_may_share(&config->plan);
	phases->warmup_ticks = (uint64_t)(config->warmup_us * 1e3 *
					  ticks_per_ns);
	phases->window_ticks = (uint64_t)(config->window_ms * 1e6 /
					  config->slices * ticks_per_ns);
	phases->starve_ticks = (uint64_t)(TURN_STARVE_MS * 1e6 * ticks_per_ns);
	return 0;
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
			      execution->scenario->own_buffers,
			      &execution->run->data, error);
	if (!result)
		outcome->huge_share = arena_huge_share(&execution->arena,
						config, &execution->run->data);
	return result;
}

static void init_role(struct execution *execution, unsigned int index)
{
	struct trial *trial = execution->trial;
	const struct trial_config *config = &trial->config;
	struct trial_role *role = &execution->roles[index];
	const bool consumer = index == 0;
	/* a producer's own, or the first of all */
	const unsigned int own = consumer ? 0 : index - 1;

	role->execution = execution;
	role->place = consumer ? &config->plan.consumer :
				 &config->plan.producer[own];
	role->loop = execution->scenario->loop(execution, consumer);
	role->pairs = &execution->pairs[own];
	role->result = trial_thread(trial, execution->index, index);
	role->role = (struct role){
		.pool = execution->pool,
		.rings = execution->rings ? &execution->rings[own] : NULL,
		.nr_rings = consumer ? execution->nr_roles - 1 : 1,
		.burst = config->burst,
		.arena = &execution->arena,
		.backing = execution->backing,
		.charge_ticks = config->miss_ns * config->ticks_per_ns,
		.ticks_per_ns = config->ticks_per_ns,
		.phases = execution->phases,
		.length = execution->ops ? execution->ops->length : NULL,
		.until_timed = RPC_TIMED_EVERY,
		.consumer = consumer,
		.on_open = turn_open,
		.on_close = turn_close,
		.context = role,
	};
	if (execution->scenario->role)
		execution->scenario->role(execution, index);
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

static int create(struct execution *execution, struct error *error)
{
	const struct trial *trial = execution->trial;
	int result = find_subject(execution,
				  trial->subject[execution->index].name,
				  error);

	if (!result)
		result = allocate(execution, error);
	if (result)
		return result;
	/* from here on: what no thread uses while it waits for a slice to start */
	execution->memory.renews_cpu = runs_on;
	execution->memory.context = &trial->config.plan;
	node_memory_note(&execution->memory);
	result = create_arena(execution, error);
	if (!result && execution->scenario->create)
		result = execution->scenario->create(execution, error);
	node_memory_note(NULL);
	return result;
}

void setup_create(struct run *run, unsigned int index)
{
	struct execution *execution = &run->execution[index];
	struct trial_outcome *outcome = &run->trial->subject[index].outcome;
	struct error error = { "" };

	*execution = (struct execution){
		.run = run,
		.trial = run->trial,
		.outcome = outcome,
		.index = index,
		.nr_roles = run->nr_roles,
		.failed = outcome->status == TRIAL_ERROR,
	};
	outcome->line_transfer_ns = NAN;
	outcome->run_delay_ns = NAN;
	outcome->huge_share = NAN;
	outcome->stamp_ns = NAN;
	outcome->ratio = NAN;
	trial_set_at_work(run->trial, (int)index);
	if (execution->failed)
		return;
	if (create(execution, &error)) {
		execution_fail(execution, TRIAL_ERROR, error.text);
		return;
	}
	for (unsigned int i = 0; i < execution->nr_roles; i++)
		init_role(execution, i);
}

void setup_destroy(struct execution *execution)
{
	trial_set_at_work(execution->trial, (int)execution->index);
	if (execution->scenario && execution->scenario->destroy)
		execution->scenario->destroy(execution);
	arena_destroy(&execution->arena);
	execution_free(execution);
}
