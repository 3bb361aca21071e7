// SPDX-License-Identifier: MIT
/*
 * A run read back: what was written, and files that nobody wrote so. That all
 * of a run's tables come out the same is tried by tests/cli/resume.sh.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "run/columns.h"
#include "run/history.h"

static char folder[64];
static char samples[128];
static char environment[128];

static int make_folder(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/test_history.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(samples, sizeof(samples), "%s/samples.csv", folder);
	snprintf(environment, sizeof(environment), "%s/environment.json",
		 folder);
	return 0;
}

static int remove_folder(void **state)
{
	unlink(samples);
	unlink(environment);
	return rmdir(folder);
}

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static struct history *open_folder(void)
{
	struct error error = { "" };
	struct history *history = history_open(folder, &error);

	if (!history)
		fail_msg("%s", error.text);
	return history;
}

/* The error has @part in it, and is one line. */
static void expect_error(const char *part)
{
	struct error error = { "" };
	struct history *history = history_open(folder, &error);

	if (history) {
		history_free(history);
		fail_msg("read, where it should say: %s", part);
	}
	if (!strstr(error.text, part) || strchr(error.text, '\n'))
		fail_msg("'%s' should say: %s", error.text, part);
}

/* ---- what this program writes ------------------------------------------- */

static void set_point(struct point *point, enum scenario scenario,
		      const char *pool)
{
	*point = (struct point){
		.placement = PLACEMENT_REMOTE,
		.single = scenario == SCENARIO_FLOOR,
		.config = {
			.scenario = scenario,
			.plan.producers = scenario == SCENARIO_FLOOR ? 0 : 3,
			.burst = 16,
			.put = PUT_BULK,
			.touch = TOUCH_LINE,
			.buffer_bytes = 8192,
			.pool_max = 100,
			.miss_ns = 7,
			.refill = REFILL_POSTED,
			.connections = 4,
			.load = 30,
			.slices = 20,
			.window_ms = 50,
			.warmup_us = 500,
		},
	};
	snprintf(point->config.pool, sizeof(point->config.pool), "%s", pool);
	if (scenario == SCENARIO_HANDOFF)
		snprintf(point->home, sizeof(point->home), "consumer");
}

static void write_trials(struct csv_row *row, struct trial *trial,
			 const struct point *handoff,
			 const struct point *floor_point)
{
	FILE *out = fopen(samples, "w");

	assert_non_null(out);
	csv_print_header(out, CSV_SAMPLES);
	row->point = handoff;
	csv_print_row(out, CSV_SAMPLES, row);
	row->point = floor_point;
	row->subject = 1;
	csv_print_row(out, CSV_SAMPLES, row);
	row->trial = 9;
	trial->subject[1].outcome.status = TRIAL_CRASHED;
	snprintf(trial->subject[1].outcome.error,
		 sizeof(trial->subject[1].outcome.error),
		 "signal 11, \"at once\"");
	csv_print_row(out, CSV_SAMPLES, row);
	assert_int_equal(fclose(out), 0);
}

static void check_trials(const struct history *history, const char *const key[])
{
	size_t n;
	const struct history_sample *sample = history_samples(history, &n);

	assert_int_equal(n, 3);
	assert_int_equal(sample[0].trial, 7);
	assert_int_equal(sample[0].round, 3);
	assert_int_equal(sample[1].trial, 7);
	assert_int_equal(sample[0].outcome.disturbed,
			 DISTURBED_RUN_DELAY | DISTURBED_FAULTS);
	assert_string_equal(sample[0].key, key[0]);
	assert_int_equal(sample[0].outcome.status, TRIAL_OK);
	assert_string_equal(sample[0].outcome.error, "");
	assert_true(sample[0].outcome.window_ns == 5e7);
	assert_true(sample[0].outcome.ns_per_buffer == 123.5);
	assert_true(isnan(sample[0].outcome.line_transfer_ns));
	assert_int_equal(sample[0].outcome.buffers, 404858);
	assert_int_equal(sample[0].outcome.consumer.fallback, 12);
	/* of which a table that is made of it says how many were hits */
	assert_int_equal(outcome_hits(&(struct trial_config){
			.scenario = SCENARIO_HANDOFF }, &sample[0].outcome),
			 404858 - 12);
	assert_true(sample[0].outcome.ratio == 0.75);
	assert_true(isnan(sample[1].outcome.ratio));
	assert_string_equal(sample[1].key, key[1]);
	assert_int_equal(sample[1].outcome.disturbed, 0);
	assert_int_equal(sample[1].outcome.consumer.fallback, 0);
	assert_int_equal(sample[2].outcome.status, TRIAL_CRASHED);
	assert_string_equal(sample[2].outcome.error,
			    "signal 11, \"at once\"");
	assert_true(isnan(sample[2].outcome.ns_per_buffer));
	assert_int_equal(sample[2].outcome.buffers, 0);
}

static void test_round_trip(void **state)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	char text[3][CSV_KEY_SIZE];
	struct point handoff, floor_point, other;
	struct csv_row row = {
		.run = "r1", .trial = 7, .round = 3, .result = trial,
	};
	struct history *history;

	assert_non_null(trial);
	for (unsigned int i = 0; i < 2; i++)
		trial->subject[i].outcome = (struct trial_outcome){
			.window_ns = 5e7, .ns_per_buffer = 123.5,
			.buffers = 404858, .line_transfer_ns = NAN,
			.ratio = i ? NAN : 0.75,
			.disturbed = i ? 0 :
				DISTURBED_RUN_DELAY | DISTURBED_FAULTS,
			.consumer = { .buffers = 404858, .fallback = 12 },
		};
	snprintf(trial->malloc_provider, sizeof(trial->malloc_provider),
		 "libc, 2.36");
	set_point(&handoff, SCENARIO_HANDOFF, "mutex");
	set_point(&floor_point, SCENARIO_FLOOR, "atomic");
	csv_point_key(&handoff, text[0]);
	csv_point_key(&floor_point, text[1]);
	assert_string_equal(text[0],
		"handoff,mutex,remote,3,16,line,bulk,8192,100,7,,,,,,,,,,,,consumer,,,,user,20,50,500,0");
	assert_string_equal(text[1],
		"floor,atomic,single,0,,,,,,,,,,,,,,,,,,,,,,user,20,50,500,0");
	set_point(&other, SCENARIO_RPC, "svc_page_pool");
	csv_point_key(&other, text[2]);
	assert_string_equal(text[2],
		"rpc,svc_page_pool,remote,3,16,,bulk,8192,100,7,no,copy,posted,posted,serialized,4,line,spin,30,,,,,,,user,20,50,500,0");
	write_trials(&row, trial, &handoff, &floor_point);
	history = open_folder();
	check_trials(history, (const char *[]){ text[0], text[1] });
	assert_string_equal(history_run(history), "r1");
	history_free(history);
	free(trial);
}

/* ---- what others may have made of it ------------------------------------ */

/* What a row has in the place of what a good one has */
struct changed {
	const char *column;
	const char *value;
};

/* The first line, and fields of a row, with @changed in the place of some */
static void write_rows(const struct changed *changed, const char *tail)
{
	static const char *const good[][2] = {
		{ "schema", "4" }, { "run", "r1" }, { "trial", "1" },
		{ "round", "1" }, { "scenario", "handoff" },
		{ "pool", "mutex" }, { "status", "ok" },
		{ "ns_per_buffer", "10" }, { "malloc_provider", "libc" },
	};
	FILE *out = fopen(samples, "w");
	char header[4096] = "", *names = header, *name;
	FILE *memory = fmemopen(header, sizeof(header), "w");

	assert_non_null(out);
	assert_non_null(memory);
	csv_print_header(memory, CSV_SAMPLES);
	assert_int_equal(fclose(memory), 0);
	fputs(header, out);
	header[strcspn(header, "\n")] = '\0';
	while ((name = strsep(&names, ","))) {
		const char *value = "";

		for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
			if (strcmp(name, good[i][0]) == 0)
				value = good[i][1];
		}
		if (changed && strcmp(name, changed->column) == 0)
			value = changed->value;
		fprintf(out, "%s%s", value, names ? "," : "\n");
	}
	fputs(tail, out);
	assert_int_equal(fclose(out), 0);
}

static struct history *open_rows(const char *tail)
{
	write_rows(NULL, tail);
	return open_folder();
}

static void test_quoted(void **state)
{
	struct history *history;
	size_t n;

	write_rows(&(struct changed){ "error", "\"a, \"\"b\"\"\"" }, "");
	history = open_folder();
	assert_string_equal(history_samples(history, &n)->outcome.error,
			    "a, \"b\"");
	assert_int_equal(n, 1);
	history_free(history);
}

static void test_torn(void **state)
{
	static const char *const torn[] = {
		"", "3", "3,r1,3,1,handoff,mu", "3,r1,3,1,\"hand",
	};
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(torn); i++) {
		struct history *history = open_rows(torn[i]);

		history_samples(history, &n);
		assert_int_equal(n, 1);
		history_free(history);
	}
	/* killed before the first line was whole */
	write_file(samples, "schema,run");
	history_free(open_folder());
}

static void test_damaged(void **state)
{
	static const struct {
		struct changed changed;
		const char *part;
	} cases[] = {
		{ { "run", "r1,r1" }, " fields, where the first line has " },
		{ { "schema", "x" }, "line 2: schema: 'x'" },
		{ { "schema", "5" }, "has columns of schema 5, and this program writes schema 4: start a new run" },
		{ { "trial", "x" }, "trial: 'x' is not a whole number" },
		{ { "trial", "99999999999" }, "trial: " },
		{ { "round", "-1" }, "round: '-1'" },
		{ { "status", "fine" }, "status: 'fine' is not known" },
		{ { "ns_per_buffer", "1.2.3" }, "ns_per_buffer: '1.2.3'" },
		{ { "ns_per_buffer", "nan" }, "ns_per_buffer: 'nan'" },
		{ { "ns_per_buffer", "-1" }, "ns_per_buffer: '-1'" },
		{ { "ns_per_buffer", "" }, "no ns_per_buffer above 0" },
		{ { "ns_per_buffer", "0" }, "no ns_per_buffer above 0" },
		{ { "get_hit", "1.5" }, "get_hit: '1.5' is not a figure" },
		{ { "put_refused", "-1" }, "put_refused: '-1'" },
		{ { "leaked", "99999999999999999999" }, "leaked: " },
		{ { "count_lowest", "-" }, "count_lowest: '-'" },
		{ { "pool_share", "-0.5" }, "pool_share: '-0.5'" },
		{ { "error", "li\"bc" }, "line 2: a quote in a field" },
		{ { "error", "\"li\"bc" }, "line 2: text after a closing quote" },
		{ { "error", "\"libc" }, "line 2: a quote that is never closed" },
	};

	FILE *append;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		write_rows(&cases[i].changed, "");
		expect_error(cases[i].part);
	}
	write_rows(NULL, "3,r2,1\n");
	expect_error("line 3: 3 fields");
	write_rows(NULL, "");
	append = fopen(samples, "a");
	assert_non_null(append);
	assert_int_equal(fwrite("3\0001\n", 1, 4, append), 4);
	assert_int_equal(fclose(append), 0);
	expect_error("line 3: a NUL byte");
	write_file(samples, "schema,run\n");
	expect_error("has other columns than this program writes");
	write_file(samples, "\xef\xbb\xbfschema\r\n");
	expect_error("was saved by another program");
	unlink(samples);
	expect_error("samples.csv: No such file");
}

/* ---- environment.json --------------------------------------------------- */

static void test_no_environment(void **state)
{
	struct history *history = open_rows("");
	uint64_t seed;

	assert_null(history_argument(history, 0));
	assert_null(history_item(history, "cpu_model"));
	assert_false(history_seed(history, &seed));
	history_free(history);
}

static void test_environment(void **state)
{
	struct history *history;
	uint64_t seed = 0;

	write_file(environment, "{ \"run\": \"r1\", \"label\": \"A, 2 CPUs\","
		"\"seed\": 9007199254740992,"
		"\"unfit\": [ \"one\", \"two\" ],"
		"\"arguments\": [ \"./bench\", \"--pool\", \"a b\" ],"
		"\"items\": { \"cpu_model\": { \"value\": \"A\" },"
		"\"governor\": { \"value\": null }, \"odd\": 3 } }");
	history = open_rows("");
	assert_string_equal(history_argument(history, 2), "a b");
	assert_null(history_argument(history, 3));
	assert_string_equal(history_item(history, "cpu_model"), "A");
	assert_null(history_item(history, "governor"));
	assert_null(history_item(history, "odd"));
	assert_null(history_item(history, "nothing"));
	assert_true(history_seed(history, &seed));
	assert_true(seed == UINT64_C(9007199254740992));
	history_free(history);
}

static void test_seed(void **state)
{
	static const struct {
		const char *text;
		bool found;
		uint64_t seed;
	} cases[] = {
		{ "\"18446744073709551615\"", true, UINT64_MAX },
		{ "0", true, 0 },
		{ "-1", false, 0 },
		{ "\"-1\"", false, 0 },
		{ "\"12x\"", false, 0 },
		{ "null", false, 0 },
		{ "1.5", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[128];
		struct history *history;
		uint64_t seed = 1;

		snprintf(text, sizeof(text), "{\"run\":\"r1\",\"seed\":%s}",
			 cases[i].text);
		write_file(environment, text);
		history = open_rows("");
		if (history_seed(history, &seed) != cases[i].found)
			fail_msg("seed %s", cases[i].text);
		if (cases[i].found)
			assert_true(seed == cases[i].seed);
		history_free(history);
	}
}

static void test_bad_environment(void **state)
{
	write_rows(NULL, "");
	write_file(environment, "{ \"run\": ");
	expect_error("environment.json: it is not a JSON object");
	write_file(environment, "[]");
	expect_error("environment.json: it is not a JSON object");
	write_file(environment, "{ \"run\": \"r2\" }");
	expect_error("is of run r2, samples.csv of run r1");
	write_file(environment, "{ \"run\": null }");
	expect_error("is of run unknown, samples.csv of run r1");
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_round_trip),
		IN_FOLDER(test_quoted),
		IN_FOLDER(test_torn),
		IN_FOLDER(test_damaged),
		IN_FOLDER(test_no_environment),
		IN_FOLDER(test_environment),
		IN_FOLDER(test_seed),
		IN_FOLDER(test_bad_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
