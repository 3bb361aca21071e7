// SPDX-License-Identifier: MIT
/*
 * What each variant of svc_page_pool promises of its cap, in words and in
 * numbers, and what else it changes. That the promises are kept is the
 * concern of test_contract (one thread) and tests/race (several).
 */
#include "subject.h"

#include <stdio.h>
#include <string.h>

#define MAX	64
/* pointer_ring_excess(MAX) */
#define BATCH	7
#define MANY	4
#define NONE	POOL_EXCESS_UNBOUNDED

/*
 * A pool's promise, in words, and what it keeps beyond MAX: by how puts are
 * made; for one producer, for MANY
 */
struct promise {
	const char *name;
	const char *words;
	unsigned int excess[PUT_MODES][2];
};

static const struct promise promises[] = {
	{ "svc_page_pool",
	  "exact while puts are serialized; else within N - 1, in bulk none",
	  { { 0, MANY - 1 }, { 0, NONE } } },
	{ "svc_page_pool_del_all",
	  "list as svc_page_pool, and a batch as long as that beside it",
	  { { MAX - 1, MAX - 1 + 2 * (MANY - 1) }, { MAX - 1, NONE } } },
	{ "svc_page_pool_fixed", "exact", { { 0, 0 }, { 0, 0 } } },
	{ "svc_page_pool_nocount", "none", { { NONE, NONE }, { NONE, NONE } } },
	{ "svc_page_pool_per_node", "two lists, each as svc_page_pool",
	  { { MAX, MAX + 2 * (MANY - 1) }, { MAX, NONE } } },
	{ "svc_page_pool_split", "as svc_page_pool",
	  { { 0, MANY - 1 }, { 0, NONE } } },
	{ "spsc", "what the consumer has taken in a batch; puts must be serialized",
	  { { BATCH, BATCH }, { BATCH, BATCH } } },
};

static const struct promise *promise_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(promises); i++) {
		if (!strcmp(promises[i].name, name))
			return &promises[i];
	}
	return NULL;
}

static void test_promises(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(promises); i++) {
		const struct pool_ops *ops = pool_find(promises[i].name);
		struct pool_params params = { .max = MAX };

		print_message("%-22s %s\n", promises[i].name,
			      promises[i].words);
		assert_non_null(ops);
		for (int n = 0; n < PUT_MODES * 2; n++) {
			params.put = n / 2;
			params.producers = n % 2 ? MANY : 1;
			assert_int_equal(ops && ops->max_excess ?
					 ops->max_excess(&params) : 0,
					 promises[i].excess[n / 2][n % 2]);
		}
	}
}

static void test_none_is_left_out(void **state)
{
	size_t count;
	const struct pool_ops *const *pool = pool_registry(&count);

	for (size_t i = 0; i < count; i++) {
		if (!strncmp(pool[i]->name, "svc_page_pool", 13) &&
		    !promise_of(pool[i]->name))
			fail_msg("%s: no promise here", pool[i]->name);
	}
}

/* As posted: no pool releases the page, no page is nothing to do. */
static void test_null(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(promises); i++) {
		const struct pool_ops *ops = pool_find(promises[i].name);
		struct tally tally = { 0 };
		struct subject s;

		if (ops->capabilities & POOL_SERIALIZED_PUTS)
			continue;
		subject_open(&s, ops, MAX, PUT_SINGLE);
		assert_int_equal(ops->put(s.pool, NULL, &tally), PUT_ACCEPTED);
		assert_int_equal(ops->length(s.pool), 0);
		assert_int_equal(ops->put(NULL, s.free[0], &tally), PUT_FULL);
		assert_int_equal(ops->put_bulk(NULL, s.free, 4, &tally), 0);
		assert_null(ops->get(NULL, &tally));
		subject_close(&s);
	}
}

/* By looking at the list, in whatever part of the pool the buffers are. */
static void test_length(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(promises); i++) {
		const struct pool_ops *ops = pool_find(promises[i].name);
		struct subject s;

		subject_open(&s, ops, MAX, PUT_BULK);
		for (int round = 0; round < 3; round++) {
			subject_put_bulk(&s, 5);
			assert_int_equal(ops->length(s.pool), s.retained);
			subject_get(&s);
			subject_get(&s);
			assert_int_equal(ops->length(s.pool), s.retained);
		}
		subject_close(&s);
	}
}

/* A bulk put is a chain as if its pages had been put one by one. */
static void test_last_in_first_out(void **state)
{
	struct buffer *order[MAX];
	struct subject s;

	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		const unsigned int n = put == PUT_BULK ? 5 : MAX;

		subject_open(&s, pool_find("svc_page_pool"), MAX, put);
		for (unsigned int i = 0; i < n; i++) {
			order[i] = s.free[s.free_count - (put ? n - i : 1)];
			if (put == PUT_SINGLE)
				assert_true(subject_put(&s));
		}
		if (put == PUT_BULK)
			assert_int_equal(subject_put_bulk(&s, n), n);
		for (unsigned int i = n; i > 0; i--)
			assert_ptr_equal(subject_get(&s), order[i - 1]);
		assert_null(subject_get(&s));
		subject_close(&s);
	}
}

/* What is put after a batch was taken comes behind it. */
static void test_del_all_batches(void **state)
{
	struct buffer *first[3], *later;
	struct subject s;

	subject_open(&s, pool_find("svc_page_pool_del_all"), MAX, PUT_SINGLE);
	for (int i = 0; i < 3; i++) {
		first[i] = s.free[s.free_count - 1];
		assert_true(subject_put(&s));
	}
	assert_ptr_equal(subject_get(&s), first[2]);
	/* not the one that came out: any other */
	later = s.free[0];
	s.free[0] = first[2];
	s.free[s.free_count - 1] = later;
	assert_true(subject_put(&s));
	assert_ptr_equal(subject_get(&s), first[1]);
	assert_ptr_equal(subject_get(&s), first[0]);
	assert_ptr_equal(subject_get(&s), later);
	/* and the promise is no looser than what can be had */
	while (subject_put(&s))
		;
	subject_get(&s);
	while (subject_put(&s))
		;
	assert_int_equal(s.retained, s.limit);
	subject_close(&s);
}

/* Half of the buffers are from elsewhere: they come last, and beside the cap. */
static void test_per_node_prefers_home(void **state)
{
	struct subject s;
	bool others = false;

	subject_open(&s, pool_find("svc_page_pool_per_node"), MAX, PUT_SINGLE);
	s.arena.home_bytes = s.arena.count / 2 * sizeof(struct buffer);
	for (size_t i = 0; i < s.arena.count; i++) {
		/* one from the end is put, and goes to the front if refused */
		if (!subject_put(&s)) {
			struct buffer *last = s.free[s.free_count - 1];

			memmove(s.free + 1, s.free, (s.free_count - 1) *
				sizeof(*s.free));
			s.free[0] = last;
		}
	}
	assert_int_equal(s.retained, s.limit);
	for (int i = 0; i < 2 * MAX; i++) {
		const struct buffer *buffer = subject_get(&s);

		assert_non_null(buffer);
		if (arena_is_wrong_node(&s.arena, buffer))
			others = true;
		else
			assert_false(others);
	}
	assert_true(others);
	subject_close(&s);
}

TESTS(T(test_promises), T(test_none_is_left_out), T(test_null), T(test_length),
      T(test_last_in_first_out), T(test_del_all_batches),
      T(test_per_node_prefers_home))
