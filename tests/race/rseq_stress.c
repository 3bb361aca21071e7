// SPDX-License-Identifier: MIT
/* rseq-stress: the program; stress.h says what it does. */
#include "stress.h"

#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/node_memory.h"

#define EXIT_USAGE	2
#define EXIT_SKIPPED	77
/* What a CPU's magazines hold, of 16, which are the largest here */
#define CPU_HOLDS	32

static const char usage[] =
	"usage: rseq-stress [--rounds N] [--pool POOL] [--kill]\n"
	"Gets buffers out of a per-CPU pool (percpu, percpu_m8 or percpu_bare) and puts\n"
	"N of them back (1000000), with threads that are delayed inside of its\n"
	"restartable sequences, interrupted and moved; checks that each is found once.\n"
	"--kill: processes in place of threads, killed one after the other, again and\n"
	"again; of percpu_bare, for a lock dies with its holder.\n"
	"Exit status: 0 all were found, 1 not, or nothing was interrupted, 2 bad usage,\n"
	"77 it cannot be tested here.\n";

static const struct pool_ops *parse_arguments(struct stress *stress,
					      int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "pool", required_argument, NULL, 'p' },
		{ "kill", no_argument, NULL, 'k' }, { 0 },
	};
	const struct pool_ops *ops = NULL;
	const char *pool = NULL;
	bool bad = false;
	char *end;
	int key;

	stress->enough = 1000000;
	while ((key = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (key == 'r') {
			stress->enough = strtoull(optarg, &end, 10);
			bad |= *end != '\0';
		} else if (key == 'p') {
			pool = optarg;
		} else if (key == 'k') {
			stress->kill = true;
		} else {
			bad = true;
		}
	}
	if (!pool)
		pool = stress->kill ? "percpu_bare" : "percpu";
	ops = pool_find(pool);
	if (bad || optind < argc || !stress->enough || !ops ||
	    (stress->kill && !(ops->capabilities & POOL_CPU_BOUND))) {
		fputs(usage, stderr);
		exit(EXIT_USAGE);
	}
	return ops;
}

static void find_cpus(struct stress *stress)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	sched_getaffinity(0, sizeof(set), &set);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET(cpu, &set) && stress->nr_cpus < STRESS_CPUS)
			stress->cpus[stress->nr_cpus++] = cpu;
	}
}

/* All memory is the program's until its end. */
static void *allocate(size_t bytes)
{
	struct error error;
	void *memory = node_memory_alloc(bytes, NODE_ANY, &error);

	if (memory)
		return memory;
	fprintf(stderr, "rseq-stress: %s\n", error.text);
	exit(EXIT_FAILURE);
}

/* More buffers than CPUs and threads can hold, so that all come to the depot */
static void open_pool(struct stress *stress)
{
	struct error error = { "" };

	stress->count = (size_t)stress->threads * STRESS_BURST +
			(stress->nr_cpus + 1) * CPU_HOLDS;
	stress->buffers = allocate(stress->count * sizeof(*stress->buffers));
	stress->owner = allocate(stress->count * sizeof(*stress->owner));
	stress->workers = allocate(stress->threads * sizeof(*stress->workers));
	for (unsigned int i = 0; i < stress->threads; i++) {
		struct worker *worker = &stress->workers[i];

		worker->stress = stress;
		worker->number = i;
		worker->random = UINT64_C(0x9e3779b97f4a7c15) * (2 * i + 1);
		worker->signal_random = worker->random + 1;
	}
	stress->params = (struct pool_params){
		.node = NODE_ANY,
		.max = (unsigned int)stress->count +
		       stress->nr_cpus * CPU_HOLDS,
		.producers = stress->threads,
		.buffer_bytes = CACHE_LINE,
	};
	stress->pool = stress->ops->create(&stress->params, &error);
	if (!stress->pool) {
		fprintf(stderr, "rseq-stress: %s\n", error.text);
		exit(EXIT_FAILURE);
	}
	stress_fill(stress);
}

static int report(const struct stress *stress,
		  const struct stress_disturbance *by, double seconds)
{
	uint64_t aborts = 0, signals = 0, moves = 0;

	for (unsigned int i = 0; i < stress->threads; i++) {
		aborts += stress->workers[i].aborts;
		signals += stress->workers[i].signals;
		moves += stress->workers[i].moves;
	}
	printf("%s: %llu rounds by %u %s on %u CPUs in %.1f s: %llu aborts, %llu signals, %llu moves and %llu by the threads themselves",
	       stress->ops->name, (unsigned long long)stress_rounds(stress),
	       stress->threads, stress->kill ? "processes" : "threads",
	       stress->nr_cpus, seconds, (unsigned long long)aborts,
	       (unsigned long long)signals, (unsigned long long)by->moves,
	       (unsigned long long)moves);
	if (stress->kill)
		printf(", %llu kills", (unsigned long long)by->kills);
	printf("\n");
	fflush(stdout);
	if (atomic_load(&stress->failed)) {
		/* in shared memory, by someone who may have been killed at it */
		fprintf(stderr, "rseq-stress: %s\n",
			stress->failure.text[0] ? stress->failure.text :
			"something was wrong, but who saw it was killed");
		return EXIT_FAILURE;
	}
	if (!aborts || !signals || !by->moves || !moves ||
	    (stress->kill && !by->kills)) {
		fprintf(stderr, "rseq-stress: nothing was tested: one of these is 0; give more --rounds\n");
		return EXIT_FAILURE;
	}
	printf("each of the %zu buffers was found once%s\n", stress->count,
	       stress->kill ? ", or with who was killed" : "");
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct stress_disturbance by = { .random = 1 };
	struct stress *stress = allocate(sizeof(*stress));
	struct error why = { "" };
	struct timespec start, end;

	stress->ops = parse_arguments(stress, argc, argv);
	find_cpus(stress);
	if (pool_available(stress->ops, &why) || stress->nr_cpus < 2) {
		printf("skipped: %s\n", why.text[0] ? why.text :
		       "one CPU is allowed: threads cannot be moved");
		return EXIT_SKIPPED;
	}
	stress->threads = 2 * stress->nr_cpus;
	stress_catch_signals();
	open_pool(stress);
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (!stress->kill) {
		stress_run_threads(stress, &by);
		stress_count_out(stress, &by);
	}
	while (stress->kill && !atomic_load(&stress->failed) &&
	       stress_rounds(stress) < stress->enough) {
		stress_run_and_kill(stress, &by);
		stress_count_out(stress, &by);
		stress_fill(stress);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	return report(stress, &by, (double)(end.tv_sec - start.tv_sec) +
		      (double)(end.tv_nsec - start.tv_nsec) / 1e9);
}
