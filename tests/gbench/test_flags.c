/* SPDX-License-Identifier: MIT */
/* The C API's way with Google's flags, which outlast a run. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_gbench.h"

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

/* -1 where there is none */
static off_t size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) ? -1 : status.st_size;
}

static int go_on(const char *name, void *user)
{
	return 0;
}

static void out_is_written_by_runs_only(void **state)
{
	char path[] = "/tmp/test-gbench-XXXXXX", flag[64];

	close(mkstemp(path));
	add("a", nothing, NULL);
	snprintf(flag, sizeof(flag), "--benchmark_out=%s", path);
	assert_int_equal(initialize(flag), 0);
	assert_int_equal(run(""), 1);
	assert_true(size_of(path) > 100);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(gbench_list("", go_on, NULL), 1);
	assert_int_equal(size_of(path), -1);
	/* Google would exit. */
	assert_int_equal(initialize("--benchmark_out=/nowhere/file"), 0);
	assert_int_equal(run(""), -ENOENT);
	assert_int_equal(initialize("--benchmark_out="), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(init_owns_the_flags),
		TEST(runs_repeat),
		TEST(out_is_written_by_runs_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
