// SPDX-License-Identifier: MIT
/*
 * What the restartable sequences refuse. That a sequence refuses another CPU's
 * magazine can hardly be provoked by moving threads: the window between
 * looking the CPU up and entering the sequence is a few instructions. Here the
 * wrong CPU is handed in. What sequences do that are not refused, and how many
 * buffers fit, is seen by rseq-stress and by test_contract.
 */
#include <sched.h>
#include <stdio.h>

#include "pools.h"
#include "pool/rseq.h"

#if RSEQ_KNOWN
static struct magazine magazine, previous, other;
static struct cpu_slot slot;
static struct buffer buffer;

/* The CPU that this thread is pinned to, and one where it is not */
static uint32_t here, elsewhere;

static int set_up(void **state)
{
	magazine = (struct magazine){ .rounds = 0 };
	previous = (struct magazine){ .rounds = MAGAZINE_ROUNDS };
	other = (struct magazine){ .rounds = 0 };
	slot.loaded = &magazine;
	slot.magazines[1] = &magazine;
	slot.magazines[0] = &previous;
	return 0;
}

static void test_another_cpu(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	struct magazine **place = &slot.magazines[0];
	struct buffer *got = &buffer;
	uint64_t pushed = 0;

	assert_int_equal(rseq_push(rseq, elsewhere, &slot, &buffer,
				   MAGAZINE_ROUNDS), RSEQ_ABORTED);
	assert_int_equal(rseq_push_bulk(rseq, elsewhere, &slot, &got, 1,
					&pushed, MAGAZINE_ROUNDS),
			 RSEQ_ABORTED);
	assert_int_equal(magazine.rounds, 0);
	assert_int_equal(rseq_swap(rseq, elsewhere, &slot, &magazine, 0,
				   place, &previous, MAGAZINE_ROUNDS),
			 RSEQ_ABORTED);
	assert_ptr_equal(slot.loaded, &magazine);
	magazine.rounds = 1;
	magazine.slots[0] = &buffer;
	assert_int_equal(rseq_pop(rseq, elsewhere, &slot, &got), RSEQ_ABORTED);
	assert_int_equal(magazine.rounds, 1);
	assert_int_equal(rseq_exchange(rseq, elsewhere, &slot, &magazine, place,
				       &previous, MAGAZINE_ROUNDS, &other),
			 RSEQ_ABORTED);
	assert_ptr_equal(slot.magazines[0], &previous);
}

static void test_swap(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	struct magazine **place = &slot.magazines[0];

	/* the other one is loaded, or the previous one is not the expected */
	assert_int_equal(rseq_swap(rseq, here, &slot, &other, 0, place,
				   &previous, MAGAZINE_ROUNDS), RSEQ_REFUSED);
	assert_int_equal(rseq_swap(rseq, here, &slot, &magazine, 0, place,
				   &other, 0), RSEQ_REFUSED);
	assert_int_equal(rseq_swap(rseq, here, &slot, &magazine, 0, place,
				   &previous, 0), RSEQ_REFUSED);
	/* or the loaded one is neither full nor empty any longer */
	magazine.rounds = 1;
	assert_int_equal(rseq_swap(rseq, here, &slot, &magazine, 0, place,
				   &previous, MAGAZINE_ROUNDS), RSEQ_REFUSED);
	magazine.rounds = 0;
	assert_ptr_equal(slot.loaded, &magazine);
	while (rseq_swap(rseq, here, &slot, &magazine, 0, place, &previous,
			 MAGAZINE_ROUNDS) == RSEQ_ABORTED)
		;
	assert_ptr_equal(slot.loaded, &previous);
	assert_ptr_equal(cpu_previous(&slot, &previous), &slot.magazines[1]);
	while (rseq_swap(rseq, here, &slot, &previous, MAGAZINE_ROUNDS,
			 &slot.magazines[1], &magazine, 0) == RSEQ_ABORTED)
		;
	assert_ptr_equal(slot.loaded, &magazine);
	assert_ptr_equal(cpu_previous(&slot, &magazine), &slot.magazines[0]);
	assert_ptr_equal(slot.magazines[0], &previous);
	assert_ptr_equal(slot.magazines[1], &magazine);
}

static void test_exchange(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	struct magazine **place = &slot.magazines[0];

	/* the same, and nothing is replaced */
	assert_int_equal(rseq_exchange(rseq, here, &slot, &other, place,
				       &previous, MAGAZINE_ROUNDS, &other),
			 RSEQ_REFUSED);
	assert_int_equal(rseq_exchange(rseq, here, &slot, &magazine, place,
				       &other, 0, &other), RSEQ_REFUSED);
	assert_int_equal(rseq_exchange(rseq, here, &slot, &magazine, place,
				       &previous, 0, &other), RSEQ_REFUSED);
	assert_ptr_equal(slot.magazines[0], &previous);
	while (rseq_exchange(rseq, here, &slot, &magazine, place, &previous,
			     MAGAZINE_ROUNDS, &other) == RSEQ_ABORTED)
		;
	assert_ptr_equal(slot.magazines[0], &other);
	assert_ptr_equal(slot.magazines[1], &magazine);
	assert_ptr_equal(slot.loaded, &magazine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_another_cpu, set_up),
		cmocka_unit_test_setup(test_swap, set_up),
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
