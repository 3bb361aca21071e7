// SPDX-License-Identifier: MIT
/* Whose turn it is, and what slices make of a trial. */

#include <math.h>
#include <stdlib.h>

#include "test.h"
#include "base/compiler.h"
#include "trial/scenario.h"
#include "trial/slices.h"
#include "trial/turn.h"

static struct trial *new_trial(unsigned int subjects, int base,
			       unsigned int slices, uint64_t seed)
{
	struct trial *trial = calloc(1, sizeof(*trial) +
				     subjects * sizeof(trial->thread[0]));

	assert_non_null(trial);
	trial->subjects = subjects;
	trial->threads = 1;
	trial->base = base;
	trial->config.slices = slices;
	trial->config.seed = seed;
	return trial;
}

/* ---- the order ---------------------------------------------------------- */

/* Each has one turn in each block, the base one more for every eight others. */
static void test_blocks(void **state)
{
	static const struct {
		unsigned int subjects;
		int base;
		unsigned int turns_of_base;
	} cases[] = {
		{ 1, -1, 1 }, { 1, 0, 1 }, { 2, 0, 1 }, { 8, 0, 1 },
		{ 9, 0, 2 }, { 9, -1, 1 }, { 16, 3, 2 }, { 17, 16, 3 },
		{ TRIAL_SUBJECTS_MAX, 0, 8 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const unsigned int n = cases[i].subjects;
		struct trial *trial = new_trial(n, cases[i].base, 5, 1 + i);
		unsigned int turns[5][TRIAL_SUBJECTS_MAX] = { { 0 } };

		slices_order(trial);
		assert_int_equal(trial->slices, 5 *
				 (n - 1 + cases[i].turns_of_base));
		assert_int_equal(trial->slices, 5 *
				 trial_block_slices(n, cases[i].base >= 0));
		for (unsigned int s = 0; s < trial->slices; s++) {
			assert_int_equal(trial->slice[s].block,
					 5 * s / trial->slices);
			turns[trial->slice[s].block]
			     [trial->slice[s].subject]++;
			assert_true(isnan(slice_ns_per_buffer(
						&trial->slice[s])));
		}
		for (unsigned int b = 0; b < 5; b++) {
			for (unsigned int k = 0; k < n; k++)
				assert_int_equal(turns[b][k],
					(int)k == cases[i].base ?
					cases[i].turns_of_base : 1);
		}
		free(trial);
	}
}

static bool same_order(const struct trial_slice *a,
		       const struct trial_slice *b, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		if (a[i].subject != b[i].subject)
			return false;
	}
	return true;
}

static void test_seeds(void **state)
{
	const unsigned int block = trial_block_slices(10, true);
	struct trial *trial[3];

	for (int i = 0; i < 3; i++) {
		trial[i] = new_trial(10, 0, 4, i == 2 ? 12 : 11);
		slices_order(trial[i]);
	}
	assert_true(same_order(trial[0]->slice, trial[1]->slice, 4 * block));
	assert_false(same_order(trial[0]->slice, trial[2]->slice, block));
	for (unsigned int b = 1; b < 4; b++)
		assert_false(same_order(trial[0]->slice,
					trial[0]->slice + b * block, block));
	for (int i = 0; i < 3; i++)
		free(trial[i]);
}

/* ---- figures ------------------------------------------------------------ */

/* Length of a window, in ticks, which are ns here */
#define WINDOW	1000000

enum fate { FINE, PREEMPTED, DELAYED, SHORT, LATE, EMPTY, NOT_BEGUN };

/* Slice of the base (0) or a pool (1): when it began, ns per buffer */
struct turn_case {
	unsigned int subject;
	uint64_t start;
	unsigned int ns;
	enum fate fate;
};

static struct pace pace;
/* Slices that a scenario was told to keep, and to forget */
static unsigned int kept, forgotten;
/* for how many slices the last trial will take CPUs for crowded */
static unsigned int crowded;

static struct pace *pace_of(const struct execution *execution)
{
	return &pace;
}

static void keep(struct execution *execution, bool counts)
{
	kept += counts;
	forgotten += !counts;
}

static void take_turn(struct run *run, unsigned int number,
		      const struct turn_case *wanted)
{
	struct execution *execution = &run->execution[wanted->subject];
	struct trial_role *role = execution->roles;
	/* the counter does not begin with the trial */
	const uint64_t start = 5000000 + wanted->start;
	const uint64_t window = wanted->fate == SHORT ? WINDOW / 2 - 1 :
							WINDOW;

	run->trial->slice[number] = (struct trial_slice){
		.subject = (uint16_t)wanted->subject,
		.start_ns = NAN, .missed = true,
	};
	if (wanted->fate == NOT_BEGUN)
		return;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): set by ended() */
	role->turn = &run->turn[number];
	*role->turn = (struct turn){
		.started = start, .cpu_ns = 1,
		.disturbed = wanted->fate == PREEMPTED ?
			DISTURBED_PREEMPTED | DISTURBED_RUN_DELAY :
			wanted->fate == DELAYED ? DISTURBED_RUN_DELAY : 0,
	};
	pace.known = wanted->fate == LATE ? 0 : start;
	role->role.edge = ROLE_EDGES;
	role->role.edges[0] = (struct edge){ start, role->role.tally };
	if (wanted->fate != EMPTY)
		role->role.tally.buffers += window / wanted->ns;
	role->role.edges[1] = (struct edge){
		start + window, role->role.tally
	};
	run->last = execution;
	turn_settle(run);
	/* what is counted between two windows is in none */
	role->role.tally.buffers += 7;
}

/* Return: a trial of one thread and two subjects that has ended so. */
static struct trial *ended(int base, unsigned int slices,
			   const struct turn_case *turns, unsigned int n)
{
	static const struct scenario_ops scenario = {
		.pace = pace_of, .keep = keep,
	};
	struct trial *trial = new_trial(2, base, slices, 1);
	struct trial_role roles[2] = { { .pairs = NULL } };
	struct run *run = aligned_alloc(_Alignof(struct run), sizeof(*run));

	assert_non_null(run);
	*run = (struct run){
		.trial = trial, .nr_roles = 1,
		.turn = calloc(n + 1, sizeof(*run->turn)),
	};
	assert_non_null(run->turn);
	kept = forgotten = 0;
	trial->config.window_ms = slices;
	trial->config.ticks_per_ns = 1;
	trial->config.load = 50;
	trial->slices = n;
	for (unsigned int i = 0; i < 2; i++) {
		struct execution *execution = &run->execution[i];

		*execution = (struct execution){
			.run = run, .trial = trial, .index = i,
			.outcome = &trial->subject[i].outcome,
			.scenario = &scenario, .roles = &roles[i],
			.nr_roles = 1,
		};
		execution->outcome->ratio = NAN;
		roles[i].result = trial_thread(trial, i, 0);
	}
	for (unsigned int i = 0; i < n; i++)
		take_turn(run, i, &turns[i]);
	slices_result(run);
	crowded = run->crowded;
	free(run->turn);
	free(run);
	return trial;
}

/* Sums are of the slices that count, and of no others. */
static void check_sums(const char *what, const struct trial *trial)
{
	const struct trial_outcome *outcome = &trial->subject[1].outcome;
	unsigned int counted = 0, missed = 0;
	double window_ns = 0;
	uint64_t buffers = 0;

	for (unsigned int i = 0; i < trial->slices; i++) {
		const struct trial_slice *slice = &trial->slice[i];

		missed += slice->missed && isfinite(slice->start_ns);
		if (slice->missed)
			continue;
		counted++;
		if (slice->subject != 1)
			continue;
		buffers += slice->buffers;
		window_ns += slice->window_ns;
	}
	if (kept != counted || forgotten != missed)
		fail_msg("%s: %u slices kept, %u forgotten", what, kept,
			 forgotten);
	if (outcome->status == TRIAL_OK &&
	    (outcome->buffers != buffers || outcome->window_ns != window_ns ||
	     outcome->cpu_ns != outcome->slices))
		fail_msg("%s: %llu buffers, window %g, CPU time %g", what,
			 (unsigned long long)outcome->buffers,
			 outcome->window_ns, outcome->cpu_ns);
}

#define TURNS	10

static const struct figure_case {
	const char *what;
	int base;
	struct turn_case turn[TURNS];
	unsigned int counted;
	double ratio;
	double ns;
	unsigned int disturbed;
} figure_cases[] = {
	{ "the base's slice that is nearest in time, before or after", 0, {
		{ 0, 0, 10, FINE }, { 1, 10, 20, FINE }, { 1, 90, 20, FINE },
		{ 0, 100, 20, FINE }, { 1, 190, 20, FINE },
		{ 0, 1000, 40, FINE },
	}, 3, 1, 20, 0 },
	{ "ratios of slices, not of medians", 0, {
		{ 0, 0, 10, FINE }, { 1, 1, 20, FINE }, { 0, 100, 50, FINE },
		{ 1, 101, 125, FINE }, { 0, 200, 100, FINE },
		{ 1, 201, 100, FINE },
	}, 3, 2, 100, 0 },
	{ "a base's slice that was preempted is none", 0, {
		{ 0, 0, 10, FINE }, { 1, 90, 20, FINE },
		{ 0, 100, 80, PREEMPTED },
	}, 1, 2, 20, 0 },
	{ "what was preempted does not count, and what was delayed does", 0, {
		{ 0, 0, 10, FINE }, { 1, 1, 20, FINE },
		{ 1, 2, 90, PREEMPTED }, { 1, 3, 40, DELAYED },
		{ 1, 4, 40, FINE },
	}, 3, 4, 40, DISTURBED_PREEMPTED | DISTURBED_RUN_DELAY },
	{ "neither does half a window, a late load, and nothing", 0, {
		{ 0, 0, 10, FINE }, { 1, 1, 90, SHORT }, { 1, 2, 90, LATE },
		{ 1, 3, 1, EMPTY }, { 1, 4, 50, FINE },
	}, 1, 5, 50, 0 },
	{ "without a figure of the base there is no ratio", 0, {
		{ 0, 0, 10, LATE }, { 1, 1, 25, FINE },
	}, 1, NAN, 25, 0 },
	{ "nor without a base", -1, {
		{ 0, 0, 10, FINE }, { 1, 1, 25, FINE },
	}, 1, NAN, 25, 0 },
	{ "the first did not begin", 0, {
		{ 0, 0, 10, NOT_BEGUN }, { 1, 0, 25, FINE },
	}, 1, NAN, 25, 0 },
};

static void test_figures(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(figure_cases); i++) {
		const struct figure_case *wanted = &figure_cases[i];
		const struct trial_outcome *outcome;
		struct trial *trial;
		unsigned int n = 0;

		while (n < TURNS && wanted->turn[n].ns)
			n++;
		trial = ended(wanted->base, 4, wanted->turn, n);
		outcome = &trial->subject[1].outcome;
		if (outcome->status != TRIAL_OK ||
		    outcome->slices != wanted->counted ||
		    fabs(outcome->ns_per_buffer - wanted->ns) > 1e-3 ||
		    isnan(outcome->ratio) != isnan(wanted->ratio) ||
		    fabs(outcome->ratio - wanted->ratio) > 1e-3 ||
		    outcome->disturbed != wanted->disturbed)
			fail_msg("%s: %s, %u slices, ns %g, ratio %g",
				 wanted->what,
				 trial_status_names[outcome->status],
				 outcome->slices, outcome->ns_per_buffer,
				 outcome->ratio);
		check_sums(wanted->what, trial);
		for (unsigned int k = 0; k < n; k++) {
			const double start = trial->slice[k].start_ns;

			if (wanted->turn[k].fate == NOT_BEGUN)
				assert_true(isnan(start));
			else
				assert_true(start ==
					    (double)wanted->turn[k].start);
		}
		free(trial);
	}
}

#define MANY	200

/* Most were lost to other work: for 128 slices CPUs are taken for crowded. */
static void test_crowded(void **state)
{
	static const struct {
		unsigned int every;	/* how many of these are lost */
		unsigned int lost;
		enum fate fate;
		unsigned int n;
		bool crowded;
	} rows[] = {
		{ 1, 1, SHORT, 6, false }, { 1, 1, PREEMPTED, 7, true },
		{ 1, 1, SHORT, 7 + 127, true }, { 1, 1, SHORT, 7 + 128, false },
		{ 1, 1, SHORT, 7 + 128 + 7, true }, { 3, 1, SHORT, MANY, false },
		{ 4, 3, PREEMPTED, 20, true }, { 1, 1, LATE, MANY, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct turn_case turn[MANY];

		for (unsigned int k = 0; k < rows[i].n; k++)
			turn[k] = (struct turn_case){
				1, k, 10, k % rows[i].every < rows[i].lost ?
				rows[i].fate : FINE,
			};
		free(ended(-1, 4, turn, rows[i].n));
		if ((crowded > 0) != rows[i].crowded)
			fail_msg("row %zu: crowded for %u", i, crowded);
	}
}

/* A quarter of the slices must have a figure. */
static void test_left_alone(void **state)
{
	for (unsigned int counted = 0; counted <= 8; counted++) {
		struct turn_case turns[8];
		struct trial *trial;

		for (unsigned int i = 0; i < 8; i++)
			turns[i] = (struct turn_case){
				1, i, 20, i < counted ? FINE : PREEMPTED,
			};
		trial = ended(-1, 8, turns, 8);
		assert_int_equal(trial->subject[1].outcome.status,
				 counted < 2 ? TRIAL_MISSED_WINDOW : TRIAL_OK);
		assert_int_equal(!trial->subject[1].outcome.error[0],
				 counted >= 2);
		free(trial);
	}
}

TESTS(T(test_blocks), T(test_seeds), T(test_figures), T(test_crowded),
      T(test_left_alone))
