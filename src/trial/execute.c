// SPDX-License-Identifier: MIT
/* The way of a trial in its own process, and its threads. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/order.h"
#include "topo/affinity.h"
#include "trial/scenario.h"
#include "trial/setup.h"
#include "trial/slices.h"
#include "trial/turn.h"

/* One thread of a trial: it goes from pool to pool. */
struct run_thread {
	struct run *run;
	unsigned int index;
	const struct placement_thread *place;
	pthread_t thread;
	struct error error;
};

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
	struct counters *counters;
	unsigned int slice = 0;

	if (affinity_verify(thread->place->cpu, thread->place->node,
			    &thread->error)) {
		abort_run(run);
		return NULL;
	}
	counters = counters_open(run->trial->config.round);
	if (thread->index == 0)
		prepare_all(run);
	while (slice < run->trial->slices &&
	       turn_take(run, slice, thread->index, counters))
		slice++;
	counters_close(counters);
	return NULL;
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
	/* of a trial that was aborted edges are of other slices */
	if (!result)
		turn_settle(run);
	return result;
}

/*
 * What payloads are copied from, one for all pools. On huge pages where there
 * are any: it is large, and its own cost no topic.
 */
static int allocate_cold(struct run *run, struct error *error)
{
	const struct trial_config *config = &run->trial->config;
	const size_t bytes = scenario_copies(config) ? config->cold_bytes : 0;

	if (!bytes)
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

	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct pool_ops *ops = pool_find(trial->subject[i].name);
		const size_t count = ops ? trial_population(ops,
							    &trial->config) : 0;

		most = count > most ? count : most;
	}
	return shared_data_create(&run->data, &trial->config, most,
				  scenario_of(&trial->config)->own_buffers,
				  error);
}

/*
 * In an order of its own in each trial: where the first finds its memory is
 * another place than where the others do, and 1 % in the shortest loops.
 */
static void set_up_all(struct run *run)
{
	const struct trial *trial = run->trial;
	const unsigned int n = trial->subjects;
	size_t order[TRIAL_SUBJECTS_MAX];
	uint64_t random = ~trial->config.seed;

	order_draw(order, n, &random);
	for (unsigned int i = 0; i < n; i++)
		setup_create(run, (unsigned int)order[i]);
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

static void account_for(struct execution *execution)
{
	struct error error = { "" };
	char text[128];

	if (execution->failed)
		return;
	trial_set_at_work(execution->trial, (int)execution->index);
	if (execution->scenario->check &&
	    execution->scenario->check(execution, &error)) {
		execution_fail(execution, TRIAL_ERROR, error.text);
	} else if (turn_has_ended(execution)) {
		snprintf(text, sizeof(text),
			 "the consumer found no buffer for %d ms: the pool holds them where get does not find them (is .strand too small?)",
			 TURN_STARVE_MS);
		execution_fail(execution, TRIAL_STARVED, text);
	}
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
		setup_destroy(&run.execution[i]);
	shared_data_destroy(&run.data);
	node_memory_free(run.cold, trial->config.cold_bytes);
	free(run.turn);
}
