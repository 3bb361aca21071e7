// SPDX-License-Identifier: MIT
/* Names and codes of events, and what is made of readings of them. */
#include <errno.h>
#include <fcntl.h>
#include <perfmon/pfmlib.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "base/compiler.h"
#include "perf/counters.h"
#include "perf/counters_internal.h"

static void test_names(void **state)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		assert_true(counter_names[i][0] != '\0');
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(counter_names[i],
						counter_names[j]);
	}
	for (int i = 0; i < COUNTER_STATUS_COUNT; i++)
		assert_non_null(counter_status_names[i]);
}

static void test_schedstat_text(void **state)
{
	static const struct {
		const char *text;
		int delay;	/* -1: there is none */
	} cases[] = {
		{ "12345 678 9\n", 678 }, { "0 0 1\n", 0 }, { "0 0 0\n", -1 },
		{ "1 2\n", -1 }, { "", -1 }, { "x 2 3", -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t delay = 0;
		const bool known = schedstat_run_delay(cases[i].text, &delay);

		if (known != (cases[i].delay >= 0) ||
		    (known && delay != (uint64_t)cases[i].delay))
			fail_msg("'%s'", cases[i].text);
	}
}

/* What two readings of a group are for one of its events */
static void test_scaling(void **state)
{
#define READ(enabled, running, value)	{ true, enabled, running, { 0, value } }
	static const struct {
		struct group_reading before, after;
		struct counter_value value;
	} cases[] = {
		{ READ(1000, 900, 50), READ(2000, 1900, 150),
		  { 100, 1000, 1000, COUNTER_OK } },
		{ READ(1000, 900, 50), READ(2000, 1150, 150),
		  { 400, 1000, 250, COUNTER_SCALED } },
		/* Counted 0 times is a value, and not counted is none. */
		{ READ(1000, 900, 50), READ(2000, 1900, 50),
		  { 0, 1000, 1000, COUNTER_OK } },
		{ READ(1000, 900, 50), READ(2000, 900, 50),
		  { .status = COUNTER_NOT_SCHEDULED } },
		{ READ(1000, 900, 50), { .valid = false },
		  { .status = COUNTER_NOT_SCHEDULED } },
		{ { .valid = false }, READ(1000, 900, 50),
		  { .status = COUNTER_NOT_SCHEDULED } },
		{ READ(1000, 900, 50), READ(2000, 1900, 49),
		  { .status = COUNTER_NOT_SCHEDULED } },
		/* The product is beyond 64 bits, and then the quotient is too. */
		{ READ(0, 0, 0), READ(1ull << 40, 1ull << 39, 1ull << 50),
		  { 1ull << 51, 1ull << 40, 1ull << 39, COUNTER_SCALED } },
		{ READ(0, 0, 0), READ(1ull << 40, 1, 1ull << 50),
		  { UINT64_MAX, 1ull << 40, 1, COUNTER_SCALED } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct counter_value *wanted = &cases[i].value;
		const struct counter_value found = counter_value_between(
			&cases[i].before, &cases[i].after, 1);

		print_message("case %zu\n", i);
		assert_int_equal(found.status, wanted->status);
		if (wanted->status == COUNTER_NOT_SCHEDULED)
			continue;
		assert_int_equal(found.value, wanted->value);
		assert_int_equal(found.enabled_ns, wanted->enabled_ns);
		assert_int_equal(found.running_ns, wanted->running_ns);
	}
}

/* An unscheduled pinned group is read as /dev/null is: 0 bytes. */
static void test_end_of_file(void **state)
{
	struct counter_group group = {
		.count = 1,
		.fds = { open("/dev/null", O_RDONLY | O_CLOEXEC) },
	};
	struct group_reading lost = { .valid = true };

	assert_true(group.fds[0] >= 0);
	counter_group_read(&group, &lost);
	assert_false(lost.valid);
	counter_group_close(&group);
	lost.valid = true;
	/* and an empty one not at all */
	counter_group_read(&group, &lost);
	assert_false(lost.valid);
}

static void test_errors(void **state)
{
	static const struct {
		int code;
		enum counter_status status;
	} cases[] = {
		{ EPERM, COUNTER_DENIED }, { EACCES, COUNTER_DENIED },
		{ ENOENT, COUNTER_UNSUPPORTED },
		{ EOPNOTSUPP, COUNTER_UNSUPPORTED },
		{ EMFILE, COUNTER_NOT_SCHEDULED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(counter_status_of_errno(-cases[i].code),
				 cases[i].status);
}

static void test_encodings(void **state)
{
#if defined(__x86_64__)
	/* By the manuals: umask in bits 8 to 15, event in bits 0 to 7. */
	static const struct {
		const char *name;
		uint64_t config;
	} known[] = {
		{ "amd64_fam19h_zen4::ANY_DATA_CACHE_FILLS_FROM_SYSTEM:DRAM_IO_FAR",
		  0x4044 },
		{ "skx::MEM_LOAD_L3_MISS_RETIRED:REMOTE_HITM", 0x04d3 },
	};
	struct perf_event_attr event;
	const char *why;

	/* Without it, libpfm refuses models other than this machine's. */
	setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);
	assert_int_equal(pfm_initialize(), PFM_SUCCESS);
	for (const struct event_model *model = event_models; model->pmu;
	     model++) {
		for (int i = 0; i < HARDWARE_EVENTS; i++) {
			const char *name = model->events[i];

			if (!name)
				continue;
			assert_memory_equal(name, model->pmu,
					    strlen(model->pmu));
			why = event_encode(name, &event);
			if (why)
				fail_msg("%s: %s", name, why);
			assert_true(event.config != 0);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		assert_null(event_encode(known[i].name, &event));
		assert_int_equal(event.type, PERF_TYPE_RAW);
		assert_int_equal(event.config, known[i].config);
	}
	pfm_terminate();
	unsetenv("LIBPFM_ENCODE_INACTIVE");
#else
	print_message("skipped: the table has models of x86-64 only\n");
	skip();
#endif
}

#define LOST	{ .status = COUNTER_NOT_SCHEDULED }
#define DENIED	{ .status = COUNTER_DENIED }

/* The sum of a trial's windows; where one of them has no value, none. */
static void test_sums(void **state)
{
	static const struct {
		struct counter_value window[3], sum;
		bool uncounted;	/* the last one does not count */
	} cases[] = {
		{ { { 1, 10, 10, COUNTER_OK }, { 0, 10, 10, COUNTER_OK },
		    { 5, 20, 20, COUNTER_OK } }, { 6, 40, 40, COUNTER_OK },
		  false },
		{ { { 0, 0, 0, COUNTER_OK }, { 7, 0, 0, COUNTER_OK },
		    { 2, 0, 0, COUNTER_OK } }, { 9, 0, 0, COUNTER_OK }, false },
		{ { { 1, 10, 10, COUNTER_OK }, { 4, 10, 5, COUNTER_SCALED },
		    { 5, 10, 10, COUNTER_OK } },
		  { 10, 30, 25, COUNTER_SCALED }, false },
		/* it was this rotation's turn, and the hardware had no room */
		{ { { 0, 10, 0, COUNTER_NOT_SCHEDULED },
		    { 4, 10, 10, COUNTER_OK }, { 4, 10, 10, COUNTER_OK } },
		  LOST, false },
		{ { { 4, 10, 10, COUNTER_OK },
		    { 0, 10, 0, COUNTER_NOT_SCHEDULED },
		    { 4, 10, 10, COUNTER_OK } }, LOST, false },
		/* not its turn */
		{ { LOST, LOST, LOST }, LOST, false },
		{ { DENIED, DENIED, DENIED }, DENIED, false },
		/* why there is none is known of a window that does not count */
		{ { LOST, LOST, DENIED }, DENIED, true },
		{ { LOST, LOST, { 7, 0, 0, COUNTER_OK } }, LOST, true },
		{ { { 7, 9, 9, COUNTER_OK }, { 1, 1, 1, COUNTER_OK },
		    { 7, 9, 9, COUNTER_OK } }, { 8, 10, 10, COUNTER_OK },
		  true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct counter_value *wanted = &cases[i].sum;
		struct counter_value sum[COUNTERS], window[COUNTERS];

		print_message("case %zu\n", i);
		for (size_t e = 0; e < COUNTERS; e++)
			sum[e] = (struct counter_value)LOST;
		for (size_t w = 0; w < ARRAY_SIZE(cases[i].window); w++) {
			for (size_t e = 0; e < COUNTERS; e++)
				window[e] = cases[i].window[w];
			if (w == 2 && cases[i].uncounted)
				counters_add_uncounted(sum, window);
			else
				counters_add(sum, window);
		}
		for (size_t e = 0; e < COUNTERS; e++) {
			assert_int_equal(sum[e].status, wanted->status);
			if (wanted->status != COUNTER_OK &&
			    wanted->status != COUNTER_SCALED)
				continue;
			assert_int_equal(sum[e].value, wanted->value);
			assert_int_equal(sum[e].enabled_ns, wanted->enabled_ns);
			assert_int_equal(sum[e].running_ns, wanted->running_ns);
		}
	}
}

TESTS(T(test_names), T(test_schedstat_text), T(test_scaling),
      T(test_end_of_file), T(test_errors), T(test_encodings), T(test_sums))
