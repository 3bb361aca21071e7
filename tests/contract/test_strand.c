// SPDX-License-Identifier: MIT
/*
 * Of what one thread puts, another on another CPU finds all but what the pool
 * declares that it strands: a pool that hides more would starve a consumer.
 */
#include "subject.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int cpu_of_puts, cpu_of_gets;

struct putting {
	struct subject *subject;
	unsigned int count;
	unsigned int accepted;
};

/* Not through the subject: a failed check would leave this thread's stack. */
static void *put_all(void *argument)
{
	struct putting *putting = argument;
	struct subject *subject = putting->subject;
	struct tally tally = { 0 };

	test_pin(cpu_of_puts);
	if (subject->params.put == PUT_BULK) {
		putting->accepted = subject->ops->put_bulk(subject->pool,
			subject->free, putting->count, &tally);
		return NULL;
	}
	for (; putting->accepted < putting->count; putting->accepted++) {
		if (subject->ops->put(subject->pool,
				      subject->free[putting->accepted],
				      &tally) != PUT_ACCEPTED)
			break;
	}
	return NULL;
}

static void check_strand(const struct pool_ops *ops, enum put_mode put,
			 unsigned int count)
{
	struct subject subject;
	struct putting putting = { &subject, count, 0 };
	struct tally tally = { 0 };
	unsigned int found = 0;
	pthread_t thread;

	subject_open(&subject, ops, count, put);
	assert_int_equal(pthread_create(&thread, NULL, put_all, &putting), 0);
	pthread_join(thread, NULL);
	assert_int_equal(putting.accepted, count);
	while (subject.ops->get(subject.pool, &tally))
		found++;
	if (found + subject.strand < count)
		fail_msg("of %u put on CPU %d, CPU %d found %u; may strand %zu",
			 count, cpu_of_puts, cpu_of_gets, found,
			 subject.strand);
	while (subject.ops->drain(subject.pool))
		found++;
	assert_int_equal(found, count);
	subject_close(&subject);
}

static void test_strand(void **state)
{
	const struct pool_ops *ops = *state;
	const struct pool_params params = { .max = 259, .producers = 1 };
	const unsigned int strand = ops->strand ? ops->strand(&params) : 0;

	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		/* around the edge, and far beyond it, as far as that exists */
		for (unsigned int more = 1; more <= 1024; more *= 4) {
			if (strand < 4096)
				check_strand(ops, put, strand + more);
		}
	}
}

int main(void)
{
	const struct pool_test tests[] = {
		{ "strands no more than it says", test_strand,
		  POOL_BARE_MEMORY | POOL_FLOOR, 0, false },
	};
	int cpus[TEST_CPUS];

	if (test_cpus(cpus) < 2) {
		puts("skipped: one CPU is allowed: nothing is put on another");
		return 77;
	}
	cpu_of_gets = cpus[0];
	cpu_of_puts = cpus[1];
	test_pin(cpu_of_gets);
	return pools_run("strand", tests, ARRAY_SIZE(tests));
}
