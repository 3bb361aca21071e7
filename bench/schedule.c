// SPDX-License-Identifier: MIT
#include "bench/schedule.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "bench/interrupt.h"
#include "bench/progress.h"
#include "report/attempt.h"
#include "report/load_latency.h"

/*
 * A trial whose role was kept off its CPU says nothing of the pool. It is run
 * again in the same round, so often in all; each try is a row of its own.
 */
#define TRIES		4
/*
 * A trial during which the driver died is begun again by who resumes. It may
 * be what the driver died of (a cgroup that is killed as a whole), so this
 * often at most.
 */
#define ATTEMPTS	3
/* Of so many rounds one may be repeated for being disturbed. */
#define REPEAT_ONE_IN	4

const unsigned int schedule_look_rounds[SCHEDULE_LOOKS] = { 20, 40, 80 };

/* A run while it goes on */
struct state {
	struct schedule *schedule;
	struct progress progress;
	struct trial *trial;
	int fd;
	const struct loaded_sample *history;
	size_t history_left;
	unsigned int trials;
	unsigned int repeats;
	double trial_seconds;
	bool *active;
	size_t *order;
	struct trial_outcome *outcome;
	struct latency_histograms *latency;
	struct load_latency latency_history;
	bool *measured;
	bool disturbed;
	bool failed;
	bool foreign;
};

/*
 * The order of one attempt at a round, by itself: it depends on nothing that
 * happened before.
 */
static size_t make_order(struct state *state, unsigned int round,
			 unsigned int attempt)
{
	uint64_t random = state->schedule->seed ^
			  ((uint64_t)round << 32 | attempt);
	size_t n = 0;

	for (size_t i = 0; i < state->schedule->points->n; i++) {
		if (state->active[i])
			state->order[n++] = i;
	}
	order_shuffle(state->order, n, &random);
	return n;
}

static bool has_latency(const struct point *point,
			const struct trial_outcome *outcome)
{
	return point->config.scenario == SCENARIO_LATENCY &&
	       outcome->status == TRIAL_OK;
}

/* The trial's histograms from the history. */
static int replay_latency(struct state *state, const struct csv_row *row,
			  struct error *error)
{
	struct load_latency *history = &state->latency_history;
	char path[sizeof(history->path)];

	if (!has_latency(row->point, &state->trial->outcome))
		return 0;
	results_path(state->schedule->results, csv_file_names[CSV_LATENCY],
		     path, sizeof(path));
	if (!history->fields && load_latency_open(history, path, error))
		return -EINVAL;
	return load_latency_trial(history, row->trial, &state->trial->latency,
				  error);
}

/* The trial's outcome from the history, which must be of this very trial. */
static int replay_trial(struct state *state, const struct csv_row *row,
			struct error *error)
{
	const struct loaded_sample *sample = state->history++;
	char key[CSV_KEY_SIZE];

	state->history_left--;
	csv_point_key(row->point, key);
	if (strcmp(sample->key, key) != 0 || sample->round != row->round ||
	    sample->attempt != row->attempt)
		return error_set(error, EINVAL,
			"the samples are not of this run: trial %u of the result, round %u, should be of round %u, and %.80s should be %.80s",
			sample->trial, sample->round, row->round, sample->key,
			key);
	state->trial->outcome = sample->outcome;
	return replay_latency(state, row, error);
}

static int run_trial(struct state *state, struct csv_row *row,
		     struct error *error)
{
	struct schedule *schedule = state->schedule;
	const struct trial_outcome *outcome = &state->trial->outcome;
	unsigned int earlier;
	char name[POINT_NAME_SIZE];
	double began;
	int result;

	row->trial = ++state->trials;
	/* of the plan, not of the clock: a resumed run must count the same */
	state->trial_seconds += (row->point->config.warmup_ms +
				 row->point->config.window_ms) / 1e3;
	if (state->history_left) {
		result = replay_trial(state, row, error);
		state->foreign = result == -EINVAL;
		return result;
	}
	result = attempt_begin(schedule->results->folder, row->trial, &earlier,
			       error);
	if (result)
		return result;
	progress_point(&state->progress, row->point);
	began = progress_seconds(&state->progress);
	trial_configure(state->trial, &row->point->config);
	state->trial->config.round = row->round - 1;
	if (earlier < ATTEMPTS)
		trial_spawn(state->trial, state->fd);
	else
		trial_give_up(state->trial, earlier);
	result = results_add_trial(schedule->results, row, error);
	if (result)
		return result;
	progress_trial(&state->progress, row->point->config.scenario,
		       progress_seconds(&state->progress) - began);
	if (outcome->status == TRIAL_OK) {
		state->progress.window_seconds += outcome->window_ns / 1e9;
		return 0;
	}
	progress_clear(&state->progress);
	fprintf(stderr, "bench: trial %u, %s: %s: %s\n", row->trial,
		point_name(row->point, name), trial_status_names[outcome->status],
		outcome->error);
	return 0;
}

static int measure_point(struct state *state, size_t index,
			 unsigned int round, unsigned int attempt,
			 struct error *error)
{
	struct csv_row row = {
		.run = state->schedule->results->run,
		.round = round,
		.attempt = attempt,
		.point = &state->schedule->points->point[index],
		.result = state->trial,
	};
	const struct trial_outcome *outcome = &state->trial->outcome;
	const bool fresh = !state->history_left;
	const int result = run_trial(state, &row, error);

	if (result)
		return result;
	if (fresh && !state->measured[index])
		progress_done(&state->progress, row.point->config.scenario);
	state->outcome[index] = *outcome;
	if (has_latency(row.point, outcome))
		state->latency[index] = state->trial->latency;
	state->measured[index] = true;
	/* not to die of it in the next round */
	if (outcome->status == TRIAL_DRIVER_DIED)
		state->active[index] = false;
	return 0;
}

/*
 * Every active point once; those that missed their window again at the end,
 * when whatever held their CPU may be gone.
 */
static int measure_round(struct state *state, unsigned int round,
			 unsigned int attempt, struct error *error)
{
	size_t n = make_order(state, round, attempt);

	/* a repeat that is interrupted leaves what the first attempt gave */
	if (attempt == 1)
		memset(state->measured, 0, state->schedule->points->n);
	state->disturbed = false;
	for (int tries = 0; tries < TRIES && n; tries++) {
		size_t missed = 0;

		for (size_t i = 0; i < n && !interrupted; i++) {
			const size_t index = state->order[i];
			const int result = measure_point(state, index, round,
							 attempt, error);

			if (result)
				return result;
			if (state->outcome[index].status ==
			    TRIAL_MISSED_WINDOW)
				state->order[missed++] = index;
			state->disturbed |=
				state->outcome[index].disturbed != 0;
		}
		n = missed;
	}
	return 0;
}

/* The round counts: its outcomes become samples. */
static int keep_round(struct state *state, unsigned int round,
		      struct error *error)
{
	for (size_t i = 0; i < state->schedule->points->n; i++) {
		const struct point *point = &state->schedule->points->point[i];
		struct series *series = &state->schedule->series[i];

		if (!state->measured[i])
			continue;
		state->failed |= state->outcome[i].status != TRIAL_OK;
		if (series_add(series, &point->config, round,
			       &state->outcome[i]) ||
		    (has_latency(point, &state->outcome[i]) &&
		     series_add_latency(series, &state->latency[i])))
			return error_set(error, ENOMEM,
					 "no memory for a sample");
	}
	return 0;
}

static int run_round(struct state *state, unsigned int round,
		     struct error *error)
{
	unsigned int attempt = 1;
	int result, kept;

	for (;;) {
		result = measure_round(state, round, attempt, error);
		if (result || interrupted || !state->disturbed ||
		    state->schedule->rounds ||
		    state->repeats >= (round + REPEAT_ONE_IN - 1) /
				      REPEAT_ONE_IN)
			break;
		state->repeats++;
		attempt++;
	}
	/* what was measured before an error is on disk, and counts too */
	kept = keep_round(state, round, result ? NULL : error);
	return result ? result : kept;
}

/* The longer side of the interval, as a share of the median. */
static double half_width(const struct schedule *schedule,
			 const struct series *series)
{
	const struct stats_interval median = stats_median_interval(
		series->ns_per_buffer, series->n, schedule->level);

	return median.valid ? fmax(median.high - median.estimate,
				   median.estimate - median.low) /
			      median.estimate : NAN;
}

bool schedule_is_wide(const struct schedule *schedule,
		      const struct series *series)
{
	return series->n && !series->no_cost &&
	       !(half_width(schedule, series) <= schedule->precision);
}

static bool died_with(const struct series *series)
{
	return series->failures[TRIAL_DRIVER_DIED] > 0;
}

/* Points that are narrow enough drop out. Return: whether any is left. */
static bool look(struct state *state)
{
	const struct schedule *schedule = state->schedule;
	const struct points *points = schedule->points;
	bool any = false;

	for (size_t i = 0; i < points->n; i++) {
		state->active[i] = state->active[i] &&
			schedule_is_wide(schedule, &schedule->series[i]);
		any |= state->active[i];
	}
	for (size_t i = 0; i < points->n; i++) {
		if (strcmp(points->point[i].config.pool,
			   SUMMARY_BASE_POOL) != 0)
			continue;
		for (size_t j = 0; j < points->n; j++)
			state->active[i] |= state->active[j] &&
				schedule->selected[i] &&
				points->point[i].available &&
				!died_with(&schedule->series[i]) &&
				point_same_setting(&points->point[i],
						   &points->point[j]);
	}
	return any;
}

static void update_progress(struct state *state, unsigned int round,
			    unsigned int rounds)
{
	const struct schedule *schedule = state->schedule;
	double worst = NAN;

	progress_forget(&state->progress);
	for (size_t i = 0; i < schedule->points->n; i++) {
		if (!state->active[i])
			continue;
		progress_expect(&state->progress,
				&schedule->points->point[i].config,
				rounds - round);
		/* fmax() prefers the number where one is NAN */
		worst = fmax(worst, half_width(schedule,
					       &schedule->series[i]));
	}
	state->progress.worst = worst;
	if (!state->history_left)
		progress_round(&state->progress, round, rounds);
}

/*
 * The next number of rounds at which the run may end; 0 when it has ended.
 * Whether time is left is asked only here, where points can drop out.
 */
static unsigned int next_goal(struct state *state, unsigned int round)
{
	const struct schedule *schedule = state->schedule;

	if (schedule->rounds)
		return round < schedule->rounds ? schedule->rounds : 0;
	for (int i = 0; i < SCHEDULE_LOOKS; i++) {
		if (round >= schedule_look_rounds[i])
			continue;
		if (round && (!look(state) ||
			      state->trial_seconds > schedule->max_seconds))
			return 0;
		return schedule_look_rounds[i];
	}
	return 0;
}

static enum schedule_end run_rounds(struct state *state, struct error *error)
{
	unsigned int round = 0, goal;

	while ((goal = next_goal(state, round))) {
		update_progress(state, round, goal);
		while (round < goal) {
			if (run_round(state, ++round, error))
				return state->foreign ? SCHEDULE_FOREIGN :
							SCHEDULE_STOPPED;
			if (interrupted) {
				error_set(error, EINTR,
					"interrupted in round %u, after %u trials; they are in the results",
					round, state->trials);
				return SCHEDULE_INTERRUPTED;
			}
			update_progress(state, round, goal);
		}
	}
	if (state->history_left) {
		error_set(error, EINVAL,
			"the samples are not of this run: it ends after %u trials, and the result has %zu more",
			state->trials, state->history_left);
		return SCHEDULE_FOREIGN;
	}
	return state->failed ? SCHEDULE_FAILED : SCHEDULE_DONE;
}

static int state_init(struct state *state, struct error *error)
{
	const struct schedule *schedule = state->schedule;
	const struct points *points = schedule->points;
	const size_t n = points->n + 1;

	state->active = calloc(n, sizeof(*state->active));
	state->order = calloc(n, sizeof(*state->order));
	state->outcome = calloc(n, sizeof(*state->outcome));
	/* only what points of scenario latency use of it is ever touched */
	state->latency = calloc(n, sizeof(*state->latency));
	state->measured = calloc(n, sizeof(*state->measured));
	if (!state->active || !state->order || !state->outcome ||
	    !state->latency || !state->measured)
		return error_set(error, ENOMEM, "no memory for the schedule");
	for (size_t i = 0; i < points->n; i++)
		state->active[i] = schedule->selected[i] &&
				   points->point[i].available;
	if (schedule->history)
		state->history = loaded_samples(schedule->history,
						&state->history_left);
	progress_begin(&state->progress, 0);
	state->trial = trial_new(&state->fd, error);
	return state->trial ? 0 : -ENOMEM;
}

enum schedule_end schedule_run(struct schedule *schedule, struct error *error)
{
	struct state state = { .schedule = schedule };
	enum schedule_end end = SCHEDULE_STOPPED;

	schedule->level = schedule->rounds ? STATS_LEVEL :
		stats_look_level(STATS_LEVEL, 1, SCHEDULE_LOOKS);
	if (!state_init(&state, error)) {
		interrupt_catch();
		end = run_rounds(&state, error);
		progress_clear(&state.progress);
		schedule->window_share = state.progress.window_seconds /
					 progress_seconds(&state.progress);
		trial_free(state.trial, state.fd);
		if (end != SCHEDULE_FOREIGN)
			attempt_forget(schedule->results->folder);
	}
	free(state.active);
	free(state.order);
	free(state.outcome);
	free(state.latency);
	load_latency_close(&state.latency_history);
	free(state.measured);
	return end;
}
