// SPDX-License-Identifier: MIT
/*
 * A run continued: what was written is read back, and files that nobody wrote
 * so end in one line. That all of a run's tables come out the same is tried by
 * tests/cli/resume.sh.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "base/compiler.h"
#include "run/interrupt.h"
#include "run/resume.h"
#include "run/schedule.h"

#include "made_up.h"
#include "this_environment.h"

#define SEED	UINT64_C(18446744073709551615)
#define TRIALS	3	/* Of two pools, of which one died, of scenario latency */

static char *arguments[] = {
	(char *)"./bench", (char *)"--out", (char *)"", (char *)"a\xff b", NULL
};
static const struct memory_room room = { .half = 5, .node = { 7 } };
static struct point points[2];
static struct trial *trial;
static struct csv_row rows[2];

/* Trials of the shape of the first, the second and the third */
static size_t make_rows(unsigned int number)
{
	const bool latency = number == 3;
	const bool died = number == 2;

	for (unsigned int i = 0; i < 2; i++) {
		struct trial_subject *subject = &trial->subject[i];

		points[i] = (struct point){ .config = {
			.scenario = latency ? SCENARIO_LATENCY :
					      SCENARIO_HANDOFF,
			.pool = "mutex", .plan.producers = 1 + i,
		} };
		rows[i] = (struct csv_row){
			.trial = number, .round = 1, .point = &points[i],
			.result = trial, .subject = i,
		};
		memset(subject, 0, sizeof(*subject));
		subject->outcome.ns_per_buffer = 10 * number + i;
		subject->outcome.ratio = NAN;
		subject->latency.of[LATENCY_GET].count[9] = number + i;
	}
	if (!died)
		return 2;
	rows[0] = rows[1];
	csv_outcome(rows)->status = TRIAL_CRASHED;
	strcpy(csv_outcome(rows)->error, "signal 11, \"at once\"");
	return 1;
}

static void make_result(struct results *results)
{
	struct error error = { "" };

	make_root();
	assert_int_equal(results_create(results, root, true, &error), 0);
	strcpy(results->run, "RUN");
	if (results_journal(results, arguments, SEED, &room, environment,
			    &error))
		fail_msg("%s", error.text);
	for (unsigned int number = 1; number <= TRIALS; number++) {
		const size_t n = make_rows(number);

		for (size_t i = 0; i < n; i++)
			rows[i].run = results->run;
		assert_int_equal(results_add_trial(results, rows, n, &error),
				 0);
	}
	results_close(results);
}

/* One file of the result, to be freed */
static char *read_file(const char *name, size_t *size)
{
	char path[PATH_MAX], *text = NULL;
	FILE *in, *memory = open_memstream(&text, size);
	int byte;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_non_null(memory);
	while ((byte = fgetc(in)) != EOF)
		fputc(byte, memory);
	fclose(in);
	assert_int_equal(fclose(memory), 0);
	return text;
}

static void write_file(const char *name, const char *text, size_t size)
{
	char path[PATH_MAX];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, size, out), size);
	assert_int_equal(fclose(out), 0);
}

/* Return: trials that are read back, -1 where it ends in one line */
static int resume(const char *part)
{
	struct resumed resumed = { .folder = root };
	struct error error = { "" };
	struct results results = { .to_cut = false };
	int trials = -1;

	resumed.journal = journal_open(root, &error);
	if (resumed.journal && !resume_results(&resumed, &results, &error))
		trials = (int)resumed.journal->trials;
	if (results.folder[0])
		results_close(&results);
	journal_free(resumed.journal);
	if (strchr(error.text, '\n') || (trials < 0) != !!error.text[0] ||
	    (part && !strstr(error.text, part)))
		fail_msg("%d trials, and '%s', which should say: %s", trials,
			 error.text, part);
	return trials;
}

static void test_round_trip(void **state)
{
	struct trial_subject expected[2];
	struct results results;
	struct journal *journal;
	struct error error = { "" };
	char *text;
	size_t n;

	make_result(&results);
	journal = journal_open(root, &error);
	if (!journal)
		fail_msg("%s", error.text);
	assert_string_equal(journal->run->run, results.run);
	assert_true(journal->run->seed == SEED);
	assert_memory_equal(&journal->run->room, &room, sizeof(room));
	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++) {
		const char *argument = journal_argument(journal, i);

		assert_int_equal(!argument, !arguments[i]);
		if (argument)
			assert_string_equal(argument, arguments[i]);
	}
	for (size_t i = 0; i < JOURNAL_ITEMS; i++) {
		const char *value = environment_value(environment,
						      journal_items[i]);

		/* a misspelt one would never differ */
		if (!value)
			fail_msg("%s is no item here", journal_items[i]);
		assert_string_equal(journal_item(journal, i), value);
	}
	for (unsigned int number = 1; number <= TRIALS; number++) {
		const size_t outcomes = make_rows(number);
		const unsigned int first = rows[0].subject;

		memcpy(expected, trial->subject, sizeof(expected));
		n = make_rows(number == 2 ? 1 : number);
		for (size_t i = 0; i < n; i++)
			memset(&trial->subject[i], 0, sizeof(expected[i]));
		assert_true(journal_has_trial(journal));
		assert_int_equal(journal_replay(journal, rows, &n, &error), 0);
		assert_int_equal(n, outcomes);
		assert_int_equal(rows[0].subject, first);
		for (unsigned int i = first; i < first + n; i++) {
			assert_memory_equal(&trial->subject[i].outcome,
					    &expected[i].outcome,
					    sizeof(expected[i].outcome));
			if (number == 3)
				assert_memory_equal(&trial->subject[i].latency,
					&expected[i].latency,
					sizeof(expected[i].latency));
		}
	}
	assert_false(journal_has_trial(journal));
	journal_free(journal);
	text = read_file("samples.csv", &n);
	assert_non_null(strstr(text, "\"signal 11, \"\"at once\"\"\""));
	free(text);
	assert_int_equal(remove_root(), 0);
}

static void test_other_points(void **state)
{
	struct results results;
	struct journal *journal;
	struct error error = { "" };
	size_t n;

	make_result(&results);
	journal = journal_open(root, &error);
	assert_non_null(journal);
	make_rows(1);
	n = 1;
	assert_int_equal(journal_replay(journal, rows, &n, &error), -EINVAL);
	n = make_rows(1);
	points[1].config.plan.producers = 9;
	assert_int_equal(journal_replay(journal, rows, &n, &error), -EINVAL);
	n = make_rows(1);
	assert_int_equal(journal_replay(journal, rows, &n, &error), 0);
	journal_free(journal);
	assert_int_equal(remove_root(), 0);
}

/* Cut off anywhere, what is whole counts; a flipped bit is never believed. */
static void test_damaged_journal(void **state)
{
	struct results results;
	uint64_t first;
	size_t size;
	char *bytes;

	make_result(&results);
	bytes = read_file(JOURNAL_FILE, &size);
	/* the tables, which end with the third trial, allow for one torn */
	assert_int_equal(resume(NULL), TRIALS);
	write_file(JOURNAL_FILE, bytes, size - 1);
	assert_int_equal(resume(NULL), TRIALS - 1);
	for (size_t at = 0; at < size; at += at < 2048 ? 13 : 997) {
		char kept = bytes[at];

		write_file(JOURNAL_FILE, bytes, at);
		assert_in_range(resume(NULL) + 1, 0, TRIALS);
		bytes[at] ^= 1 << at % 8;
		write_file(JOURNAL_FILE, bytes, size);
		assert_in_range(resume(NULL) + 1, 0, TRIALS);
		bytes[at] = kept;
	}
	write_file(JOURNAL_FILE, bytes, 8);
	resume("trials.bin is damaged, or not of this program");
	/* whole, but by a program of other structures: magic, version, sizes */
	memcpy(&first, bytes, sizeof(first));
	for (size_t at = 16; at < 44; at++) {
		bytes[at] ^= 1;
		journal_seal(bytes, first);
		write_file(JOURNAL_FILE, bytes, size);
		resume("trials.bin is damaged, or not of this program");
		bytes[at] ^= 1;
	}
	journal_seal(bytes, first);
	/* of another byte order: the first number is the record's size */
	for (int i = 0; i < 4; i++) {
		const char kept = bytes[i];

		bytes[i] = bytes[7 - i];
		bytes[7 - i] = kept;
	}
	write_file(JOURNAL_FILE, bytes, size);
	resume("trials.bin is damaged, or not of this program");
	free(bytes);
	assert_int_equal(remove_root(), 0);
}

/* What another program, or a kill, may have made of a table */
static void test_changed_table(void **state)
{
	static const struct {
		const char *cut;	/* The file from here on... */
		const char *tail;	/* ... is this */
		const char *part;	/* Of the line that it ends in */
	} cases[] = {
		{ "", "", NULL },
		{ "", "4,RUN,4,1", NULL },
		{ "", "4,RUN,4,1,handoff\n4,RUN,4,1,ha", NULL },
		{ "", "4,RUN,3,1,handoff\n", "rows that are not of trial 4" },
		{ "", "4,RUN,5,1,handoff\n", "rows that are not of trial 4" },
		{ "", "\n", "rows that are not of trial 4" },
		{ "4,RUN,3,", "", "samples.csv was changed" },
		{ "\n4,RUN,3,", "", "samples.csv was changed" },
		{ "RUN,3,", "ran,3,", "samples.csv was changed" },
		{ "schema", "", "samples.csv was changed" },
		{ "schema", "\xef\xbb\xbfschema\r\n", "samples.csv was changed" },
	};
	struct results results;
	char *text, path[PATH_MAX];
	size_t size;

	make_result(&results);
	text = read_file("samples.csv", &size);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char changed[65536], *at = changed + size;

		memcpy(changed, text, size + 1);
		if (cases[i].cut[0])
			at = strstr(changed, cases[i].cut);
		assert_non_null(at);
		strcpy(at, cases[i].tail);
		write_file("samples.csv", changed, strlen(changed));
		assert_int_equal(resume(cases[i].part),
				 cases[i].part ? -1 : TRIALS);
	}
	write_file("samples.csv", text, size);
	free(text);
	snprintf(path, sizeof(path), "%s/latency.csv", root);
	assert_int_equal(remove(path), 0);
	resume("--resume: cannot write ");
	snprintf(path, sizeof(path), "%s/" JOURNAL_FILE, root);
	assert_int_equal(remove(path), 0);
	resume("trials.bin, which a run is continued from: start a new run");
	assert_int_equal(remove_root(), 0);
}

/* Two rounds of both points, all of which are read back; @rounds are due. */
static enum schedule_end replay(unsigned int rounds, bool guest_failed)
{
	static struct placement_thread nobody;
	struct trial_plan plan = { .point = (size_t[]){ 0, 1 }, .n = 2 };
	struct series series[2] = { { .n = 0 } };
	struct results results;
	struct error error = { "" };
	struct schedule schedule = {
		.points = &(struct points){ .point = points, .n = 2 },
		.trials = &(struct trials){ .plan = &plan, .n = 1 },
		.series = series, .rounds = rounds, .results = &results,
	};
	enum schedule_end end;

	make_root();
	assert_false(results_create(&results, root, false, &error) ||
		     results_journal(&results, arguments, SEED, &room,
				     environment, &error));
	make_rows(1);
	rows[0].guest_failed = guest_failed;
	strcpy(points[1].config.pool, "null");
	for (unsigned int number = 1; number <= 2; number++) {
		for (int i = 0; i < 2; i++) {
			points[i].config.plan.producers = 0;
			points[i].config.plan.producer = &nobody;
			rows[i].run = results.run;
			rows[i].trial = number;
		}
		assert_false(results_add_trial(&results, rows, 2, &error));
	}
	schedule.journal = journal_open(root, &error);
	assert_non_null(schedule.journal);
	end = schedule_run(&schedule, &error);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(series[i].n, rounds == 1 ? 1 : 2);
		series_free(&series[i]);
	}
	journal_free(schedule.journal);
	results_close(&results);
	assert_int_equal(remove_root(), 0);
	return end;
}

/* Whoever interrupts that loses no trial, and its end is that of one session. */
static void test_replay(void **state)
{
	interrupted = 1;
	assert_int_equal(replay(3, true), SCHEDULE_INTERRUPTED);
	interrupted = 0;
	assert_int_equal(replay(2, true), SCHEDULE_FAILED);
	assert_int_equal(replay(2, false), SCHEDULE_DONE);
	assert_int_equal(replay(1, false), SCHEDULE_FOREIGN);
}

static int begin(void **state)
{
	trial = calloc(1, sizeof(*trial));
	return trial ? collect(state) : -1;
}

static int end(void **state)
{
	free(trial);
	return drop(state);
}

TESTS_WITH(begin, end, T(test_round_trip), T(test_other_points),
	   T(test_damaged_journal), T(test_changed_table), T(test_replay))
