// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What a trial needs, before its threads and after them. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "base/node_memory.h"
#include "base/order.h"
#include "run.h"

/* As in user space (src/trial/execute.c): who is first finds other memory. */
static void draw_order(const struct trial_config *config, size_t *order)
{
	u64 random = ~config->seed;

	order_draw(order, config->subjects, &random);
}

static void *on_node(const struct run *run, size_t n, size_t size)
{
	return node_memory_alloc(array_size(n, size), run->trial->config.node,
				 NULL);
}

static int give(struct execution *execution, struct buffer **buffer)
{
	const struct pool_ops *ops = execution->ops;
	struct tally unused = { 0 };

	if (has_own_pages(ops))
		*buffer = ops->get(execution->pool, &unused);
	else
		*buffer = page_buffer(alloc_pages_node(execution->arena.node,
						       GFP_KERNEL, 0));
	if (!*buffer)
		return -ENOMEM;
	execution->stock++;
	return 0;
}

static int setup_rpc(struct run *run, struct execution *execution)
{
	const struct trial_config *config = &run->trial->config;
	struct rpc *rpc = rpc_create(config->producers, config->burst,
				     config->node);
	unsigned int i, k;

	execution->rpc = rpc;
	if (!rpc)
		return -ENOMEM;
	for (i = 0; i < rpc->workers; i++) {
		for (k = 0; k < RPC_SLOTS; k++) {
			if (give(execution, &rpc->worker[i].page[k]))
				return -ENOMEM;
		}
	}
	return 0;
}

static int setup_rings(struct run *run, struct execution *execution)
{
	const struct trial_config *config = &run->trial->config;
	const size_t slots = FORWARD_MESSAGES * config->burst;
	unsigned int i;

	execution->scratch = on_node(run, config->burst,
				     sizeof(*execution->scratch));
	if (!execution->scratch)
		return -ENOMEM;
	if (!config->producers)
		return 0;
	execution->rings = on_node(run, config->producers,
				   sizeof(*execution->rings));
	execution->slots = on_node(run, config->producers * slots,
				   sizeof(*execution->slots));
	if (!execution->rings || !execution->slots)
		return -ENOMEM;
	for (i = 0; i < config->producers; i++) {
		execution->rings[i].burst = config->burst;
		execution->rings[i].slots = execution->slots + i * slots;
	}
	return 0;
}

static int setup_one(struct run *run, struct execution *execution)
{
	const struct trial_config *config = &run->trial->config;
	const struct pool_ops *ops = execution->ops;
	const struct pool_params params = {
		.node = config->node,
		.max = config->max,
		.producers = max(config->producers, 1U),
		.put = config->put,
		.buffer_bytes = PAGE_SIZE,
		.arena = &execution->arena,
	};
	unsigned int i;
	int err = 0;

	execution->arena = arena_of_node(config->node);
	execution->roles = on_node(run, run->roles,
				   sizeof(*execution->roles));
	if (!execution->roles)
		return -ENOMEM;
	if (!ops) {
		execution->pairs = on_node(run, run->roles,
					   sizeof(*execution->pairs));
		if (!execution->pairs)
			return -ENOMEM;
	} else {
		execution->pool = ops->create(&params, NULL);
		if (!execution->pool)
			return -ENOMEM;
		err = config->scenario == SCENARIO_RPC ?
		      setup_rpc(run, execution) : setup_rings(run, execution);
	}
	for (i = 0; !err && i < run->roles; i++) {
		const unsigned int own = i ? i - 1 : 0;
		struct role *role = &execution->roles[i];

		*role = (struct role){
			.pool = execution->pool,
			.nr_rings = i ? 1 : config->producers,
			.burst = config->burst,
			.arena = &execution->arena,
			.gfp = GFP_KERNEL | __GFP_NOWARN,
			.phases = run->phases,
			.rpc = execution->rpc,
			.scratch = execution->scratch,
			.consumer = i == 0,
		};
		if (execution->rings)
			role->rings = &execution->rings[own];
		if (execution->pairs)
			role->pairs = &execution->pairs[own];
		if (execution->rpc && i)
			role->worker = &execution->rpc->worker[own];
	}
	return err;
}

int setup_all(struct run *run)
{
	const struct trial_config *config = &run->trial->config;
	size_t order[TRIAL_SUBJECTS_MAX];
	unsigned int i;
	int err = 0;

	draw_order(config, order);
	run->phases = on_node(run, 1, sizeof(*run->phases));
	run->execution = kvcalloc(config->subjects, sizeof(*run->execution),
				  GFP_KERNEL);
	if (!run->phases || !run->execution)
		return -ENOMEM;
	run->phases->roles = run->roles;
	for (i = 0; !err && i < config->subjects; i++) {
		struct execution *execution = &run->execution[order[i]];

		execution->ops = config->subject[order[i]];
		err = setup_one(run, execution);
		cond_resched();
	}
	return err;
}

int setup_warm(struct run *run)
{
	const struct trial_config *config = &run->trial->config;
	size_t order[TRIAL_SUBJECTS_MAX];
	struct tally unused = { 0 };
	unsigned int i, k;

	if (config->scenario != SCENARIO_UNCONTENDED)
		return 0;
	draw_order(config, order);
	for (i = 0; i < config->subjects; i++) {
		struct execution *execution = &run->execution[order[i]];
		const struct pool_ops *ops = execution->ops;

		for (k = 0; !has_own_pages(ops) && k < config->max / 2; k++) {
			struct buffer *buffer;

			if (give(execution, &buffer))
				return -ENOMEM;
			if (ops->put(execution->pool, buffer, &unused) !=
			    PUT_ACCEPTED)
				role_free(&execution->roles[0], &buffer, 1);
			if (k % ROLE_CHECK_EVERY == 0)
				cond_resched();
		}
	}
	return 0;
}

void setup_free(struct run *run)
{
	unsigned int i;

	for (i = 0; run->execution && i < run->trial->config.subjects; i++) {
		struct execution *execution = &run->execution[i];

		if (execution->pool)
			execution->ops->destroy(execution->pool);
		rpc_destroy(execution->rpc);
		kvfree(execution->scratch);
		kvfree(execution->rings);
		kvfree(execution->slots);
		kvfree(execution->pairs);
		kvfree(execution->roles);
	}
	kvfree(run->execution);
	kvfree(run->phases);
}
