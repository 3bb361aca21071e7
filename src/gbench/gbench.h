/* SPDX-License-Identifier: MIT */
/**
 * DOC: Google Benchmark from C
 *
 * A benchmark is a C function and a pointer. It is registered by name, given
 * its arguments, run, and reported by Google's reporters or by C callbacks:
 *
 *	static void copy(struct gbench_state *state, void *user)
 *	{
 *		while (gbench_keep_running_batch(state, 1024))
 *			for (int i = 0; i < 1024; i++)
 *				work(user);
 *	}
 *
 *	int main(int argc, char **argv)
 *	{
 *		if (gbench_init(&argc, argv) < 0 ||
 *		    !gbench_register("copy", copy, NULL) ||
 *		    gbench_run(NULL, NULL) < 0)
 *			fprintf(stderr, "%s\n", gbench_last_error());
 *		gbench_shutdown();
 *	}
 *
 * Errors are values: a function that returns int returns a negative errno, one
 * that returns a pointer returns NULL, and gbench_last_error() tells why. No
 * function throws, and none but those that say so ends the process.
 *
 * Ownership: every string and array passed in is copied, and every pointer
 * passed to a callback is good until that callback returns. User pointers are
 * passed through and never freed.
 *
 * Threads: one thread registers, runs and clears. Within a benchmark each
 * thread uses the &struct gbench_state it was given and no other.
 *
 * An enumeration is passed as an int, so that a wrong one is an error and not
 * undefined in C++.
 *
 * Versions: 1.6 to 1.9. What an installed version lacks returns -ENOTSUP.
 *
 * Not here: fixtures, templates and DoNotOptimize() (C++ or compiler matters),
 * memory and profiler managers, and file reporters made of callbacks (a file
 * is written by Google's own, see gbench_init()).
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

/*
 * Google takes statistics (in every version) and setup (before 1.9.2) as plain
 * function pointers, with no place for a user pointer. Each of ours thus takes
 * a function of its own from a fixed table; when none is left, -ENOSPC.
 */
#define GBENCH_MAX_STATISTICS 64
#define GBENCH_MAX_SETUPS 128

enum gbench_unit {
	GBENCH_NANOSECOND,
	GBENCH_MICROSECOND,
	GBENCH_MILLISECOND,
	GBENCH_SECOND,
};

/* What a statistic is printed as: a time in the unit, or a ratio. */
enum gbench_statistic_unit {
	GBENCH_STATISTIC_TIME,
	GBENCH_STATISTIC_PERCENTAGE,
};

/* The values are ours: Google's invert flag has changed its value. */
enum gbench_counter_flags {
	GBENCH_COUNTER_DEFAULT = 0,
	/* Divided by the measured time, in seconds. */
	GBENCH_COUNTER_IS_RATE = 1 << 0,
	/* Divided by the number of threads. */
	GBENCH_COUNTER_AVG_THREADS = 1 << 1,
	GBENCH_COUNTER_AVG_THREADS_RATE = 1 << 0 | 1 << 1,
	/* Multiplied by the iterations: the same for every one of them. */
	GBENCH_COUNTER_IS_ITERATION_INVARIANT = 1 << 2,
	GBENCH_COUNTER_IS_ITERATION_INVARIANT_RATE = 1 << 0 | 1 << 2,
	/* Divided by the iterations. */
	GBENCH_COUNTER_AVG_ITERATIONS = 1 << 3,
	GBENCH_COUNTER_AVG_ITERATIONS_RATE = 1 << 0 | 1 << 3,
	/* Inverted, after all else. */
	GBENCH_COUNTER_INVERT = 1 << 4,
	GBENCH_COUNTER_ALL = (1 << 5) - 1,
};

/* How many make a k when the console prints a counter. */
enum gbench_one_k {
	GBENCH_ONE_K_1000 = 1000,
	GBENCH_ONE_K_1024 = 1024,
};

enum gbench_big_o {
	GBENCH_O_NONE,
	GBENCH_O_1,
	GBENCH_O_N,
	GBENCH_O_N_SQUARED,
	GBENCH_O_N_CUBED,
	GBENCH_O_LOG_N,
	GBENCH_O_N_LOG_N,
	GBENCH_O_AUTO,
	/* Only reported: set by gbench_complexity_function(). */
	GBENCH_O_LAMBDA,
};

enum gbench_run_type {
	GBENCH_RUN_ITERATION,
	GBENCH_RUN_AGGREGATE,
};

enum gbench_scaling {
	GBENCH_SCALING_UNKNOWN,
	GBENCH_SCALING_ENABLED,
	GBENCH_SCALING_DISABLED,
};

/**
 * struct gbench_counter - a counter as it is reported
 * @name: its name
 * @value: its value, after all that the flags say has been done to it
 * @flags: the &enum gbench_counter_flags it was set with
 * @one_k: 1000 or 1024
 */
struct gbench_counter {
	const char *name;
	double value;
	unsigned int flags;
	enum gbench_one_k one_k;
};

/**
 * struct gbench_result - one run, or one aggregate over repetitions
 * @name: full name: @run_name, and for an aggregate its name
 * @run_name: name with arguments, iterations, repetitions, time and threads
 * @function_name: the name it was registered by
 * @family_index: index among the registered names that match the filter
 * @per_family_instance_index: index among the instances of that name
 * @run_type: a run, or an aggregate
 * @aggregate_name: "mean", "median", "stddev", "cv" or a custom one; else ""
 * @aggregate_unit: whether the aggregate is a time or a ratio
 * @label: what gbench_set_label() set, or ""
 * @error: whether the run called gbench_skip_with_error()
 * @skipped: whether it was skipped, with an error or without
 * @message: why it was skipped, or ""
 * @iterations: of all threads together; for an aggregate, of repetitions
 * @threads: number of threads
 * @repetition_index: from 0; -1 for an aggregate
 * @repetitions: how many there are
 * @time_unit: unit of @real_time and @cpu_time
 * @real_accumulated_time: seconds of all iterations; manual time if used
 * @cpu_accumulated_time: seconds of CPU time of all iterations
 * @real_time: per iteration in @time_unit, as Google's JSON has it (a ratio
 *	where @aggregate_unit says so)
 * @cpu_time: the same of CPU time
 * @complexity: what gbench_complexity() asked for
 * @complexity_n: what gbench_set_complexity_n() set
 * @report_big_o: this aggregate is the coefficient of @complexity
 * @report_rms: this aggregate is the error of the fit
 * @counters: the counters, by name
 * @n_counters: their number
 */
struct gbench_result {
	const char *name;
	const char *run_name;
	const char *function_name;
	int64_t family_index;
	int64_t per_family_instance_index;
	enum gbench_run_type run_type;
	const char *aggregate_name;
	enum gbench_statistic_unit aggregate_unit;
	const char *label;
	bool error;
	bool skipped;
	const char *message;
	int64_t iterations;
	int64_t threads;
	int64_t repetition_index;
	int64_t repetitions;
	enum gbench_unit time_unit;
	double real_accumulated_time;
	double cpu_accumulated_time;
	double real_time;
	double cpu_time;
	enum gbench_big_o complexity;
	int64_t complexity_n;
	bool report_big_o;
	bool report_rms;
	const struct gbench_counter *counters;
	size_t n_counters;
};

/**
 * struct gbench_cache - a CPU cache as Google sees it
 * @type: "Data", "Instruction" or "Unified"
 * @level: 1, 2, 3
 * @size: bytes
 * @num_sharing: how many CPUs share it
 */
struct gbench_cache {
	const char *type;
	int level;
	int size;
	int num_sharing;
};

/**
 * struct gbench_context - the machine and the run, before the first result
 * @host_name: name of the host
 * @executable: argv[0] of gbench_init(), or ""
 * @num_cpus: number of CPUs
 * @cycles_per_second: Google's reading or estimate of the frequency
 * @scaling: whether the frequency governor may change it
 * @caches: the caches
 * @n_caches: their number
 * @load_avg: load averages, as many as are known
 * @n_load_avg: their number
 * @keys: custom context (gbench_add_context(), --benchmark_context), sorted
 * @values: its values
 * @n_custom: its number
 * @name_width: width of the longest name, for a table
 */
struct gbench_context {
	const char *host_name;
	const char *executable;
	int num_cpus;
	double cycles_per_second;
	enum gbench_scaling scaling;
	const struct gbench_cache *caches;
	size_t n_caches;
	const double *load_avg;
	size_t n_load_avg;
	const char *const *keys;
	const char *const *values;
	size_t n_custom;
	size_t name_width;
};

/**
 * struct gbench_reporter - a reporter made of C functions
 * @report_context: called once before the first run. Anything but 0 means no
 *	benchmark is run, and gbench_run() returns it (positive: -ECANCELED).
 * @report_runs: called for each benchmark when all its repetitions are done:
 *	once with the runs, and once more with the aggregates if there are any
 * @finalize: called once at the end, also if @report_context refused
 * @user: passed to all three
 *
 * Any of the three may be NULL.
 */
struct gbench_reporter {
	int (*report_context)(const struct gbench_context *context, void *user);
	void (*report_runs)(const struct gbench_result *results, size_t n,
			    void *user);
	void (*finalize)(void *user);
	void *user;
};

/* The benchmark itself. Runs once per thread for each measurement. */
typedef void gbench_function(struct gbench_state *state, void *user);

/* Before or after a measurement: only the gbench_state_*() functions work. */
typedef void gbench_setup_function(const struct gbench_state *state,
				   void *user);

/* A statistic over @n values: times in seconds, or the values of a counter. */
typedef double gbench_statistic_function(const double *values, size_t n,
					 void *user);

/* How the time grows with n. Google has no place for a user pointer here. */
typedef double gbench_complexity_fn(int64_t n);

/* A name that gbench_list() found. Anything but 0 ends the list. */
typedef int gbench_list_function(const char *name, void *user);

/* ------------------------------------------------------------------------
 * The library
 */

/**
 * gbench_last_error() - what went wrong in this thread's last failed call
 *
 * Return: text without a newline, "" if nothing failed yet; good until the
 * thread's next failed call.
 */
const char *gbench_last_error(void);

/**
 * gbench_google_version() - version of Google Benchmark built against
 *
 * Return: major * 10000 + minor * 100 + patch: 10701 is 1.7.1.
 */
int gbench_google_version(void);

/**
 * gbench_init() - take Google Benchmark's flags out of a command line
 * @argc: number of arguments; on success, of those left
 * @argv: the arguments, argv[0] the program; on success, those left, in order
 *
 * Optional: without it flags have their defaults, or the values of environment
 * variables (BENCHMARK_FORMAT for --benchmark_format and so on). May be called
 * again; flags not given keep their values.
 *
 * Google's own Initialize() prints and exits at --help and at a bad format,
 * colour or time unit. Here --help is left in @argv like any argument that is
 * not Google's (see gbench_help()), and a bad value is an error.
 *
 * --benchmark_min_time takes seconds, with or without "s", whichever way the
 * version wants them (before 1.8 "0.5s" is an error; from 1.8 on "0.5" prints
 * a warning). "100x" (iterations) needs 1.8.
 *
 * --benchmark_out names a file which each gbench_run() writes anew.
 * --benchmark_perf_counters is checked by Google when a benchmark runs, and
 * some versions abort if the counters cannot be had.
 *
 * Return: how many arguments besides argv[0] are left, or
 * -EINVAL: a flag of Google's with a bad value, or one it does not know,
 * -ENOTSUP: a value that this version lacks,
 * -EEXIST: --benchmark_context with a key that has another value,
 * -EBUSY: from within a run.
 * On error @argc and @argv are as they were; flags may be set in part.
 */
int gbench_init(int *argc, char **argv);

/**
 * gbench_help() - print Google's flags to standard output
 */
void gbench_help(void);

/**
 * gbench_add_context() - add a line to the context of every report
 * @key: its name
 * @value: its value
 *
 * Google keeps one table per process; it lasts until gbench_shutdown(), not
 * until gbench_clear().
 *
 * Return: 0 (also if @key has @value already), -EEXIST if it has another
 * value, -EINVAL, -EBUSY.
 */
int gbench_add_context(const char *key, const char *value);

/**
 * gbench_set_default_unit() - unit of benchmarks without gbench_unit()
 * @unit: &enum gbench_unit; gbench_init() with --benchmark_time_unit overrides it
 *
 * Return: 0, -EINVAL, -ENOTSUP before 1.6.2.
 */
int gbench_set_default_unit(int unit);

/**
 * gbench_run() - run benchmarks and report them
 * @filter: POSIX extended regular expression on full names; a leading '-'
 *	means those that do not match; "" or "all" means all; NULL means
 *	--benchmark_filter
 * @reporter: C callbacks, or NULL for Google's reporter of --benchmark_format
 *
 * May be called any number of times. --benchmark_out is written too, with
 * either reporter. With --benchmark_list_tests the names are printed to
 * standard output and nothing runs.
 *
 * Google reports a benchmark when all its repetitions are done, also when
 * --benchmark_enable_random_interleaving spreads them over the run.
 *
 * A trap in the sources of 1.6 to 1.9: when the first of three or more
 * repetitions is skipped with an error and two others are not, the aggregates
 * are computed from a pointer that was not set. Skip all repetitions or none.
 *
 * Return: how many benchmarks matched (0: none did, which is not an error), or
 * -EINVAL: not a regular expression,
 * -EBUSY: from within a run,
 * -ECANCELED or the callback's own: report_context() refused,
 * another: --benchmark_out cannot be opened.
 */
int gbench_run(const char *filter, const struct gbench_reporter *reporter);

/**
 * gbench_run_null() - run benchmarks and report nothing
 * @filter: as of gbench_run()
 *
 * Runs everything that gbench_run() would, prints nothing and writes no
 * --benchmark_out. It is for benchmarks which keep their results themselves.
 *
 * Return: as gbench_run().
 */
int gbench_run_null(const char *filter);

/**
 * gbench_list() - name the benchmarks that would run
 * @filter: as of gbench_run()
 * @fn: called with each full name, in the order of registration
 * @user: passed to @fn
 *
 * Runs nothing and writes nothing.
 *
 * Return: the number of names, what @fn returned if not 0, -EINVAL, -EBUSY.
 */
int gbench_list(const char *filter, gbench_list_function *fn, void *user);

/**
 * gbench_clear() - forget every registered benchmark
 *
 * Frees all that was registered, those of C++ in the same process included.
 * Every &struct gbench_benchmark is invalid after it. Statistics and setups
 * are free to be taken again.
 *
 * Return: 0, or -EBUSY from within a run.
 */
int gbench_clear(void);

/**
 * gbench_shutdown() - gbench_clear(), and forget the custom context
 *
 * Nothing is left allocated. Flags keep their values. May be called twice and
 * the library used after it (Google's Shutdown() frees its table twice then).
 *
 * Return: 0, or -EBUSY from within a run.
 */
int gbench_shutdown(void);

/* ------------------------------------------------------------------------
 * Registration. Each returns 0, -EINVAL for a bad value or combination (a
 * build of Google without assertions would go on with it), or -EBUSY from
 * within a run. Those that return something else say so.
 */

/**
 * gbench_register() - register a benchmark
 * @name: its name; copied. Names that begin with DISABLED_ never run.
 * @fn: the function
 * @user: passed to @fn, to setup and to teardown
 *
 * Return: the benchmark, owned by the library until gbench_clear() or
 * gbench_shutdown(), or NULL.
 */
struct gbench_benchmark *gbench_register(const char *name, gbench_function *fn,
					 void *user);

/**
 * gbench_arg() - run with one argument
 * @benchmark: the benchmark
 * @value: read by gbench_state_arg()
 *
 * Each call adds an instance. All instances of a benchmark have the same
 * number of arguments, and one that was listed or run without any is given
 * none later.
 */
int gbench_arg(struct gbench_benchmark *benchmark, int64_t value);

/**
 * gbench_args() - run with several arguments
 * @benchmark: the benchmark
 * @values: the arguments
 * @n: their number
 */
int gbench_args(struct gbench_benchmark *benchmark, const int64_t *values,
		size_t n);

/**
 * gbench_range() - run once for each of the powers of 8 within a range
 * @benchmark: the benchmark
 * @start: first argument
 * @limit: last argument, @start or more; both are always among the arguments
 *
 * gbench_range_multiplier(), called before, changes the 8.
 */
int gbench_range(struct gbench_benchmark *benchmark, int64_t start,
		 int64_t limit);

/**
 * gbench_ranges() - run once for each combination of several ranges
 * @benchmark: the benchmark
 * @starts: first value of each argument
 * @limits: last value of each argument
 * @n: number of arguments
 */
int gbench_ranges(struct gbench_benchmark *benchmark, const int64_t *starts,
		  const int64_t *limits, size_t n);

/**
 * gbench_range_multiplier() - factor between the values of a range
 * @benchmark: the benchmark
 * @multiplier: 2 or more; applies to ranges added after it
 */
int gbench_range_multiplier(struct gbench_benchmark *benchmark, int multiplier);

/**
 * gbench_dense_range() - run once for each @step-th value of a range
 * @benchmark: the benchmark
 * @start: first argument
 * @limit: no argument is greater
 * @step: 1 or more
 */
int gbench_dense_range(struct gbench_benchmark *benchmark, int64_t start,
		       int64_t limit, int step);

/**
 * gbench_args_product() - run once for each combination of listed values
 * @benchmark: the benchmark
 * @lists: for each argument, its values
 * @lengths: for each argument, how many; 1 or more
 * @n: number of arguments
 */
int gbench_args_product(struct gbench_benchmark *benchmark,
			const int64_t *const *lists, const size_t *lengths,
			size_t n);

/**
 * gbench_arg_names() - name the arguments in the full name
 * @benchmark: the benchmark
 * @names: a name each; "" for none
 * @n: number of arguments
 *
 * "name/8/64" becomes "name/rows:8/columns:64". A benchmark with names and no
 * arguments never runs.
 */
int gbench_arg_names(struct gbench_benchmark *benchmark,
		     const char *const *names, size_t n);

/**
 * gbench_unit() - unit in which times are reported
 * @benchmark: the benchmark
 * @unit: &enum gbench_unit
 */
int gbench_unit(struct gbench_benchmark *benchmark, int unit);

/**
 * gbench_min_time() - least time that a measurement lasts
 * @benchmark: the benchmark
 * @seconds: more than 0; overrides --benchmark_min_time
 *
 * Google raises the iterations until it is reached, in CPU time unless
 * gbench_use_real_time() or gbench_use_manual_time() says otherwise. Excludes
 * gbench_iterations().
 */
int gbench_min_time(struct gbench_benchmark *benchmark, double seconds);

/**
 * gbench_min_warmup_time() - least time that it runs before it is measured
 * @benchmark: the benchmark
 * @seconds: 0 or more; overrides --benchmark_min_warmup_time
 *
 * In 1.7 it has no effect without gbench_min_time(). Excludes
 * gbench_iterations().
 *
 * Return: as above, and -ENOTSUP before 1.6.2.
 */
int gbench_min_warmup_time(struct gbench_benchmark *benchmark, double seconds);

/**
 * gbench_iterations() - run exactly so many iterations
 * @benchmark: the benchmark
 * @n: 1 or more, per thread
 *
 * Make it a multiple of the batch: the last batch runs in full, and the report
 * counts what was run. Excludes gbench_min_time().
 */
int gbench_iterations(struct gbench_benchmark *benchmark, int64_t n);

/**
 * gbench_repetitions() - repeat the measurement
 * @benchmark: the benchmark
 * @n: 1 or more; overrides --benchmark_repetitions
 *
 * From 2 on there are aggregates: mean, median, stddev, cv and those of
 * gbench_statistic(). The iterations are determined in the first repetition.
 */
int gbench_repetitions(struct gbench_benchmark *benchmark, int n);

/**
 * gbench_report_aggregates_only() - report no single repetitions anywhere
 * @benchmark: the benchmark
 * @on: whether
 *
 * Without repetitions the one run is reported all the same.
 */
int gbench_report_aggregates_only(struct gbench_benchmark *benchmark, bool on);

/**
 * gbench_display_aggregates_only() - the same, but --benchmark_out has all
 * @benchmark: the benchmark
 * @on: whether
 */
int gbench_display_aggregates_only(struct gbench_benchmark *benchmark, bool on);

/**
 * gbench_measure_process_cpu_time() - CPU time of the process, not the thread
 * @benchmark: the benchmark
 */
int gbench_measure_process_cpu_time(struct gbench_benchmark *benchmark);

/**
 * gbench_use_real_time() - real time decides on iterations and rates
 * @benchmark: the benchmark
 *
 * Without it CPU time does. Excludes gbench_use_manual_time().
 */
int gbench_use_real_time(struct gbench_benchmark *benchmark);

/**
 * gbench_use_manual_time() - gbench_set_iteration_time() is the time
 * @benchmark: the benchmark
 *
 * It takes the place of real time and decides on iterations and rates.
 * Excludes gbench_use_real_time().
 */
int gbench_use_manual_time(struct gbench_benchmark *benchmark);

/**
 * gbench_complexity() - fit the times of all instances against their n
 * @benchmark: the benchmark, which calls gbench_set_complexity_n()
 * @complexity: &enum gbench_big_o: the order, or GBENCH_O_AUTO for the best fit
 */
int gbench_complexity(struct gbench_benchmark *benchmark, int complexity);

/**
 * gbench_complexity_function() - fit against a function of n
 * @benchmark: the benchmark, which calls gbench_set_complexity_n()
 * @fn: the function
 */
int gbench_complexity_function(struct gbench_benchmark *benchmark,
			       gbench_complexity_fn *fn);

/**
 * gbench_statistic() - add an aggregate over the repetitions
 * @benchmark: the benchmark
 * @name: its name
 * @fn: called for real time, for CPU time and for each counter. The times are
 *	those of a whole repetition in seconds; Google divides the result by
 *	the iterations. It must not count on the order of these calls.
 * @user: passed to @fn
 * @unit: GBENCH_STATISTIC_TIME, or GBENCH_STATISTIC_PERCENTAGE for a ratio,
 *	which is not divided
 *
 * The same @fn with the same @user takes one place of the table, however many
 * benchmarks use it.
 *
 * Return: as above, and -ENOSPC when GBENCH_MAX_STATISTICS are in use.
 */
int gbench_statistic(struct gbench_benchmark *benchmark, const char *name,
		     gbench_statistic_function *fn, void *user,
		     int unit);

/**
 * gbench_threads() - run the function in several threads at once
 * @benchmark: the benchmark
 * @n: number of threads, 1 or more; each call adds an instance
 *
 * Traps. All threads run the one function, the same number of iterations
 * each, and are nowhere pinned: roles and places are up to the function
 * (gbench_state_thread_index()). Threads that do unequal work wait for the
 * slowest at the end of the loop. Real and manual time are the sum over the
 * threads; before 1.9.0 that sum is divided by the number of threads and then
 * by the iterations of all threads, so a time per iteration is smaller by the
 * number of threads before 1.9.0 than after. Counters are summed over the
 * threads. A thread that cannot be created ends the process, in Google.
 */
int gbench_threads(struct gbench_benchmark *benchmark, int n);

/**
 * gbench_thread_range() - gbench_threads() for the powers of 2 within a range
 * @benchmark: the benchmark
 * @min: fewest threads, 1 or more
 * @max: most threads; both are always among them
 */
int gbench_thread_range(struct gbench_benchmark *benchmark, int min, int max);

/**
 * gbench_dense_thread_range() - gbench_threads() for each @stride-th number
 * @benchmark: the benchmark
 * @min: fewest threads, 1 or more
 * @max: most threads; both are always among them
 * @stride: 1 or more
 */
int gbench_dense_thread_range(struct gbench_benchmark *benchmark, int min,
			      int max, int stride);

/**
 * gbench_thread_per_cpu() - gbench_threads() with the number of CPUs
 * @benchmark: the benchmark
 */
int gbench_thread_per_cpu(struct gbench_benchmark *benchmark);

/**
 * gbench_setup() - call a function before each measurement
 * @benchmark: the benchmark
 * @fn: called in the thread of gbench_run(), once for all threads of the
 *	measurement, with the user pointer of gbench_register(). Google measures
 *	several times to find the iterations: expect more than one call.
 *
 * Return: as above, -ENOSPC when GBENCH_MAX_SETUPS benchmarks have a setup or
 * a teardown, -ENOTSUP before 1.6.1.
 */
int gbench_setup(struct gbench_benchmark *benchmark, gbench_setup_function *fn);

/**
 * gbench_teardown() - call a function after each measurement
 * @benchmark: the benchmark
 * @fn: as of gbench_setup()
 *
 * Return: as gbench_setup(), whose place in the table it shares.
 */
int gbench_teardown(struct gbench_benchmark *benchmark,
		    gbench_setup_function *fn);

/* ------------------------------------------------------------------------
 * Within a benchmark
 */

/**
 * gbench_keep_running_batch() - whether to run another batch
 * @state: the state
 * @n: iterations of the batch, 1 or more
 *
 * The loop of every benchmark: time runs from its first call to the one that
 * returns false. There is no call for a single iteration, since a call into
 * a library costs several times what it costs inlined in C++: make batches
 * of 1000 or so. The last batch may go beyond the iterations that Google
 * asked for; what was run is counted.
 *
 * A function that returns before this does, and was not skipped, is reported
 * with an error. @n of 0 or less is reported likewise.
 *
 * Return: true to run @n iterations, false to leave the loop.
 */
bool gbench_keep_running_batch(struct gbench_state *state, int64_t n);

/**
 * gbench_pause_timing() - stop this thread's clock within the loop
 * @state: the state
 *
 * It costs two system calls or so, to be left out of short iterations. Other
 * threads' clocks go on.
 *
 * Return: 0, or -EINVAL outside the loop, when paused or when skipped.
 */
int gbench_pause_timing(struct gbench_state *state);

/**
 * gbench_resume_timing() - start this thread's clock again
 * @state: the state
 *
 * Return: 0, or -EINVAL when not paused or when skipped.
 */
int gbench_resume_timing(struct gbench_state *state);

/**
 * gbench_set_iteration_time() - add to the manual time
 * @state: the state
 * @seconds: finite, 0 or more
 *
 * The sum of the calls is the time of all iterations, so once per batch with
 * the time of the batch is enough.
 *
 * Return: 0, or -EINVAL, also without gbench_use_manual_time().
 */
int gbench_set_iteration_time(struct gbench_state *state, double seconds);

/**
 * gbench_skip_with_error() - report an error in place of times
 * @state: the state
 * @message: why
 *
 * The clock stops and gbench_keep_running_batch() returns false from now on;
 * leave the function, with or without calling it. With threads, only this one
 * stops. The first message is reported.
 *
 * Return: 0, -EALREADY when skipped before, -EINVAL.
 */
int gbench_skip_with_error(struct gbench_state *state, const char *message);

/**
 * gbench_skip_with_message() - skip without it being an error
 * @state: the state
 * @message: why
 *
 * Return: as gbench_skip_with_error(), and -ENOTSUP before 1.8.0.
 */
int gbench_skip_with_message(struct gbench_state *state, const char *message);

/**
 * gbench_skipped() - whether this thread was skipped
 * @state: the state
 *
 * Return: whether, with an error or without.
 */
bool gbench_skipped(const struct gbench_state *state);

/**
 * gbench_set_items_processed() - report items per second
 * @state: the state
 * @items: of all iterations of this thread; call it after the loop
 *
 * It is a counter, "items_per_second", of what is a rate by definition.
 *
 * Return: 0, or -EINVAL.
 */
int gbench_set_items_processed(struct gbench_state *state, int64_t items);

/**
 * gbench_set_bytes_processed() - report bytes per second
 * @state: the state
 * @bytes: of all iterations of this thread; call it after the loop
 *
 * Return: 0, or -EINVAL.
 */
int gbench_set_bytes_processed(struct gbench_state *state, int64_t bytes);

/**
 * gbench_set_counter() - set a counter
 * @state: the state
 * @name: its name; copied
 * @value: its value in this thread; those of all threads are summed
 * @flags: &enum gbench_counter_flags, or-ed
 * @one_k: &enum gbench_one_k: the console prints it in 1000s or 1024s
 *
 * Return: 0, or -EINVAL.
 */
int gbench_set_counter(struct gbench_state *state, const char *name,
		       double value, unsigned int flags, int one_k);

/**
 * gbench_set_label() - set a text to be reported with the run
 * @state: the state
 * @label: the text; copied
 *
 * Return: 0, or -EINVAL.
 */
int gbench_set_label(struct gbench_state *state, const char *label);

/**
 * gbench_set_complexity_n() - set what gbench_complexity() fits against
 * @state: the state
 * @n: more than 0; those of all threads are summed
 *
 * Return: 0, or -EINVAL.
 */
int gbench_set_complexity_n(struct gbench_state *state, int64_t n);

/**
 * gbench_state_name() - the name it was registered by
 * @state: the state
 *
 * Return: the name, good until gbench_clear().
 */
const char *gbench_state_name(const struct gbench_state *state);

/**
 * gbench_state_n_args() - number of arguments
 * @state: the state
 *
 * Return: the number, 0 if there are none.
 */
size_t gbench_state_n_args(const struct gbench_state *state);

/**
 * gbench_state_arg() - an argument
 * @state: the state
 * @index: from 0
 * @value: set to it; untouched on error
 *
 * Return: 0, or -ERANGE if there are not so many.
 */
int gbench_state_arg(const struct gbench_state *state, size_t index,
		     int64_t *value);

/**
 * gbench_state_threads() - number of threads of the run
 * @state: the state
 *
 * Return: the number, 1 or more.
 */
int gbench_state_threads(const struct gbench_state *state);

/**
 * gbench_state_thread_index() - which of the threads this is
 * @state: the state
 *
 * Return: from 0. It names the thread within one measurement only.
 */
int gbench_state_thread_index(const struct gbench_state *state);

/**
 * gbench_state_iterations() - iterations begun so far in this thread
 * @state: the state
 *
 * Return: 0 before the loop; after it, all that were run.
 */
int64_t gbench_state_iterations(const struct gbench_state *state);

/**
 * gbench_state_max_iterations() - iterations that Google asks for
 * @state: the state
 *
 * Return: those of this measurement, per thread; the last batch may go beyond.
 */
int64_t gbench_state_max_iterations(const struct gbench_state *state);

#ifdef __cplusplus
}
#endif

#endif /* GBENCH_GBENCH_H */
