// SPDX-License-Identifier: MIT
#include "bench/mail.h"

#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "bench/mail_internal.h"
#include "run/run.h"

#define PROGRAM		"bench mail"

enum { KEY_BASE = 256, KEY_POOL, KEY_QUESTION, KEY_FORM, KEY_PLOT, KEY_NO_PLOT, KEY_ONLY };

static const struct argp_option argp_options[] = {
	{ "base", KEY_BASE, "POOL", 0, "Compare with this pool (default " SUMMARY_BASE_POOL ")", 0 },
	{ "pool", KEY_POOL, "P,..", 0, "These pools only, beside the base pool", 0 },
	{ "only", KEY_ONLY, "AXIS=V,..", 0, "The points with these values only, as in scenario=rpc; an axis is a column of samples.csv from scenario to oversubscribed. Can be given several times", 0 },
	{ "question", KEY_QUESTION, "TEXT", 0, "What the mail answers (default: made from the result)", 0 },
	{ "form", KEY_FORM, "table|time-bench", 0, "Of the figures: tables with verdicts, or lines as prototype-kernel's time_bench prints them (default table)", 0 },
	{ "plot", KEY_PLOT, NULL, 0, "Draw ratios, however many (default: up to 40 comparisons)", 0 },
	{ "no-plot", KEY_NO_PLOT, NULL, 0, "Draw no ratios", 0 },
	{ 0 },
};

static const char argp_doc[] =
	"Prints a result as a mail to a list of kernel developers: ASCII, at most 72 columns, with the verdicts of bench compare, what makes the figures unfit, what is missing, and the command that repeats them.\v"
	"A result is a folder or its samples.csv.\n\n"
	"Exit status: 0 printed, 2 bad usage or no result, 3 the result has no sample.";

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

static const char *parse_question(const char *text)
{
	if (!*text)
		complain("--question: the text is empty");
	for (const char *c = text; *c; c++) {
		if (*c < ' ' || *c > '~')
			complain("--question: byte 0x%02x is not printable ASCII: mail to lists is plain text",
				 (unsigned char)*c);
	}
	return text;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct mail_options *options = state->input;
	struct error error;

	switch (key) {
	case KEY_BASE:
		options->compare.base = text;
		options->compare.base_given = true;
		break;
	case KEY_POOL:
		if (compare_parse_pools(&options->compare, text, &error))
			complain("%s", error.text);
		break;
	case KEY_ONLY:
		if (compare_parse_only(&options->compare, text, &error))
			complain("%s", error.text);
		break;
	case KEY_QUESTION:
		options->question = parse_question(text);
		break;
	case KEY_FORM:
		if (strcmp(text, "time-bench") == 0)
			options->form = MAIL_TIME_BENCH;
		else if (strcmp(text, "table") == 0)
			options->form = MAIL_TABLE;
		else
			complain("--form: '%.40s' is neither table nor time-bench",
				 text);
		break;
	case KEY_PLOT:
		options->plot = MAIL_PLOT_ALL;
		break;
	case KEY_NO_PLOT:
		options->plot = MAIL_PLOT_NONE;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			complain("'%.100s' is a second result: a mail is of one",
				 text);
		options->compare.path[COMPARE_BASE] = text;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void parse_arguments(struct mail_options *options, int argc,
			    char **argv)
{
	static const struct argp argp = {
		argp_options, parse_option, "RESULT", argp_doc, NULL, NULL,
		NULL
	};

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, options);
	if (!options->compare.path[COMPARE_BASE])
		complain("name a result: a folder, or its samples.csv");
}

/* Exit status */
static int open_result(struct mail *mail)
{
	const struct compare_options *options = mail->compare.options;
	struct loaded *loaded;
	struct error error;
	size_t n;

	loaded = loaded_open(options->path[COMPARE_BASE], &error);
	mail->compare.result[COMPARE_BASE] = loaded;
	if (!loaded || mail_load_files(mail, &error)) {
		fprintf(stderr, PROGRAM ": %s\n", error.text);
		return EXIT_USAGE;
	}
	loaded_samples(loaded, &n);
	if (!n) {
		fprintf(stderr, PROGRAM ": %s has no sample\n",
			options->path[COMPARE_BASE]);
		return EXIT_NOTHING;
	}
	if (compare_check_filters(options, &mail->compare, 1, &error)) {
		fprintf(stderr, PROGRAM ": %s\n", error.text);
		return EXIT_USAGE;
	}
	/* without the usual base there is still a mail, which says so */
	if (!options->base_given ||
	    compare_has_pool(&mail->compare, options->base))
		return EXIT_SUCCESS;
	fprintf(stderr, PROGRAM ": --base: no sample is of '%.60s'\n",
		options->base);
	return EXIT_USAGE;
}

static int no_memory(void)
{
	fprintf(stderr, PROGRAM ": no memory\n");
	return EXIT_FAILED;
}

/* Exit status */
static int print(const struct mail *mail)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);
	struct error error;
	bool whole;

	if (!memory)
		return no_memory();
	mail_print_head(memory, mail);
	if (mail->options->form == MAIL_TIME_BENCH)
		mail_print_time_bench(memory, mail);
	else
		mail_print_tables(memory, mail);
	mail_print_about(memory, mail);
	mail_print_tail(memory, mail);
	whole = !ferror(memory);
	whole &= !fclose(memory);
	if (whole)
		mail_send(stdout, text);
	free(text);
	if (!whole)
		return no_memory();
	if (!output_end(&error))
		return EXIT_SUCCESS;
	fprintf(stderr, PROGRAM ": %s\n", error.text);
	return EXIT_FAILED;
}

/* Exit status */
static int judge_and_print(struct mail *mail)
{
	struct error error;
	int result;

	if (compare_judge(&mail->compare) || compare_rows(&mail->compare))
		return no_memory();
	result = mail_load_points(mail, &error);
	if (result == -ENOMEM)
		return no_memory();
	if (result) {
		fprintf(stderr, PROGRAM ": %s\n", error.text);
		return EXIT_USAGE;
	}
	return print(mail);
}

int mail_main(int argc, char **argv)
{
	static char name[] = PROGRAM;
	struct mail_options options = {
		.compare = {
			.base = SUMMARY_BASE_POOL,
			.level = STATS_VERDICT_LEVEL,
		},
	};
	struct mail mail = {
		.options = &options,
		.compare = { .options = &options.compare },
	};
	int status;

	/* what usage messages begin with */
	argv[0] = name;
	parse_arguments(&options, argc, argv);
	status = open_result(&mail);
	if (!status)
		status = judge_and_print(&mail);
	mail_free_points(&mail);
	mail_free_files(&mail);
	compare_close(&mail.compare);
	return status;
}
