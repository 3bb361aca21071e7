// SPDX-License-Identifier: MIT
#include "base/order.h"

static uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

void order_shuffle(size_t *order, size_t n, uint64_t *random)
{
	for (size_t i = n; i > 1; i--) {
		const size_t other = random_next(random) % i;
		const size_t kept = order[i - 1];

		order[i - 1] = order[other];
		order[other] = kept;
	}
}

void order_draw(size_t *order, size_t n, uint64_t *random)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	order_shuffle(order, n, random);
}
