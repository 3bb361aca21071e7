// SPDX-License-Identifier: MIT
/*
 * Short trials of every pool over the axes that its loops are compiled for.
 * Each ends in the trial's own check that no buffer was lost; what is left to
 * check here is that the counts add up.
 */
#include <math.h>

#include "trials.h"

static const unsigned int bursts[] = { 1, 16, 256 };

/* What the slices say of a pool is what its outcome says. */
static void check_slices(const struct trial *trial, unsigned int subject)
{
	const struct trial_config *config = &trial->config;
	const struct trial_outcome *o = &trial->subject[subject].outcome;
	double window_ns = 0, least = INFINITY, most = 0;
	unsigned int counted = 0;
	uint64_t buffers = 0;

	for (unsigned int i = 0; i < trial->slices; i++) {
		const struct trial_slice *slice = &trial->slice[i];
		const double ns = slice_ns_per_buffer(slice);

		if (slice->subject != subject)
			continue;
		/* of a floor, operations */
		expect(slice->buffers % config->burst == 0, config);
		if (!isfinite(ns))
			continue;
		buffers += slice->buffers;
		window_ns += slice->window_ns;
		counted++;
		least = fmin(least, ns);
		most = fmax(most, ns);
	}
	expect(buffers == o->buffers && counted == o->slices, config);
	expect(fabs(window_ns - o->window_ns) < 1e-6 * window_ns, config);
	expect(least <= o->ns_per_buffer && o->ns_per_buffer <= most, config);
}

/* What holds in the windows, whatever the machine did meanwhile. */
static void check_counts(struct trial *trial)
{
	const struct trial_config *config = &trial->config;
	const struct trial_outcome *o = &trial->subject[0].outcome;
	const uint64_t burst = config->burst;
	const unsigned int slices = trials_all_slices(trial, 0);
	uint64_t put = 0;

	for (unsigned int i = 1; i < trial->threads; i++)
		put += trial_thread(trial, 0, i)->buffers;
	expect(o->buffers > 0, config);
	expect(o->buffers == o->consumer.buffers, config);
	expect(o->buffers == trial_thread(trial, 0, 0)->buffers, config);
	expect(put == o->producers.buffers && put % burst == 0, config);
	expect(o->consumer_busy_ns * (double)o->buffers <=
	       (1 + 1e-6) * o->window_ns, config);
	expect(o->start_skew_ns >= 0, config);
	/*
	 * buffers == hits + fallbacks, and a fallback is an empty get: each
	 * window can open between the two, and in the middle of a burst.
	 */
	expect(o->consumer.fallback <= o->consumer.get_empty + slices, config);
	expect(o->consumer.get_empty <= o->buffers + slices * burst, config);
	expect(o->producers.put_full + o->producers.put_full_negative <=
	       put + slices * burst, config);
	/* each role counts its own */
	expect(o->producers.get_empty == 0 && o->producers.fallback == 0 &&
	       o->producers.get_retries == 0, config);
	if (config->nodes == 1)
		expect(o->consumer.wrong_node == 0, config);
	check_slices(trial, 0);
}

/* The window opens on a pool that holds all it will ever need. */
static void check_uncontended(const struct trial *trial)
{
	const struct trial_config *config = &trial->config;
	const struct tally *tally = &trial->subject[0].outcome.consumer;

	expect(tally->get_empty == 0 && tally->fallback == 0, config);
	expect(tally->put_full == 0 && tally->put_full_negative == 0, config);
	expect(tally->wait_ticks == 0, config);
}

static void check_without_pool(const struct trial *trial)
{
	const struct trial_config *config = &trial->config;
	const struct trial_outcome *o = &trial->subject[0].outcome;

	expect(o->consumer.get_empty == 0 && o->consumer.fallback == 0, config);
	expect(o->producers.put_full == 0, config);
}

static void run_point(const struct pool_ops *ops,
		      const struct trial_config *config)
{
	struct trial *trial = trials_ok(config, ops);

	if (!trial)
		return;
	expect(trial->subject[0].outcome.population ==
	       trial_population(ops, &trial->config), config);
	check_counts(trial);
	if (config->scenario == SCENARIO_UNCONTENDED)
		check_uncontended(trial);
	if (ops->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))
		check_without_pool(trial);
}

/*
 * The loops are compiled for each way to put and to touch, not for bursts: all
 * bursts where nothing is touched, else one. A sanitizer, which is slow, looks
 * at each loop once, and AddressSanitizer at the longest burst. ThreadSanitizer
 * looks at what two threads touch: nothing, or all, of what was handed over.
 */
static bool adds_code(const struct trial_config *config)
{
	const bool touches = config->touch != TOUCH_NONE;

	if (BUILT_WITH_TSAN)
		return config->burst == 16 &&
		       (!touches || config->touch == TOUCH_PAGE);
	if (BUILT_WITH_ASAN && !touches)
		return config->burst == 256;
	return !touches || (config->burst == 16 &&
			    (!BUILT_WITH_ASAN || config->put == PUT_SINGLE));
}

static void run_points(const struct pool_ops *ops, enum scenario scenario)
{
	struct trial_config config = { .scenario = scenario };

	for (config.put = 0; config.put < PUT_MODES; config.put++) {
		for (config.touch = 0; config.touch < TOUCHES; config.touch++) {
			for (size_t i = 0; i < ARRAY_SIZE(bursts); i++) {
				config.burst = bursts[i];
				if (adds_code(&config))
					run_point(ops, &config);
			}
		}
	}
}

static void test_handoff(void **state)
{
	run_points(*state, SCENARIO_HANDOFF);
}

static void test_uncontended(void **state)
{
	/* of one thread */
	if (!BUILT_WITH_TSAN)
		run_points(*state, SCENARIO_UNCONTENDED);
}

/* Pools that take turns: the same one twice, and beside what is no pool. */
static void test_turns(void **state)
{
	const struct pool_ops *ops = *state;
	const char *const names[] = {
		"svc_page_pool", ops->name, ops->name, TRIAL_LINE_TRANSFER,
	};
	const struct trial_config config = {
		.scenario = SCENARIO_HANDOFF, .burst = 16, .slices = 4,
	};
	struct trial *trial = trials_run_all(&config, names, 4);
	const struct trial_subject *line = &trial->subject[3];
	bool missed = false;

	for (unsigned int i = 0; i < trial->slices; i++)
		missed |= trial->slice[i].missed;
	for (unsigned int i = 0; i < 4; i++) {
		const struct trial_outcome *outcome =
			&trial->subject[i].outcome;

		assert_int_equal(trials_all_slices(trial, i), 4);
		if (!trials_had_window(trial, i))
			continue;
		check_slices(trial, i);
		if (line->outcome.status == TRIAL_OK)
			expect(outcome->line_transfer_ns ==
			       line->outcome.ns_per_buffer, &config);
		if (trial->subject[0].outcome.status != TRIAL_OK)
			continue;
		/* there may be no slice of the base near */
		expect(i ? outcome->ratio > 0 ||
			   (missed && isnan(outcome->ratio)) :
			   outcome->ratio == 1, &config);
	}
}

/* A machine may take a second to clear a GiB, and longer. */
static void test_limit(void **state)
{
	const struct pool_ops *ops = *state;
	struct placement_thread producer = { .cpu = 0 };
	struct trial_config config = {
		.burst = 1, .pool_max = 259, .buffer_bytes = 4096,
		.plan = { .producers = 1, .producer = &producer },
		.slices = 40, .window_ms = 200, .warmup_us = 1000,
	};
	struct error error;
	int fd;
	struct trial *trial = trial_new(1, 2, &fd, &error);
	double small, large;

	assert_non_null(trial);
	trial_configure(trial, &config);
	trial_add(trial, ops->name);
	small = trial_limit_ms(trial);
	trial->config.buffer_bytes = 1 << 30;
	large = trial_limit_ms(trial);
	trial_free(trial, fd);
	if (small > 60e3 || large < small + 259e3)
		fail_msg("%s: %.0f s, and %.0f s for 259 GiB", ops->name,
			 small / 1e3, large / 1e3);
}

int main(void)
{
	const struct pool_test tests[] = {
		{ "limit", test_limit, POOL_BARE_MEMORY | POOL_FLOOR, 0, false },
		{ "handoff", test_handoff, 0, 0, false },
		{ "uncontended", test_uncontended, 0, 0, false },
		{ "turns", test_turns, 0, 0, false },
	};

	return trials_pools_run("trial", tests, ARRAY_SIZE(tests));
}
