/* SPDX-License-Identifier: MIT */
/* The C API alone: errors, callbacks, filters and clearing. */

#include "test_gbench.h"

static void bad_values_and_combinations_are_refused(void **state)
{
	const int64_t two[] = { 2, 1 };
	struct gbench_benchmark *b;

	assert_null(gbench_register(NULL, nothing, NULL));
	assert_null(gbench_register("", nothing, NULL));
	assert_null(gbench_register("two\nlines", nothing, NULL));
	assert_null(gbench_register("name", NULL, NULL));
	assert_int_equal(gbench_args(NULL, two, 1), -EINVAL);
	assert_string_equal(gbench_last_error(), "register: no function");
	assert_int_equal(run(""), 0);

	b = add("b", nothing, NULL);
	assert_int_equal(gbench_args(b, NULL, 1), -EINVAL);
	assert_int_equal(gbench_args(b, two, 0), -EINVAL);
	assert_int_equal(gbench_range(b, 2, 1), -EINVAL);
	assert_int_equal(gbench_unit(b, 4), -EINVAL);
	assert_int_equal(gbench_iterations(b, 0), -EINVAL);
	assert_int_equal(gbench_repetitions(b, 0), -EINVAL);
	assert_int_equal(gbench_list("", NULL, NULL), -EINVAL);
	/* Refused means unchanged: the one instance without arguments. */
	assert_int_equal(run(""), 1);
	/* Google gave it an empty list of arguments when it looked at it. */
	assert_int_equal(gbench_args(b, two, 1), -EINVAL);

	b = add("other", nothing, NULL);
	assert_int_equal(gbench_args(b, two, 1), 0);
	assert_int_equal(gbench_args(b, two, 2), -EINVAL);
}

/* @user: "unlooped", "early", "batch"; and what else is refused in a run. */
static void misuse(struct gbench_state *state, void *user)
{
	int64_t value = 7;

	assert_int_equal(gbench_set_iteration_time(state, 1), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "", 1, 0), -EINVAL);
	assert_int_equal(gbench_set_counter(state, "c", 1, 16), -EINVAL);
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

static void expect_error(const struct gbench_result *results, size_t n,
			 void *user)
{
	assert_int_equal(n, 1);
	assert_non_null(results[0].error);
	assert_string_equal(results[0].error, strstr(results[0].name, "batch") ?
		"keep_running_batch: a batch of less than 1 iteration" :
		"the function returned before its loop ended");
	++*(int *)user;
}

static void misuse_is_reported_not_fatal(void **state)
{
	static char unlooped[] = "unlooped", early[] = "early";
	static char batch[] = "batch";
	int errors = 0;

	add(unlooped, misuse, unlooped);
	add(early, misuse, early);
	add(batch, misuse, batch);
	assert_int_equal(gbench_run("", expect_error, &errors), 3);
	assert_int_equal(errors, 3);
}

static void reports(struct gbench_state *state, void *user)
{
	while (gbench_keep_running_batch(state, 32))
		assert_int_equal(gbench_set_iteration_time(state, 0.25), 0);
	assert_int_equal(gbench_set_iteration_time(state, -1), -EINVAL);
	assert_int_equal(gbench_set_label(state, "label"), 0);
	assert_int_equal(gbench_set_counter(state, "c", 32,
		GBENCH_COUNTER_AVG_ITERATIONS | GBENCH_COUNTER_INVERT), 0);
}

/* @user: set to the number of calls */
static void expect_reports(const struct gbench_result *results, size_t n,
			   void *user)
{
	const bool aggregates = (*(int *)user)++;

	assert_int_equal(n, aggregates ? 4 : 3);
	for (size_t i = 0; i < 3 && !aggregates; i++) {
		const struct gbench_result *result = &results[i];

		assert_string_equal(result->name,
			"reports/iterations:64/repeats:3/manual_time");
		assert_string_equal(result->aggregate_name, "");
		assert_string_equal(result->label, "label");
		assert_null(result->error);
		assert_int_equal(result->iterations, 64);
		assert_int_equal(result->repetition_index, i);
		assert_int_equal(result->time_unit, GBENCH_MILLISECOND);
		assert_true(result->real_time == 7.8125);
		assert_int_equal(result->n_counters, 1);
		assert_string_equal(result->counters[0].name, "c");
		assert_true(result->counters[0].value == 2);
	}
	if (!aggregates)
		return;
	assert_string_equal(results[0].aggregate_name, "mean");
	assert_int_equal(results[0].repetition_index, -1);
	assert_false(results[0].is_ratio);
	assert_true(results[0].real_time == 7.8125);
	assert_string_equal(results[3].aggregate_name, "cv");
	assert_true(results[3].is_ratio);
	assert_true(results[3].real_time == 0);
}

static void callback_gets_the_results(void **state)
{
	struct gbench_benchmark *b = add("reports", reports, NULL);
	int calls = 0;

	assert_int_equal(gbench_use_manual_time(b), 0);
	assert_int_equal(gbench_repetitions(b, 3), 0);
	assert_int_equal(gbench_unit(b, GBENCH_MILLISECOND), 0);
	assert_int_equal(gbench_run("", expect_reports, &calls), 1);
	assert_int_equal(calls, 2);
}

static void filters_select(void **state)
{
	int a = 0, b = 0, ab = 0;

	add("a", nothing, &a);
	add("b", nothing, &b);
	add("ab", nothing, &ab);
	assert_int_equal(run("^a/"), 1);
	assert_int_equal(run("^(a|ab)/"), 2);
	assert_int_equal(run("-^a"), 1);
	assert_int_equal(run("all"), 3);
	assert_int_equal(run("nowhere"), 0);
	assert_int_equal(a, 3);
	assert_int_equal(b, 2);
	assert_int_equal(ab, 2);
	assert_int_equal(run("a("), -EINVAL);
	assert_non_null(strstr(gbench_last_error(), "a("));
	/* The flag is the default, and a filter of one run does not last. */
	assert_int_equal(initialize("--benchmark_filter=^b/"), 0);
	assert_int_equal(run(NULL), 1);
	assert_int_equal(run("^a"), 2);
	assert_int_equal(run(NULL), 1);
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
	assert_int_equal(run("^b"), 1);
	assert_int_equal(runs, 1);
}

static void clearing_forgets(void **state)
{
	int runs = 0;

	add("a", nothing, &runs);
	assert_int_equal(run(""), 1);
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(run(""), 0);
	assert_int_equal(runs, 1);
	add("b", nothing, &runs);
	assert_int_equal(run(""), 1);
	assert_int_equal(runs, 2);
}

static void compiler_forgets_what_is_not_to_be_optimized(void **state)
{
	int value = 1;

	gbench_do_not_optimize(&value);
	/* In a release build the compiler would know. */
	assert_false(__builtin_constant_p(value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bad_values_and_combinations_are_refused),
		TEST(misuse_is_reported_not_fatal),
		TEST(callback_gets_the_results),
		TEST(filters_select),
		TEST(names_are_listed),
		TEST(clearing_forgets),
		TEST(compiler_forgets_what_is_not_to_be_optimized),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
