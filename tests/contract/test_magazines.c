// SPDX-License-Identifier: MIT
/*
 * What magazines promise beyond the contract: bursts do not go to the depot
 * again and again, and the cap holds to within a magazine.
 */
#include "subject.h"

#include <stdio.h>

#include "pool/magazine.h"

#define BURST	16
#define BURSTS	1000
/* To come to the depot for the first time, and on either side of it */
#define HANDFUL	3

static int cpus[TEST_CPUS];
static size_t nr_cpus;

/* From every fill on: wherever the bursts lie over the magazines. */
static void test_bursts(void **state)
{
	struct subject s;

	for (int fill = 0; fill < 2 * CPU_ROUNDS; fill++) {
		const struct depot *depot;
		uint64_t before;

		subject_open(&s, *state, 259, PUT_SINGLE);
		depot = &s.pool->depot;
		for (int i = 0; i < fill; i++)
			assert_true(subject_put(&s));
		before = depot->exchanges;
		for (int i = 0; i < BURSTS * 2 * BURST; i++) {
			if (i / BURST % 2)
				assert_non_null(subject_get(&s));
			else
				assert_true(subject_put(&s));
		}
		assert_in_range(depot->exchanges - before, 0, HANDFUL);
		subject_close(&s);
	}
}

static void fill(struct subject *s)
{
	while (subject_put(s))
		;
}

static void check_fit(const struct subject *s)
{
	if (s->retained < s->params.max ||
	    s->retained >= s->params.max + MAGAZINE_ROUNDS)
		fail_msg("max %u: %zu fit in", s->params.max, s->retained);
}

static void test_fit(void **state)
{
	const unsigned int least = CPU_ROUNDS + MAGAZINE_ROUNDS;
	struct subject s;

	for (unsigned int max = least; max < 20 * MAGAZINE_ROUNDS; max++) {
		subject_open(&s, *state, max, max % 2 ? PUT_BULK : PUT_SINGLE);
		fill(&s);
		check_fit(&s);
		subject_close(&s);
	}
}

/* Once the depot knows both, what the other one holds is counted too. */
static void test_fit_of_two(void **state)
{
	const unsigned int least = 2 * CPU_ROUNDS + MAGAZINE_ROUNDS;
	struct subject s;

	if (nr_cpus < 2)
		skip();
	for (unsigned int max = least; max < 20 * MAGAZINE_ROUNDS; max++) {
		struct tally tally = { 0 };

		subject_open(&s, *state, max, PUT_SINGLE);
		test_pin(cpus[1]);
		assert_null(subject_get(&s));
		test_pin(cpus[0]);
		assert_null(subject_get(&s));
		/* refused below max: what is missing is the other one's */
		while (s.ops->put(s.pool, s.free[s.free_count - 1], &tally) ==
		       PUT_ACCEPTED)
			s.free_count--;
		s.retained = s.arena.count - s.free_count;
		for (size_t i = s.free_count; i < s.arena.count; i++)
			s.held[i] = true;
		test_pin(cpus[1]);
		fill(&s);
		check_fit(&s);
		test_pin(cpus[0]);
		subject_close(&s);
	}
}

int main(void)
{
	static const char *const names[] = { "percpu", "percpu_locked" };
	int result = 77;

	nr_cpus = test_cpus(cpus);
	if (nr_cpus > 0)
		test_pin(cpus[0]);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct pool_ops *ops = pool_find(names[i]);
		void *state = (void *)(uintptr_t)ops;
		const struct CMUnitTest tests[] = {
			cmocka_unit_test_prestate(test_bursts, state),
			cmocka_unit_test_prestate(test_fit, state),
			cmocka_unit_test_prestate(test_fit_of_two, state),
		};
		struct error why = { "" };

		if (!ops)
			return 1;
		if (pool_available(ops, &why)) {
			printf("skipped: %s: %s\n", names[i], why.text);
			continue;
		}
		if (result == 77)
			result = 0;
		result |= cmocka_run_group_tests_name(names[i], tests, NULL,
						      NULL);
	}
	return result;
}
