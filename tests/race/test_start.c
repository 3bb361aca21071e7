// SPDX-License-Identifier: MIT
/*
 * Roles that start many slices together, more of them than CPUs: none leaves
 * before all have arrived, all leave for the same deadline, and what one slice
 * left behind is gone in the next.
 */
#include <pthread.h>
#include <sys/resource.h>

#include "test.h"
#include "base/clock.h"
#include "pool/loop/role.h"

#define ROLES	3
#define SLICES	200

/*
 * @arrived is written before the start and read after it by all others, once:
 * for ThreadSanitizer, too, the start is what orders the two.
 */
static struct {
	struct phases phases;
	struct role role[ROLES];
	bool arrived[ROLES][SLICES];
	uint64_t deadline[ROLES][SLICES];
	/* the role that gives up, and before which slice */
	int aborts;
	uint32_t at;
} shared;

/* Two threads on one CPU cannot both answer in time, and must not wait for it. */
static void begin(void)
{
	struct error error = { "" };
	double ticks_per_ns;

	if (clock_calibrate(&ticks_per_ns, &error))
		fail_msg("%s", error.text);
	shared.phases = (struct phases){
		.roles = ROLES, .share_cpus = true,
		.warmup_ticks = (uint64_t)(2e3 * ticks_per_ns),
		.window_ticks = (uint64_t)(5e3 * ticks_per_ns),
	};
	for (int i = 0; i < ROLES; i++)
		shared.role[i] = (struct role){
			.phases = &shared.phases, .consumer = i == 0,
			.ticks_per_ns = ticks_per_ns,
		};
}

/* One slice without a pool: the consumer ends it. Return: what is wrong */
static const char *slice(struct role *role, uint32_t number)
{
	struct phases *phases = role->phases;

	for (int i = 0; i < ROLES; i++) {
		if (!shared.arrived[i][number])
			return "it began before all were there";
	}
	if (role->edge || role->started < role->start)
		return "it is not at the start";
	while (!role->consumer) {
		(void)role_goes_on(role);
		/* acquire: as in role_wait_for_message() */
		if (atomic_load_explicit(&phases->done, memory_order_acquire))
			return NULL;
	}
	while (role_goes_on(role))
		;
	return role->edge == ROLE_EDGES ? NULL : "its window has not closed";
}

static char aborted[] = "aborted";

static void *run(void *argument)
{
	struct role *role = argument;
	const int index = (int)(role - shared.role);

	for (uint32_t i = 0; i < SLICES; i++) {
		const char *wrong;

		if (index == shared.aborts && i == shared.at) {
			/* relaxed: a flag */
			atomic_store_explicit(&shared.phases.aborted, true,
					      memory_order_relaxed);
			return aborted;
		}
		shared.arrived[index][i] = true;
		if (!role_start(role))
			return aborted;
		shared.deadline[index][i] = role->start;
		wrong = slice(role, i);
		if (wrong)
			return (void *)(uintptr_t)wrong;
	}
	return NULL;
}

/* Return: what the first role says that has something to say */
static const char *run_all(void)
{
	pthread_t thread[ROLES];
	const char *wrong = NULL;

	for (int i = 0; i < ROLES; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, run,
						&shared.role[i]), 0);
	for (int i = 0; i < ROLES; i++) {
		void *said;

		pthread_join(thread[i], &said);
		wrong = wrong ? wrong : said;
	}
	return wrong;
}

static void test_many_slices(void **state)
{
	const char *wrong;

	begin();
	shared.aborts = -1;
	wrong = run_all();
	if (wrong)
		fail_msg("%s", wrong);
	for (int i = 1; i < ROLES; i++)
		assert_memory_equal(shared.deadline[i], shared.deadline[0],
				    sizeof(shared.deadline[0]));
	for (uint32_t i = 1; i < SLICES; i++)
		assert_true(shared.deadline[0][i] > shared.deadline[0][i - 1]);
}

/* Nobody waits for ever for one that does not come. */
static void test_abort(void **state)
{
	for (shared.aborts = 0; shared.aborts < ROLES; shared.aborts++) {
		begin();
		shared.at = 7 * (uint32_t)shared.aborts;
		assert_string_equal(run_all(), "aborted");
	}
}

/* Times that a lone role has slept at the starting line */
static long naps(bool crowded)
{
	struct rusage before, after;

	begin();
	shared.phases.roles = 1;
	atomic_init(&shared.phases.crowded, crowded);
	assert_int_equal(getrusage(RUSAGE_THREAD, &before), 0);
	assert_true(role_start(&shared.role[0]));
	assert_int_equal(getrusage(RUSAGE_THREAD, &after), 0);
	return after.ru_nvcsw - before.ru_nvcsw;
}

/* Who has slept is not taken its CPU from so soon. */
static void test_crowded(void **state)
{
	assert_int_equal(naps(false), 0);
	assert_true(naps(true) > 0);
}

TESTS(T(test_many_slices), T(test_abort), T(test_crowded))
