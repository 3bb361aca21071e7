// SPDX-License-Identifier: MIT
#include "run/schedule.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "run/interrupt.h"
#include "run/progress.h"

/*
 * A trial during which the driver died is begun again by who resumes. It may
 * be what the driver died of (a cgroup that is killed as a whole), so this
 * often at most.
 */
#define ATTEMPTS	3

/* A run while it goes on */
struct state {
	struct schedule *schedule;
	struct progress progress;
	struct trial *trial;
	int fd;
	unsigned int number;
	size_t *order;
	bool *left_out;
	struct csv_row row[TRIAL_SUBJECTS_MAX];
	size_t rows;
	struct error missed;
	bool failed;
	bool foreign;
};

/* One row for each subject that is a point for its own sake. */
static void make_rows(struct state *state, const size_t *subject,
		      unsigned int round)
{
	const struct schedule *schedule = state->schedule;

	state->rows = 0;
	for (unsigned int i = 0; i < state->trial->subjects; i++) {
		if (subject[i] == TRIALS_NO_POINT)
			continue;
		state->row[state->rows++] = (struct csv_row){
			.run = schedule->results->run,
			.trial = state->number,
			.round = round,
			.point = &schedule->points->point[subject[i]],
			.result = state->trial,
			.subject = i,
		};
	}
}

/*
 * Of a process that died only the row of the pool whose turn it was; all rows
 * where it was nobody's, or that of a subject that has no row.
 */
static void keep_blamed(struct state *state)
{
	for (size_t i = 0; i < state->rows; i++) {
		if ((int)state->row[i].subject != trial_at_work(state->trial))
			continue;
		state->row[0] = state->row[i];
		state->rows = 1;
	}
}

/* What was measured earlier is all in the summary, whoever interrupts this. */
static bool is_interrupted(const struct state *state)
{
	return interrupted && !journal_has_trial(state->schedule->journal);
}

/* Between trials: a slice that is stopped midway would be lost. */
static void pause_where_wanted(struct state *state)
{
	const double before = progress_seconds(&state->progress);

	if (!pause_wanted)
		return;
	pause_wanted = 0;
	progress_clear(&state->progress);
	raise(SIGSTOP);
	state->progress.began += progress_seconds(&state->progress) - before;
}

static int replay_trial(struct state *state, const struct trial_plan *plan,
			struct error *error)
{
	const struct schedule *schedule = state->schedule;
	const int result = journal_replay(schedule->journal, state->row,
					  &state->rows, error);

	if (!result && state->row->guest_failed)
		error_tell(0, "trial %u: what ran beside its pools failed",
			   state->number);
	progress_trial(&state->progress,
		       trials_seconds(plan, schedule->points), 0);
	state->foreign = result == -EINVAL;
	return result;
}

static bool same_end(const struct trial_outcome *a,
		     const struct trial_outcome *b)
{
	return a->status == b->status && strcmp(a->error, b->error) == 0;
}

/* In one line of all pools of a trial with which the same was wrong */
static void tell_failed(struct state *state, size_t number)
{
	const struct csv_row *row = &state->row[number];
	const struct trial_outcome *outcome = csv_outcome(row);
	const struct point *point = row->point;
	char others[40] = "";
	size_t same = 0;

	/* what other work took is reported for the point, as for the others */
	state->failed |= outcome->status != TRIAL_MISSED_WINDOW;
	for (size_t i = 0; i < number; i++) {
		if (same_end(csv_outcome(&state->row[i]), outcome))
			return;
	}
	/* under load every other trial may miss windows: the table has how many */
	if (outcome->status == TRIAL_MISSED_WINDOW) {
		if (strcmp(state->missed.text, outcome->error) == 0)
			return;
		error_set(&state->missed, EAGAIN, "%s", outcome->error);
	}
	for (size_t i = number + 1; i < state->rows; i++)
		same += same_end(csv_outcome(&state->row[i]), outcome);
	if (same)
		snprintf(others, sizeof(others), " and %zu more pool%s", same,
			 same == 1 ? "" : "s");
	progress_clear(&state->progress);
	/* the number says the rest: its rows have all axes */
	error_tell(0, "trial %u, %s%s (%s, %s): %s: %s", row->trial,
		   point->config.pool, others,
		   scenario_names[point->config.scenario],
		   point_placement(point), trial_status_names[outcome->status],
		   outcome->error);
}

/* The base of other points' trial, or the line: what was wrong has no row. */
static void tell_failed_guests(struct state *state)
{
	for (unsigned int i = 0; i < state->trial->subjects; i++) {
		const struct trial_subject *subject = &state->trial->subject[i];
		bool told = subject->outcome.status == TRIAL_OK ||
			    subject->outcome.status == TRIAL_MISSED_WINDOW ||
			    trial_has_died(subject->outcome.status);

		for (size_t k = 0; k < state->rows; k++)
			told |= state->row[k].subject == i;
		if (told)
			continue;
		state->row->guest_failed = true;
		progress_clear(&state->progress);
		error_tell(0, "trial %u, %s beside its pools: %s: %s",
			   state->number, subject->name,
			   trial_status_names[subject->outcome.status],
			   subject->outcome.error);
	}
}

static int run_trial(struct state *state, const struct trial_plan *plan,
		     struct error *error)
{
	struct schedule *schedule = state->schedule;
	struct trial *trial = state->trial;
	unsigned int earlier;
	double began;
	int result = results_begin_trial(schedule->results, state->number,
					 &earlier, error);

	if (result) {
		/* nothing was measured, and the rows are the last trial's */
		state->rows = 0;
		return result;
	}
	progress_point(&state->progress, state->row[0].point);
	began = progress_seconds(&state->progress);
	if (earlier < ATTEMPTS)
		trial_spawn(trial, state->fd);
	else
		trial_give_up(trial, earlier);
	if (trial_has_died(csv_outcome(state->row)->status))
		keep_blamed(state);
	tell_failed_guests(state);
	result = results_add_trial(schedule->results, state->row, state->rows,
				   error);
	if (result)
		return result;
	progress_trial(&state->progress,
		       trials_seconds(plan, schedule->points),
		       progress_seconds(&state->progress) - began);
	for (unsigned int i = 0; i < trial->slices; i++)
		state->progress.window_seconds +=
			trial->slice[i].window_ns / 1e9;
	return 0;
}

/* What was measured becomes samples. */
static int keep_rows(struct state *state, struct error *error)
{
	const struct schedule *schedule = state->schedule;

	state->failed |= state->row->guest_failed;
	for (size_t i = 0; i < state->rows; i++) {
		const struct csv_row *row = &state->row[i];
		const struct trial_outcome *outcome = csv_outcome(row);
		const size_t point = (size_t)(row->point -
					      schedule->points->point);
		struct series *series = &schedule->series[point];
		struct trial_outcome kept = *outcome;

		/* not to svc_page_pool: plot/selftest judges copies' ratios */
		if (schedule->points->copies)
			kept.ratio = NAN;
		if (outcome->status != TRIAL_OK)
			tell_failed(state, i);
		/* not to die of it in the next trial */
		state->left_out[point] |= trial_is_to_blame(outcome);
		if (series_add(series, &row->point->config, &kept) ||
		    (csv_has_latency(row) &&
		     series_add_latency(series,
			&state->trial->subject[row->subject].latency)))
			return error_set(error, ENOMEM,
					 "no memory for a sample");
	}
	return 0;
}

/* One plan's trial; where its process died, once more without who did it. */
static int measure(struct state *state, const struct trial_plan *plan,
		   unsigned int round, struct error *error)
{
	const struct schedule *schedule = state->schedule;
	size_t subject[TRIAL_SUBJECTS_MAX];
	bool again = true;
	int result = 0;

	while (again && !result && !is_interrupted(state) &&
	       trials_configure(plan, schedule->points, state->left_out,
				state->trial, subject)) {
		bool replayed;

		state->number++;
		state->trial->config.round = round - 1;
		state->trial->config.seed = schedule->seed ^
			((uint64_t)state->number << 32 | round);
		make_rows(state, subject, round);
		replayed = journal_has_trial(schedule->journal);
		result = replayed ? replay_trial(state, plan, error) :
				    run_trial(state, plan, error);
		again = state->rows == 1 &&
			trial_is_to_blame(csv_outcome(state->row));
		if (!result || !replayed) {
			/* what an error kept from the disk counts here, too */
			const int kept = keep_rows(state, error);

			result = result ? result : kept;
		}
	}
	return result;
}

static int run_round(struct state *state, unsigned int round,
		     struct error *error)
{
	const struct trials *trials = state->schedule->trials;
	/* by itself: it depends on nothing that happened before */
	uint64_t random = state->schedule->seed ^ (uint64_t)round << 32;
	int result = 0;

	order_draw(state->order, trials->n, &random);
	for (size_t i = 0; i < trials->n && !result; i++) {
		pause_where_wanted(state);
		if (is_interrupted(state))
			break;
		result = measure(state, &trials->plan[state->order[i]], round,
				 error);
	}
	return result;
}

static enum schedule_end run_rounds(struct state *state, struct error *error)
{
	const unsigned int rounds = state->schedule->rounds;

	for (unsigned int round = 1; round <= rounds; round++) {
		if (run_round(state, round, error))
			return state->foreign ? SCHEDULE_FOREIGN :
						SCHEDULE_STOPPED;
		if (is_interrupted(state)) {
			error_set(error, EINTR,
				"interrupted in round %u, after %u trials; they are in the results",
				round, state->number);
			return SCHEDULE_INTERRUPTED;
		}
		progress_round(&state->progress, round, rounds);
	}
	if (journal_has_trial(state->schedule->journal)) {
		error_set(error, EINVAL,
			JOURNAL_FILE " does not match this run: it has %u trials, and would have %u now",
			state->schedule->journal->trials, state->number);
		return SCHEDULE_FOREIGN;
	}
	for (size_t i = 0; i < state->schedule->points->n; i++)
		state->failed |= state->schedule->series[i].failed &&
				 !state->schedule->series[i].n;
	return state->failed ? SCHEDULE_FAILED : SCHEDULE_DONE;
}

static int state_init(struct state *state, struct error *error)
{
	const struct schedule *schedule = state->schedule;
	const struct points *points = schedule->points;
	const struct trials *trials = schedule->trials;
	unsigned int subjects, threads;
	double seconds = 0;
	size_t bytes;

	state->order = calloc(trials->n + 1, sizeof(*state->order));
	state->left_out = calloc(points->n + 1, sizeof(*state->left_out));
	if (!state->order || !state->left_out) {
		error_set(error, ENOMEM, "no memory for the schedule");
		return -ENOMEM;
	}
	for (size_t i = 0; i < trials->n; i++)
		seconds += trials_seconds(&trials->plan[i], points);
	progress_begin(&state->progress,
		       (unsigned int)trials->n * schedule->rounds,
		       seconds * schedule->rounds);
	trials_most(trials, points, &subjects, &threads, &bytes);
	state->trial = trial_new(subjects, threads, &state->fd, error);
	return state->trial ? 0 : -ENOMEM;
}

enum schedule_end schedule_run(struct schedule *schedule, struct error *error)
{
	struct state *state = calloc(1, sizeof(*state));
	enum schedule_end end = SCHEDULE_STOPPED;

	if (!state) {
		error_set(error, ENOMEM, "no memory for the schedule");
		return end;
	}
	state->schedule = schedule;
	if (!state_init(state, error)) {
		interrupt_catch();
		end = run_rounds(state, error);
		progress_clear(&state->progress);
		schedule->window_share = state->progress.window_seconds /
					 progress_seconds(&state->progress);
		trial_free(state->trial, state->fd);
		if (end != SCHEDULE_FOREIGN)
			results_end_trials(schedule->results);
	}
	free(state->order);
	free(state->left_out);
	free(state);
	return end;
}
