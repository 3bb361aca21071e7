// SPDX-License-Identifier: MIT
#include "trial/floor.h"

#include <string.h>

#include "trial/execution.h"

/* Round trips between two looks at the clock */
#define ROUND_TRIPS	64

/*
 * One round trip: the line goes over with the store and comes back with the
 * partner's. Relaxed: nothing but the line itself is handed over.
 */
static bool line_round_trip(struct line_pair *pair,
			    const struct phases *phases)
{
	const uint64_t mine = atomic_load_explicit(&pair->turn,
						   memory_order_relaxed) + 2;

	atomic_store_explicit(&pair->turn, mine - 1, memory_order_relaxed);
	while (atomic_load_explicit(&pair->turn, memory_order_relaxed) !=
	       mine) {
		cpu_relax();
		if (unlikely(atomic_load_explicit(&phases->aborted,
						  memory_order_relaxed)))
			return false;
	}
	return true;
}

/* As a role: the line goes to one producer after the other. */
static void line_transfer_consumer(struct role *role)
{
	struct line_pair *pairs = trial_role_of(role)->pairs;
	uint32_t partner = 0;

	do {
		for (int i = 0; i < ROUND_TRIPS; i++)
			line_round_trip(&pairs[partner], role->phases);
		role->tally.buffers += 2 * ROUND_TRIPS;
		if (++partner == role->phases->roles - 1)
			partner = 0;
	} while (role_goes_on(role));
}

static void line_transfer_producer(struct role *role)
{
	struct line_pair *pair = trial_role_of(role)->pairs;

	/* relaxed: when the consumer is done, nothing is left to answer */
	while (!atomic_load_explicit(&role->phases->done,
				     memory_order_relaxed)) {
		for (int i = 0; i < ROUND_TRIPS; i++) {
			const uint64_t turn = atomic_load_explicit(
				&pair->turn, memory_order_relaxed);

			if (turn % 2 == 0) {
				cpu_relax();
				continue;
			}
			atomic_store_explicit(&pair->turn, turn + 1,
					      memory_order_relaxed);
			role->tally.buffers++;
		}
		(void)role_goes_on(role);
	}
}

static void atomic_consumer(struct role *role)
{
	static struct line_pair line;
	uint64_t value = 0;

	do {
		for (int i = 0; i < ROLE_CHECK_EVERY; i++) {
			/* seq_cst, as the kernel's; never fails: nobody else */
			atomic_compare_exchange_strong_explicit(
				&line.turn, &value, value + 1,
				memory_order_seq_cst, memory_order_relaxed);
			value++;
		}
		role->tally.buffers += ROLE_CHECK_EVERY;
	} while (role_goes_on(role));
}

static void time_stamp_consumer(struct role *role)
{
	do {
		for (int i = 0; i < ROLE_CHECK_EVERY; i++) {
			uint64_t ticks = clock_ticks();

			__asm__ __volatile__("" : : "r"(ticks));
		}
		role->tally.buffers += ROLE_CHECK_EVERY;
	} while (role_goes_on(role));
}

static void empty_loop_consumer(struct role *role)
{
	do {
		for (int i = 0; i < ROLE_CHECK_EVERY; i++)
			__asm__ __volatile__("");
		role->tally.buffers += ROLE_CHECK_EVERY;
	} while (role_goes_on(role));
}

static const struct floor_ops floors[] = {
	{ TRIAL_LINE_TRANSFER, "one cache line from CPU to CPU, one way",
	  line_transfer_consumer, line_transfer_producer },
	{ "atomic", "one compare-exchange on a line that no other CPU uses",
	  atomic_consumer, NULL },
	{ "time_stamp", "one read of the time-stamp counter",
	  time_stamp_consumer, NULL },
	{ "empty_loop", "one iteration of a loop that does nothing",
	  empty_loop_consumer, NULL },
};

const struct floor_ops *floor_list(size_t *count)
{
	*count = ARRAY_SIZE(floors);
	return floors;
}

const struct floor_ops *floor_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(floors); i++) {
		if (strcmp(floors[i].name, name) == 0)
			return &floors[i];
	}
	return NULL;
}
