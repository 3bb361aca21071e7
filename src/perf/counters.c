// SPDX-License-Identifier: MIT
#include "perf/counters.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/compiler.h"
#include "perf/counters_internal.h"

const char *const counter_status_names[COUNTER_STATUS_COUNT] = {
	[COUNTER_OK] = "ok",
	[COUNTER_SCALED] = "scaled",
	[COUNTER_UNSUPPORTED] = "unsupported",
	[COUNTER_DENIED] = "denied",
	[COUNTER_NOT_SCHEDULED] = "not_scheduled",
	[COUNTER_NOT_APPLICABLE] = "not_applicable",
};

/*
 * What the kernel counts of every thread anyway. Context switches by
 * perf_event_open would be 0 with the kernel excluded, as they happen there.
 */
enum software_event {
	EVENT_TASK_CLOCK,
	EVENT_FAULTS_MINOR,
	EVENT_FAULTS_MAJOR,
	EVENT_SWITCHES_VOLUNTARY,
	EVENT_SWITCHES_INVOLUNTARY,
	EVENT_RUN_DELAY,
	SOFTWARE_EVENTS,
};

_Static_assert(HARDWARE_EVENTS + SOFTWARE_EVENTS == COUNTERS,
	       "COUNTERS is not the number of events");

const char *const counter_names[COUNTERS] = {
	[EVENT_CYCLES] = "cycles",
	[EVENT_INSTRUCTIONS] = "instructions",
	[EVENT_L3_FILLS] = "l3_fills",
	[EVENT_L3_MISSES] = "l3_misses",
	[EVENT_LOCAL_MEMORY] = "local_memory_fills",
	[EVENT_REMOTE_MEMORY] = "remote_memory_fills",
	[EVENT_LOCAL_CACHE] = "local_cache_fills",
	[EVENT_REMOTE_CACHE] = "remote_cache_fills",
	[EVENT_REMOTE_FORWARDS] = "remote_forwards",
	[EVENT_REMOTE_HITMS] = "remote_hitms",
	[HARDWARE_EVENTS + EVENT_TASK_CLOCK] = "task_clock_ns",
	[HARDWARE_EVENTS + EVENT_FAULTS_MINOR] = "page_faults_minor",
	[HARDWARE_EVENTS + EVENT_FAULTS_MAJOR] = "page_faults_major",
	[HARDWARE_EVENTS + EVENT_SWITCHES_VOLUNTARY] = "switches_voluntary",
	[HARDWARE_EVENTS + EVENT_SWITCHES_INVOLUNTARY] = "switches_involuntary",
	[HARDWARE_EVENTS + EVENT_RUN_DELAY] = "run_delay_ns",
};

/* Where the software events stand */
struct software_reading {
	bool known[SOFTWARE_EVENTS];
	uint64_t values[SOFTWARE_EVENTS];	/* Since the thread began */
};

struct counters {
	struct counter_group group;	/* The hardware events of this turn */
	int place[HARDWARE_EVENTS];	/* In @group; -1: it is not there */
	enum counter_status status[HARDWARE_EVENTS];	/* Of the others */
	int schedstat;	/* Of this thread; -1 where there is none */
	struct group_reading hardware;	/* At the start of the window */
	struct software_reading software;	/* At the start of the window */
};

/* strtoull() would ask the locale; this runs at the edge of the window. */
static const char *parse_number(const char *text, uint64_t *number)
{
	const char *start;

	while (*text == ' ')
		text++;
	start = text;
	*number = 0;
	while (*text >= '0' && *text <= '9')
		*number = *number * 10 + (uint64_t)(*text++ - '0');
	return text == start ? NULL : text;
}

bool schedstat_run_delay(const char *text, uint64_t *delay_ns)
{
	uint64_t on_cpu, slices;

	text = parse_number(text, &on_cpu);
	if (text)
		text = parse_number(text, delay_ns);
	if (text)
		text = parse_number(text, &slices);
	return text && slices > 0;
}

static void read_schedstat(int fd, struct software_reading *reading)
{
	char text[128];
	ssize_t length = -1;

	if (fd >= 0)
		length = pread(fd, text, sizeof(text) - 1, 0);
	reading->known[EVENT_RUN_DELAY] = false;
	if (length <= 0)
		return;
	text[length] = '\0';
	reading->known[EVENT_RUN_DELAY] =
		schedstat_run_delay(text, &reading->values[EVENT_RUN_DELAY]);
}

static void read_usage(struct software_reading *reading)
{
	struct rusage usage = { 0 };
	const bool known = getrusage(RUSAGE_THREAD, &usage) == 0;

	for (int i = EVENT_FAULTS_MINOR; i <= EVENT_SWITCHES_INVOLUNTARY; i++)
		reading->known[i] = known;
	reading->values[EVENT_FAULTS_MINOR] = (uint64_t)usage.ru_minflt;
	reading->values[EVENT_FAULTS_MAJOR] = (uint64_t)usage.ru_majflt;
	reading->values[EVENT_SWITCHES_VOLUNTARY] = (uint64_t)usage.ru_nvcsw;
	reading->values[EVENT_SWITCHES_INVOLUNTARY] = (uint64_t)usage.ru_nivcsw;
}

static void read_cpu_time(struct software_reading *reading)
{
	struct timespec now = { 0 };

	reading->known[EVENT_TASK_CLOCK] =
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0;
	reading->values[EVENT_TASK_CLOCK] = (uint64_t)now.tv_sec * 1000000000u +
					    (uint64_t)now.tv_nsec;
}

static void open_hardware(struct counters *counters,
			  const struct event_set *set, unsigned int rotation)
{
	for (int i = 0; i < HARDWARE_EVENTS; i++) {
		const struct event_choice *choice = &set->choices[i];
		int code;

		counters->place[i] = -1;
		counters->status[i] = choice->status;
		if (choice->status != COUNTER_OK &&
		    choice->status != COUNTER_NOT_SCHEDULED)
			continue;
		counters->status[i] = COUNTER_NOT_SCHEDULED;
		if (i >= EVENTS_OF_ALL_TURNS &&
		    choice->turn != rotation % set->turns)
			continue;
		code = counter_group_add(&counters->group, &choice->event);
		if (code == 0)
			counters->place[i] = (int)counters->group.count - 1;
		else if (counter_status_of_errno(code) == COUNTER_DENIED)
			counters->status[i] = COUNTER_DENIED;
	}
	counter_group_enable(&counters->group);
}

struct counters *counters_open_set(const struct event_set *set,
				   unsigned int rotation)
{
	struct counter_value rehearsal[COUNTERS];
	struct counters *counters = calloc(1, sizeof(*counters));

	if (!counters)
		return NULL;
	open_hardware(counters, set, rotation);
	counters->schedstat = open("/proc/thread-self/schedstat",
				   O_RDONLY | O_CLOEXEC);
	/* maps what the window's edges use: neither has faults of its own */
	counters_start(counters);
	counters_stop(counters, rehearsal);
	return counters;
}

struct counters *counters_open(unsigned int rotation)
{
	return counters_open_set(event_set_get(), rotation);
}

/* What is cheapest to read is read closest to the window, at both ends. */
void counters_start(struct counters *counters)
{
	struct software_reading *software = &counters->software;

	read_schedstat(counters->schedstat, software);
	read_usage(software);
	read_cpu_time(software);
	counter_group_read(&counters->group, &counters->hardware);
}

void counters_stop(struct counters *counters, struct counter_value *values)
{
	const struct software_reading *before = &counters->software;
	struct software_reading software;
	struct group_reading hardware;

	counter_group_read(&counters->group, &hardware);
	read_cpu_time(&software);
	read_usage(&software);
	read_schedstat(counters->schedstat, &software);

	for (int i = 0; i < HARDWARE_EVENTS; i++) {
		if (counters->place[i] >= 0)
			values[i] = counter_value_between(&counters->hardware,
				&hardware, (unsigned int)counters->place[i]);
		else
			values[i] = (struct counter_value){
				.status = counters->status[i],
			};
	}
	for (int i = 0; i < SOFTWARE_EVENTS; i++) {
		struct counter_value *value = &values[HARDWARE_EVENTS + i];

		*value = (struct counter_value){
			.status = COUNTER_UNSUPPORTED,
		};
		if (!before->known[i] || !software.known[i])
			continue;
		value->value = software.values[i] - before->values[i];
		value->status = COUNTER_OK;
	}
}

static bool has_value(const struct counter_value *value)
{
	return value->status == COUNTER_OK || value->status == COUNTER_SCALED;
}

void counters_add(struct counter_value *sum,
		  const struct counter_value *values)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		const struct counter_value *value = &values[i];

		if (sum[i].status == COUNTER_NOT_SCHEDULED && !sum[i].value &&
		    !sum[i].enabled_ns) {
			sum[i] = *value;
			continue;
		}
		if (!has_value(value) || !has_value(&sum[i])) {
			/* the sum would be too small, and look like one */
			if (has_value(&sum[i]))
				sum[i] = *value;
			continue;
		}
		sum[i].value += value->value;
		sum[i].enabled_ns += value->enabled_ns;
		sum[i].running_ns += value->running_ns;
		if (value->status == COUNTER_SCALED)
			sum[i].status = COUNTER_SCALED;
	}
}

void counters_add_uncounted(struct counter_value *sum,
			    const struct counter_value *values)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		if (!has_value(&values[i]) &&
		    sum[i].status == COUNTER_NOT_SCHEDULED)
			sum[i].status = values[i].status;
	}
}

void counters_close(struct counters *counters)
{
	if (!counters)
		return;
	counter_group_close(&counters->group);
	if (counters->schedstat >= 0)
		close(counters->schedstat);
	free(counters);
}
