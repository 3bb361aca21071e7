// SPDX-License-Identifier: MIT
#include "run/kernel_slices.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run/csv_lines.h"
#include "trial/scenario.h"
#include "trial/slices.h"

enum column {
	BLOCK, START, SKEW, WINDOW, BUFFERS, WAIT, GET_EMPTY, FALLBACK,
	WRONG_NODE, MESSAGES, PUT_BUFFERS, PUT_BUSY, REFUSED,
	REFUSED_NEGATIVE, SWITCHES, NUMBERS, POOL = NUMBERS, STATUS, COLUMNS
};

static const char *const column_names[COLUMNS] = {
	"block", "start_ticks", "skew_ticks", "window_ticks", "buffers",
	"wait_ticks", "get_empty", "fallback", "wrong_node", "messages",
	"put_buffers", "put_busy_ticks", "put_full", "put_full_negative",
	"switches", "pool", "status",
};

/* slices, while it is read */
struct reader {
	struct kernel_slices *to;
	struct csv_lines lines;
	size_t column[COLUMNS];
};

static int subject_of(struct trial *trial, const char *pool)
{
	for (unsigned int i = 0; i < trial->subjects; i++) {
		if (strcmp(trial->subject[i].name, pool) == 0)
			return (int)i;
	}
	return -1;
}

/* Misses and refusals; where pages are the pool's own they are not known. */
static bool is_fate(int column)
{
	return column == GET_EMPTY || column == FALLBACK ||
	       column == REFUSED || column == REFUSED_NEGATIVE;
}

/* The windows of a slice that counts */
static void keep(const struct kernel_slices *to, unsigned int subject,
		 const uint64_t number[NUMBERS])
{
	struct trial_role *role = &to->roles[KERNEL_ROLES * subject];
	struct trial_role *putter = to->run->nr_roles > 1 ? &role[1] : role;
	struct tally *gets = &role->window, *puts = &putter->window;

	role->window_ticks += number[WINDOW];
	gets->buffers += number[BUFFERS];
	gets->wait_ticks += number[WAIT];
	gets->get_empty += number[GET_EMPTY];
	gets->fallback += number[FALLBACK];
	gets->get_hit += number[BUFFERS] - number[FALLBACK];
	gets->wrong_node += number[WRONG_NODE];
	gets->messages += number[MESSAGES];
	puts->put_full += number[REFUSED];
	puts->put_full_negative += number[REFUSED_NEGATIVE];
	if (putter == role)
		return;
	puts->buffers += number[PUT_BUFFERS];
	putter->window_ticks += number[PUT_BUSY];
}

static int read_slice(struct reader *reader, struct error *error)
{
	struct run *run = reader->to->run;
	struct trial *trial = run->trial;
	struct trial_slice *slice = &trial->slice[trial->slices];
	struct turn *turn = &run->turn[trial->slices * run->nr_roles];
	char *const *field = reader->lines.field;
	const char *status = field[reader->column[STATUS]];
	const int subject = subject_of(trial, field[reader->column[POOL]]);
	uint64_t number[NUMBERS] = { 0 };
	int result = 0;

	if (subject < 0)
		return csv_lines_damaged(&reader->lines, error,
					 "pool '%.40s' has no account",
					 field[reader->column[POOL]]);
	if (trial->slices == TRIAL_SLICES_MAX)
		return csv_lines_damaged(&reader->lines, error,
					 "more slices than a trial can have");
	/* what did not run has a block and nothing else */
	for (int i = 0; !result && i < NUMBERS; i++) {
		if (is_fate(i) && trial->subject[subject].outcome.uncounted)
			continue;
		if (i == BLOCK || strcmp(status, "not-run") != 0)
			result = csv_lines_count(&reader->lines,
				reader->column[i], column_names[i],
				i == BLOCK ? UINT16_MAX : UINT64_MAX,
				&number[i], error);
	}
	if (result)
		return result;
	*slice = (struct trial_slice){
		.subject = (uint16_t)subject, .block = (uint16_t)number[BLOCK],
		.start_ns = NAN, .missed = strcmp(status, "ok") != 0,
	};
	for (unsigned int i = 0; i < run->nr_roles; i++)
		turn[i] = (struct turn){ .run_delay_ns = NAN };
	trial->slices++;
	if (!number[START])
		return 0;
	turn[0].started = number[START];
	turn[run->nr_roles - 1].started = number[START] + number[SKEW];
	if (!run->first_start)
		run->first_start = number[START];
	slice->start_ns = (double)(number[START] - run->first_start) /
			  trial->config.ticks_per_ns;
	slice->window_ns = (double)number[WINDOW] / trial->config.ticks_per_ns;
	slice->buffers = number[BUFFERS];
	slice->disturbed = number[SWITCHES] ? DISTURBED_PREEMPTED : 0;
	if (!slice->missed)
		keep(reader->to, (unsigned int)subject, number);
	return 0;
}

static int read_slices(struct kernel_slices *to, const char *path,
		       struct error *error)
{
	struct reader reader = { .to = to };
	int result = csv_lines_open(&reader.lines, path, column_names, COLUMNS,
				    reader.column, error);

	while (result > 0) {
		result = csv_lines_next(&reader.lines, error);
		if (result > 0 && read_slice(&reader, error))
			result = -EINVAL;
	}
	csv_lines_close(&reader.lines);
	if (!result && !to->run->trial->slices)
		return error_set(error, EINVAL, "%s has no slice", path);
	return result;
}

/* What a kernel tells of scenario rpc: its calls of pools are not timed. */
static void rpc_result(struct execution *execution)
{
	struct trial_outcome *outcome = execution->outcome;
	const double messages = (double)outcome->consumer.messages;
	struct rpc_outcome *rpc = &outcome->rpc;

	*rpc = (struct rpc_outcome){
		.ns_per_message = outcome->window_ns / messages,
		.cost_ns = (outcome->consumer_busy_ns +
			    outcome->producer_busy_ns) *
			   (double)outcome->buffers / messages,
		.cpu_ns_per_message = NAN, .pool_ns = NAN, .misses_ns = NAN,
		.pool_share = NAN, .break_even_miss_ns = NAN,
	};
	for (int i = 0; i < RPC_OCCUPANCY; i++)
		rpc->occupancy[i] = NAN;
}

static const struct scenario_ops scenario_plain, scenario_messages = {
	.result = rpc_result,
};

static void set_up(const struct kernel_slices *to, unsigned int index)
{
	struct trial *trial = to->run->trial;
	struct execution *execution = &to->run->execution[index];
	struct trial_outcome *outcome = &trial->subject[index].outcome;

	*execution = (struct execution){
		.run = to->run, .trial = trial, .outcome = outcome,
		.index = index, .nr_roles = to->run->nr_roles,
		.roles = &to->roles[(size_t)KERNEL_ROLES * index],
		.scenario = trial->config.scenario == SCENARIO_RPC &&
			strcmp(trial->subject[index].name,
			       TRIAL_LINE_TRANSFER) != 0 ?
			&scenario_messages : &scenario_plain,
	};
	outcome->line_transfer_ns = outcome->run_delay_ns = NAN;
	outcome->huge_share = outcome->stamp_ns = outcome->ratio = NAN;
	outcome->cpu_ns = NAN;
	for (unsigned int i = 0; i < execution->nr_roles; i++)
		execution->roles[i].result = trial_thread(trial, index, i);
	if (strcmp(trial->subject[index].name, TRIAL_BASE_POOL) == 0)
		trial->base = (int)index;
}

/* ---- accounts ---- */

enum {
	ACCOUNT_POOL, OWN_PAGES, SENT, RECEIVED, DOUBLED, LOST, SLICES_WRONG,
	ACCOUNTS
};

static const char *const account_names[ACCOUNTS] = {
	"pool", "own_pages", "sent", "received", "doubled", "lost",
	"slices_wrong",
};

/* A pool of accounts is a subject, in the order of the module's registry. */
static int add_account(struct run *run, const struct csv_lines *lines,
		       const size_t column[ACCOUNTS], struct error *error)
{
	struct trial *trial = run->trial;
	const char *pool = lines->field[column[ACCOUNT_POOL]];
	uint64_t own_pages;
	int result = csv_lines_count(lines, column[OWN_PAGES], "own_pages", 1,
				     &own_pages, error);

	if (result)
		return result;
	if (strlen(pool) >= sizeof(trial->subject->name))
		return csv_lines_damaged(lines, error,
			"pool '%.40s': a shorter name would be right", pool);
	if (subject_of(trial, pool) >= 0)
		return csv_lines_damaged(lines, error,
			"pool '%.40s' has an account above", pool);
	/* a line has no account */
	if (trial->subjects + 1 == TRIAL_SUBJECTS_MAX)
		return csv_lines_damaged(lines, error,
			"more accounts than a trial can have");
	trial->subject[trial_add(trial, pool)].outcome.uncounted = own_pages;
	return 0;
}

/* Each has been added. */
static int check_account(struct run *run, const struct csv_lines *lines,
			 const size_t column[ACCOUNTS], struct error *error)
{
	char *const *field = lines->field;
	const int subject = subject_of(run->trial, field[column[ACCOUNT_POOL]]);
	const char *text[ACCOUNTS];
	bool wrong = false;
	char why[200];

	for (int i = 0; i < ACCOUNTS; i++) {
		text[i] = field[column[i]];
		wrong |= i >= DOUBLED && strcmp(text[i], "0") != 0;
	}
	wrong |= run->nr_roles > 1 &&
		 strcmp(text[SENT], text[RECEIVED]) != 0;
	(void)error;
	if (!wrong)
		return 0;
	snprintf(why, sizeof(why),
		 "pages are not all accounted for: %.20s lost, %.20s found twice, %.20s sent, %.20s received, books wrong after %.20s slices",
		 text[LOST], text[DOUBLED], text[SENT], text[RECEIVED],
		 text[SLICES_WRONG]);
	execution_fail(&run->execution[subject], TRIAL_ERROR, why);
	return 0;
}

static int each_account(struct run *run, const char *path,
			int (*visit)(struct run *run,
				     const struct csv_lines *lines,
				     const size_t column[ACCOUNTS],
				     struct error *error),
			struct error *error)
{
	struct csv_lines lines = { .line = 0 };
	size_t column[ACCOUNTS];
	int result = csv_lines_open(&lines, path, account_names, ACCOUNTS,
				    column, error);

	while (result > 0) {
		result = csv_lines_next(&lines, error);
		if (result > 0 && visit(run, &lines, column, error))
			result = -EINVAL;
	}
	csv_lines_close(&lines);
	return result;
}

int kernel_slices_read(struct kernel_slices *to, const char *folder,
		       uint64_t failed, struct error *error)
{
	struct run *run = to->run;
	char accounts[4300], slices[4300], why[96];
	int result;

	snprintf(accounts, sizeof(accounts), "%s/accounts", folder);
	snprintf(slices, sizeof(slices), "%s/slices", folder);
	result = each_account(run, accounts, add_account, error);
	/* a line has no pages */
	if (run->nr_roles > 1)
		trial_add(run->trial, TRIAL_LINE_TRANSFER);
	if (!result)
		result = read_slices(to, slices, error);
	for (unsigned int i = 0; !result && i < run->trial->subjects; i++)
		set_up(to, i);
	if (!result)
		result = each_account(run, accounts, check_account, error);
	if (result)
		return result;
	snprintf(why, sizeof(why), "the trial ended early: %s",
		 strerror((int)failed));
	/* whose pages are missing is said of it alone */
	for (unsigned int i = 0; failed && failed != EUCLEAN &&
	     i < run->trial->subjects; i++)
		execution_fail(&run->execution[i], TRIAL_ERROR, why);
	slices_result(run);
	return 0;
}
