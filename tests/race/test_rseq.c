// SPDX-License-Identifier: MIT
/*
 * The restartable sequences one by one. That a sequence refuses another CPU's
 * magazine can hardly be provoked by moving threads: the window between
 * looking the CPU up and entering the sequence is a few instructions. Here the
 * wrong CPU is handed in.
 */
#include <sched.h>
#include <stdio.h>

#include "pools.h"
#include "pool/rseq.h"

#if RSEQ_KNOWN
static struct magazine magazine, other;
static struct cpu_slot slot;
static struct buffer buffer;

/* The CPU that this thread is pinned to, and one where it is not */
static uint32_t here, elsewhere;

static int set_up(void **state)
{
	(void)state;
	magazine = (struct magazine){ .rounds = 0 };
	other = (struct magazine){ .rounds = 0 };
	slot.loaded = &magazine;
	return 0;
}

static void test_push_and_pop(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	static struct buffer many[MAGAZINE_ROUNDS];
	struct buffer *got = NULL;

	(void)state;
	assert_int_equal(rseq_cpu(rseq), here);
	assert_int_equal(rseq_pop(rseq, here, &slot, &got), RSEQ_REFUSED);
	/* a signal in the middle is no failure: the sequence starts again */
	for (int i = 0; i < MAGAZINE_ROUNDS; i++) {
		while (rseq_push(rseq, here, &slot, &many[i]) == RSEQ_ABORTED)
			;
		assert_int_equal(magazine.rounds, i + 1);
		assert_ptr_equal(magazine.slots[i], &many[i]);
	}
	assert_int_equal(rseq_push(rseq, here, &slot, &buffer), RSEQ_REFUSED);
	for (int i = MAGAZINE_ROUNDS; i > 0; i--) {
		while (rseq_pop(rseq, here, &slot, &got) == RSEQ_ABORTED)
			;
		assert_int_equal(magazine.rounds, i - 1);
		assert_ptr_equal(got, &many[i - 1]);
	}
}

static void test_another_cpu(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	struct buffer *got = NULL;

	(void)state;
	assert_int_equal(rseq_push(rseq, elsewhere, &slot, &buffer),
			 RSEQ_ABORTED);
	assert_int_equal(magazine.rounds, 0);
	magazine.rounds = 1;
	magazine.slots[0] = &buffer;
	assert_int_equal(rseq_pop(rseq, elsewhere, &slot, &got), RSEQ_ABORTED);
	assert_int_equal(magazine.rounds, 1);
	assert_int_equal(rseq_exchange(rseq, elsewhere, &slot, &magazine, 1,
				       &other), RSEQ_ABORTED);
	assert_ptr_equal(slot.loaded, &magazine);
}

static void test_exchange(void **state)
{
	struct rseq *rseq = rseq_of_thread();

	(void)state;
	/* another one is loaded by now, or it is no longer full or empty */
	assert_int_equal(rseq_exchange(rseq, here, &slot, &other, 0,
				       &magazine), RSEQ_REFUSED);
	assert_int_equal(rseq_exchange(rseq, here, &slot, &magazine,
				       MAGAZINE_ROUNDS, &other), RSEQ_REFUSED);
	assert_ptr_equal(slot.loaded, &magazine);
	while (rseq_exchange(rseq, here, &slot, &magazine, 0, &other) ==
	       RSEQ_ABORTED)
		;
	assert_ptr_equal(slot.loaded, &other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_push_and_pop, set_up),
		cmocka_unit_test_setup(test_another_cpu, set_up),
		cmocka_unit_test_setup(test_exchange, set_up),
	};
	int cpus[TEST_CPUS];

	if (!rseq_is_registered()) {
		puts("skipped: no restartable sequences are registered");
		return 77;
	}
	if (!test_cpus(cpus))
		return 1;
	test_pin(cpus[0]);
	here = (uint32_t)cpus[0];
	elsewhere = here + 1;
	return cmocka_run_group_tests_name("rseq", tests, NULL, NULL);
}
#else
int main(void)
{
	puts("skipped: built without <sys/rseq.h>");
	return 77;
}
#endif
