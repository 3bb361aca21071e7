// SPDX-License-Identifier: MIT
/*
 * Each flaw of svc_page_pool, forced on its own code by one schedule, and the
 * same schedule on the repaired pool. A flaw that svc_page_pool no longer has
 * is a failure: what others are compared with is what was posted.
 */
#include "test.h"
#include "explore.h"

#include <stdio.h>

#define MAX	2

/* Up to where a thread is let run; to the end of its call if that is nearer */
enum until {
	HAS_THE_COUNT,
	CHANGED_THE_LIST,
	ENDED,
};

/**
 * struct forced - one flaw by one schedule
 * @setting: the calls
 * @moves: threads and how far they run; what is left runs in turn
 */
struct forced {
	struct setting setting;
	struct {
		int thread;
		enum until until;
	} moves[8];
	int nr_moves;
};

static const struct forced forced[FLAWS] = {
	[FLAW_OVERSHOOT] = {
		{ "both producers look, then both add", MAX, false,
		  { "", "pp", "p" } },
		{ { 1, ENDED }, { 1, HAS_THE_COUNT }, { 2, HAS_THE_COUNT },
		  { 1, ENDED }, { 2, ENDED } }, 5,
	},
	[FLAW_VANISHED_CAP] = {
		{ "both look, then both add; then one adds alone", MAX, false,
		  { "", "22", "2" } },
		{ { 1, HAS_THE_COUNT }, { 2, HAS_THE_COUNT }, { 1, ENDED },
		  { 2, ENDED }, { 1, ENDED } }, 5,
	},
	[FLAW_FALSE_FULL] = {
		{ "a page is taken between being added and counted", MAX,
		  false, { "g", "p", "p" } },
		{ { 1, CHANGED_THE_LIST }, { 0, ENDED }, { 2, ENDED },
		  { 1, ENDED } }, 4,
	},
	[FLAW_ONE_TOO_MANY] = {
		{ "the same, and a bulk put looks", MAX, false,
		  { "g", "p", "3" } },
		{ { 1, CHANGED_THE_LIST }, { 0, ENDED }, { 2, ENDED },
		  { 1, ENDED } }, 4,
	},
};

static unsigned int step_once(struct state *state, int thread,
			      struct event *event)
{
	machine_step(state, thread, event);
	event_print(event);
	return event->flaws;
}

static bool is_reached(const struct event *event, enum until until)
{
	switch (until) {
	case HAS_THE_COUNT:
		return event->ended || event->on_count;
	case CHANGED_THE_LIST:
		return event->ended || event->length[0] != event->length[1];
	default:
		return event->ended;
	}
}

/* Return: the flaws that the schedule showed. */
static unsigned int force(const struct model *model, const struct forced *how)
{
	static struct state state;
	struct event event;
	unsigned int flaws = 0;

	printf("%s, %s:\n", model->ops->name, how->setting.what);
	machine_start(model, &how->setting, &state);
	for (int m = 0; m < how->nr_moves; m++) {
		const int thread = how->moves[m].thread;

		while (machine_can(&state, thread)) {
			flaws |= step_once(&state, thread, &event);
			if (is_reached(&event, how->moves[m].until))
				break;
		}
	}
	for (int thread = 0; thread < THREADS; thread++) {
		while (machine_can(&state, thread))
			flaws |= step_once(&state, thread, &event);
	}
	machine_check_end(&state);
	machine_stop();
	return flaws;
}

static void test_forced(void **state)
{
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		printf("\nflaw %s\n", flaw_names[flaw]);
		if (!(force(&model_posted, &forced[flaw]) & 1U << flaw))
			fail_msg("svc_page_pool no longer shows %s",
				 flaw_names[flaw]);
		if (force(&model_fixed, &forced[flaw]))
			fail_msg("svc_page_pool_fixed shows a flaw");
	}
}

TESTS(T(test_forced))
