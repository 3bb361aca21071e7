// SPDX-License-Identifier: MIT
/* Results read back: what was written, and files that nobody wrote so. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "report/columns.h"
#include "report/load.h"

#define NAMES	"scenario,pool,placement,producers,burst,touch,put," \
	"buffer_bytes,pool_max,miss_ns,clear,payload,refill,queue," \
	"concurrency,connections,layout,waiting,load,order,huge_pages,home," \
	"pool_home,consumer_node,remote_node,slices,window_ms," \
	"warmup_us,oversubscribed"
#define COLUMNS	"schema,run,trial,round," NAMES ",status,error,window_ns," \
	"buffers,ns_per_buffer,fallback_allocs,line_transfer_ns," \
	"malloc_provider"
#define HEADER	COLUMNS "\n"
#define KEY	"handoff,mutex,local,1,4,none,single,4096,259,60," \
	",,,,,,,,,,,consumer,,,,40,200,1000,0"
#define ROW(trial, round, ns) \
	"3,r1," #trial "," #round "," KEY ",ok,,2e8,2000," #ns ",3,40,libc\n"

static char folder[64];
static char samples[128];
static char environment[128];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_load.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(samples, sizeof(samples), "%s/samples.csv", folder);
	snprintf(environment, sizeof(environment), "%s/environment.json",
		 folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(samples);
	unlink(environment);
	return rmdir(folder);
}

static void write_bytes(const char *path, const char *text, size_t length)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, length, out), length);
	assert_int_equal(fclose(out), 0);
}

static void write_file(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text));
}

static struct loaded *open_path(const char *path)
{
	struct error error = { "" };
	struct loaded *loaded = loaded_open(path, &error);

	if (!loaded)
		fail_msg("%s", error.text);
	return loaded;
}

static struct loaded *open_text(const char *text)
{
	write_file(samples, text);
	return open_path(folder);
}

/* The error has @part in it, and is one line. */
static void expect_error(const char *path, const char *part)
{
	struct error error = { "" };
	struct loaded *loaded = loaded_open(path, &error);

	if (loaded) {
		loaded_free(loaded);
		fail_msg("read, where it should say: %s", part);
	}
	if (!strstr(error.text, part) || strchr(error.text, '\n'))
		fail_msg("'%s' should say: %s", error.text, part);
}

static void expect_damaged(const char *text, const char *part)
{
	write_file(samples, text);
	expect_error(folder, part);
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

static void check_trials(const struct loaded *loaded, const char *const key[])
{
	size_t n;
	const struct loaded_sample *sample = loaded_samples(loaded, &n);

	assert_int_equal(n, 3);
	assert_int_equal(sample[0].trial, 7);
	assert_int_equal(sample[0].round, 3);
	assert_int_equal(sample[1].trial, 7);
	assert_true(sample[0].disturbed);
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
	assert_string_equal(sample[0].malloc_provider, "libc, 2.36");
	assert_true(sample[0].outcome.ratio == 0.75);
	assert_true(isnan(sample[1].outcome.ratio));
	assert_string_equal(sample[1].key, key[1]);
	assert_false(sample[1].disturbed);
	assert_int_equal(sample[1].outcome.disturbed, 0);
	assert_int_equal(sample[1].outcome.consumer.fallback, 0);
	assert_int_equal(sample[1].point, sample[2].point);
	assert_int_equal(sample[2].outcome.status, TRIAL_CRASHED);
	assert_string_equal(sample[2].outcome.error,
			    "signal 11, \"at once\"");
	assert_true(isnan(sample[2].outcome.ns_per_buffer));
	assert_int_equal(sample[2].outcome.buffers, 0);
}

static void test_round_trip(void **state)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	char text[2][CSV_KEY_SIZE];
	struct point handoff, floor_point;
	struct csv_row row = {
		.run = "r1", .trial = 7, .round = 3, .result = trial,
	};
	struct loaded *loaded;
	size_t n;

	(void)state;
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
		"handoff,mutex,remote,3,16,line,bulk,8192,100,7,,,,,,,,,,,,consumer,,,,20,50,500,0");
	assert_string_equal(text[1],
		"floor,atomic,single,0,,,,,,,,,,,,,,,,,,,,,,20,50,500,0");
	write_trials(&row, trial, &handoff, &floor_point);
	loaded = open_path(folder);
	check_trials(loaded, (const char *[]){ text[0], text[1] });
	assert_int_equal(loaded_schema(loaded), CSV_SCHEMA);
	assert_string_equal(loaded_run(loaded), "r1");
	assert_string_equal(loaded_points(loaded, &n)[1].axis[1], "atomic");
	assert_int_equal(n, 2);
	loaded_free(loaded);
	free(trial);
}

/* What the tables of rpc and overflow are made of */
static const struct trial_outcome figures = {
	.window_ns = 5e7, .ns_per_buffer = 50, .buffers = 100,
	.consumer = {
		.buffers = 100, .get_hit = 90, .get_empty = 4,
		.fallback = 20, .wrong_node = 5, .messages = 10, .leaked = 10,
		.longest = 123,
	},
	.producers = {
		.buffers = 110, .put_full = 8, .put_full_negative = 2,
		.count_lowest = -3, .count_highest = 107,
	},
	.rpc = {
		.ns_per_message = 5e6, .cpu_ns_per_message = 6e6,
		.cost_ns = 4e6, .pool_ns = 1e5, .miss_ns = 2e5,
		.pool_share = 0.025, .break_even_miss_ns = NAN,
	},
};

static struct loaded *write_and_open(const struct point *point)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	const struct csv_row row = {
		.run = "r1", .trial = 1, .round = 1, .result = trial,
		.point = point,
	};
	FILE *out = fopen(samples, "w");

	assert_non_null(trial);
	assert_non_null(out);
	trial->subject[0].outcome = figures;
	csv_print_header(out, CSV_SAMPLES);
	csv_print_row(out, CSV_SAMPLES, &row);
	assert_int_equal(fclose(out), 0);
	free(trial);
	return open_path(folder);
}

static void check_tallies(const struct tally *got, const struct tally *put)
{
	assert_int_equal(got->get_hit, 90);
	assert_int_equal(got->fallback, 20);
	assert_int_equal(got->wrong_node, 5);
	assert_int_equal(put->buffers, 110);
	assert_int_equal(put->put_full, 8);
	assert_int_equal(put->put_full_negative, 2);
	assert_int_equal(put->count_lowest, -3);
	assert_int_equal(put->count_highest, 107);
}

static void test_rpc(void **state)
{
	struct point point;
	struct loaded *loaded;
	const struct trial_outcome *outcome;
	size_t n;

	(void)state;
	set_point(&point, SCENARIO_RPC, "svc_page_pool");
	loaded = write_and_open(&point);
	outcome = &loaded_samples(loaded, &n)->outcome;
	assert_string_equal(loaded_samples(loaded, &n)->key,
		"rpc,svc_page_pool,remote,3,16,,bulk,8192,100,7,no,copy,posted,posted,serialized,4,line,spin,30,,,,,,,20,50,500,0");
	check_tallies(&outcome->consumer, &outcome->producers);
	assert_int_equal(outcome->consumer.leaked, 10);
	/* of scenario overflow */
	assert_int_equal(outcome->consumer.longest, 0);
	assert_true(outcome->rpc.ns_per_message == 5e6);
	assert_true(outcome->rpc.cpu_ns_per_message == 6e6);
	assert_true(outcome->rpc.cost_ns == 4e6);
	assert_true(outcome->rpc.pool_ns == 1e5);
	assert_true(outcome->rpc.miss_ns == 2e5);
	assert_true(outcome->rpc.pool_share == 0.025);
	assert_true(isnan(outcome->rpc.break_even_miss_ns));
	loaded_free(loaded);
}

static void test_overflow(void **state)
{
	struct point point;
	struct loaded *loaded;
	const struct trial_outcome *outcome;
	size_t n;

	(void)state;
	set_point(&point, SCENARIO_OVERFLOW, "svc_page_pool");
	loaded = write_and_open(&point);
	outcome = &loaded_samples(loaded, &n)->outcome;
	assert_string_equal(loaded_samples(loaded, &n)->key,
		"overflow,svc_page_pool,remote,3,16,,bulk,8192,100,,,,,,,,,,,,,,,,,20,50,500,0");
	check_tallies(&outcome->consumer, &outcome->producers);
	assert_int_equal(outcome->consumer.longest, 123);
	/* of scenario rpc */
	assert_int_equal(outcome->consumer.leaked, 0);
	assert_true(isnan(outcome->rpc.cost_ns));
	assert_true(isnan(outcome->rpc.pool_share));
	loaded_free(loaded);
}

static void test_axes(void **state)
{
	size_t n;
	const char *const *axis = csv_axis_names(&n);
	char text[512] = "";

	(void)state;
	for (size_t i = 0; i < n; i++) {
		strcat(text, i ? "," : "");
		strcat(text, axis[i]);
	}
	assert_string_equal(text, NAMES);
}

/* ---- what others may have made of it ------------------------------------ */

static void test_columns_by_name(void **state)
{
	struct loaded *loaded = open_text(
		"malloc_provider,later,ns_per_buffer,line_transfer_ns,status,"
		"error,window_ns,buffers,fallback_allocs,round,trial,run,"
		"schema,oversubscribed,warmup_us,window_ms,slices,remote_node,"
		"consumer_node,pool_home,home,huge_pages,order,load,waiting,"
		"layout,connections,concurrency,queue,refill,payload,clear,"
		"miss_ns,pool_max,buffer_bytes,put,touch,burst,producers,"
		"placement,pool,scenario\n"
		"libc,x,12.5,40,ok,,2e8,2000,3,4,5,r9,7,0,1000,200,40,,,,"
		"consumer,,,,,,,,,,,,60,259,4096,single,none,4,1,local,mutex,"
		"handoff\n");
	size_t n;
	const struct loaded_sample *sample = loaded_samples(loaded, &n);

	(void)state;
	assert_int_equal(n, 1);
	assert_string_equal(sample->key, KEY);
	assert_int_equal(sample->trial, 5);
	assert_int_equal(sample->round, 4);
	assert_false(sample->disturbed);
	assert_true(sample->outcome.ns_per_buffer == 12.5);
	assert_true(sample->outcome.line_transfer_ns == 40);
	assert_int_equal(loaded_schema(loaded), 7);
	assert_string_equal(loaded_run(loaded), "r9");
	loaded_free(loaded);
}

/* What was measured otherwise is not read as if it were not. */
static void test_older_schema(void **state)
{
	static const char *const lengths[] = { "warmup_ms", "window_ms,warmup_ms" };
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		snprintf(text, sizeof(text),
			 "schema,run,trial,round,scenario,pool,%s,status\n2,r1,1,1,handoff,mutex,%s,ok\n",
			 lengths[i], i ? "200,20" : "20");
		expect_damaged(text, "is of an older schema, which this program no longer reads: the last commit that does is a4a3e10");
	}
}

static void test_quoted(void **state)
{
	struct loaded *loaded = open_text(HEADER
		"\"3\",\"r1\",1,1," KEY ",error,\"a, \"\"b\"\"\nc\",,,,,,"
		"\"\"\n"
		"3,r1,2,1," KEY ",ok,,2e8,2000,10,3,40,\"lib, \"\"c\"\"\"\n");
	size_t n;
	const struct loaded_sample *sample = loaded_samples(loaded, &n);

	(void)state;
	assert_int_equal(n, 2);
	assert_string_equal(sample[0].outcome.error, "a, \"b\"\nc");
	assert_string_equal(sample[0].malloc_provider, "");
	assert_string_equal(sample[1].malloc_provider, "lib, \"c\"");
	assert_ptr_equal(sample[0].key, sample[1].key);
	loaded_free(loaded);
	/* a line within quotes counts as one */
	expect_damaged(HEADER
		"3,r1,1,1," KEY ",error,\"a\nb\",,,,,,\n1,r1,x\n",
		"line 4: ");
}

static void test_carriage_returns(void **state)
{
	char text[2048], *to = text;
	struct loaded *loaded;
	size_t n;

	(void)state;
	for (const char *from = HEADER ROW(1, 1, 10) "3,r1,2,1," KEY
	     ",ok,,2e8,2000,11,3,40,\"libc\"\n"; *from; from++) {
		if (*from == '\n')
			*to++ = '\r';
		*to++ = *from;
	}
	*to = '\0';
	loaded = open_text(text);
	assert_string_equal(loaded_samples(loaded, &n)[0]
			    .malloc_provider, "libc");
	assert_string_equal(loaded_samples(loaded, &n)[1]
			    .malloc_provider, "libc");
	assert_int_equal(n, 2);
	loaded_free(loaded);
}

static void test_torn(void **state)
{
	static const char *const torn[] = {
		"3", "3,r1,3,1,handoff,mu", "3,r1,3,1,\"hand",
		"3,r1,3,1," KEY ",ok,,2e8,2000,10,3,40,libc",
	};
	char text[2048];
	size_t n;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(torn); i++) {
		struct loaded *loaded;

		snprintf(text, sizeof(text), "%s%s",
			 HEADER ROW(1, 1, 10) ROW(2, 2, 11), torn[i]);
		loaded = open_text(text);
		assert_int_equal(loaded_samples(loaded, &n)[1].trial, 2);
		assert_int_equal(n, 2);
		loaded_free(loaded);
	}
	/* what a file may end in after a power failure */
	write_bytes(samples, HEADER "\0\0\0", strlen(HEADER) + 3);
	loaded_free(open_path(folder));
}

static void test_no_rows(void **state)
{
	struct loaded *loaded = open_text(HEADER);
	size_t n;

	(void)state;
	loaded_samples(loaded, &n);
	assert_int_equal(n, 0);
	assert_string_equal(loaded_run(loaded), "");
	loaded_free(loaded);
	expect_damaged("", "has no whole line");
	expect_damaged("schema,run", "has no whole line");
}

static void test_damaged(void **state)
{
	static const struct {
		const char *row;
		const char *part;
	} cases[] = {
		{ "3,r1,2,1,handoff,mu", "line 3: 6 fields, where the first line has 41" },
		{ "", "line 3: 1 fields" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,10,3,40,libc,more", "42 fields" },
		{ "3,r1,x,1," KEY ",ok,,2e8,2000,10,3,40,libc", "line 3: trial: 'x'" },
		{ "3,r1,2,-1," KEY ",ok,,2e8,2000,10,3,40,libc", "round: '-1'" },
		{ "3,r1,99999999999,1," KEY ",ok,,2e8,2000,10,3,40,libc", "trial: " },
		{ "3,r1,2,1," KEY ",fine,,2e8,2000,10,3,40,libc", "status: 'fine'" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,1.2.3,3,40,libc", "ns_per_buffer: '1.2.3'" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,nan,3,40,libc", "ns_per_buffer: 'nan'" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,-1,3,40,libc", "ns_per_buffer: '-1'" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,,3,40,libc", "no ns_per_buffer" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,0,3,40,libc", "no ns_per_buffer" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,10,3,40,li\"bc", "line 3: a quote in a field" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,10,3,40,\"li\"bc", "line 3: text after a closing quote" },
		{ "3,r1,2,1," KEY ",ok,,2e8,2000,10,3,40,\"libc", "line 3: a quote that is never closed" },
		{ "3,r2,2,1," KEY ",ok,,2e8,2000,10,3,40,libc", "line 3: run 'r2' after rows of run r1" },
		{ "4,r1,2,1," KEY ",ok,,2e8,2000,10,3,40,libc", "line 3: schema 4 after rows of schema 3" },
	};
	static const struct {
		const char *column;
		const char *text;
		const char *part;
	} optional[] = {
		{ "get_hit", "x", "line 2: get_hit: 'x'" },
		{ "get_hit", "1.5", "get_hit: '1.5'" },
		{ "put_refused", "-1", "put_refused: '-1'" },
		{ "leaked", "99999999999999999999", "leaked: " },
		{ "count_lowest", "-", "count_lowest: '-'" },
		{ "message_cost_ns", "1e3x", "message_cost_ns: '1e3x'" },
		{ "pool_share", "-0.5", "pool_share: '-0.5'" },
	};
	char text[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), HEADER ROW(1, 1, 10) "%s\n%s",
			 cases[i].row, ROW(3, 2, 11));
		expect_damaged(text, cases[i].part);
	}
	/* columns that a file may be without */
	for (size_t i = 0; i < ARRAY_SIZE(optional); i++) {
		snprintf(text, sizeof(text), "%s,%s\n%s,%s\n", COLUMNS,
			 optional[i].column,
			 "3,r1,1,1," KEY ",ok,,2e8,2000,10,3,40,libc",
			 optional[i].text);
		expect_damaged(text, optional[i].part);
	}
	/* two files in one */
	expect_damaged(HEADER ROW(1, 1, 10) HEADER ROW(1, 1, 10),
		       "line 3: schema: 'schema'");
	write_bytes(samples, HEADER "3,r\0001\n", strlen(HEADER) + 6);
	expect_error(folder, "line 2: a NUL byte");
}

static void test_missing_columns(void **state)
{
	(void)state;
	expect_damaged("schema,run,trial,round," NAMES ",error,window_ns,"
		"buffers,fallback_allocs,line_transfer_ns,malloc_provider\n",
		"lacks columns: status, ns_per_buffer");
	expect_damaged("something else\n", "lacks columns: schema, run, ");
	expect_damaged("schema,run,trial,round,scenario,placement,producers,"
		"burst,touch,put,home,buffer_bytes,pool_max,miss_ns,slices,"
		"window_ms,warmup_us,oversubscribed,status,error,window_ns,buffers,"
		"ns_per_buffer,fallback_allocs,line_transfer_ns,"
		"malloc_provider\n", "lacks columns: pool");
}

static void test_paths(void **state)
{
	struct loaded *loaded;
	char missing[160];

	(void)state;
	snprintf(missing, sizeof(missing), "%s/nothing", folder);
	expect_error(missing, "No such file");
	expect_error(folder, "samples.csv: No such file");
	write_file(environment, "{ \"run\": \"r1\", \"label\": \"here\" }");
	loaded_free(open_text(HEADER ROW(1, 1, 10)));
	loaded = open_path(samples);
	assert_string_equal(loaded_label(loaded), "here");
	loaded_free(loaded);
	assert_int_equal(chdir(folder), 0);
	loaded = open_path("samples.csv");
	assert_string_equal(loaded_label(loaded), "here");
	loaded_free(loaded);
}

/* ---- environment.json --------------------------------------------------- */

static void test_no_environment(void **state)
{
	struct loaded *loaded = open_text(HEADER ROW(1, 1, 10));
	uint64_t seed;

	(void)state;
	assert_false(loaded_has_environment(loaded));
	assert_string_equal(loaded_label(loaded), "unknown machine");
	assert_null(loaded_unfit(loaded, 0));
	assert_null(loaded_argument(loaded, 0));
	assert_null(loaded_item(loaded, "cpu_model"));
	assert_false(loaded_seed(loaded, &seed));
	loaded_free(loaded);
}

static void test_environment(void **state)
{
	struct loaded *loaded;
	uint64_t seed = 0;

	(void)state;
	write_file(environment, "{ \"run\": \"r1\", \"label\": \"A, 2 CPUs\","
		"\"seed\": 9007199254740992,"
		"\"unfit\": [ \"one\", \"two\" ],"
		"\"arguments\": [ \"./bench\", \"--pool\", \"a b\" ],"
		"\"items\": { \"cpu_model\": { \"value\": \"A\" },"
		"\"governor\": { \"value\": null }, \"odd\": 3 } }");
	loaded = open_text(HEADER ROW(1, 1, 10));
	assert_true(loaded_has_environment(loaded));
	assert_string_equal(loaded_label(loaded), "A, 2 CPUs");
	assert_string_equal(loaded_unfit(loaded, 1), "two");
	assert_null(loaded_unfit(loaded, 2));
	assert_string_equal(loaded_argument(loaded, 2), "a b");
	assert_null(loaded_argument(loaded, 3));
	assert_string_equal(loaded_item(loaded, "cpu_model"), "A");
	assert_null(loaded_item(loaded, "governor"));
	assert_null(loaded_item(loaded, "odd"));
	assert_null(loaded_item(loaded, "nothing"));
	assert_true(loaded_seed(loaded, &seed));
	assert_true(seed == UINT64_C(9007199254740992));
	loaded_free(loaded);
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

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[128];
		struct loaded *loaded;
		uint64_t seed = 1;

		snprintf(text, sizeof(text), "{\"run\":\"r1\",\"seed\":%s}",
			 cases[i].text);
		write_file(environment, text);
		loaded = open_text(HEADER ROW(1, 1, 10));
		if (loaded_seed(loaded, &seed) != cases[i].found)
			fail_msg("seed %s", cases[i].text);
		if (cases[i].found)
			assert_true(seed == cases[i].seed);
		loaded_free(loaded);
	}
}

static void test_bad_environment(void **state)
{
	(void)state;
	write_file(samples, HEADER ROW(1, 1, 10));
	write_file(environment, "{ \"run\": ");
	expect_error(folder, "environment.json: it is not a JSON object");
	write_file(environment, "[]");
	expect_error(folder, "environment.json: it is not a JSON object");
	write_file(environment, "{ \"run\": \"r2\" }");
	expect_error(folder, "is of run r2, samples.csv of run r1");
	write_file(environment, "{ \"run\": null }");
	expect_error(folder, "is of run unknown, samples.csv of run r1");
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_round_trip),
		IN_FOLDER(test_rpc),
		IN_FOLDER(test_overflow),
		cmocka_unit_test(test_axes),
		IN_FOLDER(test_columns_by_name),
		IN_FOLDER(test_older_schema),
		IN_FOLDER(test_quoted),
		IN_FOLDER(test_carriage_returns),
		IN_FOLDER(test_torn),
		IN_FOLDER(test_no_rows),
		IN_FOLDER(test_damaged),
		IN_FOLDER(test_missing_columns),
		IN_FOLDER(test_paths),
		IN_FOLDER(test_no_environment),
		IN_FOLDER(test_environment),
		IN_FOLDER(test_seed),
		IN_FOLDER(test_bad_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
