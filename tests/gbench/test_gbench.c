/* SPDX-License-Identifier: MIT */
/* The C API alone: errors, callbacks, filters, repeated runs and clearing. */
#include <errno.h>
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

#define MAX_NOTES 16

/* What a reporter was told. */
struct notes {
	int calls;
	size_t n;
	struct {
		struct gbench_result result;
		char name[64];
		char aggregate[16];
		char error[64];
		char label[16];
		double counter;
	} run[MAX_NOTES];
};

static void note(const struct gbench_result *results, size_t n, void *user)
{
	struct notes *notes = user;

	notes->calls++;
	for (size_t i = 0; i < n && notes->n < MAX_NOTES; i++, notes->n++) {
		typeof(&notes->run[0]) run = &notes->run[notes->n];

		run->result = results[i];
		snprintf(run->name, sizeof(run->name), "%s", results[i].name);
		snprintf(run->aggregate, sizeof(run->aggregate), "%s",
			 results[i].aggregate_name);
		snprintf(run->error, sizeof(run->error), "%s",
			 results[i].error ? results[i].error : "");
		snprintf(run->label, sizeof(run->label), "%s",
			 results[i].label);
		if (results[i].n_counters)
			run->counter = results[i].counters[0].value;
	}
}

static int run(const char *filter, struct notes *notes)
{
	return gbench_run(filter, note, notes);
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
	return gbench_clear();
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

static void bad_values_are_refused(void **state)
{
	const int64_t two[] = { 2, 1 };
	struct gbench_benchmark *b;

	(void)state;
	assert_null(gbench_register(NULL, nothing, NULL));
	assert_null(gbench_register("", nothing, NULL));
	assert_null(gbench_register("two\nlines", nothing, NULL));
	assert_null(gbench_register("name", NULL, NULL));
	assert_string_equal(gbench_last_error(), "register: no function");
	assert_int_equal(run("", &(struct notes){ 0 }), 0);

	b = add("b", nothing, NULL);
	assert_int_equal(gbench_args(NULL, two, 1), -EINVAL);
	assert_int_equal(gbench_args(b, NULL, 1), -EINVAL);
	assert_int_equal(gbench_args(b, two, 0), -EINVAL);
	assert_int_equal(gbench_range(b, 2, 1), -EINVAL);
	assert_int_equal(gbench_unit(b, 4), -EINVAL);
	assert_int_equal(gbench_iterations(b, 0), -EINVAL);
	assert_int_equal(gbench_repetitions(b, 0), -EINVAL);
	assert_int_equal(gbench_threads(b, 0), -EINVAL);
	assert_int_equal(gbench_list("", NULL, NULL), -EINVAL);
	/* Refused means unchanged: the one instance without arguments. */
	assert_int_equal(run("", &(struct notes){ 0 }), 1);
	/* Google gave it an empty list of arguments when it looked at it. */
	assert_int_equal(gbench_args(b, two, 1), -EINVAL);
}

static void bad_combinations_are_refused(void **state)
{
	const int64_t two[] = { 1, 2 };
	struct gbench_benchmark *a = add("a", nothing, NULL);
	struct gbench_benchmark *b = add("b", nothing, NULL);

	(void)state;
	assert_int_equal(gbench_use_real_time(a), 0);
	assert_int_equal(gbench_use_manual_time(a), -EINVAL);
	assert_int_equal(gbench_use_manual_time(b), 0);
	assert_int_equal(gbench_use_real_time(b), -EINVAL);
	assert_string_equal(gbench_last_error(),
			    "use_real_time: b: manual time is used");
	assert_int_equal(gbench_args(a, two, 1), 0);
	assert_int_equal(gbench_args(a, two, 2), -EINVAL);
}

/* @user: "unlooped", "early", "batch"; and what else is refused in a run. */
static void misuse(struct gbench_state *state, void *user)
{
	int64_t value = 7;

	assert_int_equal(gbench_pause_timing(state), -EINVAL);
	assert_int_equal(gbench_set_iteration_time(state, 1), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "", 1, 0), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "c", 1, 32), -EINVAL);
	assert_int_equal(gbench_set_label(state, NULL), -EINVAL);
	assert_int_equal(gbench_skip_with_error(state, NULL), -EINVAL);
	assert_int_equal(gbench_state_arg(state, 0, &value), -ERANGE);
	assert_int_equal(value, 7);
	assert_int_equal(gbench_run("", NULL, NULL), -EBUSY);
	assert_int_equal(gbench_clear(), -EBUSY);
	assert_int_equal(initialize("--benchmark_filter=x"), -EBUSY);
	assert_null(gbench_register("x", nothing, NULL));
	if (!strcmp(user, "batch")) {
		assert_false(gbench_keep_running_batch(state, 0));
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
		assert_non_null(notes.run[i].result.error);
		assert_string_equal(notes.run[i].error, i < 2 ?
			"the function returned before its loop ended" :
			"keep_running_batch: a batch of less than 1 iteration");
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
	assert_null(notes.run[0].result.error);
	/* Holds however busy the machine; counted twice, as Google would, not. */
	assert_true(64 * notes.run[0].result.real_time <= awake * 1e9);
	assert_true(notes.run[0].result.real_time > 0);
}

static void reports(struct gbench_state *state, void *user)
{
	(void)user;
	while (gbench_keep_running_batch(state, 32))
		assert_int_equal(gbench_set_iteration_time(state, 0.25), 0);
	assert_int_equal(gbench_set_iteration_time(state, -1), -EINVAL);
	assert_int_equal(gbench_set_label(state, "label"), 0);
	assert_int_equal(gbench_set_counter(state, "c", 32,
		GBENCH_COUNTER_AVG_ITERATIONS | GBENCH_COUNTER_INVERT), 0);
}

static void callback_gets_the_results(void **state)
{
	struct gbench_benchmark *b = add("reports", reports, NULL);
	struct notes notes = { 0 };

	(void)state;
	assert_int_equal(gbench_use_manual_time(b), 0);
	assert_int_equal(gbench_repetitions(b, 3), 0);
	assert_int_equal(gbench_unit(b, GBENCH_MILLISECOND), 0);
	assert_int_equal(run("", &notes), 1);
	assert_int_equal(notes.calls, 2);
	assert_int_equal(notes.n, 3 + 4);
	for (int i = 0; i < 3; i++) {
		const struct gbench_result *result = &notes.run[i].result;

		assert_string_equal(notes.run[i].name,
			"reports/iterations:64/repeats:3/manual_time");
		assert_string_equal(notes.run[i].aggregate, "");
		assert_string_equal(notes.run[i].label, "label");
		assert_null(result->error);
		assert_int_equal(result->iterations, 64);
		assert_int_equal(result->threads, 1);
		assert_int_equal(result->repetition_index, i);
		assert_int_equal(result->time_unit, GBENCH_MILLISECOND);
		assert_true(result->real_time == 7.8125);
		assert_true(notes.run[i].counter == 2);
	}
	assert_string_equal(notes.run[3].aggregate, "mean");
	assert_int_equal(notes.run[3].result.repetition_index, -1);
	assert_false(notes.run[3].result.is_ratio);
	assert_true(notes.run[3].result.real_time == 7.8125);
	assert_string_equal(notes.run[6].aggregate, "cv");
	assert_true(notes.run[6].result.is_ratio);
	assert_true(notes.run[6].result.real_time == 0);
}

static void filters_select(void **state)
{
	struct notes notes = { 0 };
	int a = 0, b = 0, ab = 0;

	(void)state;
	add("a", nothing, &a);
	add("b", nothing, &b);
	add("ab", nothing, &ab);
	assert_int_equal(run("^a/", &notes), 1);
	assert_int_equal(run("^(a|ab)/", &notes), 2);
	assert_int_equal(notes.n, 3);
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
	const int64_t five = 5;
	char names[256] = "";
	int runs = 0;

	(void)state;
	assert_int_equal(gbench_args(add("a", nothing, &runs), &five, 1), 0);
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
	assert_int_equal(run("^b", &(struct notes){ 0 }), 1);
	assert_int_equal(runs, 1);
}

static void init_owns_the_flags(void **state)
{
	static const struct {
		const char *flag;
		int result;
	} flags[] = {
		{ "--benchmark_format=xml", -EINVAL },
		{ "--benchmark_out_format=xml", -EINVAL },
		{ "--benchmark_color=", -EINVAL },
		{ "--benchmark_time_unit=h", -EINVAL },
		{ "--benchmark_repetitions=many", -EINVAL },
		{ "--benchmark_min_time=0.5", 0 },
		{ "--benchmark_min_time=0.5s", 0 },
		{ "--benchmark_min_time=0.5ms", -EINVAL },
		{ "--benchmark_min_time=s", -EINVAL },
		{ "--benchmark_min_time=0", -EINVAL },
		{ "--benchmark_unknown=1", -EINVAL },
	};
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
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (initialize(flags[i].flag) != flags[i].result)
			fail_msg("%s: not %d", flags[i].flag, flags[i].result);
	}
	assert_non_null(strstr(gbench_last_error(), "--benchmark_unknown=1"));
}

/* All that two runs with Google's reporter print; freed by the caller. */
static char *printed_by_two_runs(void)
{
	FILE *file = tmpfile();
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	char *text = calloc(1, 1 << 16);

	/* abort: analyzers do not know that an assertion ends the case */
	if (!file || out < 0 || err < 0 || !text)
		abort();
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	assert_int_equal(gbench_run("^a", NULL, NULL), 1);
	assert_int_equal(gbench_run("^a", NULL, NULL), 1);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	assert_true(pread(fileno(file), text, (1 << 16) - 1, 0) > 0);
	fclose(file);
	return text;
}

/*
 * Google frees its reporter in the first run and uses it in the second, and
 * complains that the context of its flags is there already.
 */
static void runs_repeat(void **state)
{
	static const char context[] = "\"key\": \"value\"";
	char *text, *second;

	(void)state;
	add("a", nothing, NULL);
	assert_int_equal(initialize("--benchmark_format=json"), 0);
	assert_int_equal(initialize("--benchmark_context=key=value"), 0);
	text = printed_by_two_runs();
	assert_null(strstr(text, "already"));
	second = strstr(text, "}\n{");
	assert_non_null(second);
	*second = '\0';
	/* Both are whole documents. */
	assert_non_null(strstr(text, context));
	assert_non_null(strstr(second + 2, context));
	assert_non_null(strstr(second + 2, "a/iterations:64"));
	free(text);
	assert_int_equal(initialize("--benchmark_format=console"), 0);
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
	assert_int_equal(run("", &notes), 1);
	assert_true(size_of(path) > 100);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(gbench_list("", join, (char[64]){ "" }), 1);
	assert_int_equal(size_of(path), -1);
	/* Google would exit. */
	assert_int_equal(initialize("--benchmark_out=/nowhere/file"), 0);
	assert_int_equal(run("", &notes), -ENOENT);
	assert_int_equal(initialize("--benchmark_out="), 0);
}

static void clearing_forgets(void **state)
{
	struct notes notes = { 0 };
	int runs = 0;

	(void)state;
	add("a", nothing, &runs);
	assert_int_equal(run("", &notes), 1);
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(run("", &notes), 0);
	assert_int_equal(runs, 1);
	add("b", nothing, &runs);
	assert_int_equal(run("", &notes), 1);
	assert_int_equal(runs, 2);
	assert_string_equal(notes.run[1].name, "b/iterations:64");
}

static void compiler_forgets_what_is_not_to_be_optimized(void **state)
{
	int value = 1;

	(void)state;
	gbench_do_not_optimize(&value);
	/* In a release build the compiler would know. */
	assert_false(__builtin_constant_p(value));
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bad_values_are_refused),
		TEST(bad_combinations_are_refused),
		TEST(misuse_is_reported_not_fatal),
		TEST(paused_time_is_not_measured),
		TEST(callback_gets_the_results),
		TEST(filters_select),
		TEST(names_are_listed),
		TEST(init_owns_the_flags),
		TEST(runs_repeat),
		TEST(out_is_written_by_runs_only),
		TEST(clearing_forgets),
		TEST(compiler_forgets_what_is_not_to_be_optimized),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
