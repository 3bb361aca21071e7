// SPDX-License-Identifier: MIT
/*
 * What pool/pool.h promises to one thread, and of what another one has put, of
 * every registered pool. The random sequences have a fixed seed: a failure
 * comes again.
 */
#include "subject.h"

#include <pthread.h>
#include <string.h>

#include "trial/trial.h"

/* One, one more, one message of the posting, and many magazines */
static const unsigned int caps[] = { 1, 2, 259, 4096 };

/* Steps of the random sequences: for each pool, over all caps and put modes */
#define RANDOM_STEPS	100000
/* After so many steps the sequence turns between filling and emptying. */
#define RANDOM_TIDE	1500

static void test_description(void **state)
{
	const struct pool_ops *ops = *state;

	assert_non_null(ops->description);
	assert_non_null(ops->synchronization);
	assert_null(strchr(ops->description, '\n'));
	assert_true(strlen(ops->name) <
		    sizeof(((struct trial_config *)NULL)->pool));
	assert_ptr_equal(pool_find(ops->name), ops);
	if (ops->stands_in_for)
		assert_non_null(pool_find(ops->stands_in_for));
	assert_non_null(ops->loops.pairs);
}

/* subject_put() and _bulk() check both bounds; this is how to reach them. */
static void fill(struct subject *subject, unsigned int bulk)
{
	bool refused = false;

	while (!refused && subject->free_count > bulk)
		refused = bulk ? subject_put_bulk(subject, bulk) < bulk :
				 !subject_put(subject);
	if (subject->limit < subject->params.max + POOL_EXCESS_UNBOUNDED)
		assert_true(refused);
}

static void test_cap(void **state)
{
	static const unsigned int bulks[] = { 0, 1, 3, 17 };
	struct subject subject;

	for (size_t i = 0; i < ARRAY_SIZE(caps) * ARRAY_SIZE(bulks); i++) {
		const unsigned int bulk = bulks[i % ARRAY_SIZE(bulks)];

		subject_open(&subject, *state, caps[i / ARRAY_SIZE(bulks)],
			     bulk ? PUT_BULK : PUT_SINGLE);
		fill(&subject, bulk);
		/* one that has made room is made room for */
		if (subject_get(&subject))
			fill(&subject, bulk);
		while (subject_get(&subject))
			;
		subject_close(&subject);
	}
}

static void test_drain(void **state)
{
	struct subject subject;

	for (size_t i = 0; i < ARRAY_SIZE(caps); i++) {
		subject_open(&subject, *state, caps[i], PUT_BULK);
		fill(&subject, 7);
		for (unsigned int n = 0; n < caps[i] / 3; n++)
			subject_get(&subject);
		/* closing drains and checks each; the pool is usable again */
		while (subject_drain(&subject))
			;
		assert_null(subject_get(&subject));
		fill(&subject, 0);
		subject_close(&subject);
	}
}

static void random_step(struct subject *subject, uint64_t *random,
			enum put_mode put, bool filling)
{
	const uint32_t draw = test_random(random);
	unsigned int n = draw / 8 % 40;

	/* rarely, since it takes what the pool hides from a get, too */
	if (draw / 8 % 512 == 0) {
		subject_drain(subject);
	} else if (draw % 8 < (filling ? 2 : 6)) {
		subject_get(subject);
	} else if (put == PUT_SINGLE || draw % 8 == 7) {
		if (subject->free_count)
			subject_put(subject);
	} else {
		if (n > subject->free_count)
			n = (unsigned int)subject->free_count;
		subject_put_bulk(subject, n);
	}
}

static void test_random_steps(void **state)
{
	const int runs = ARRAY_SIZE(caps) * PUT_MODES;
	uint64_t random = UINT64_C(0x9e3779b97f4a7c15);
	struct subject subject;

	for (int run = 0; run < runs; run++) {
		const enum put_mode put = run % PUT_MODES;
		bool filling = true;

		subject_open(&subject, *state, caps[run / PUT_MODES], put);
		for (int step = 0; step < RANDOM_STEPS / runs; step++) {
			if (step % RANDOM_TIDE == RANDOM_TIDE - 1)
				filling = !filling;
			random_step(&subject, &random, put, filling);
		}
		subject_close(&subject);
	}
}

/* Those that this process may run on; gets are made on the first one */
static int cpus[TEST_CPUS];
static size_t nr_cpus;

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

	test_pin(cpus[1]);
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
			 count, cpus[1], cpus[0], found, subject.strand);
	while (subject.ops->drain(subject.pool))
		found++;
	assert_int_equal(found, count);
	subject_close(&subject);
}

/*
 * Of what one thread puts, another on another CPU finds all but what the pool
 * declares that it strands: a pool that hides more would starve a consumer.
 */
static void test_strand(void **state)
{
	const struct pool_ops *ops = *state;
	const struct pool_params params = { .max = 259, .producers = 1 };
	const unsigned int strand = ops->strand ? ops->strand(&params) : 0;

	if (nr_cpus < 2)
		skip();
	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		/* around the edge, and far beyond it, as far as that exists */
		for (unsigned int more = 1; more <= 1024; more *= 4) {
			if (strand < 4096)
				check_strand(ops, put, strand + more);
		}
	}
}

/* An allocator: never empty, never full, no memory twice at a time. */
static void test_bare_memory(void **state)
{
	enum { COUNT = 1000, BYTES = 4096 };
	static struct buffer *got[COUNT];
	const struct pool_ops *ops = *state;
	const struct pool_params params = {
		.node = -1, .max = 1, .producers = 1, .buffer_bytes = BYTES,
	};
	struct error error = { "" };
	struct pool *pool = ops->create(&params, &error);
	struct tally tally = { 0 };

	assert_non_null(pool);
	assert_null(ops->drain(pool));
	for (int i = 0; i < COUNT; i++) {
		got[i] = ops->get(pool, &tally);
		assert_non_null(got[i]);
		memset((void *)got[i], i, BYTES);
	}
	for (int i = 0; i < COUNT; i++) {
		const unsigned char *bytes = (const void *)got[i];

		assert_int_equal(bytes[0], i % 256);
		assert_int_equal(bytes[BYTES - 1], i % 256);
	}
	for (int i = 0; i < COUNT / 2; i++)
		assert_int_equal(ops->put(pool, got[i], &tally), PUT_ACCEPTED);
	assert_int_equal(ops->put_bulk(pool, got + COUNT / 2, COUNT / 2,
				       &tally), COUNT / 2);
	assert_null(ops->drain(pool));
	ops->destroy(pool);
}

/* A floor: buffers of the arena, none again before all others. */
static void test_floor(void **state)
{
	enum { COUNT = 67 };
	const struct pool_ops *ops = *state;
	struct arena arena;
	const struct pool_params params = {
		.node = -1, .max = 1, .producers = 1, .arena = &arena,
	};
	struct error error = { "" };
	struct tally tally = { 0 };
	bool seen[COUNT] = { false };
	struct pool *pool;

	test_arena_init(&arena, COUNT);
	pool = ops->create(&params, &error);
	assert_non_null(pool);
	for (int i = 0; i < 3 * COUNT; i++) {
		struct buffer *buffer = ops->get(pool, &tally);

		assert_non_null(buffer);
		assert_in_range(buffer - arena.descriptors, 0, COUNT - 1);
		if (i % COUNT == 0)
			memset(seen, 0, sizeof(seen));
		assert_false(seen[buffer - arena.descriptors]);
		seen[buffer - arena.descriptors] = true;
		assert_int_equal(ops->put(pool, buffer, &tally), PUT_ACCEPTED);
	}
	assert_int_equal(ops->put_bulk(pool, arena.all, COUNT, &tally), COUNT);
	assert_null(ops->drain(pool));
	ops->destroy(pool);
	test_arena_free(&arena);
}

int main(void)
{
	const unsigned int no_pool = POOL_BARE_MEMORY | POOL_FLOOR;
	const struct pool_test tests[] = {
		{ "is described", test_description, 0, 0, false },
		{ "keeps its cap", test_cap, no_pool, 0, false },
		{ "drains", test_drain, no_pool, 0, false },
		{ "random steps", test_random_steps, no_pool, 0, false },
		{ "strands no more than it says", test_strand, no_pool, 0,
		  false },
		{ "bare memory", test_bare_memory, 0, POOL_BARE_MEMORY, false },
		{ "floor", test_floor, 0, POOL_FLOOR, false },
	};

	nr_cpus = test_cpus(cpus);
	if (nr_cpus)
		test_pin(cpus[0]);
	return pools_run("contract", tests, ARRAY_SIZE(tests));
}
