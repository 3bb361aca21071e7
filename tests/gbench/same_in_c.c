/* SPDX-License-Identifier: MIT */
/*
 * The benchmarks of same_in_cpp.cc, through the C API, in two runs: Google
 * frees its reporter in a first one and uses it in a second. COUNT in the
 * environment runs "loop" alone, so many iterations, to count instructions.
 */
#include <stdio.h>
#include <stdlib.h>

#include "gbench/gbench.h"
#include "twins.h"

#define BATCH 1024

static void must(int error)
{
	if (error < 0) {
		fprintf(stderr, "same_in_c: %s\n", gbench_last_error());
		exit(1);
	}
}

static void counter(struct gbench_state *state, const char *name, double value,
		    unsigned int flags)
{
	must(gbench_set_counter(state, name, value, flags));
}

static void loop(struct gbench_state *state, void *user)
{
	uint64_t x = 1;

	while (gbench_keep_running_batch(state, BATCH)) {
		/*
		 * Down to nothing, as Google's iterator counts. Counting up,
		 * clang spends an instruction more, which is the caller's
		 * choice of a loop and no cost of the call.
		 */
		int64_t left = BATCH;

		do
			x = loop_body(x);
		while (--left);
	}
	gbench_do_not_optimize(&x);
}

static void plain(struct gbench_state *state, void *user)
{
	while (gbench_keep_running_batch(state, BATCH))
		;
	counter(state, "default", 3, 0);
	counter(state, "invariant", 2, GBENCH_COUNTER_IS_ITERATION_INVARIANT);
	counter(state, "average", 4096, GBENCH_COUNTER_AVG_ITERATIONS);
	counter(state, "inverse", 8, GBENCH_COUNTER_INVERT);
}

static void manual(struct gbench_state *state, void *user)
{
	/* Iteration by iteration: all that can be compared exactly. */
	while (gbench_keep_running_batch(state, 1))
		must(gbench_set_iteration_time(state, TICK));
	counter(state, "rate", 3, GBENCH_COUNTER_IS_RATE);
	counter(state, "inverse_rate", 10,
		GBENCH_COUNTER_IS_RATE | GBENCH_COUNTER_INVERT);
}

static void with_arguments(struct gbench_state *state, void *user)
{
	int64_t a, b;

	must(gbench_state_arg(state, 0, &a));
	must(gbench_state_arg(state, 1, &b));
	/* more than were asked for are run, and count */
	while (gbench_keep_running_batch(state, 1000))
		;
	counter(state, "product", (double)(a * b), 0);
}

static void varying(struct gbench_state *state, void *user)
{
	static int run;
	double factor = 1 + run++ % 4;

	while (gbench_keep_running_batch(state, BATCH))
		must(gbench_set_iteration_time(state, BATCH * TICK * factor));
}

static void fails(struct gbench_state *state, void *user)
{
	while (gbench_keep_running_batch(state, BATCH))
		must(gbench_skip_with_error(state, "not possible"));
}

static struct gbench_benchmark *add(const char *name, gbench_function *fn,
				    int64_t iterations)
{
	struct gbench_benchmark *b = gbench_register(name, fn, NULL);

	must(gbench_iterations(b, iterations));
	return b;
}

static void register_all(void)
{
	static const int64_t first[] = { 1, 2 }, second[] = { -3, 4 };
	struct gbench_benchmark *b;

	add("plain", plain, 2048);
	b = add("manual", manual, 2048);
	must(gbench_use_manual_time(b));
	must(gbench_unit(b, GBENCH_MILLISECOND));
	add("DISABLED_plain", plain, 2048);
	b = add("args", with_arguments, 2500);
	must(gbench_args(b, first, 2));
	must(gbench_args(b, second, 2));
	b = add("repeated", varying, 2048);
	must(gbench_use_manual_time(b));
	must(gbench_repetitions(b, 4));
	must(gbench_repetitions(add("fails", fails, 2048), 2));
}

int main(int argc, char **argv)
{
	const char *count = getenv("COUNT");

	must(gbench_init(&argc, argv));
	if (count) {
		add("loop", loop, atoll(count));
	} else {
		register_all();
		must(gbench_run(NULL));
	}
	must(gbench_run(NULL));
	must(gbench_clear());
	return 0;
}
