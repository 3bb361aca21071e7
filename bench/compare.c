// SPDX-License-Identifier: MIT
#include "bench/compare.h"

#include <argp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/summary.h"
#include "run/run.h"

#define PROGRAM		"bench compare"

enum { KEY_BASE = 256, KEY_POOL, KEY_LEVEL, KEY_FORMAT, KEY_FORCE, KEY_VERDICTS, KEY_ONLY };

static const struct argp_option argp_options[] = {
	{ "base", KEY_BASE, "POOL", 0, "Of one result, or with --verdicts: compare with this pool (default " SUMMARY_BASE_POOL ")", 0 },
	{ "pool", KEY_POOL, "P,..", 0, "Compare these pools only", 0 },
	{ "only", KEY_ONLY, "AXIS=V,..", 0, "Compare the points with these values only, as in burst=1,16; an axis is a column of samples.csv from scenario to oversubscribed. Can be given several times", 0 },
	{ "level", KEY_LEVEL, "LEVEL", 0, "Confidence level of all verdicts together, and of all intervals (default 0.99)", 0 },
	{ "format", KEY_FORMAT, "text|csv", 0, "What is printed (default text)", 0 },
	{ "force", KEY_FORCE, NULL, 0, "Compare also what is not comparable", 0 },
	{ "verdicts", KEY_VERDICTS, NULL, 0, "Of results of several machines or builds: compare not their times, but what each says of its pools", 0 },
	{ 0 },
};

static const char argp_doc[] =
	"Compares the points that two results have in common, or the pools of one result, and gives a verdict for each: faster, slower, no difference shown, or unfit where there are too few trials for an interval.\v"
	"A result is a folder or its samples.csv. The first one is the base, the second one the change. With --verdicts up to 26 are taken, and each is called by a letter.\n\n"
	"Exit status: 0 compared, 2 bad usage or not comparable, 3 nothing in common.";

static void complain(const char *format, ...) printf_like(1, 2)
	__attribute__((noreturn));

static void complain(const char *format, ...)
{
	va_list args;

	fputs(PROGRAM ": ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_USAGE);
}

static double parse_level(const char *text)
{
	char *end;
	const double level = strtod(text, &end);

	/* beyond it a p-value near 1 - level is lost in rounding */
	if (end == text || *end || !(level >= 0.5 && level <= 0.999999))
		complain("--level: '%.40s' is not a number from 0.5 to 0.999999",
			 text);
	return level;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct compare_options *options = state->input;
	struct error error;

	switch (key) {
	case KEY_BASE:
		options->base = text;
		options->base_given = true;
		break;
	case KEY_POOL:
		if (compare_parse_pools(options, text, &error))
			complain("%s", error.text);
		break;
	case KEY_ONLY:
		if (compare_parse_only(options, text, &error))
			complain("%s", error.text);
		break;
	case KEY_LEVEL:
		options->level = parse_level(text);
		break;
	case KEY_FORMAT:
		options->csv = strcmp(text, "csv") == 0;
		if (!options->csv && strcmp(text, "text") != 0)
			complain("--format: '%.40s' is neither text nor csv",
				 text);
		break;
	case KEY_FORCE:
		options->force = true;
		break;
	case KEY_VERDICTS:
		options->verdicts = true;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num == COMPARE_RESULTS_MAX)
			complain("'%.100s' is one result too many: at most %d can be compared",
				 text, COMPARE_RESULTS_MAX);
		options->path[state->arg_num] = text;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void parse_arguments(struct compare_options *options, int argc,
			    char **argv)
{
	static const struct argp argp = {
		argp_options, parse_option, "RESULT [RESULT]\n--verdicts RESULT RESULT...", argp_doc, NULL,
		NULL, NULL
	};

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--benchmark_", 12) == 0)
			complain("%.60s does not work here: it is for a run",
				 argv[i]);
	}
	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, options);
	if (!options->path[COMPARE_BASE])
		complain("name one result or two: folders, or their samples.csv");
	if (options->verdicts && !options->path[COMPARE_CHANGE])
		complain("--verdicts: name two results or more; without it the pools of one are compared");
	if (!options->verdicts && options->path[COMPARE_SIDES])
		complain("'%.100s' is a third result: two at most can be compared, or what each says of its pools (--verdicts)",
			 options->path[COMPARE_SIDES]);
	if ((options->verdicts || !options->path[COMPARE_CHANGE]) &&
	    !options->base)
		options->base = SUMMARY_BASE_POOL;
	else if (!options->verdicts && options->path[COMPARE_CHANGE] &&
		 options->base)
		complain("--base compares the pools of one result: leave out either it or %.100s",
			 options->path[COMPARE_CHANGE]);
}

/* Exit status */
static int compare_and_print(struct compare *compare)
{
	int status;

	if (compare_rows(compare))
		return compare_no_memory();
	if (compare->options->csv)
		compare_print_csv(stdout, compare);
	else
		compare_print_text(stdout, compare);
	status = compare_printed();
	if (status || compare->rows)
		return status;
	fprintf(stderr, PROGRAM ": %s\n", compare->no_cost ?
		"scenarios overflow and latency are not compared: ns per buffer is not what they are run for, and nothing else was measured" :
		compare->options->base ?
		"no setting has the base pool and another one" :
		"the results have no point in common");
	return EXIT_NOTHING;
}

int compare_main(int argc, char **argv)
{
	static char name[] = PROGRAM;
	struct compare_options options = { .level = STATS_VERDICT_LEVEL };
	struct compare compare = { .options = &options };
	int status;

	/* what usage messages begin with */
	argv[0] = name;
	parse_arguments(&options, argc, argv);
	if (options.verdicts)
		return compare_verdicts(&options);
	status = compare_open(&compare);
	if (!status)
		status = compare_check(&options, &compare, 1);
	if (!status)
		status = compare_and_print(&compare);
	compare_close(&compare);
	return status;
}
