// SPDX-License-Identifier: MIT
/* rseq-stress: the program; stress.h says what it does. */
#include "stress.h"

#include <argp.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/node_memory.h"

#define EXIT_USAGE	2
#define EXIT_SKIPPED	77
/* What a CPU's magazines hold, of 16, which are the largest here */
#define CPU_HOLDS	32

enum { KEY_ROUNDS = 256, KEY_THREADS, KEY_DELAY, KEY_SIGNAL, KEY_POOL, KEY_KILL };

static const struct argp_option argp_options[] = {
	{ "rounds", KEY_ROUNDS, "N", 0, "Buffers to get and put back, of all threads together (default 1000000)", 0 },
	{ "threads", KEY_THREADS, "N", 0, "How many get and put (default: twice the CPUs)", 0 },
	{ "delay", KEY_DELAY, "N", 0, "Most turns of an empty loop at each point of a sequence (default 400)", 0 },
	{ "signal-us", KEY_SIGNAL, "US", 0, "Time between two signals to each thread (default 200)", 0 },
	{ "pool", KEY_POOL, "POOL", 0, "percpu, percpu_m8 or percpu_bare (default percpu)", 0 },
	{ "kill", KEY_KILL, NULL, 0, "Processes in place of threads, killed one after the other, again and again; of percpu_bare, for a lock dies with its holder", 0 },
	{ 0 },
};

static const char argp_doc[] =
	"Gets buffers out of a per-CPU pool and puts them back, with threads that are delayed inside of its restartable sequences, interrupted and moved, and checks that each buffer is found exactly once.\v"
	"Exit status: 0 all were found, 1 not, or nothing was interrupted, 2 bad usage, 77 it cannot be tested here.";

static uint64_t parse_number(struct argp_state *state, const char *option,
			     const char *text, uint64_t least, uint64_t most)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text < '0' || *text > '9' ||
	    number < least || number > most) {
		fprintf(stderr, "%s: --%s: '%.40s' is not a number from %llu to %llu\n",
			state->name, option, text, (unsigned long long)least,
			(unsigned long long)most);
		exit(EXIT_USAGE);
	}
	return number;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct stress_options *options = state->input;

	switch (key) {
	case KEY_ROUNDS:
		options->rounds = parse_number(state, "rounds", text, 1,
					       UINT64_C(1000000000000));
		break;
	case KEY_THREADS:
		options->threads = (unsigned int)parse_number(state, "threads",
							      text, 1, STRESS_THREADS);
		break;
	case KEY_DELAY:
		options->delay = (unsigned int)parse_number(state, "delay",
							    text, 0, 1000000);
		break;
	case KEY_SIGNAL:
		options->signal_us = (unsigned int)parse_number(state,
				"signal-us", text, 20, 1000000);
		break;
	case KEY_POOL:
		options->pool = text;
		break;
	case KEY_KILL:
		options->kill = true;
		break;
	case ARGP_KEY_ARG:
		fprintf(stderr, "%s: '%.40s' is no option\n", state->name,
			text);
		exit(EXIT_USAGE);
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct pool_ops *parse_arguments(struct stress_options *options,
					      int argc, char **argv)
{
	static const struct argp argp = {
		argp_options, parse_option, NULL, argp_doc, NULL, NULL, NULL
	};
	const struct pool_ops *ops;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, options);
	if (!options->pool)
		options->pool = options->kill ? "percpu_bare" : "percpu";
	ops = pool_find(options->pool);
	if (ops && (!options->kill || ops->capabilities & POOL_CPU_BOUND))
		return ops;
	if (ops)
		fprintf(stderr, "rseq-stress: --kill: %s has a lock, which dies with its holder: percpu_bare has none\n",
			ops->name);
	else
		fprintf(stderr, "rseq-stress: --pool: no pool '%.40s': percpu, percpu_m8 or percpu_bare\n",
			options->pool);
	exit(EXIT_USAGE);
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
		  const struct stress_options *options,
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
	       stress->threads, options->kill ? "processes" : "threads",
	       stress->nr_cpus, seconds, (unsigned long long)aborts,
	       (unsigned long long)signals, (unsigned long long)by->moves,
	       (unsigned long long)moves);
	if (options->kill)
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
	    (options->kill && !by->kills)) {
		fprintf(stderr, "rseq-stress: nothing was tested: one of these is 0; give more --rounds\n");
		return EXIT_FAILURE;
	}
	printf("each of the %zu buffers was found once%s\n", stress->count,
	       options->kill ? ", or with who was killed" : "");
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct stress_options options = {
		.rounds = 1000000,
		.delay = 400,
		.signal_us = 200,
	};
	const struct pool_ops *ops = parse_arguments(&options, argc, argv);
	struct stress_disturbance by = { .random = 1 };
	struct stress *stress = allocate(sizeof(*stress));
	struct error why = { "" };
	struct timespec start, end;

	find_cpus(stress);
	if (pool_available(ops, &why) || stress->nr_cpus < 2) {
		printf("skipped: %s\n", why.text[0] ? why.text :
		       "one CPU is allowed: threads cannot be moved");
		return EXIT_SKIPPED;
	}
	stress->ops = ops;
	stress->threads = options.threads ? options.threads :
					    2 * stress->nr_cpus;
	stress->signal_us = options.signal_us;
	stress_catch_signals();
	open_pool(stress);
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (!options.kill) {
		stress_run_threads(stress, &options, &by);
		stress_count_out(stress, &by);
	}
	while (options.kill && !atomic_load(&stress->failed) &&
	       stress_rounds(stress) < options.rounds) {
		stress_run_and_kill(stress, &options, &by);
		stress_count_out(stress, &by);
		stress_fill(stress);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	return report(stress, &options, &by,
		      (double)(end.tv_sec - start.tv_sec) +
		      (double)(end.tv_nsec - start.tv_nsec) / 1e9);
}
