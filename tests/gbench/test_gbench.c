/* SPDX-License-Identifier: MIT */
/* The C API alone: errors, filters, clearing, and Google's flags. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "gbench/gbench.h"

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
	assert_int_equal(gbench_run(""), 0);

	b = add("b", nothing, NULL);
	assert_int_equal(gbench_args(b, NULL, 1), -EINVAL);
	assert_int_equal(gbench_args(b, two, 0), -EINVAL);
	assert_int_equal(gbench_unit(b, 4), -EINVAL);
	assert_int_equal(gbench_iterations(b, 0), -EINVAL);
	assert_int_equal(gbench_repetitions(b, 0), -EINVAL);
	assert_int_equal(gbench_list("", NULL, NULL), -EINVAL);
	/* Refused means unchanged: the one instance without arguments. */
	assert_int_equal(gbench_run(""), 1);
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
	assert_int_equal(gbench_skip_with_error(state, NULL), -EINVAL);
	assert_int_equal(gbench_state_arg(state, 0, &value), -ERANGE);
	assert_int_equal(value, 7);
	assert_int_equal(gbench_run(""), -EBUSY);
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

static void manual(struct gbench_state *state, void *user)
{
	while (gbench_keep_running_batch(state, 32))
		assert_int_equal(gbench_set_iteration_time(state, 0.25), 0);
	assert_int_equal(gbench_set_iteration_time(state, -1), -EINVAL);
}

static int go_on(const char *name, void *user)
{
	return 0;
}

/* In the file of --benchmark_out, which only runs write */
static void misuse_is_reported_not_fatal(void **state)
{
	static char unlooped[] = "unlooped", early[] = "early";
	static char batch[] = "batch";
	char path[] = "/tmp/test-gbench-XXXXXX", flag[64];
	char text[8192] = "", *left, *bad;
	FILE *file;

	close(mkstemp(path));
	add(unlooped, misuse, unlooped);
	add(early, misuse, early);
	add(batch, misuse, batch);
	assert_int_equal(gbench_use_manual_time(add("manual", manual, NULL)),
			 0);
	snprintf(flag, sizeof(flag), "--benchmark_out=%s", path);
	assert_int_equal(initialize(flag), 0);
	assert_int_equal(gbench_run(""), 4);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	left = strstr(text, "the function returned before its loop ended");
	assert_non_null(left);
	left = strstr(left + 1, "the function returned before its loop ended");
	assert_non_null(left);
	bad = strstr(left, "keep_running_batch: a batch of less than 1 iter");
	assert_non_null(bad);
	assert_null(strstr(bad + 1, "error_message"));

	assert_int_equal(unlink(path), 0);
	assert_int_equal(gbench_list("", go_on, NULL), 4);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(initialize("--benchmark_out="), 0);
}

static void filters_select(void **state)
{
	int a = 0, b = 0, ab = 0;

	add("a", nothing, &a);
	add("b", nothing, &b);
	add("ab", nothing, &ab);
	assert_int_equal(gbench_run("^a/"), 1);
	assert_int_equal(gbench_run("^(a|ab)/"), 2);
	assert_int_equal(gbench_run("-^a"), 1);
	assert_int_equal(gbench_run("all"), 3);
	assert_int_equal(gbench_run("nowhere"), 0);
	assert_int_equal(a, 3);
	assert_int_equal(b, 2);
	assert_int_equal(ab, 2);
	assert_int_equal(gbench_run("a("), -EINVAL);
	assert_non_null(strstr(gbench_last_error(), "a("));
	/* The flag is the default, and a filter of one run does not last. */
	assert_int_equal(initialize("--benchmark_filter=^b/"), 0);
	assert_int_equal(gbench_run(NULL), 1);
	assert_int_equal(gbench_run("^a"), 2);
	assert_int_equal(gbench_run(NULL), 1);
	assert_int_equal(b, 4);
	assert_int_equal(initialize("--benchmark_filter="), 0);
	/* Nor does what was registered, from then on. */
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(gbench_clear(), 0);
	assert_int_equal(gbench_run(""), 0);
	add("b", nothing, &b);
	assert_int_equal(gbench_run(""), 1);
	assert_int_equal(b, 5);
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
	assert_int_equal(gbench_run("^b"), 1);
	assert_int_equal(runs, 1);
}

/* More of what is refused is in tests/cli/uncontended.sh. */
static void init_owns_the_flags(void **state)
{
	static const struct {
		const char *flag;
		int result;
	} flags[] = {
		{ "--benchmark_repetitions=many", -EINVAL },
		{ "--benchmark_min_time=0.5", 0 },
		{ "--benchmark_min_time=0.5s", 0 },
		{ "--benchmark_min_time=0.5ms", -EINVAL },
		{ "--benchmark_min_time=0", -EINVAL },
		{ "--benchmark_unknown=1", -EINVAL },
	};
	char program[] = "program", flag[] = "--benchmark_repetitions=1";
	char help[] = "--help", other[] = "other", end[] = "--";
	char after[] = "--benchmark_filter=x";
	char *argv[] = { program, help, flag, other, end, after, NULL };
	int argc = 6;

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

static void compiler_forgets_what_is_not_to_be_optimized(void **state)
{
	int value = 1;

	gbench_do_not_optimize(&value);
	/* In a release build the compiler would know. */
	assert_false(__builtin_constant_p(value));
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

TESTS(TEST(bad_values_and_combinations_are_refused),
      TEST(misuse_is_reported_not_fatal),
      TEST(filters_select),
      TEST(names_are_listed),
      TEST(init_owns_the_flags),
      TEST(compiler_forgets_what_is_not_to_be_optimized))
