/* SPDX-License-Identifier: MIT */
/* The C API alone: errors, callbacks, filters, repeated runs and clearing. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "gbench/gbench.h"

#define MAX_NOTES 64

/* What a reporter was told. */
struct notes {
	int contexts;
	int finalized;
	int answer;
	int calls;
	size_t n;
	struct {
		char name[128];
		struct gbench_result result;
		char aggregate[32];
		char message[64];
		char label[64];
		struct gbench_counter counter;
	} run[MAX_NOTES];
	char key[32];
	char value[32];
	char executable[64];
	int num_cpus;
};

static int note_context(const struct gbench_context *context, void *user)
{
	struct notes *notes = user;

	notes->contexts++;
	notes->num_cpus = context->num_cpus;
	snprintf(notes->executable, sizeof(notes->executable), "%s",
		 context->executable);
	if (context->n_custom) {
		snprintf(notes->key, sizeof(notes->key), "%s",
			 context->keys[0]);
		snprintf(notes->value, sizeof(notes->value), "%s",
			 context->values[0]);
	}
	return notes->answer;
}

static void note_runs(const struct gbench_result *results, size_t n,
		      void *user)
{
	struct notes *notes = user;

	notes->calls++;
	for (size_t i = 0; i < n && notes->n < MAX_NOTES; i++, notes->n++) {
		typeof(&notes->run[0]) run = &notes->run[notes->n];

		run->result = results[i];
		snprintf(run->name, sizeof(run->name), "%s", results[i].name);
		snprintf(run->aggregate, sizeof(run->aggregate), "%s",
			 results[i].aggregate_name);
		snprintf(run->message, sizeof(run->message), "%s",
			 results[i].message);
		snprintf(run->label, sizeof(run->label), "%s",
			 results[i].label);
		if (results[i].n_counters)
			run->counter = results[i].counters[0];
	}
}

static void note_end(void *user)
{
	((struct notes *)user)->finalized++;
}

static int run(const char *filter, struct notes *notes)
{
	const struct gbench_reporter reporter = {
		note_context, note_runs, note_end, notes,
	};

	return gbench_run(filter, &reporter);
}

static int initialize(const char *flag)
{
	char program[] = "program", *argument = strdup(flag);
	char *argv[] = { program, argument, NULL };
	int argc = 2;
	int left = gbench_init(&argc, argv);

	free(argument);
	return left;
}

static int tear_down(void **state)
{
	(void)state;
	return gbench_shutdown();
}

static void nothing(struct gbench_state *state, void *user)
{
	int *runs = user;

	while (gbench_keep_running_batch(state, 64))
		;
	if (runs)
		++*runs;
}

static struct gbench_benchmark *add(const char *name, gbench_function *fn,
				    void *user)
{
	struct gbench_benchmark *benchmark = gbench_register(name, fn, user);

	assert_non_null(benchmark);
	assert_int_equal(gbench_iterations(benchmark, 64), 0);
	return benchmark;
}

static double first_value(const double *values, size_t n, void *user)
{
	(void)user;
	return n ? values[0] : 0;
}

static void no_setup(const struct gbench_state *state, void *user)
{
	(void)state;
	(void)user;
}

static void registration_refuses_nonsense(void **state)
{
	(void)state;
	assert_null(gbench_register(NULL, nothing, NULL));
	assert_null(gbench_register("", nothing, NULL));
	assert_null(gbench_register("two\nlines", nothing, NULL));
	assert_null(gbench_register("name", NULL, NULL));
	assert_string_equal(gbench_last_error(), "register: no function");
	assert_int_equal(gbench_arg(NULL, 1), -EINVAL);
	assert_int_equal(run("", &(struct notes){ 0 }), 0);
}

static void setters_refuse_bad_values(void **state)
{
	const int64_t one = 1, two[] = { 2, 1 }, *lists[] = { &one };
	const char *const names[] = { "a\nb" };
	const size_t empty[] = { 0 };
	struct gbench_benchmark *b = gbench_register("b", nothing, NULL);

	(void)state;
	assert_non_null(b);
	assert_int_equal(gbench_args(b, NULL, 1), -EINVAL);
	assert_int_equal(gbench_args(b, two, 0), -EINVAL);
	assert_int_equal(gbench_range(b, 2, 1), -EINVAL);
	assert_int_equal(gbench_ranges(b, two, NULL, 2), -EINVAL);
	assert_int_equal(gbench_range_multiplier(b, 1), -EINVAL);
	assert_int_equal(gbench_dense_range(b, 1, 2, 0), -EINVAL);
	assert_int_equal(gbench_dense_range(b, 1, INT64_MAX, 2), -EINVAL);
	assert_int_equal(gbench_args_product(b, lists, empty, 1), -EINVAL);
	assert_int_equal(gbench_arg_names(b, names, 1), -EINVAL);
	assert_int_equal(gbench_arg_names(b, NULL, 1), -EINVAL);
	assert_int_equal(gbench_unit(b, 4), -EINVAL);
	assert_int_equal(gbench_min_time(b, 0), -EINVAL);
	assert_int_equal(gbench_min_time(b, (double)NAN), -EINVAL);
	assert_int_equal(gbench_min_warmup_time(b, -1), -EINVAL);
	assert_int_equal(gbench_iterations(b, 0), -EINVAL);
	assert_int_equal(gbench_repetitions(b, 0), -EINVAL);
	assert_int_equal(gbench_complexity(b, GBENCH_O_LAMBDA), -EINVAL);
	assert_int_equal(gbench_complexity_function(b, NULL), -EINVAL);
	assert_int_equal(gbench_statistic(b, "s", NULL, NULL, 0), -EINVAL);
	assert_int_equal(gbench_statistic(b, "", first_value, NULL, 0),
			 -EINVAL);
	assert_int_equal(gbench_threads(b, 0), -EINVAL);
	assert_int_equal(gbench_thread_range(b, 2, 1), -EINVAL);
	assert_int_equal(gbench_dense_thread_range(b, 1, 2, 0), -EINVAL);
	assert_int_equal(gbench_setup(b, NULL), -EINVAL);
	assert_int_equal(gbench_set_default_unit(4), -EINVAL);
	assert_int_equal(gbench_list("", NULL, NULL), -EINVAL);
	/* Refused means unchanged: the one instance without arguments. */
	assert_int_equal(gbench_iterations(b, 64), 0);
	assert_int_equal(run("", &(struct notes){ 0 }), 1);
}

static void setters_refuse_combinations(void **state)
{
	const int64_t two[] = { 1, 2 };
	struct gbench_benchmark *a = gbench_register("a", nothing, NULL);
	struct gbench_benchmark *b = gbench_register("b", nothing, NULL);

	(void)state;
	assert_int_equal(gbench_use_real_time(a), 0);
	assert_int_equal(gbench_use_manual_time(a), -EINVAL);
	assert_int_equal(gbench_use_manual_time(b), 0);
	assert_int_equal(gbench_use_real_time(b), -EINVAL);
	assert_string_equal(gbench_last_error(),
			    "use_real_time: b: manual time is used");
	assert_int_equal(gbench_iterations(a, 64), 0);
	assert_int_equal(gbench_min_time(a, 1), -EINVAL);
	assert_int_equal(gbench_min_time(b, 1), 0);
	assert_int_equal(gbench_iterations(b, 64), -EINVAL);
	assert_int_equal(gbench_arg(a, 1), 0);
	assert_int_equal(gbench_args(a, two, 2), -EINVAL);
}

static void tables_are_exhausted_and_cleared(void **state)
{
	static char all[2][GBENCH_MAX_STATISTICS + 1];
	struct gbench_benchmark *b;
	char name[32];
	int error = 0;

	(void)state;
	for (int round = 0; round < 2; round++) {
		/* Others than in the round before: none is found again. */
		char *users = all[round];

		b = add("statistics", nothing, NULL);
		for (int i = 0; i < GBENCH_MAX_STATISTICS; i++)
			assert_int_equal(gbench_statistic(b, "s", first_value,
							  &users[i], 0), 0);
		assert_int_equal(gbench_statistic(b, "s", first_value,
				&users[GBENCH_MAX_STATISTICS], 0), -ENOSPC);
		/* One that is there already needs no place. */
		assert_int_equal(gbench_statistic(b, "s", first_value,
						  &users[3], 0), 0);
		for (int i = 0; i <= GBENCH_MAX_SETUPS; i++) {
			snprintf(name, sizeof(name), "setup%d", i);
			error = gbench_setup(add(name, nothing, NULL),
					     no_setup);
			assert_int_equal(error, i < GBENCH_MAX_SETUPS ?
					 0 : -ENOSPC);
		}
		assert_int_equal(gbench_clear(), 0);
	}
}

/* @user: "unlooped", "early", "batch", or what else is refused in a run. */
static void misuse(struct gbench_state *state, void *user)
{
	int64_t value = 7;

	assert_int_equal(gbench_pause_timing(state), -EINVAL);
	assert_int_equal(gbench_set_iteration_time(state, 1), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "", 1, 0, 1000), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "c", 1, 32, 1000), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "c", 1, 0, 1), -EINVAL);
	assert_int_equal(gbench_set_label(state, NULL), -EINVAL);
	assert_int_equal(gbench_skip_with_error(state, NULL), -EINVAL);
	assert_int_equal(gbench_set_complexity_n(state, 0), -EINVAL);
	assert_int_equal(gbench_state_arg(state, 0, &value), -ERANGE);
	assert_int_equal(value, 7);
	assert_int_equal(gbench_run("", NULL), -EBUSY);
	assert_int_equal(gbench_clear(), -EBUSY);
	assert_int_equal(gbench_shutdown(), -EBUSY);
	assert_int_equal(initialize("--benchmark_filter=x"), -EBUSY);
	assert_int_equal(gbench_add_context("a", "b"), -EBUSY);
	assert_null(gbench_register("x", nothing, NULL));
	if (!strcmp(user, "batch")) {
		assert_false(gbench_keep_running_batch(state, 0));
		assert_true(gbench_skipped(state));
		assert_int_equal(gbench_skip_with_error(state, "again"),
				 -EALREADY);
		assert_false(gbench_keep_running_batch(state, 64));
		assert_false(gbench_keep_running_batch(state, 64));
	} else if (!strcmp(user, "early")) {
		assert_true(gbench_keep_running_batch(state, 32));
	}
}

static void misuse_is_reported_not_fatal(void **state)
{
	static char unlooped[] = "unlooped", early[] = "early";
	static char batch[] = "batch";
	struct notes notes = { 0 };

	(void)state;
	add(unlooped, misuse, unlooped);
	add(early, misuse, early);
	assert_int_equal(gbench_threads(add(batch, misuse, batch), 2), 0);
	assert_int_equal(run("", &notes), 3);
	assert_int_equal(notes.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(notes.run[i].result.error);
		assert_true(notes.run[i].result.skipped);
		assert_string_equal(notes.run[i].message, i < 2 ?
			"the function returned before its loop ended" :
			"keep_running_batch: a batch of 0 iterations");
	}
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* @user: set to how long the loop took, without the sleep. */
static void pauses(struct gbench_state *state, void *user)
{
	double start = now();

	while (gbench_keep_running_batch(state, 32)) {
		assert_int_equal(gbench_resume_timing(state), -EINVAL);
		assert_int_equal(gbench_pause_timing(state), 0);
		assert_int_equal(gbench_pause_timing(state), -EINVAL);
		usleep(20000);
		if (gbench_state_iterations(state) < 64)
			assert_int_equal(gbench_resume_timing(state), 0);
		/* The last batch leaves it paused: not an error. */
	}
	*(double *)user = now() - start - 2 * 0.02;
	assert_int_equal(gbench_resume_timing(state), -EINVAL);
	assert_false(gbench_keep_running_batch(state, 32));
}

static void paused_time_is_not_measured(void **state)
{
	struct notes notes = { 0 };
	double awake;

	(void)state;
	assert_int_equal(gbench_use_real_time(add("pauses", pauses, &awake)),
			 0);
	assert_int_equal(run("", &notes), 1);
	assert_false(notes.run[0].result.error);
	/* Holds however busy the machine; counted twice, as Google would, not. */
	assert_true(notes.run[0].result.real_accumulated_time <= awake);
	assert_true(notes.run[0].result.real_accumulated_time > 0);
}

static void reports(struct gbench_state *state, void *user)
{
	(void)user;
	while (gbench_keep_running_batch(state, 32))
		assert_int_equal(gbench_set_iteration_time(state, 0.25), 0);
	assert_int_equal(gbench_set_iteration_time(state, -1), -EINVAL);
	assert_int_equal(gbench_set_label(state, "label"), 0);
	assert_int_equal(gbench_set_counter(state, "c", 32,
		GBENCH_COUNTER_AVG_ITERATIONS | GBENCH_COUNTER_INVERT,
		GBENCH_ONE_K_1024), 0);
}

static void callbacks_get_the_results(void **state)
{
	struct gbench_benchmark *b = add("reports", reports, NULL);
	struct notes notes = { 0 };

	(void)state;
	assert_int_equal(gbench_use_manual_time(b), 0);
	assert_int_equal(gbench_repetitions(b, 3), 0);
	assert_int_equal(gbench_unit(b, GBENCH_MILLISECOND), 0);
	assert_int_equal(run("", &notes), 1);
	assert_int_equal(notes.contexts, 1);
	assert_int_equal(notes.finalized, 1);
	assert_int_equal(notes.calls, 2);
	assert_true(notes.num_cpus > 0);
	assert_int_equal(notes.n, 3 + 4);
	for (int i = 0; i < 3; i++) {
		const struct gbench_result *result = &notes.run[i].result;

		assert_int_equal(result->run_type, GBENCH_RUN_ITERATION);
		assert_int_equal(result->repetition_index, i);
		assert_int_equal(result->repetitions, 3);
		assert_int_equal(result->threads, 1);
		assert_int_equal(result->iterations, 64);
		assert_true(result->real_accumulated_time == 0.5);
		assert_true(result->real_time == 7.8125);
		assert_int_equal(result->time_unit, GBENCH_MILLISECOND);
		assert_string_equal(notes.run[i].label, "label");
		assert_string_equal(notes.run[i].name,
			"reports/iterations:64/repeats:3/manual_time");
		assert_true(notes.run[i].counter.value == 2);
		assert_int_equal(notes.run[i].counter.flags,
			GBENCH_COUNTER_AVG_ITERATIONS | GBENCH_COUNTER_INVERT);
		assert_int_equal(notes.run[i].counter.one_k, 1024);
	}
	assert_string_equal(notes.run[3].aggregate, "mean");
	assert_int_equal(notes.run[3].result.run_type, GBENCH_RUN_AGGREGATE);
	assert_int_equal(notes.run[3].result.repetition_index, -1);
	assert_true(notes.run[3].result.real_time == 7.8125);
	assert_string_equal(notes.run[6].aggregate, "cv");
	assert_int_equal(notes.run[6].result.aggregate_unit,
			 GBENCH_STATISTIC_PERCENTAGE);
	assert_true(notes.run[6].result.real_time == 0);
}

static void a_reporter_may_refuse(void **state)
{
	struct notes notes = { .answer = -EPERM };
	struct gbench_reporter empty = { 0 };
	int runs = 0;

	(void)state;
	add("a", nothing, &runs);
	assert_int_equal(run("", &notes), -EPERM);
	notes.answer = 1;
	assert_int_equal(run("", &notes), -ECANCELED);
	assert_int_equal(runs, 0);
	assert_int_equal(notes.calls, 0);
	assert_int_equal(notes.finalized, 2);
	assert_int_equal(gbench_run("", &empty), 1);
	assert_int_equal(runs, 1);
}

static void filters_select(void **state)
{
	struct notes notes = { 0 };
	int a = 0, b = 0, ab = 0;

	(void)state;
	add("a", nothing, &a);
	add("b", nothing, &b);
	add("ab", nothing, &ab);
	assert_int_equal(gbench_run_null("^a/"), 1);
	assert_int_equal(run("^(a|ab)/", &notes), 2);
	assert_int_equal(notes.n, 2);
	assert_int_equal(run("-^a", &notes), 1);
	assert_int_equal(run("all", &notes), 3);
	assert_int_equal(run("nowhere", &notes), 0);
	assert_int_equal(a, 3);
	assert_int_equal(b, 2);
	assert_int_equal(ab, 2);
	assert_int_equal(run("a(", &notes), -EINVAL);
	assert_non_null(strstr(gbench_last_error(), "a("));
	/* The flag is the default, and a filter of one run does not last. */
	assert_int_equal(initialize("--benchmark_filter=^b/"), 0);
	assert_int_equal(run(NULL, &notes), 1);
	assert_int_equal(run("^a", &notes), 2);
	assert_int_equal(run(NULL, &notes), 1);
	assert_int_equal(b, 4);
	assert_int_equal(initialize("--benchmark_filter="), 0);
}

static int join(const char *name, void *user)
{
	strcat(strcat(user, name), " ");
	return strstr(name, "stop") ? 42 : 0;
}

static void names_are_listed(void **state)
{
	char names[256] = "";
	int runs = 0;

	(void)state;
	assert_int_equal(gbench_arg(add("a", nothing, &runs), 5), 0);
	add("b", nothing, &runs);
	add("DISABLED_c", nothing, &runs);
	assert_int_equal(gbench_list("", join, names), 2);
	assert_string_equal(names, "a/5/iterations:64 b/iterations:64 ");
	assert_int_equal(gbench_list("nowhere", join, names), 0);
	assert_int_equal(gbench_list("(", join, names), -EINVAL);
	add("stop", nothing, &runs);
	assert_int_equal(gbench_list("stop", join, names), 42);
	assert_int_equal(runs, 0);
	/* Listing does not last. */
	assert_int_equal(gbench_run_null("^b"), 1);
	assert_int_equal(runs, 1);
}

struct order {
	size_t n;
	char which[64];
};

struct one {
	struct order *order;
	char letter;
};

static void note_order(struct gbench_state *state, void *user)
{
	struct one *one = user;

	nothing(state, NULL);
	one->order->which[one->order->n++ % 64] = one->letter;
}

static void repetitions_interleave(void **state)
{
	static const char blocks[] = "aaaaaaaabbbbbbbb";
	struct order order = { 0 };
	struct one a = { &order, 'a' }, b = { &order, 'b' };

	(void)state;
	assert_int_equal(gbench_repetitions(add("a", note_order, &a), 8), 0);
	assert_int_equal(gbench_repetitions(add("b", note_order, &b), 8), 0);
	assert_int_equal(gbench_run_null(""), 2);
	assert_int_equal(order.n, 16);
	assert_memory_equal(order.which, blocks, 16);
	assert_int_equal(
		initialize("--benchmark_enable_random_interleaving=true"), 0);
	order.n = 0;
	/* One order in 12870 is that of blocks: three in a row are not. */
	for (int i = 0; i < 3; i++)
		assert_int_equal(gbench_run_null(""), 2);
	assert_int_equal(order.n, 48);
	assert_false(!memcmp(order.which, blocks, 16) &&
		     !memcmp(order.which + 16, blocks, 16) &&
		     !memcmp(order.which + 32, blocks, 16));
	assert_int_equal(
		initialize("--benchmark_enable_random_interleaving=false"), 0);
}

static void context_is_added_once(void **state)
{
	struct notes notes = { 0 };

	(void)state;
	add("a", nothing, NULL);
	assert_int_equal(gbench_add_context("", "b"), -EINVAL);
	assert_int_equal(gbench_add_context("key", "value"), 0);
	assert_int_equal(gbench_add_context("key", "value"), 0);
	assert_int_equal(gbench_add_context("key", "other"), -EEXIST);
	assert_int_equal(initialize("--benchmark_context=more=1"), 0);
	/* A filter sets flags: Google would add its context again. */
	assert_int_equal(run("a", &notes), 1);
	assert_string_equal(notes.key, "key");
	assert_string_equal(notes.value, "value");
	assert_string_equal(notes.executable, "program");
	assert_int_equal(gbench_shutdown(), 0);
	assert_int_equal(gbench_shutdown(), 0);
	assert_int_equal(gbench_add_context("key", "other"), 0);
}

static void init_owns_the_flags(void **state)
{
	char program[] = "program", flag[] = "--benchmark_repetitions=1";
	char help[] = "--help", other[] = "other", end[] = "--";
	char after[] = "--benchmark_filter=x";
	char *argv[] = { program, help, flag, other, end, after, NULL };
	int argc = 6;

	(void)state;
	assert_int_equal(gbench_init(&argc, argv), 4);
	assert_int_equal(argc, 5);
	assert_ptr_equal(argv[1], help);
	assert_ptr_equal(argv[2], other);
	assert_ptr_equal(argv[3], end);
	assert_ptr_equal(argv[4], after);
	assert_null(argv[5]);
	assert_int_equal(gbench_init(NULL, argv), -EINVAL);
	assert_int_equal(initialize("--benchmark_format=xml"), -EINVAL);
	assert_int_equal(initialize("--benchmark_out_format=xml"), -EINVAL);
	assert_int_equal(initialize("--benchmark_color="), -EINVAL);
	assert_int_equal(initialize("--benchmark_time_unit=h"), -EINVAL);
	assert_int_equal(initialize("--benchmark_unknown=1"), -EINVAL);
	assert_non_null(strstr(gbench_last_error(), "--benchmark_unknown=1"));
	assert_int_equal(initialize("--benchmark_repetitions=many"), -EINVAL);
	assert_int_equal(initialize("--benchmark_min_time=0.5"), 0);
	assert_int_equal(initialize("--benchmark_min_time=0.5s"), 0);
	assert_int_equal(initialize("--benchmark_min_time=0.5ms"), -EINVAL);
	assert_int_equal(initialize("--benchmark_min_time=s"), -EINVAL);
	assert_int_equal(initialize("--benchmark_min_time=0"), -EINVAL);
	if (gbench_google_version() < 10800)
		assert_int_equal(initialize("--benchmark_min_time=10x"),
				 -ENOTSUP);
}

/* What is printed by a run of Google's reporter; freed by the caller. */
static char *printed(void (*print)(void), size_t *size)
{
	FILE *file = tmpfile();
	int saved = dup(STDOUT_FILENO);
	char *text;
	off_t end;

	/* abort: analyzers do not know that an assertion ends the case */
	if (!file || saved < 0)
		abort();
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	print();
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	end = lseek(fileno(file), 0, SEEK_END);
	if (end < 0)
		abort();
	*size = (size_t)end;
	text = calloc(1, *size + 1);
	assert_int_equal(pread(fileno(file), text, *size, 0), *size);
	fclose(file);
	return text;
}

static void run_twice(void)
{
	assert_int_equal(gbench_run("^a", NULL), 1);
	assert_int_equal(gbench_run("^a", NULL), 1);
}

static void run_null(void)
{
	assert_int_equal(gbench_run_null("^a"), 1);
}

/* Google frees its reporter in the first run and uses it in the second. */
static void runs_repeat(void **state)
{
	size_t size, half;
	char *text;

	(void)state;
	add("a", nothing, NULL);
	assert_int_equal(initialize("--benchmark_format=json"), 0);
	text = printed(run_twice, &size);
	assert_int_equal(text[0], '{');
	assert_non_null(strstr(text, "}\n{"));
	half = (size_t)(strstr(text, "}\n{") - text) + 2;
	/* The second is a whole document too. */
	assert_true(size - half > 100 && size - half < half + 100);
	assert_non_null(strstr(text + half, "\"context\""));
	free(text);
	assert_int_equal(initialize("--benchmark_format=console"), 0);
	text = printed(run_null, &size);
	assert_int_equal(size, 0);
	free(text);
}

static long size_of(const char *path)
{
	FILE *file = fopen(path, "r");
	long size;

	if (!file)
		return -1;
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	fclose(file);
	return size;
}

static void out_is_written_by_runs_only(void **state)
{
	char path[] = "/tmp/test-gbench-XXXXXX", flag[64];
	struct notes notes = { 0 };

	(void)state;
	close(mkstemp(path));
	add("a", nothing, NULL);
	snprintf(flag, sizeof(flag), "--benchmark_out=%s", path);
	assert_int_equal(initialize(flag), 0);
	assert_int_equal(gbench_run_null(""), 1);
	assert_int_equal(size_of(path), 0);
	assert_int_equal(run("", &notes), 1);
	assert_true(size_of(path) > 100);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(gbench_list("", join, (char[64]){ "" }), 1);
	assert_int_equal(size_of(path), -1);
	/* Google would exit. */
	assert_int_equal(initialize("--benchmark_out=/nowhere/file"), 0);
	assert_int_equal(run("", &notes), -ENOENT);
	assert_int_equal(gbench_run_null(""), 1);
	assert_int_equal(initialize("--benchmark_out="), 0);
}

static void clearing_forgets(void **state)
{
	struct notes notes = { 0 };
	int runs = 0;
	struct gbench_benchmark *a = add("a", nothing, &runs);

	(void)state;
	assert_int_equal(run("", &notes), 1);
	/* Google gave it an empty list of arguments when it looked at it. */
	assert_int_equal(gbench_arg(a, 1), -EINVAL);
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(run("", &notes), 0);
	assert_int_equal(runs, 1);
	add("b", nothing, &runs);
	assert_int_equal(run("", &notes), 1);
	assert_int_equal(runs, 2);
	assert_string_equal(notes.run[1].name, "b/iterations:64");
}

static void default_unit_outlasts_a_filter(void **state)
{
	struct notes notes = { 0 };

	(void)state;
	assert_int_equal(initialize("--benchmark_time_unit=ms"), 0);
	assert_int_equal(gbench_set_default_unit(GBENCH_MICROSECOND), 0);
	add("a", nothing, NULL);
	assert_int_equal(run("a", &notes), 1);
	assert_int_equal(notes.run[0].result.time_unit, GBENCH_MICROSECOND);
	assert_int_equal(initialize("--benchmark_time_unit=ns"), 0);
}

struct setup_notes {
	int before;
	int after;
};

static void before(const struct gbench_state *state, void *user)
{
	struct gbench_state *writable = (struct gbench_state *)state;
	int64_t value;

	((struct setup_notes *)user)->before++;
	assert_int_equal(gbench_state_arg(state, 0, &value), 0);
	assert_int_equal(value, 9);
	assert_int_equal(gbench_state_n_args(state), 1);
	assert_int_equal(gbench_state_threads(state), 2);
	assert_string_equal(gbench_state_name(state), "a");
	/* Google's state has no manager here: a write would crash. */
	assert_int_equal(gbench_skip_with_error(writable, "no"), -EINVAL);
	assert_int_equal(gbench_set_label(writable, "no"), -EINVAL);
	assert_int_equal(gbench_pause_timing(writable), -EINVAL);
	assert_false(gbench_keep_running_batch(writable, 1));
}

static void after(const struct gbench_state *state, void *user)
{
	(void)state;
	((struct setup_notes *)user)->after++;
}

static void loop_only(struct gbench_state *state, void *user)
{
	(void)user;
	nothing(state, NULL);
}

static void setup_runs_once_for_all_threads(void **state)
{
	struct setup_notes notes = { 0 };
	struct gbench_benchmark *a = add("a", loop_only, &notes);

	(void)state;
	if (gbench_google_version() < 10601) {
		assert_int_equal(gbench_setup(a, before), -ENOTSUP);
		return;
	}
	assert_int_equal(gbench_setup(a, before), 0);
	assert_int_equal(gbench_teardown(a, after), 0);
	assert_int_equal(gbench_arg(a, 9), 0);
	assert_int_equal(gbench_threads(a, 2), 0);
	assert_int_equal(gbench_run_null(""), 1);
	assert_int_equal(notes.before, 1);
	assert_int_equal(notes.after, 1);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(registration_refuses_nonsense),
		TEST(setters_refuse_bad_values),
		TEST(setters_refuse_combinations),
		TEST(tables_are_exhausted_and_cleared),
		TEST(misuse_is_reported_not_fatal),
		TEST(paused_time_is_not_measured),
		TEST(callbacks_get_the_results),
		TEST(a_reporter_may_refuse),
		TEST(filters_select),
		TEST(names_are_listed),
		TEST(repetitions_interleave),
		TEST(context_is_added_once),
		TEST(init_owns_the_flags),
		TEST(runs_repeat),
		TEST(out_is_written_by_runs_only),
		TEST(clearing_forgets),
		TEST(default_unit_outlasts_a_filter),
		TEST(setup_runs_once_for_all_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
