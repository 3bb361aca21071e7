// SPDX-License-Identifier: MIT
/* One point: made as a trial makes it, run in the model, counted. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "lines/internal.h"
#include "trial/scenario.h"
#include "trial/setup.h"

/* Buffers that are counted, and the most before that */
#define BUFFERS		16384
#define WARMUP_MOST	65536

struct model model;

/* While a point runs */
struct watch {
	const struct role *consumer;
	uint64_t opens;		/* the consumer's buffers at both ends */
	uint64_t closes;
	uint64_t first;
	uint64_t last;
	uint64_t began_ps;
};

const char *lines_refuses(const struct pool_ops *pool)
{
	if (pool->capabilities & POOL_BARE_MEMORY)
		return "its allocator, or the kernel, is not compiled with it, and the model sees no access of it";
	if (strncmp(pool->name, "urcu_", 5) == 0)
		return "the library's atomic operations are assembly, and the model sees none of them";
	if (strcmp(pool->name, "ck_mcs") == 0 ||
	    strcmp(pool->name, "ck_ticket") == 0)
		return "its waiters spin in the library, where the model's time stands still";
	return NULL;
}

static void look(void *context)
{
	struct watch *watch = context;
	const uint64_t buffers = watch->consumer->tally.buffers;

	if (!model.counting && buffers >= watch->opens) {
		model.counting = true;
		watch->first = buffers;
		watch->began_ps = model.role[0].thread.time;
	}
	if (buffers >= watch->closes)
		model.over = true;
	watch->last = buffers;
}

static void run_loop(void *argument)
{
	struct trial_role *role = argument;

	role->loop(&role->role);
}

/* Nothing ends by the clock: the model ends it. */
static void endless(struct execution *execution)
{
	execution->phases->starve_ticks = UINT64_MAX / 4;
	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		struct role *role = &execution->roles[i].role;

		role->edge = ROLE_EDGES;
		role->next_edge = UINT64_MAX;
	}
}

static void name_rpc(struct rpc *rpc, const char *pool)
{
	const struct rpc_message *last = rpc->free;

	/* an array, of which all are free yet, the last one first */
	while (last->next)
		last = last->next;
	variables_add("message", last, (size_t)((const char *)(rpc->free + 1) -
						(const char *)last));
	variables_add("rpc", rpc, sizeof(*rpc));
	variables_add("freed messages", &rpc->freed, sizeof(rpc->freed));
	for (uint32_t i = 0; i < rpc->connections; i++) {
		struct rpc_connection *connection = &rpc->connection[i];

		variables_add("slots of receiver", connection,
			      sizeof(*connection));
		variables_add("queue", &connection->queue,
			      sizeof(connection->queue));
		variables_add("queue count", &connection->queued,
			      sizeof(connection->queued));
		variables_add("busy bit", &connection->busy,
			      sizeof(connection->busy));
		variables_of_pool(pool, connection->pool);
	}
	variables_add("worker", rpc->worker,
		      rpc->workers * sizeof(*rpc->worker));
	for (uint32_t i = 0; i < rpc->workers; i++)
		variables_add("released pages", rpc->worker[i].released,
			      (rpc->worker[i].release_mask + 1) *
			      sizeof(*rpc->worker[i].released));
}

static void name_memory(struct execution *execution,
			const struct trial_config *config)
{
	const unsigned int producers = execution->nr_roles - 1;
	const struct arena *arena = &execution->arena;

	variables_add("descriptor", arena->descriptors,
		      arena->slots * sizeof(struct buffer));
	variables_add("data", arena->data, arena->slots * arena->buffer_bytes);
	variables_add("loop", execution->roles,
		      execution->nr_roles * sizeof(*execution->roles));
	variables_add("loop", execution->phases, sizeof(*execution->phases));
	if (execution->backing)
		variables_add("backing list", execution->backing,
			      sizeof(*execution->backing));
	if (execution->rings && producers) {
		variables_add("forward ring", execution->rings,
			      producers * sizeof(*execution->rings));
		variables_add("forward ring", execution->rings[0].slots,
			      producers * FORWARD_MESSAGES * config->burst *
			      sizeof(struct buffer *));
	}
	if (execution->pool)
		variables_of_pool(execution->ops->name, execution->pool);
}

int model_open(unsigned int roles, struct error *error)
{
	model.roles = roles;
	model.random = 1;
	model.role = calloc(roles, sizeof(*model.role));
	model.heap = calloc(2 * roles, sizeof(struct actor *));
	model.line_ps = calloc((size_t)roles * roles, sizeof(uint32_t));
	model.remote = calloc((size_t)roles * roles, sizeof(bool));
	if (!model.role || !model.heap || !model.line_ps || !model.remote)
		return error_set(error, ENOMEM, "no memory for the model");
	for (unsigned int i = 0; i < roles; i++) {
		model.role[i].index = i;
		model.role[i].thread.role = &model.role[i];
		model.role[i].drain.role = &model.role[i];
		model.role[i].drain.stores = true;
		model.role[i].stack = node_memory_map(LINES_STACK, error);
		if (!model.role[i].stack)
			return -ENOMEM;
	}
	return 0;
}

void model_close(void)
{
	for (unsigned int i = 0; model.role && i < model.roles; i++)
		node_memory_free(model.role[i].stack, LINES_STACK);
	free(model.role);
	free(model.heap);
	free(model.line_ps);
	free(model.remote);
	line_reset();
	model = (struct model){ .roles = 0 };
}

void model_costs(const struct lines_costs *costs)
{
	model.access_ps = (uint64_t)(costs->access * 1e3);
	model.locked_ps = (uint64_t)(costs->locked * 1e3);
	model.clock_ps = (uint64_t)(costs->clock * 1e3);
}

static int execute(struct execution *execution, const struct point *point,
		   struct lines_result *result, struct error *error)
{
	const uint64_t circulate = 2 * execution->outcome->population;
	struct watch watch = {
		.consumer = &execution->roles[0].role,
		.opens = circulate < WARMUP_MOST ? circulate : WARMUP_MOST,
	};

	watch.closes = watch.opens + BUFFERS;
	name_memory(execution, &execution->trial->config);
	if (point->config.scenario == SCENARIO_RPC)
		name_rpc(execution->roles[0].role.rpc,
			 execution->ops->name);
	if (execution->scenario->prepare)
		execution->scenario->prepare(execution);
	endless(execution);
	model.ring = LINES_VARIABLES;
	if (model.turns && execution->rings)
		model.ring = variables_find(execution->rings);
	model.look = look;
	model.context = &watch;
	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		model.role[i].run = run_loop;
		model.role[i].argument = &execution->roles[i];
	}
	if (!schedule_run())
		return error_set(error, EDEADLK,
			"all threads wait for each other");
	result->buffers = watch.last - watch.first;
	result->ns = model.turns ? NAN :
		     (double)(model.role[0].thread.time - watch.began_ps) / 1e3 /
		     (double)result->buffers;
	memcpy(result->count, model.count, sizeof(model.count));
	result->variables = variables_names(result->variable);
	return 0;
}

/* As the point has it, but memory is on no node, and time is the model's. */
static void configure(struct trial *trial, const struct point *point,
		      struct placement_thread *producer)
{
	struct trial_config config = point->config;

	config.ticks_per_ns = 1000;
	config.slices = 1;
	config.plan.consumer.memory_node = NODE_ANY;
	config.plan.pool_node = NODE_ANY;
	for (int i = 0; i < config.plan.producers; i++) {
		producer[i] = config.plan.producer[i];
		producer[i].memory_node = NODE_ANY;
	}
	config.plan.producer = producer;
	trial_configure(trial, &config);
	trial_add(trial, config.pool);
}

int lines_run(const struct point *point, const struct topology *topology,
	      const struct lines_costs *costs, bool turns,
	      struct lines_result *result, struct error *error)
{
	static struct placement_thread producer[PLACEMENT_MAX_PRODUCERS];
	static struct run run;
	const unsigned int roles = 1 + (unsigned int)
				   point->config.plan.producers;
	struct execution *execution = &run.execution[0];
	int fd, status = model_open(roles, error);
	struct trial *trial = status ? NULL :
			      trial_new(1, roles, &fd, error);

	*result = (struct lines_result){ .buffers = 0 };
	if (trial) {
		model.topology = topology;
		model.turns = turns;
		model_costs(costs);
		distance_fill(&point->config.plan, costs);
		variables_reset();
		configure(trial, point, producer);
		run = (struct run){ .trial = trial, .nr_roles = roles };
		setup_create(&run, 0);
		status = execution->failed ?
			 error_set(error, EINVAL, "%s",
				   execution->outcome->error) :
			 execute(execution, point, result, error);
		model.now = NULL;
		setup_destroy(execution);
		trial_free(trial, fd);
	}
	model_close();
	return trial ? status : -ENOMEM;
}
