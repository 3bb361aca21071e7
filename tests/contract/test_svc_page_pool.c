// SPDX-License-Identifier: MIT
/*
 * What the posted algorithm does in one thread, beyond the contract. Its
 * flaws take several threads and are not shown here.
 */
#include "subject.h"

#define MAX	8

static const struct pool_ops *ops;

static void open_pool(struct subject *subject, enum put_mode put)
{
	subject_open(subject, ops, MAX, put);
}

static void test_last_in_first_out(void **state)
{
	struct subject s;
	struct buffer *order[MAX];

	open_pool(&s, PUT_SINGLE);
	for (int i = 0; i < MAX; i++) {
		order[i] = s.free[s.free_count - 1];
		assert_true(subject_put(&s));
	}
	for (int i = MAX; i > 0; i--)
		assert_ptr_equal(subject_get(&s), order[i - 1]);
	assert_null(subject_get(&s));
	subject_close(&s);
}

/* A chain is linked as if its pages had been put one by one. */
static void test_bulk_order(void **state)
{
	struct subject s;
	struct buffer *order[5];

	open_pool(&s, PUT_BULK);
	for (int i = 0; i < 5; i++)
		order[i] = s.free[s.free_count - 5 + (size_t)i];
	assert_int_equal(subject_put_bulk(&s, 5), 5);
	for (int i = 5; i > 0; i--)
		assert_ptr_equal(subject_get(&s), order[i - 1]);
	subject_close(&s);
}

static void test_full(void **state)
{
	struct subject s;
	struct tally tally = { 0 };

	open_pool(&s, PUT_SINGLE);
	for (int i = 0; i < MAX; i++)
		assert_true(subject_put(&s));
	for (int i = 0; i < 3; i++)
		assert_int_equal(ops->put(s.pool, s.free[0], &tally),
				 PUT_FULL);
	assert_non_null(subject_get(&s));
	assert_true(subject_put(&s));
	assert_false(subject_put(&s));
	/* alone, no compare-exchange fails */
	assert_int_equal(tally.put_retries, 0);
	assert_int_equal(tally.get_retries, 0);
	subject_close(&s);
}

static void test_bulk_room(void **state)
{
	struct subject s;

	open_pool(&s, PUT_BULK);
	assert_int_equal(subject_put_bulk(&s, MAX - 3), MAX - 3);
	assert_int_equal(subject_put_bulk(&s, 20), 3);
	assert_int_equal(subject_put_bulk(&s, 20), 0);
	assert_non_null(subject_get(&s));
	assert_int_equal(subject_put_bulk(&s, 20), 1);
	subject_close(&s);
}

/* As posted: no pool releases the page, no page is nothing to do. */
static void test_null(void **state)
{
	struct subject s;
	struct tally tally = { 0 };

	open_pool(&s, PUT_SINGLE);
	assert_int_equal(ops->put(s.pool, NULL, &tally), PUT_ACCEPTED);
	assert_null(subject_get(&s));
	assert_int_equal(ops->put(NULL, s.free[0], &tally), PUT_FULL);
	assert_int_equal(ops->put_bulk(NULL, s.free, 4, &tally), 0);
	assert_null(ops->get(NULL, &tally));
	subject_close(&s);
}

static void test_declared_excess(void **state)
{
	struct pool_params params = { .max = MAX, .producers = 1 };

	assert_int_equal(ops->max_excess(&params), 0);
	params.put = PUT_BULK;
	assert_int_equal(ops->max_excess(&params), 0);
	params.producers = 4;
	assert_int_equal(ops->max_excess(&params), POOL_EXCESS_UNBOUNDED);
	params.put = PUT_SINGLE;
	assert_int_equal(ops->max_excess(&params), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_last_in_first_out),
		cmocka_unit_test(test_bulk_order),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_bulk_room),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_declared_excess),
	};

	ops = pool_find("svc_page_pool");
	if (!ops)
		return 1;
	return cmocka_run_group_tests_name("svc_page_pool", tests, NULL, NULL);
}
