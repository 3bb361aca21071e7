/* SPDX-License-Identifier: MIT */
/* What the tests of the C API share. */
#ifndef TEST_GBENCH_H
#define TEST_GBENCH_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "gbench/gbench.h"

static void ignore(const struct gbench_result *results, size_t n, void *user)
{
}

static int run(const char *filter)
{
	return gbench_run(filter, ignore, NULL);
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

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

#endif /* TEST_GBENCH_H */
