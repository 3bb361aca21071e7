// SPDX-License-Identifier: MIT
/*
 * Where there is no hardware to count with, as in most virtual machines, the
 * kernel's software events stand in for it: they are opened, grouped, read
 * and rotated in the same way.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "perf/counters.h"
#include "perf/counters_internal.h"

#if defined(__x86_64__)
#define AUDIT_ARCH_HERE	AUDIT_ARCH_X86_64
#else
#define AUDIT_ARCH_HERE	AUDIT_ARCH_AARCH64
#endif

#define MS	1000000u

static size_t index_of(const char *name)
{
	for (size_t i = 0; i < counters_event_count(); i++) {
		if (strcmp(counters_event_name(i), name) == 0)
			return i;
	}
	fail_msg("there is no event %s", name);
	return 0;
}

static bool has_value(const struct counter_value *value)
{
	return value->status == COUNTER_OK || value->status == COUNTER_SCALED;
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

static bool forbid_perf_events(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_HERE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = ARRAY_SIZE(filter),
		.filter = filter,
	};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

enum { CHILD_FINE, CHILD_NO_FILTER, CHILD_WRONG };

static int count_without_permission(void)
{
	struct counter_value values[COUNTERS_MAX];
	struct counters *counters;

	if (!forbid_perf_events())
		return CHILD_NO_FILTER;
	counters = counters_open(0);
	if (!counters)
		return CHILD_WRONG;
	counters_start(counters);
	counters_stop(counters, values);
	counters_close(counters);
	for (size_t i = 0; i < HARDWARE_EVENTS; i++) {
		bool known = event_set_get()->choices[i].exists;

		if (values[i].status != (known ? COUNTER_DENIED :
						 COUNTER_UNSUPPORTED))
			return CHILD_WRONG;
	}
	if (values[index_of("task_clock_ns")].status != COUNTER_OK)
		return CHILD_WRONG;
	return CHILD_FINE;
}

/* Before all others: what the machine has is found out once per process. */
static void test_denied(void **state)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(count_without_permission());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CHILD_NO_FILTER) {
		print_message("skipped: no seccomp filters here\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), CHILD_FINE);
}

static void test_names(void **state)
{
	size_t count = counters_event_count();

	assert_in_range(count, 1, COUNTERS_MAX);
	for (size_t i = 0; i < count; i++) {
		assert_non_null(counters_event_name(i));
		assert_true(counters_event_name(i)[0] != '\0');
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(counters_event_name(i),
						counters_event_name(j));
	}
	for (int i = 0; i < COUNTER_STATUS_COUNT; i++)
		assert_non_null(counter_status_names[i]);
	assert_string_equal(counter_status_names[COUNTER_NOT_SCHEDULED],
			    "not_scheduled");
}

static void test_page_faults(void **state)
{
	size_t minor = index_of("page_faults_minor");
	struct counter_value values[COUNTERS_MAX];
	struct counters *counters = counters_open(0);
	uint64_t fewest = UINT64_MAX;

	assert_non_null(counters);
	counters_start(counters);
	touch_pages(300);
	counters_stop(counters, values);
	assert_int_equal(values[minor].status, COUNTER_OK);
	assert_in_range(values[minor].value, 300, 3000);

	/* Of several, as others may take a page away from this process. */
	for (int i = 0; i < 5; i++) {
		counters_start(counters);
		counters_stop(counters, values);
		if (values[minor].value < fewest)
			fewest = values[minor].value;
	}
	assert_int_equal(fewest, 0);
	counters_close(counters);
}

static void test_times(void **state)
{
	const struct timespec nap = { .tv_nsec = 2 * MS };
	struct counter_value values[COUNTERS_MAX], *value;
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

	value = &values[index_of("task_clock_ns")];
	assert_int_equal(value->status, COUNTER_OK);
	/* Asleep, no CPU time passes. */
	assert_in_range(value->value, 20 * MS, wall - 8 * MS);
	value = &values[index_of("switches_voluntary")];
	assert_int_equal(value->status, COUNTER_OK);
	assert_in_range(value->value, 5, 1000);
}

static pid_t fork_rival(void)
{
	pid_t child = fork();

	if (child == 0) {
		spin(CLOCK_MONOTONIC, 10000ull * MS);
		_exit(0);
	}
	return child;
}

/* Two that want one CPU: this one waits about half of the time. */
static void test_run_delay(void **state)
{
	struct counter_value values[COUNTERS_MAX];
	const struct counter_value *delay = &values[index_of("run_delay_ns")];
	struct counters *counters;
	cpu_set_t before, one;
	pid_t rival;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	fflush(NULL);
	rival = fork_rival();
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

	assert_in_range(values[index_of("switches_involuntary")].value, 1,
			100000);
	if (delay->status == COUNTER_UNSUPPORTED) {
		print_message("skipped: this kernel keeps no schedstat\n");
		skip();
	}
	assert_int_equal(delay->status, COUNTER_OK);
	assert_in_range(delay->value, 30 * MS, 1000 * MS);
}

static void test_schedstat_text(void **state)
{
	uint64_t delay;

	assert_true(schedstat_run_delay("12345 678 9\n", &delay));
	assert_int_equal(delay, 678);
	assert_true(schedstat_run_delay("0 0 1\n", &delay));
	assert_false(schedstat_run_delay("0 0 0\n", &delay));
	assert_false(schedstat_run_delay("1 2\n", &delay));
	assert_false(schedstat_run_delay("", &delay));
	assert_false(schedstat_run_delay("x 2 3", &delay));
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
	struct counter_value values[COUNTERS_MAX];

	assert_true(turns >= 1);
	for (unsigned int turn = 0; turn < turns; turn++) {
		struct counters *counters = counters_open(turn);

		assert_non_null(counters);
		counters_start(counters);
		count_down(loops);
		counters_stop(counters, values);
		counters_close(counters);
		for (size_t i = 0; i < HARDWARE_EVENTS; i++) {
			if (turn == 0)
				print_message("%s: %s\n",
					counters_event_name(i),
					counter_status_names[values[i].status]);
			if (!has_value(&values[i]))
				assert_int_equal(values[i].value, 0);
			else if (i == EVENT_INSTRUCTIONS)
				assert_in_range(values[i].value, loops * 9 / 10,
						loops * 40);
			else if (i == EVENT_CYCLES)
				assert_in_range(values[i].value, loops / 10,
						loops * 100);
			else
				assert_in_range(values[i].value, 0, loops);
		}
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
		set.choices[i].code.type = PERF_TYPE_SOFTWARE;
		set.choices[i].code.config = configs[i];
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

static void count_stand_ins(unsigned int rotation, size_t pages,
			    struct counter_value *values)
{
	struct event_set set = stand_ins();
	struct counters *counters = counters_open_set(&set, rotation);

	assert_non_null(counters);
	/* What came before the window is not of it. */
	touch_pages(5000);
	counters_start(counters);
	touch_pages(pages);
	spin(CLOCK_THREAD_CPUTIME_ID, 5 * MS);
	counters_stop(counters, values);
	counters_close(counters);
}

static void check_fault_count(const struct counter_value *value, size_t pages)
{
	assert_int_equal(value->status, COUNTER_OK);
	/* Sanitizers touch memory of their own along with it. */
	assert_in_range(value->value, pages, pages + 4000);
	assert_in_range(value->running_ns, 4 * MS, 1000 * MS);
	assert_int_equal(value->enabled_ns, value->running_ns);
}

static void skip_without_perf(void)
{
	const struct event_code dummy = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_DUMMY,
	};
	struct counter_group group = { .count = 0 };
	int code = counter_group_add(&group, &dummy);

	counter_group_close(&group);
	if (!code)
		return;
	print_message("skipped: perf_event_open: %s\n", strerror(-code));
	skip();
}

/* Events of two kernel PMUs, of which one could be left out until a switch. */
static void test_group_is_complete(void **state)
{
	const struct event_code clock = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_TASK_CLOCK,
	};
	const struct event_code faults = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_PAGE_FAULTS,
	};
	struct counter_group group = { .count = 0 };
	struct group_reading before, after;

	skip_without_perf();
	assert_int_equal(counter_group_add(&group, &clock), 0);
	assert_int_equal(counter_group_add(&group, &faults), 0);
	counter_group_enable(&group);
	counter_group_read(&group, &before);
	touch_pages(100);
	counter_group_read(&group, &after);
	counter_group_close(&group);
	assert_true(before.valid && after.valid);
	assert_in_range(after.values[1] - before.values[1], 100, 4000);
}

static void test_group_of_stand_ins(void **state)
{
	struct counter_value values[COUNTERS_MAX];

	skip_without_perf();
	for (unsigned int rotation = 0; rotation < 4; rotation++) {
		count_stand_ins(rotation, 200, values);
		assert_int_equal(values[EVENT_CYCLES].status, COUNTER_OK);
		assert_in_range(values[EVENT_CYCLES].value, 4 * MS, 1000 * MS);
		check_fault_count(&values[EVENT_INSTRUCTIONS], 200);
		assert_int_equal(values[EVENT_L3_MISSES].status,
				 COUNTER_DENIED);
		assert_int_equal(values[EVENT_REMOTE_HITMS].status,
				 COUNTER_UNSUPPORTED);
		if (rotation % 2 == 0) {
			check_fault_count(&values[EVENT_L3_FILLS], 200);
			check_fault_count(&values[EVENT_LOCAL_MEMORY], 200);
			assert_int_equal(values[EVENT_REMOTE_MEMORY].status,
					 COUNTER_NOT_SCHEDULED);
		} else {
			assert_int_equal(values[EVENT_L3_FILLS].status,
					 COUNTER_NOT_SCHEDULED);
			assert_int_equal(values[EVENT_LOCAL_MEMORY].status,
					 COUNTER_NOT_SCHEDULED);
			assert_int_equal(values[EVENT_REMOTE_MEMORY].status,
					 COUNTER_OK);
		}
	}
}

static struct group_reading reading(uint64_t enabled, uint64_t running,
				    uint64_t value)
{
	return (struct group_reading){
		.valid = true, .enabled_ns = enabled, .running_ns = running,
		.values = { 0, value },
	};
}

static struct counter_value between(struct group_reading before,
				    struct group_reading after)
{
	return counter_value_between(&before, &after, 1);
}

static void test_scaling(void **state)
{
	struct group_reading start = reading(1000, 900, 50);
	struct group_reading lost = { .valid = false };
	struct counter_value value;

	value = between(start, reading(2000, 1900, 150));
	assert_int_equal(value.status, COUNTER_OK);
	assert_int_equal(value.value, 100);
	assert_int_equal(value.enabled_ns, 1000);
	assert_int_equal(value.running_ns, 1000);

	value = between(start, reading(2000, 1150, 150));
	assert_int_equal(value.status, COUNTER_SCALED);
	assert_int_equal(value.value, 400);
	assert_int_equal(value.enabled_ns, 1000);
	assert_int_equal(value.running_ns, 250);

	/* Counted 0 times is a value, and not counted is none. */
	assert_int_equal(between(start, reading(2000, 1900, 50)).status,
			 COUNTER_OK);
	assert_int_equal(between(start, reading(2000, 900, 50)).status,
			 COUNTER_NOT_SCHEDULED);
	assert_int_equal(between(start, lost).status, COUNTER_NOT_SCHEDULED);
	assert_int_equal(between(lost, start).status, COUNTER_NOT_SCHEDULED);
	assert_int_equal(between(start, reading(2000, 1900, 49)).status,
			 COUNTER_NOT_SCHEDULED);

	/* The product is beyond 64 bits, and then the quotient is too. */
	value = between(reading(0, 0, 0),
			reading(1ull << 40, 1ull << 39, 1ull << 50));
	assert_int_equal(value.value, 1ull << 51);
	value = between(reading(0, 0, 0), reading(1ull << 40, 1, 1ull << 50));
	assert_true(value.value == UINT64_MAX);
}

/* An unscheduled pinned group is read as /dev/null is: 0 bytes. */
static void test_end_of_file(void **state)
{
	struct counter_group group = {
		.count = 1,
		.fds = { open("/dev/null", O_RDONLY | O_CLOEXEC) },
	};
	struct counter_group empty = { .count = 0 };
	struct group_reading lost;

	assert_true(group.fds[0] >= 0);
	lost.valid = true;
	counter_group_read(&group, &lost);
	assert_false(lost.valid);
	counter_group_close(&group);
	lost.valid = true;
	counter_group_read(&empty, &lost);
	assert_false(lost.valid);
}

/* Why there is no value is known of a window that does not count, too. */
static void test_uncounted(void **state)
{
	struct counter_value sum[COUNTERS_MAX], values[COUNTERS_MAX];

	for (size_t i = 0; i < counters_event_count(); i++) {
		sum[i] = (struct counter_value){
			.status = COUNTER_NOT_SCHEDULED
		};
		values[i] = (struct counter_value){ .value = 7 };
	}
	values[0] = (struct counter_value){ .status = COUNTER_DENIED };
	counters_add_uncounted(sum, values);
	assert_int_equal(sum[0].status, COUNTER_DENIED);
	assert_int_equal(sum[1].status, COUNTER_NOT_SCHEDULED);
	assert_int_equal(sum[1].value, 0);
	counters_add(sum, values);
	assert_int_equal(sum[0].status, COUNTER_DENIED);
	assert_int_equal(sum[1].value, 7);
	counters_add_uncounted(sum, values);
	assert_int_equal(sum[1].value, 7);
}

static void test_errors(void **state)
{
	assert_int_equal(counter_status_of_errno(-EPERM), COUNTER_DENIED);
	assert_int_equal(counter_status_of_errno(-EACCES), COUNTER_DENIED);
	assert_int_equal(counter_status_of_errno(-ENOENT), COUNTER_UNSUPPORTED);
	assert_int_equal(counter_status_of_errno(-EOPNOTSUPP),
			 COUNTER_UNSUPPORTED);
	assert_int_equal(counter_status_of_errno(-EMFILE),
			 COUNTER_NOT_SCHEDULED);
}

#if defined(__x86_64__)
static void expect_raw(const char *name, uint64_t config)
{
	struct event_code code = { 0 };
	const char *why = event_encode(name, &code);

	if (why)
		fail_msg("%s: %s", name, why);
	assert_int_equal(code.type, PERF_TYPE_RAW);
	assert_int_equal(code.config, config);
}
#endif

static void test_encodings(void **state)
{
#if defined(__x86_64__)
	/* Without it, libpfm refuses models other than this machine's. */
	setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);
	assert_true(event_library_begin());
	for (const struct event_model *model = event_models; model->pmu;
	     model++) {
		size_t prefix = strlen(model->pmu);

		for (int i = 0; i < HARDWARE_EVENTS; i++) {
			const char *name = model->events[i], *why;
			struct event_code code = { 0 };

			if (!name)
				continue;
			assert_memory_equal(name, model->pmu, prefix);
			why = event_encode(name, &code);
			if (why)
				fail_msg("%s: %s", name, why);
			assert_true(code.config != 0);
		}
	}
	/* By the manuals: umask in bits 8 to 15, event in bits 0 to 7. */
	expect_raw("amd64_fam19h_zen4::ANY_DATA_CACHE_FILLS_FROM_SYSTEM"
		   ":DRAM_IO_FAR", 0x4044);
	expect_raw("skx::MEM_LOAD_L3_MISS_RETIRED:REMOTE_HITM", 0x04d3);
	event_library_end();
	unsetenv("LIBPFM_ENCODE_INACTIVE");
#else
	print_message("skipped: the table has models of x86-64 only\n");
	skip();
#endif
}

/* The sum of a trial's windows; where one of them has no value, none. */
static void test_sums(void **state)
{
	static const struct {
		struct counter_value window[3], sum;
	} cases[] = {
		{ { { 1, 10, 10, COUNTER_OK }, { 0, 10, 10, COUNTER_OK },
		    { 5, 20, 20, COUNTER_OK } }, { 6, 40, 40, COUNTER_OK } },
		{ { { 0, 0, 0, COUNTER_OK }, { 7, 0, 0, COUNTER_OK },
		    { 2, 0, 0, COUNTER_OK } }, { 9, 0, 0, COUNTER_OK } },
		{ { { 1, 10, 10, COUNTER_OK }, { 4, 10, 5, COUNTER_SCALED },
		    { 5, 10, 10, COUNTER_OK } },
		  { 10, 30, 25, COUNTER_SCALED } },
		/* it was this rotation's turn, and the hardware had no room */
		{ { { 0, 10, 0, COUNTER_NOT_SCHEDULED },
		    { 4, 10, 10, COUNTER_OK }, { 4, 10, 10, COUNTER_OK } },
		  { .status = COUNTER_NOT_SCHEDULED } },
		{ { { 4, 10, 10, COUNTER_OK },
		    { 0, 10, 0, COUNTER_NOT_SCHEDULED },
		    { 4, 10, 10, COUNTER_OK } },
		  { .status = COUNTER_NOT_SCHEDULED } },
		/* not its turn */
		{ { { .status = COUNTER_NOT_SCHEDULED },
		    { .status = COUNTER_NOT_SCHEDULED },
		    { .status = COUNTER_NOT_SCHEDULED } },
		  { .status = COUNTER_NOT_SCHEDULED } },
		{ { { .status = COUNTER_DENIED }, { .status = COUNTER_DENIED },
		    { .status = COUNTER_DENIED } },
		  { .status = COUNTER_DENIED } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct counter_value sum[COUNTERS_MAX], window[COUNTERS_MAX];

		for (size_t e = 0; e < COUNTERS_MAX; e++)
			sum[e] = (struct counter_value){
				.status = COUNTER_NOT_SCHEDULED,
			};
		for (size_t w = 0; w < ARRAY_SIZE(cases[i].window); w++) {
			for (size_t e = 0; e < COUNTERS_MAX; e++)
				window[e] = cases[i].window[w];
			counters_add(sum, window);
		}
		for (size_t e = 0; e < counters_event_count(); e++) {
			assert_int_equal(sum[e].status, cases[i].sum.status);
			if (!has_value(&sum[e]))
				continue;
			assert_int_equal(sum[e].value, cases[i].sum.value);
			assert_int_equal(sum[e].enabled_ns,
					 cases[i].sum.enabled_ns);
			assert_int_equal(sum[e].running_ns,
					 cases[i].sum.running_ns);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_page_faults),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_run_delay),
		cmocka_unit_test(test_schedstat_text),
		cmocka_unit_test(test_hardware),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_group_is_complete),
		cmocka_unit_test(test_group_of_stand_ins),
		cmocka_unit_test(test_scaling),
		cmocka_unit_test(test_end_of_file),
		cmocka_unit_test(test_uncounted),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_encodings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
