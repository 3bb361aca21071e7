/* SPDX-License-Identifier: MIT */
/**
 * DOC: Google Benchmark from C
 *
 * A benchmark is a C function and a pointer. It is registered by name, given
 * its arguments, run, and reported by Google's reporters. README.md beside this
 * file has an example and says how to link.
 *
 * Errors are values: a function that returns int returns a negative errno, one
 * that returns a pointer returns NULL, and gbench_last_error() tells why. No
 * function throws, and none but those that say so ends the process.
 *
 * Ownership: every string and array passed in is copied. User pointers are
 * passed through and never freed.
 *
 * Threads: one thread registers, runs and clears.
 */
#ifndef GBENCH_GBENCH_H
#define GBENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gbench_benchmark;
struct gbench_state;

enum gbench_unit {
	GBENCH_NANOSECOND,
	GBENCH_MICROSECOND,
	GBENCH_MILLISECOND,
	GBENCH_SECOND,
};

/* What is done to a counter. The values are ours: Google's own have changed. */
enum gbench_counter_flags {
	GBENCH_COUNTER_IS_RATE = 1 << 0,	/* divided by the seconds */
	/* multiplied by the iterations: the same for every one of them */
	GBENCH_COUNTER_IS_ITERATION_INVARIANT = 1 << 1,
	GBENCH_COUNTER_AVG_ITERATIONS = 1 << 2,	/* divided by the iterations */
	GBENCH_COUNTER_INVERT = 1 << 3,		/* inverted, after all else */
};

/* The benchmark itself. Runs once for each measurement. */
typedef void gbench_function(struct gbench_state *state, void *user);

/* A name that gbench_list() found; good until this returns: 0 to go on. */
typedef int gbench_list_function(const char *name, void *user);

/**
 * gbench_last_error() - what went wrong in this thread's last failed call
 *
 * Return: one line, "" if nothing failed yet; good until the next failure.
 */
const char *gbench_last_error(void);

/**
 * gbench_init() - take Google Benchmark's flags out of a command line
 * @argc: number of arguments; on success, of those left
 * @argv: the arguments, argv[0] the program; on success, those left, in order
 *
 * Optional: without it flags have the values of environment variables
 * (BENCHMARK_FORMAT for --benchmark_format and so on), or their defaults. May
 * be called again; flags not given keep their values. --help, "--" and what
 * follows it are left in @argv like any argument that is not Google's.
 *
 * Return: how many arguments besides argv[0] are left, or
 * -EINVAL: a flag of Google's with a bad value, or one it does not know,
 * -EBUSY: from within a run.
 * On error @argc and @argv are as they were; flags may be set in part.
 */
int gbench_init(int *argc, char **argv);

/* Prints Google's flags to standard output. */
void gbench_help(void);

/**
 * gbench_run() - run benchmarks and report them
 * @filter: extended regular expression on full names, or "-" and one that is
 *	not to match; "" or "all" for all; NULL for --benchmark_filter
 *
 * May be called any number of times; each writes --benchmark_out anew.
 *
 * Return: how many benchmarks matched (0: none did, which is not an error, and
 * nothing is reported), or
 * -EINVAL: not a regular expression,
 * -EBUSY: from within a run,
 * another: --benchmark_out cannot be opened.
 */
int gbench_run(const char *filter);

/**
 * gbench_list() - name the benchmarks that would run
 * @filter: as of gbench_run()
 * @fn: called with each full name, in the order of registration
 *
 * Return: the number of names, what @fn returned if not 0, or as gbench_run().
 */
int gbench_list(const char *filter, gbench_list_function *fn, void *user);

/**
 * gbench_clear() - forget every registered benchmark
 *
 * Frees all, what C++ registered in the same process included. Flags keep their
 * values, and the library may be used after it.
 *
 * Return: 0, or -EBUSY from within a run.
 */
int gbench_clear(void);

/*
 * Registration. Each returns 0, -EINVAL for a bad value or combination (where
 * Google asserts, or ignores it), or -EBUSY from within a run.
 */

/**
 * gbench_register() - register a benchmark
 * @name: its name; copied. Names that begin with DISABLED_ never run.
 *
 * Return: the benchmark, owned by the library until gbench_clear(), or NULL.
 */
struct gbench_benchmark *gbench_register(const char *name, gbench_function *fn,
					 void *user);

/**
 * gbench_args() - add an instance with these arguments
 * @values: the arguments, read by gbench_state_arg()
 * @n: their number: the same for all instances of a benchmark
 *
 * One that was listed or run without arguments is given none later.
 */
int gbench_args(struct gbench_benchmark *benchmark, const int64_t *values,
		size_t n);

/**
 * gbench_unit() - unit in which times are reported
 * @unit: &enum gbench_unit, as an int: a wrong one is then an error, where a
 *	wrong value of an enum is undefined in C++
 */
int gbench_unit(struct gbench_benchmark *benchmark, int unit);

/**
 * gbench_iterations() - run exactly so many iterations
 * @n: 1 or more; a multiple of the batch, which runs in full
 */
int gbench_iterations(struct gbench_benchmark *benchmark, int64_t n);

/**
 * gbench_repetitions() - repeat the measurement
 * @n: 1 or more; from 2 on there are mean, median, stddev and cv
 */
int gbench_repetitions(struct gbench_benchmark *benchmark, int n);

/** gbench_use_manual_time() - gbench_set_iteration_time() decides */
int gbench_use_manual_time(struct gbench_benchmark *benchmark);

/* Within a benchmark. What returns int returns 0 or -EINVAL for a bad value. */

/**
 * gbench_keep_running_batch() - whether to run another batch
 * @n: iterations of the batch, 1 or more
 *
 * The loop of every benchmark: time runs from its first call to the one that
 * returns false. A call into a library costs several times what Google's loop
 * costs inlined in C++: make batches of 1000 or so. All that was run counts.
 *
 * Return: true to run @n iterations, false to leave the loop. A function that
 * returns before this was false is reported as an error, as is @n of 0.
 */
bool gbench_keep_running_batch(struct gbench_state *state, int64_t n);

/**
 * gbench_set_iteration_time() - add to the time of gbench_use_manual_time()
 * @seconds: finite, 0 or more
 *
 * The sum of the calls is the time of all iterations, so once per batch with
 * the time of the batch is enough.
 */
int gbench_set_iteration_time(struct gbench_state *state, double seconds);

/**
 * gbench_skip_with_error() - report an error in place of times
 * @state: the state; -EALREADY when it was skipped before
 * @message: why
 *
 * The clock stops and gbench_keep_running_batch() returns false from now on;
 * leave the function, with or without calling it.
 */
int gbench_skip_with_error(struct gbench_state *state, const char *message);

/**
 * gbench_set_counter() - set a counter
 * @flags: &enum gbench_counter_flags, or-ed; 0 for none
 */
int gbench_set_counter(struct gbench_state *state, const char *name,
		       double value, unsigned int flags);

/**
 * gbench_state_arg() - an argument of the instance
 * @index: from 0
 * @value: set to it; untouched on error
 *
 * Return: 0, or -ERANGE if there are not so many.
 */
int gbench_state_arg(const struct gbench_state *state, size_t index,
		     int64_t *value);

/**
 * gbench_do_not_optimize() - have the compiler make what nothing reads
 * @data: what was computed, such as the address of a local variable
 *
 * What @data points to is stored before this, and all memory that the address
 * leads to is read anew after it. It has no instruction of its own.
 */
static inline void gbench_do_not_optimize(const void *data)
{
	__asm__ volatile("" : : "g"(data) : "memory");
}

#ifdef __cplusplus
}
#endif

#endif /* GBENCH_GBENCH_H */
