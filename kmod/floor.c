// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "floor.h"

/* Round trips between two looks at the clock */
#define ROUND_TRIPS	64

/* The line goes over with the store and comes back with the partner's. */
static void round_trip(struct role *role, struct line_pair *pair)
{
	const u64 mine = READ_ONCE(pair->turn) + 2;

	WRITE_ONCE(pair->turn, mine - 1);
	while (READ_ONCE(pair->turn) != mine) {
		cpu_relax();
		if (++role->polls % 1024 == 0)
			cond_resched();
	}
	role->tally.buffers += 2;
}

void line_transfer_consumer(struct role *role)
{
	u32 partner = 0, i;

	do {
		for (i = 0; i < ROUND_TRIPS; i++)
			round_trip(role, &role->pairs[partner]);
		if (++partner == role->phases->roles - 1)
			partner = 0;
	} while (role_goes_on(role));
}

void line_transfer_producer(struct role *role)
{
	struct line_pair *pair = role->pairs;
	u32 i;

	/* when the consumer is done, nothing is left to answer */
	while (!READ_ONCE(role->phases->done)) {
		for (i = 0; i < ROUND_TRIPS; i++) {
			const u64 turn = READ_ONCE(pair->turn);

			if (turn % 2 == 0) {
				cpu_relax();
				continue;
			}
			WRITE_ONCE(pair->turn, turn + 1);
			role->tally.buffers++;
		}
		(void)role_goes_on(role);
	}
}
