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
static struct magazine magazine, previous, other;
static struct cpu_slot slot;
static struct buffer buffer;

/* The CPU that this thread is pinned to, and one where it is not */
static uint32_t here, elsewhere;

static enum rseq_result push(uint32_t cpu, struct buffer *what)
{
	return rseq_push(rseq_of_thread(), cpu, &slot, what, MAGAZINE_ROUNDS);
}

static enum rseq_result push_bulk(uint32_t cpu, struct buffer **buffers,
				  uint64_t n, uint64_t *pushed)
{
	return rseq_push_bulk(rseq_of_thread(), cpu, &slot, buffers, n, pushed,
			      MAGAZINE_ROUNDS);
}

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

static void test_push_and_pop(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	static struct buffer many[MAGAZINE_ROUNDS];
	struct buffer *got = NULL;

	assert_int_equal(rseq_cpu(rseq), here);
	assert_int_equal(rseq_pop(rseq, here, &slot, &got), RSEQ_REFUSED);
	/* a signal in the middle is no failure: the sequence starts again */
	for (int i = 0; i < MAGAZINE_ROUNDS; i++) {
		while (push(here, &many[i]) == RSEQ_ABORTED)
			;
		assert_int_equal(magazine.rounds, i + 1);
		assert_ptr_equal(magazine.slots[i], &many[i]);
	}
	assert_int_equal(push(here, &buffer), RSEQ_REFUSED);
	for (int i = MAGAZINE_ROUNDS; i > 0; i--) {
		while (rseq_pop(rseq, here, &slot, &got) == RSEQ_ABORTED)
			;
		assert_int_equal(magazine.rounds, i - 1);
		assert_ptr_equal(got, &many[i - 1]);
	}
}

/* Up to what there is room for, the first ones, and none beyond. */
static void test_push_bulk(void **state)
{
	static struct buffer many[MAGAZINE_ROUNDS + 1];
	struct buffer *buffers[MAGAZINE_ROUNDS + 1];

	for (unsigned int i = 0; i <= MAGAZINE_ROUNDS; i++)
		buffers[i] = &many[i];
	for (unsigned int n = 1; n <= MAGAZINE_ROUNDS + 1; n++) {
		unsigned int before = 0;

		magazine.rounds = 0;
		while (before < MAGAZINE_ROUNDS) {
			const unsigned int room = MAGAZINE_ROUNDS - before;
			uint64_t pushed = 0;

			while (push_bulk(here, buffers, n, &pushed) ==
			       RSEQ_ABORTED)
				;
			assert_int_equal(pushed, n < room ? n : room);
			for (unsigned int i = 0; i < pushed; i++)
				assert_ptr_equal(magazine.slots[before + i],
						 &many[i]);
			before += (unsigned int)pushed;
			assert_int_equal(magazine.rounds, before);
		}
		assert_int_equal(push_bulk(here, buffers, n, &(uint64_t){ 0 }),
				 RSEQ_REFUSED);
		assert_null(magazine.next);
	}
}

static void test_another_cpu(void **state)
{
	struct rseq *rseq = rseq_of_thread();
	struct magazine **place = &slot.magazines[0];
	struct buffer *got = &buffer;
	uint64_t pushed = 0;

	assert_int_equal(push(elsewhere, &buffer), RSEQ_ABORTED);
	assert_int_equal(push_bulk(elsewhere, &got, 1, &pushed), RSEQ_ABORTED);
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
		cmocka_unit_test_setup(test_push_and_pop, set_up),
		cmocka_unit_test_setup(test_push_bulk, set_up),
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
