// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The way of a trial: an order, threads, slices, the books. */
#include "trial.h"

#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "base/order.h"
#include "run.h"

/* For so long the counter is compared with the kernel's clock at first. */
#define CALIBRATE_MS	20

struct run_thread {
	struct run *run;
	unsigned int index;
	struct task_struct *task;
};

const char *trial_name(const struct pool_ops *ops)
{
	return ops ? ops->name : TRIAL_LINE_TRANSFER;
}

static unsigned int block_slices(const struct trial_config *config)
{
	return config->subjects + (config->subjects - 1) / TRIAL_BASE_EVERY;
}

unsigned int trial_slices(const struct trial_config *config)
{
	return config->slices * block_slices(config);
}

/* An order of its own in each block, as src/trial/slices.c has it. */
static void draw_order(struct trial *trial)
{
	const struct trial_config *config = &trial->config;
	const unsigned int n = block_slices(config);
	size_t order[2 * TRIAL_SUBJECTS_MAX];
	u64 random = config->seed;
	unsigned int block, i;

	for (block = 0; block < config->slices; block++) {
		for (i = 0; i < n; i++)
			order[i] = i < config->subjects ? i : config->base;
		order_shuffle(order, n, &random);
		for (i = 0; i < n; i++) {
			struct trial_slice *slice =
				&trial->slice[trial->slices++];

			slice->subject = order[i];
			slice->block = block;
			slice->missed = true;
		}
	}
}

struct trial *trial_new(const struct trial_config *config)
{
	struct trial *trial = vzalloc(struct_size(trial, slice,
						  trial_slices(config)));

	if (trial) {
		trial->config = *config;
		draw_order(trial);
	}
	return trial;
}

/* What a window counted: all of a tally's counters only ever grow. */
static void add_window(struct tally *sum, const struct role *role)
{
	const struct tally *from = &role->edges[0].tally;
	const struct tally *to = &role->edges[ROLE_EDGES - 1].tally;

	sum->buffers += to->buffers - from->buffers;
	sum->put_full += to->put_full - from->put_full;
	sum->put_full_negative += to->put_full_negative -
				  from->put_full_negative;
	sum->get_empty += to->get_empty - from->get_empty;
	sum->fallback += to->fallback - from->fallback;
	sum->wrong_node += to->wrong_node - from->wrong_node;
	sum->wait_ticks += to->wait_ticks - from->wait_ticks;
	sum->messages += to->messages - from->messages;
}

/* What all roles of a slice say of it. */
static void settle(struct run *run)
{
	struct trial *trial = run->trial;
	struct trial_slice *slice;
	struct execution *execution;
	u64 first = U64_MAX, last = 0, shortest = U64_MAX;
	unsigned int i;

	if (!run->next)
		return;
	slice = &trial->slice[run->next - 1];
	execution = &run->execution[slice->subject];
	slice->ran = true;
	for (i = 0; i < run->roles; i++) {
		const struct role *role = &execution->roles[i];
		const struct edge *edges = role->edges;
		const u64 ticks = role->edge < ROLE_EDGES ? 0 :
				  edges[ROLE_EDGES - 1].ticks - edges[0].ticks;

		first = min(first, role->started);
		last = max(last, role->started);
		shortest = min(shortest, ticks);
		if (!ticks)
			continue;
		slice->switches += edges[ROLE_EDGES - 1].switches -
				   edges[0].switches;
		add_window(i ? &slice->producers : &slice->consumer, role);
		if (!i)
			slice->window_ticks = ticks;
		else
			slice->busy_ticks += ticks;
	}
	/* a wait may reach over the window's edge a little */
	slice->busy_ticks -= min(slice->busy_ticks,
				 slice->producers.wait_ticks);
	slice->start = execution->roles[0].started;
	slice->skew_ticks = last - first;
	slice->missed = shortest < run->phases->window_ticks / 2 ||
			slice->switches || !slice->consumer.buffers;
	account_slice(run, execution, slice);
	if (slice->length >= 0 && slice->length != slice->held)
		trial->account[slice->subject].slices_wrong++;
}

/* By the last role to arrive: all roles have ended the slice before. */
static void prepare(void *context)
{
	struct run *run = context;

	settle(run);
	run->next++;
}

static void run_loop(const struct run *run, struct execution *execution,
		     struct role *role)
{
	const struct trial_config *config = &run->trial->config;
	const struct pool_loops *loops = execution->ops ?
					 &execution->ops->loops : NULL;

	if (!loops) {
		if (role->consumer)
			line_transfer_consumer(role);
		else
			line_transfer_producer(role);
	} else if (config->scenario == SCENARIO_UNCONTENDED) {
		loops->uncontended[config->put][TOUCH_NONE](role);
	} else if (config->scenario == SCENARIO_RPC) {
		if (role->consumer)
			loops->rpc_consumer(role);
		else
			loops->rpc_producer[config->put](role);
	} else if (role->consumer) {
		loops->consumer[TOUCH_NONE](role);
	} else {
		loops->producer[config->put][TOUCH_NONE](role);
	}
}

static int run_thread(void *data)
{
	struct run_thread *thread = data;
	struct run *run = thread->run;
	unsigned int i;
	int err = thread->index ? 0 : setup_warm(run);

	if (err)
		role_stop(run->phases, err);
	for (i = 0; i < run->trial->slices; i++) {
		struct execution *execution =
			&run->execution[run->trial->slice[i].subject];
		struct role *role = &execution->roles[thread->index];

		if (!role_start(role))
			break;
		run_loop(run, execution, role);
	}
	if (atomic_dec_and_test(&run->alive))
		complete(&run->over);
	return 0;
}

static int create_threads(struct run *run, struct run_thread *threads)
{
	const struct trial_config *config = &run->trial->config;
	unsigned int i;

	for (i = 0; i < run->roles; i++) {
		struct task_struct *task;

		threads[i].run = run;
		threads[i].index = i;
		task = kthread_create_on_node(run_thread, &threads[i],
					      cpu_to_node(config->cpu[i]),
					      "page_bench/%u", config->cpu[i]);
		if (IS_ERR(task))
			return PTR_ERR(task);
		/* it may end before it is stopped */
		threads[i].task = get_task_struct(task);
		kthread_bind(task, config->cpu[i]);
	}
	return 0;
}

static int run_threads(struct run *run)
{
	const struct trial_config *config = &run->trial->config;
	struct run_thread *threads;
	unsigned int i;
	long left;
	int err;

	threads = kcalloc(run->roles, sizeof(*threads), GFP_KERNEL);
	if (!threads)
		return -ENOMEM;
	cpus_read_lock();
	for (i = 0, err = 0; !err && i < run->roles; i++)
		err = cpu_online(config->cpu[i]) ? 0 : -ENXIO;
	if (!err)
		err = create_threads(run, threads);
	if (!err) {
		atomic_set(&run->alive, run->roles);
		for (i = 0; i < run->roles; i++)
			wake_up_process(threads[i].task);
		left = wait_for_completion_interruptible_timeout(&run->over,
					(long)config->limit_s * HZ);
		if (left <= 0) {
			role_stop(run->phases, left ? -EINTR : -ETIMEDOUT);
			/*
			 * One that is stopped before it ran would never run,
			 * and the others would wait for it.
			 */
			wait_for_completion(&run->over);
		}
	}
	/* one that was never woken ends without having run */
	for (i = 0; i < run->roles; i++) {
		if (!threads[i].task)
			continue;
		kthread_stop(threads[i].task);
		put_task_struct(threads[i].task);
	}
	cpus_read_unlock();
	kfree(threads);
	return err ? err : run->phases->stop;
}

static u64 ticks_khz(u64 ticks, u64 ns)
{
	return div64_u64(ticks * 1000, div64_u64(ns, 1000) ?: 1);
}

static int measure(struct run *run)
{
	const struct trial_config *config = &run->trial->config;
	struct phases *phases = run->phases;
	const u64 began_ns = ktime_get_raw_ns(), began = clock_ticks();
	int err;

	msleep(CALIBRATE_MS);
	phases->ticks_khz = ticks_khz(clock_ticks() - began,
				      ktime_get_raw_ns() - began_ns);
	phases->warmup_ticks = phases->ticks_khz * config->warmup_us / 1000;
	phases->window_ticks = phases->ticks_khz * config->window_ms /
			       config->slices;
	phases->prepare = prepare;
	phases->context = run;
	err = run_threads(run);
	settle(run);
	run->trial->ticks_khz = ticks_khz(clock_ticks() - began,
					  ktime_get_raw_ns() - began_ns);
	return err;
}

/* On the consumer's CPU: what takes no node lies on the consumer's. */
static long set_up(void *run)
{
	return setup_all(run);
}

int trial_run(struct trial *trial)
{
	struct run run = {
		.trial = trial,
		.roles = 1 + trial->config.producers,
	};
	unsigned int i;
	int err;

	init_completion(&run.over);
	/* as work_on_cpu_safe(), which 7.3 has no longer */
	cpus_read_lock();
	err = cpu_online(trial->config.cpu[0]) ?
	      work_on_cpu(trial->config.cpu[0], set_up, &run) : -ENODEV;
	cpus_read_unlock();
	if (!err)
		err = measure(&run);
	for (i = 0; run.execution && i < trial->config.subjects; i++) {
		const int wrong = account_end(&run, &run.execution[i],
					      &trial->account[i]);

		/* what is missing matters more than why it ended early */
		if (wrong)
			err = wrong;
		cond_resched();
	}
	setup_free(&run);
	trial->error = err;
	return err;
}
