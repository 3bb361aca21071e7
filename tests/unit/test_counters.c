// SPDX-License-Identifier: MIT
/*
 * What is counted in a window. Where there is no hardware to count with, as in
 * most virtual machines, the kernel's software events stand in for it: they are
 * opened, grouped, read and rotated in the same way. What a run shows that may
 * not count is the concern of tests/cli/perf_denied.sh.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#include "base/compiler.h"
#include "perf/counters.h"
#include "perf/counters_internal.h"

#define MS	1000000u

static struct counter_value values[COUNTERS];

static const struct counter_value *value_of(const char *name)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		if (strcmp(counter_names[i], name) == 0)
			return &values[i];
	}
	fail_msg("there is no event %s", name);
	return NULL;
}

static void expect_counted(const char *name, uint64_t least, uint64_t most)
{
	assert_int_equal(value_of(name)->status, COUNTER_OK);
	assert_in_range(value_of(name)->value, least, most);
}

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void spin(clockid_t clock, uint64_t ns)
{
	uint64_t end = now_ns(clock) + ns;

	while (now_ns(clock) < end)
		;
}

static void touch_pages(size_t pages)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	(void)madvise(memory, pages * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < pages; i++)
		*(volatile char *)(memory + i * page) = 1;
	munmap(memory, pages * page);
}

static void test_page_faults(void **state)
{
	struct counters *counters = counters_open(0);
	uint64_t fewest = UINT64_MAX;

	assert_non_null(counters);
	counters_start(counters);
	touch_pages(300);
	counters_stop(counters, values);
	expect_counted("page_faults_minor", 300, 3000);
	/* Of several, as others may take a page away from this process. */
	for (int i = 0; i < 5; i++) {
		counters_start(counters);
		counters_stop(counters, values);
		if (value_of("page_faults_minor")->value < fewest)
			fewest = value_of("page_faults_minor")->value;
	}
	assert_int_equal(fewest, 0);
	counters_close(counters);
}

static void test_times(void **state)
{
	const struct timespec nap = { .tv_nsec = 2 * MS };
	struct counters *counters = counters_open(0);
	uint64_t wall = now_ns(CLOCK_MONOTONIC);

	assert_non_null(counters);
	counters_start(counters);
	spin(CLOCK_THREAD_CPUTIME_ID, 20 * MS);
	for (int i = 0; i < 5; i++)
		nanosleep(&nap, NULL);
	counters_stop(counters, values);
	wall = now_ns(CLOCK_MONOTONIC) - wall;
	counters_close(counters);
	/* Asleep, no CPU time passes. */
	expect_counted("task_clock_ns", 20 * MS, wall - 8 * MS);
	expect_counted("switches_voluntary", 5, 1000);
}

/* Two that want one CPU: this one waits about half of the time. */
static void test_run_delay(void **state)
{
	struct counters *counters;
	cpu_set_t before, one;
	pid_t rival;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	fflush(NULL);
	rival = fork();
	if (rival == 0) {
		spin(CLOCK_MONOTONIC, 10000ull * MS);
		_exit(0);
	}
	assert_true(rival > 0);
	counters = counters_open(0);
	assert_non_null(counters);
	counters_start(counters);
	spin(CLOCK_MONOTONIC, 300 * MS);
	counters_stop(counters, values);
	counters_close(counters);
	kill(rival, SIGKILL);
	assert_int_equal(waitpid(rival, NULL, 0), rival);
	sched_setaffinity(0, sizeof(before), &before);

	expect_counted("switches_involuntary", 1, 100000);
	if (value_of("run_delay_ns")->status == COUNTER_UNSUPPORTED) {
		print_message("skipped: this kernel keeps no schedstat\n");
		skip();
	}
	expect_counted("run_delay_ns", 30 * MS, 1000 * MS);
}

static noinline void count_down(uint64_t n)
{
	while (n--)
		__asm__ __volatile__("" ::: "memory");
}

static void test_hardware(void **state)
{
	const uint64_t loops = 20000000;
	unsigned int turns = event_set_get()->turns;

	assert_true(turns >= 1);
	for (unsigned int i = 0; i < turns * HARDWARE_EVENTS; i++) {
		const unsigned int event = i % HARDWARE_EVENTS;
		const enum counter_status *status = &values[event].status;

		if (event == 0) {
			struct counters *counters =
				counters_open(i / HARDWARE_EVENTS);

			assert_non_null(counters);
			counters_start(counters);
			count_down(loops);
			counters_stop(counters, values);
			counters_close(counters);
		}
		print_message("%s: %s\n", counter_names[event],
			      counter_status_names[*status]);
		if (*status != COUNTER_OK && *status != COUNTER_SCALED)
			assert_int_equal(values[event].value, 0);
		else if (event == EVENT_INSTRUCTIONS)
			assert_in_range(values[event].value, loops * 9 / 10,
					loops * 40);
		else if (event == EVENT_CYCLES)
			assert_in_range(values[event].value, loops / 10,
					loops * 100);
		else
			assert_in_range(values[event].value, 0, loops);
	}
}

/* Events that every kernel has, in the places of those of a PMU. */
static struct event_set stand_ins(void)
{
	static const uint64_t configs[HARDWARE_EVENTS] = {
		[EVENT_CYCLES] = PERF_COUNT_SW_TASK_CLOCK,
		[EVENT_INSTRUCTIONS] = PERF_COUNT_SW_PAGE_FAULTS,
		[EVENT_L3_FILLS] = PERF_COUNT_SW_PAGE_FAULTS_MIN,
		[EVENT_L3_MISSES] = PERF_COUNT_SW_PAGE_FAULTS_MAJ,
		[EVENT_LOCAL_MEMORY] = PERF_COUNT_SW_PAGE_FAULTS_MIN,
		[EVENT_REMOTE_MEMORY] = PERF_COUNT_SW_DUMMY,
	};
	struct event_set set = { .turns = 0 };

	for (int i = 0; i < HARDWARE_EVENTS; i++) {
		set.choices[i].event.type = PERF_TYPE_SOFTWARE;
		set.choices[i].event.config = configs[i];
		set.choices[i].status = i <= EVENT_REMOTE_MEMORY ?
						COUNTER_OK :
						COUNTER_UNSUPPORTED;
	}
	/* In between, to be passed over without a gap. */
	set.choices[EVENT_L3_MISSES].status = COUNTER_DENIED;
	event_set_assign_turns(&set);
	return set;
}

static void test_turns(void **state)
{
	struct event_set set = stand_ins();
	struct event_set none = { .turns = 0 };

	assert_int_equal(set.turns, 2);
	assert_int_equal(set.choices[EVENT_L3_FILLS].turn, 0);
	assert_int_equal(set.choices[EVENT_LOCAL_MEMORY].turn, 0);
	assert_int_equal(set.choices[EVENT_REMOTE_MEMORY].turn, 1);
	for (int i = 0; i < HARDWARE_EVENTS; i++)
		none.choices[i].status = COUNTER_UNSUPPORTED;
	event_set_assign_turns(&none);
	assert_int_equal(none.turns, 1);
}

static const struct perf_event_attr task_clock = {
	.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_TASK_CLOCK,
}, page_faults = {
	.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_PAGE_FAULTS,
};

static void skip_without_perf(void)
{
	struct counter_group group = { .count = 0 };
	int code = counter_group_add(&group, &task_clock);

	counter_group_close(&group);
	if (!code)
		return;
	print_message("skipped: perf_event_open: %s\n", strerror(-code));
	skip();
}

/* Events of two kernel PMUs, of which one could be left out until a switch. */
static void test_group_is_complete(void **state)
{
	struct counter_group group = { .count = 0 };
	struct group_reading before, after;

	skip_without_perf();
	assert_int_equal(counter_group_add(&group, &task_clock), 0);
	assert_int_equal(counter_group_add(&group, &page_faults), 0);
	counter_group_enable(&group);
	counter_group_read(&group, &before);
	touch_pages(100);
	counter_group_read(&group, &after);
	counter_group_close(&group);
	assert_true(before.valid && after.valid);
	assert_in_range(after.values[1] - before.values[1], 100, 4000);
}

static void check_fault_count(const struct counter_value *value)
{
	/* Sanitizers touch memory of their own along with it. */
	assert_in_range(value->value, 200, 200 + 4000);
	assert_in_range(value->running_ns, 4 * MS, 1000 * MS);
	assert_int_equal(value->enabled_ns, value->running_ns);
}

static void test_group_of_stand_ins(void **state)
{
	/* by rotation */
	static const enum counter_status wanted[2][HARDWARE_EVENTS] = {
		{ COUNTER_OK, COUNTER_OK, COUNTER_OK, COUNTER_DENIED,
		  COUNTER_OK, COUNTER_NOT_SCHEDULED, COUNTER_UNSUPPORTED,
		  COUNTER_UNSUPPORTED, COUNTER_UNSUPPORTED,
		  COUNTER_UNSUPPORTED },
		{ COUNTER_OK, COUNTER_OK, COUNTER_NOT_SCHEDULED,
		  COUNTER_DENIED, COUNTER_NOT_SCHEDULED, COUNTER_OK,
		  COUNTER_UNSUPPORTED, COUNTER_UNSUPPORTED,
		  COUNTER_UNSUPPORTED, COUNTER_UNSUPPORTED },
	};
	struct event_set set = stand_ins();

	skip_without_perf();
	for (unsigned int rotation = 0; rotation < 4; rotation++) {
		struct counters *counters = counters_open_set(&set, rotation);

		assert_non_null(counters);
		/* What came before the window is not of it. */
		touch_pages(5000);
		counters_start(counters);
		touch_pages(200);
		spin(CLOCK_THREAD_CPUTIME_ID, 5 * MS);
		counters_stop(counters, values);
		counters_close(counters);
		for (int i = 0; i < HARDWARE_EVENTS; i++)
			assert_int_equal(values[i].status,
					 wanted[rotation % 2][i]);
		assert_in_range(values[EVENT_CYCLES].value, 4 * MS, 1000 * MS);
		check_fault_count(&values[EVENT_INSTRUCTIONS]);
		if (rotation % 2)
			continue;
		check_fault_count(&values[EVENT_L3_FILLS]);
		check_fault_count(&values[EVENT_LOCAL_MEMORY]);
	}
}

TESTS(T(test_page_faults), T(test_times), T(test_run_delay), T(test_hardware),
      T(test_turns), T(test_group_is_complete), T(test_group_of_stand_ins))
