/* SPDX-License-Identifier: MIT */
/* What the tests of all pools share: which pools, on which CPUs and buffers. */
#pragma once

#include "test.h"
#include "pool/pool.h"

/* Pools of a test program that are wrong on purpose begin with this. */
#define BROKEN_PREFIX	"broken_"
/* Most CPUs that a test looks at */
#define TEST_CPUS	64

/* A test that is run once for each pool */
struct pool_test {
	const char *what;	/* what it is called, behind the pool's name */
	/* gets a pointer to the pool's pool_ops as its state */
	CMUnitTestFunction run;
	/* capabilities that rule it out: what it asks for does not exist there */
	unsigned int without;
	unsigned int with;	/* capabilities that it asks for; 0 for none */
	bool absent;	/* it is also for what is no pool (POOL_ABSENT) */
};

/*
 * Run tests for every pool that is available here, and print why others are
 * left out; with TEST_POOL in the environment, for the pool of that name alone.
 * Return: exit status; a program without a single test is a failure
 */
int pools_run(const char *group, const struct pool_test *tests, size_t count);

/* So many buffers of CACHE_LINE bytes, without a node of their own */
void test_arena_init(struct arena *arena, size_t count);

void test_arena_free(struct arena *arena);

/* CPUs that this thread may run on. Return: how many */
size_t test_cpus(int cpus[TEST_CPUS]);

/*
 * Keep the calling thread on one CPU: a get sees what was put on the same CPU,
 * whatever the pool strands.
 */
void test_pin(int cpu);

/* Xorshift64*: the same numbers on every machine. state: not 0 */
static inline uint32_t test_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}
