// SPDX-License-Identifier: MIT
/* Which points take turns in one process. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "base/compiler.h"
#include "base/node_memory.h"
#include "run/trials.h"
#include "synthetic.h"

#define MACHINE	"numa:1 core:4 pu:1"

/* What a case asks for: pools or floors by name, where, and how */
struct wish {
	enum scenario scenario;	/* handoff unless it says */
	const char *names;
	enum placement placement;	/* local unless it says */
	unsigned int producers;
	bool oversubscribe;
	bool all_pairs;
	/* the pools of a trial may take no more than that; 0: what they like */
	uint64_t bytes;
	/* these points are not chosen, or left out since they crashed */
	const char *unselected;
	const char *left_out;
	unsigned int copies;
};

static void choose(struct options *options, const char *names)
{
	size_t pools, floors;
	const struct pool_ops *const *pool = pool_registry(&pools);
	const struct floor_ops *floor = floor_list(&floors);
	char text[128], *rest = text, *name;

	snprintf(text, sizeof(text), "%s", names);
	while ((name = strsep(&rest, " "))) {
		for (size_t i = 0; i < pools; i++) {
			if (strcmp(pool[i]->name, name) == 0)
				options->pools.index[options->pools.n++] = i;
		}
		for (size_t i = 0; i < floors; i++) {
			if (strcmp(floor[i].name, name) == 0)
				options->floors.index[options->floors.n++] = i;
		}
	}
}

static int try_expand(struct points *points, const struct wish *wish,
		      const char *machine, const struct memory_room *room,
		      struct error *error)
{
	struct options options = {
		.scenarios = { 1, { wish->scenario } },
		.placements = { 1, { wish->placement } },
		.producers = { 1, { wish->producers ? wish->producers : 1 } },
		.consumer_node = -1, .repetitions = 1, .room = room,
		.oversubscribe = wish->oversubscribe,
		.all_pairs = wish->all_pairs, .copies = wish->copies,
	};
	struct topology topology;
	int result;

	if (wish->scenario != SCENARIO_FLOOR) {
		options.axes[AXIS_BURST] = (struct number_list){ 1, { 1 } };
		options.axes[AXIS_PUT] = (struct number_list){
			1, { PUT_SINGLE }
		};
		options.axes[AXIS_BUFFER_BYTES] = (struct number_list){
			1, { 65536 }
		};
	}
	choose(&options, wish->names);
	load(&topology, machine);
	result = points_expand(points, &options, &topology, 1, error);
	topology_free(&topology);
	return result;
}

static void expand(struct points *points, const struct wish *wish)
{
	struct error error = { "" };

	if (try_expand(points, wish, MACHINE, NULL, &error))
		fail_msg("%s", error.text);
	if (wish->bytes)
		points->trial_bytes = wish->bytes;
}

/* One flag for each point: whether its pool is @name. */
static bool *flags(const struct points *points, const char *name, bool other)
{
	bool *flag = calloc(points->n + 1, sizeof(*flag));

	assert_non_null(flag);
	for (size_t i = 0; i < points->n; i++)
		flag[i] = name && strcmp(points->point[i].config.pool, name) ==
			  0 ? !other : other;
	return flag;
}

/*
 * All trials in one line: a trial's subjects, "; " between two trials. A guest
 * is in brackets, and the base has a star.
 */
static void describe(const struct trials *trials, const struct points *points,
		     const bool *left_out, char *text)
{
	struct error error;
	int fd;
	struct trial *trial = trial_new(TRIAL_SUBJECTS_MAX,
					1 + PLACEMENT_MAX_PRODUCERS, &fd,
					&error);

	assert_non_null(trial);
	*text = '\0';
	for (size_t t = 0; t < trials->n; t++) {
		size_t subject[TRIAL_SUBJECTS_MAX], points_of = 0;
		const size_t wanted = trials_configure(&trials->plan[t],
				points, left_out, trial, subject);

		for (unsigned int i = 0; wanted && i < trial->subjects; i++) {
			const bool guest = subject[i] == TRIALS_NO_POINT;

			text += sprintf(text, "%s%s%s%s%s", !i ? "" : " ",
					guest ? "(" : "",
					trial->subject[i].name,
					(int)i == trial->base ? "*" : "",
					guest ? ")" : "");
			points_of += !guest;
		}
		assert_int_equal(points_of, wanted);
		text += sprintf(text, "%s", t + 1 < trials->n ? "; " : "");
	}
	trial_free(trial, fd);
}

static void test_groups(void **state)
{
	static const struct {
		const char *what;
		struct wish wish;
		const char *trials;
	} cases[] = {
		{ "an allocator has the base alone with it, as a guest",
		  { .names = "svc_page_pool malloc mutex mmap null" },
		  "svc_page_pool* mutex null (line_transfer); (svc_page_pool*) malloc (line_transfer); (svc_page_pool*) mmap (line_transfer)" },
		{ "where the base comes last",
		  { .names = "mutex svc_page_pool" },
		  "svc_page_pool* mutex (line_transfer)" },
		{ "without a base", { .names = "mutex malloc null" },
		  "mutex null (line_transfer); malloc (line_transfer)" },
		{ "a base that was not chosen",
		  { .names = "svc_page_pool mutex malloc",
		    .unselected = "svc_page_pool" },
		  "mutex (line_transfer); malloc (line_transfer)" },
		{ "one thread has no line to transfer",
		  { SCENARIO_UNCONTENDED, .names = "svc_page_pool mutex malloc" },
		  "svc_page_pool* mutex; (svc_page_pool*) malloc" },
		{ "nor have threads that share a CPU",
		  { .names = "svc_page_pool mutex", .producers = 6,
		    .oversubscribe = true },
		  "svc_page_pool* mutex" },
		{ "nor those that are not pinned",
		  { .names = "svc_page_pool mutex", .placement = PLACEMENT_OS },
		  "svc_page_pool* mutex" },
		{ "floors of one thread are together",
		  { SCENARIO_FLOOR, .names = "atomic time_stamp empty_loop" },
		  "atomic time_stamp empty_loop" },
		{ "each pair of CPUs has its own",
		  { SCENARIO_FLOOR, .names = "line_transfer", .all_pairs = true },
		  "line_transfer; line_transfer; line_transfer; line_transfer; line_transfer; line_transfer" },
		{ "as many as there is memory for, one at least",
		  { .names = "svc_page_pool mutex percpu null", .bytes = 1 },
		  "svc_page_pool* mutex (line_transfer); (svc_page_pool*) percpu (line_transfer); (svc_page_pool*) null (line_transfer)" },
		{ "each point beside its own copies",
		  { .names = "svc_page_pool mutex", .copies = 2 },
		  "svc_page_pool* svc_page_pool svc_page_pool; mutex* mutex mutex" },
		{ "as many of them as there is memory for, one at least",
		  { .names = "mutex", .copies = 2, .bytes = 1 },
		  "mutex* mutex; mutex* mutex" },
		{ "who crashed takes no more turns",
		  { .names = "svc_page_pool mutex malloc",
		    .left_out = "malloc" },
		  "svc_page_pool* mutex (line_transfer); " },
		{ "nor where it was the base",
		  { .names = "svc_page_pool mutex malloc",
		    .left_out = "svc_page_pool" },
		  "mutex (line_transfer); malloc (line_transfer)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct points points = { .n = 0 };
		struct trials trials;
		bool *selected, *left_out;
		char text[1024];

		expand(&points, &cases[i].wish);
		selected = flags(&points, cases[i].wish.unselected, true);
		left_out = flags(&points, cases[i].wish.left_out, false);
		assert_int_equal(trials_make(&trials, &points, selected), 0);
		describe(&trials, &points, left_out, text);
		if (strcmp(text, cases[i].trials) != 0)
			fail_msg("%s: %s, not: %s", cases[i].what, text,
				 cases[i].trials);
		trials_free(&trials);
		points_free(&points);
		free(selected);
		free(left_out);
	}
}

static const struct wish few = { .names = "svc_page_pool mutex percpu null" };

/* What pools share is needed once, and who takes turns is judged together. */
static void test_needs(void **state)
{
	struct trial_need need = { 0 };
	struct points points;
	struct trials trials;
	struct error error;
	char machine[64];
	size_t one;

	expand(&points, &few);
	trial_need_add(&need, pool_find("svc_page_pool"),
		       &points.point[0].config, NODE_ANY);
	one = trial_need_bytes(&need);
	points.trial_bytes = one * 3 / 2;
	assert_int_equal(trials_make(&trials, &points, NULL), 0);
	assert_int_equal(trials.n, 1);
	trials_free(&trials);
	points_free(&points);

	/* half of it has room for one pool, and not for two */
	snprintf(machine, sizeof(machine), "[numa(memory=%zu)] core:4 pu:1",
		 2 * (one + 4096));
	assert_int_equal(try_expand(&points, &few, machine, NULL, &error), 0);
	for (size_t i = 0; i < points.n; i++)
		assert_int_equal(points.point[i].available,
			strcmp(points.point[i].config.pool,
			       "svc_page_pool") == 0);
	points_free(&points);
}

/* A run that goes on has the trials that it began with. */
static void test_resumed(void **state)
{
	struct points first, then;
	struct error error;

	expand(&first, &few);
	for (int i = 0; i < 2; i++) {
		/* else what there is now decides */
		assert_int_equal(try_expand(&then, &few,
			"[numa(memory=200000000)] core:4 pu:1",
			i ? NULL : &first.room, &error), 0);
		assert_int_equal(then.trial_bytes == first.trial_bytes, !i);
		points_free(&then);
	}
	points_free(&first);
}

/* All there is: each point has its own trial once, and none is too large. */
static void test_all(void **state)
{
	const struct options options = {
		.full = true, .consumer_node = -1, .repetitions = 1,
	};
	unsigned int subjects, threads;
	struct topology topology;
	struct points points = { .n = 0 };
	struct trials trials;
	struct error error = { "" };
	unsigned int *own;
	size_t bytes;

	load(&topology, "numa:2 core:4 pu:2");
	if (points_expand(&points, &options, &topology, 1, &error))
		fail_msg("%s", error.text);
	assert_int_equal(trials_make(&trials, &points, NULL), 0);
	own = calloc(points.n + 1, sizeof(*own));
	assert_non_null(own);
	trials_most(&trials, &points, &subjects, &threads, &bytes);
	assert_in_range(subjects, 2, TRIAL_SUBJECTS_MAX);
	assert_in_range(bytes, 1, points.trial_bytes);
	for (size_t t = 0; t < trials.n; t++) {
		const struct trial_plan *plan = &trials.plan[t];
		const struct point *first = &points.point[plan->point[0]];

		for (size_t i = 0; i < plan->n; i++) {
			const struct point *point =
				&points.point[plan->point[i]];

			assert_true(point_same_setting(first, point));
			/* NOLINTNEXTLINE(clang-analyzer-*): asserted above */
			assert_ptr_equal(first->config.plan.producer,
					 point->config.plan.producer);
			own[plan->point[i]] += i || !plan->base_is_guest;
		}
	}
	for (size_t i = 0; i < points.n; i++)
		assert_int_equal(own[i], points.point[i].available);
	free(own);
	trials_free(&trials);
	points_free(&points);
	topology_free(&topology);
}

TESTS(T(test_groups), T(test_needs), T(test_resumed), T(test_all))
