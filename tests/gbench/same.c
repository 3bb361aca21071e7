/* SPDX-License-Identifier: MIT */
/*
 * The benchmarks of reference.cc, through the C API. DIFFER in the environment
 * makes one of them differ, to see that the comparison finds it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbench/gbench.h"

/* A power of two: its sums are exact however they are added. */
static const double tick = 1.0 / (1 << 20);

/* Google's loop, iteration by iteration: all that can be compared exactly. */
#define for_each_iteration(state) while (gbench_keep_running_batch(state, 1))

static bool differ(const char *what)
{
	const char *asked = getenv("DIFFER");

	return asked && !strcmp(asked, what);
}

static void must(int error)
{
	if (error < 0) {
		fprintf(stderr, "same: %s\n", gbench_last_error());
		exit(1);
	}
}

static void counter(struct gbench_state *state, const char *name, double value,
		    unsigned int flags)
{
	must(gbench_set_counter(state, name, value, flags, GBENCH_ONE_K_1000));
}

static int64_t arg(const struct gbench_state *state, size_t index)
{
	int64_t value;

	must(gbench_state_arg(state, index, &value));
	return value;
}

static void plain(struct gbench_state *state, void *user)
{
	(void)user;
	while (gbench_keep_running_batch(state, 1024))
		;
	counter(state, "default", differ("counter") ? 4 : 3, 0);
	counter(state, "threads", 6, GBENCH_COUNTER_AVG_THREADS);
	counter(state, "invariant", 2, GBENCH_COUNTER_IS_ITERATION_INVARIANT);
	must(gbench_set_counter(state, "average", 4096,
				GBENCH_COUNTER_AVG_ITERATIONS,
				GBENCH_ONE_K_1024));
	counter(state, "inverse", 8,
		differ("flag") ? 0 : GBENCH_COUNTER_INVERT);
	counter(state, "inverse_average", 8,
		GBENCH_COUNTER_AVG_ITERATIONS | GBENCH_COUNTER_INVERT);
	must(gbench_set_label(state, differ("label") ? "another" : "a label"));
}

static void manual(struct gbench_state *state, void *user)
{
	(void)user;
	for_each_iteration(state)
		must(gbench_set_iteration_time(state, tick));
	counter(state, "rate", 3, GBENCH_COUNTER_IS_RATE);
	counter(state, "threads_rate", 6, GBENCH_COUNTER_AVG_THREADS_RATE);
	counter(state, "invariant_rate", 2,
		GBENCH_COUNTER_IS_ITERATION_INVARIANT_RATE);
	counter(state, "average_rate", 10, GBENCH_COUNTER_AVG_ITERATIONS_RATE);
	counter(state, "inverse_rate", 10,
		GBENCH_COUNTER_IS_RATE | GBENCH_COUNTER_INVERT);
	must(gbench_set_items_processed(state, gbench_state_iterations(state)));
	must(gbench_set_bytes_processed(state,
					gbench_state_iterations(state) * 64));
}

static void with_arguments(struct gbench_state *state, void *user)
{
	char label[64];

	(void)user;
	while (gbench_keep_running_batch(state, 16))
		;
	counter(state, "sum", (double)(arg(state, 0) + arg(state, 1)), 0);
	snprintf(label, sizeof(label), "%lldx%lld", (long long)arg(state, 0),
		 (long long)arg(state, 1));
	must(gbench_set_label(state, label));
}

static void one_argument(struct gbench_state *state, void *user)
{
	(void)user;
	/* Once per batch: the sum is that of once per iteration. */
	while (gbench_keep_running_batch(state, 16))
		must(gbench_set_iteration_time(state,
				16 * tick * (double)arg(state, 0)));
	counter(state, "n", (double)arg(state, 0), 0);
	must(gbench_set_complexity_n(state, arg(state, 0)));
}

static void varying(struct gbench_state *state, void *user)
{
	int *run = user;
	double factor = 1 + (*run)++ % 4;

	while (gbench_keep_running_batch(state, 1024))
		must(gbench_set_iteration_time(state, 1024 * tick * factor *
					       (differ("time") ? 2 : 1)));
	counter(state, "factor", factor, 0);
}

/* @user: what a maximum is multiplied by. */
static double maximum(const double *values, size_t n, void *user)
{
	const double *factor = user;
	double max = values[0];

	for (size_t i = 1; i < n; i++)
		if (values[i] > max)
			max = values[i];
	return max * *factor;
}

static double constant(const double *values, size_t n, void *user)
{
	(void)values;
	(void)n;
	return *(const double *)user;
}

static void fails_before(struct gbench_state *state, void *user)
{
	(void)user;
	must(gbench_skip_with_error(state, differ("message") ?
				    "why not" : "not possible here"));
	while (gbench_keep_running_batch(state, 1024))
		;
}

static void fails_within(struct gbench_state *state, void *user)
{
	(void)user;
	while (gbench_keep_running_batch(state, 1024))
		must(gbench_skip_with_error(state, "not possible any more"));
}

static void threaded(struct gbench_state *state, void *user)
{
	(void)user;
	while (gbench_keep_running_batch(state, 1024))
		must(gbench_set_iteration_time(state, 1024 * tick));
	counter(state, "index", gbench_state_thread_index(state), 0);
	counter(state, "threads", gbench_state_threads(state), 0);
	counter(state, "average", 6, GBENCH_COUNTER_AVG_THREADS);
}

static void paused(struct gbench_state *state, void *user)
{
	(void)user;
	for_each_iteration(state) {
		must(gbench_pause_timing(state));
		must(gbench_resume_timing(state));
	}
}

static void batched(struct gbench_state *state, void *user)
{
	(void)user;
	while (gbench_keep_running_batch(state, 1000))
		;
	counter(state, "run", (double)gbench_state_iterations(state), 0);
	counter(state, "asked", (double)gbench_state_max_iterations(state), 0);
}

struct counts {
	int setups;
	int teardowns;
};

static void set_up(const struct gbench_state *state, void *user)
{
	struct counts *counts = user;

	counts->setups += (int)arg(state, 0);
}

static void tear_down(const struct gbench_state *state, void *user)
{
	struct counts *counts = user;

	counts->teardowns += (int)arg(state, 0);
}

static void with_setup(struct gbench_state *state, void *user)
{
	struct counts *counts = user;

	while (gbench_keep_running_batch(state, 16))
		;
	counter(state, "setups", counts->setups, 0);
	counter(state, "teardowns", counts->teardowns, 0);
}

static struct gbench_benchmark *add(const char *name, gbench_function *fn,
				    void *user, int64_t iterations)
{
	struct gbench_benchmark *b = gbench_register(name, fn, user);

	must(b ? 0 : -EINVAL);
	if (iterations)
		must(gbench_iterations(b, iterations));
	return b;
}

static struct gbench_benchmark *add_manual(const char *name,
					   gbench_function *fn, void *user,
					   int64_t iterations)
{
	struct gbench_benchmark *b = add(name, fn, user, iterations);

	must(gbench_use_manual_time(b));
	return b;
}

static double twice(int64_t n)
{
	return 2.0 * (double)n;
}

static void register_several_arguments(void)
{
	const char *const names[] = { "rows", "" };
	const int64_t first[] = { 1, 2 }, second[] = { -3, 4 };
	const int64_t starts[] = { 1, 8 }, limits[] = { 16, 9 };
	const int64_t left[] = { 1, 2 }, right[] = { 7, 5, 3 };
	const int64_t *const lists[] = { left, right };
	const size_t lengths[] = { 2, 3 };
	struct gbench_benchmark *b;

	b = add("args", with_arguments, NULL, 16);
	must(gbench_args(b, first, 2));
	must(gbench_args(b, second, 2));
	must(gbench_arg_names(b, names, 2));
	b = add("ranges", with_arguments, NULL, 16);
	must(gbench_range_multiplier(b, 4));
	must(gbench_ranges(b, starts, limits, 2));
	b = add("product", with_arguments, NULL, 16);
	must(gbench_args_product(b, lists, lengths, 2));
}

static void register_arguments(void)
{
	static struct counts counts;
	struct gbench_benchmark *b;

	register_several_arguments();
	b = add_manual("arg", one_argument, NULL, 16);
	must(gbench_arg(b, 5));
	must(gbench_arg(b, 6));
	must(gbench_dense_range(b, 10, 20, 4));
	must(gbench_range(b, 8, 100));
	b = add_manual("linear", one_argument, NULL, 1024);
	for (int64_t n = 16; n <= 64; n *= 2)
		must(gbench_arg(b, n));
	must(gbench_complexity(b, GBENCH_O_N));
	must(gbench_unit(b, GBENCH_MICROSECOND));
	b = add_manual("function", one_argument, NULL, 1024);
	must(gbench_arg(b, 16));
	must(gbench_arg(b, 32));
	must(gbench_complexity_function(b, twice));
	b = add("setup", with_setup, &counts, 16);
	must(gbench_arg(b, 3));
	must(gbench_arg(b, 4));
	must(gbench_setup(b, set_up));
	must(gbench_teardown(b, tear_down));
	must(gbench_repetitions(b, 2));
}

static void register_repeated(void)
{
	static double one = 1, two = 2, three_percent = 0.03;
	static int run;
	struct gbench_benchmark *b;

	b = add_manual("repeated", varying, &run, 2048);
	must(gbench_repetitions(b, 4));
	must(gbench_statistic(b, "max", maximum,
			      differ("statistic") ? &two : &one,
			      GBENCH_STATISTIC_TIME));
	must(gbench_statistic(b, "percent", constant, &three_percent,
			      GBENCH_STATISTIC_PERCENTAGE));
	b = add_manual("aggregates", varying, &run, 2048);
	must(gbench_repetitions(b, 4));
	must(gbench_report_aggregates_only(b, true));
	b = add_manual("displayed", varying, &run, 2048);
	must(gbench_repetitions(b, 4));
	must(gbench_display_aggregates_only(b, true));
	b = add_manual("once", varying, &run, 2048);
	must(gbench_report_aggregates_only(b, true));
}

static void register_threads(void)
{
	must(gbench_threads(add_manual("threads", threaded, NULL, 1024), 2));
	must(gbench_thread_range(add_manual("thread_range", threaded, NULL,
					    1024), 1, 4));
	must(gbench_dense_thread_range(add_manual("dense_threads", threaded,
						  NULL, 1024), 1, 4, 2));
	must(gbench_thread_per_cpu(add_manual("per_cpu", threaded, NULL,
					      1024)));
}

static void register_times(void)
{
	struct gbench_benchmark *b;

	must(gbench_unit(add_manual("manual", manual, NULL, 2048),
			 GBENCH_MILLISECOND));
	b = add_manual("min_time", manual, NULL, 0);
	must(gbench_min_time(b, 0.001));
	must(gbench_unit(b, GBENCH_SECOND));
	b = add_manual("warmup", manual, NULL, 0);
	must(gbench_min_time(b, 0.001));
	must(gbench_min_warmup_time(b, 0.0005));
}

int main(int argc, char **argv)
{
	must(gbench_add_context("suite", "twins"));
	must(gbench_init(&argc, argv));
	add(differ("name") ? "plane" : "plain", plain, NULL, 2048);
	register_times();
	add("DISABLED_plain", plain, NULL, 2048);
	register_arguments();
	register_repeated();
	add("fails_before", fails_before, NULL, 2048);
	must(gbench_repetitions(add("fails_within", fails_within, NULL, 2048),
				2));
	register_threads();
	must(gbench_use_real_time(add("paused", paused, NULL, 32)));
	must(gbench_measure_process_cpu_time(add("process", paused, NULL, 32)));
	add("batched", batched, NULL, 2500);
	must(gbench_run(NULL, NULL));
	must(gbench_shutdown());
	return 0;
}
