/* SPDX-License-Identifier: MIT */
/*
 * What the batch loop of the C API costs beside Google's inlined loop, with
 * the same body.
 *
 *	gbench-overhead [flag...]	both as benchmarks, and the ratio of
 *					their median times
 *	gbench-overhead c COUNT		run one of them, so many iterations,
 *	gbench-overhead cpp COUNT	and print nothing: to count instructions
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbench/gbench.h"
#include "loop_body.h"

#ifndef BATCH
#define BATCH 1024
#endif

/* reference.cc */
void reference_register(const char *name, int64_t iterations);

static void loop(struct gbench_state *state, void *user)
{
	uint64_t x = 1;

	(void)user;
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
	__asm__ volatile("" : : "r"(x));
}

struct medians {
	double c;
	double cpp;
};

static void note(const struct gbench_result *results, size_t n, void *user)
{
	struct medians *medians = user;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(results[i].aggregate_name, "median") != 0)
			continue;
		if (!strncmp(results[i].function_name, "cpp", 3))
			medians->cpp = results[i].cpu_time;
		else
			medians->c = results[i].cpu_time;
	}
}

static int compare_times(void)
{
	struct medians medians = { 0 };
	const struct gbench_reporter reporter = {
		.report_runs = note, .user = &medians,
	};

	reference_register("cpp", 0);
	if (!gbench_register("c", loop, NULL) ||
	    gbench_run("", &reporter) != 2)
		return -1;
	printf("ns per iteration, median: C++ range loop %.4f, C batch of %d %.4f, ratio %.4f\n",
	       medians.cpp, BATCH, medians.c, medians.c / medians.cpp);
	return 0;
}

static int run_one(const char *which, int64_t count)
{
	struct gbench_benchmark *benchmark;

	if (!strcmp(which, "cpp")) {
		reference_register(which, count);
	} else {
		benchmark = gbench_register(which, loop, NULL);
		if (!benchmark || gbench_iterations(benchmark, count))
			return -1;
	}
	return gbench_run_null("") == 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
	char interleave[] = "--benchmark_enable_random_interleaving=true";
	char repetitions[] = "--benchmark_repetitions=11";
	char min_time[] = "--benchmark_min_time=0.05";
	char *defaults[] = { argv[0], repetitions, min_time, interleave, NULL };
	int n = 4, error;

	if (argc == 3 && (!strcmp(argv[1], "c") || !strcmp(argv[1], "cpp"))) {
		error = run_one(argv[1], strtoimax(argv[2], NULL, 10));
	} else {
		error = gbench_init(&n, defaults);
		if (error >= 0)
			error = gbench_init(&argc, argv);
		if (error > 0) {
			fprintf(stderr, "usage: %s [c|cpp COUNT]\n", argv[0]);
			return 2;
		}
		if (!error)
			error = compare_times();
	}
	if (error)
		fprintf(stderr, "%s: %s\n", argv[0], gbench_last_error());
	gbench_shutdown();
	return error != 0;
}
