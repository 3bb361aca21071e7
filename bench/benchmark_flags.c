// SPDX-License-Identifier: MIT
#include "bench/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan/parse.h"

#define PREFIX	"--benchmark_"

/*
 * Google Benchmark's flags that mean something here. The others would promise
 * what the trials do not do: their time, threads and order are set by our own.
 *
 * Where there is a default it is always passed on: the library takes its
 * environment variables as defaults before main() begins, and what decides
 * must be on the command line, where the result records it.
 */
static const struct benchmark_flag {
	const char *name;
	const char *otherwise;
	enum { FILTER, LIST, REPETITIONS, REPORT, REPORT_OUT } kind;
} flags[] = {
	{ "--benchmark_filter", "--benchmark_filter=", FILTER },
	{ "--benchmark_list_tests", "--benchmark_list_tests=false", LIST },
	{ "--benchmark_repetitions", "--benchmark_repetitions=1", REPETITIONS },
	{ "--benchmark_out_format", "--benchmark_out_format=json", REPORT },
	{ "--benchmark_out", "--benchmark_out=", REPORT_OUT },
	{ "--benchmark_format", "--benchmark_format=console", REPORT },
	{ "--benchmark_color", "--benchmark_color=auto", REPORT },
	{ "--benchmark_counters_tabular",
	  "--benchmark_counters_tabular=false", REPORT },
	{ "--benchmark_report_aggregates_only",
	  "--benchmark_report_aggregates_only=false", REPORT },
	{ "--benchmark_display_aggregates_only",
	  "--benchmark_display_aggregates_only=false", REPORT },
	{ "--benchmark_context", NULL, REPORT },
	{ "--benchmark_time_unit", NULL, REPORT },
};

static int take_flag(struct options *options, char *argument,
		     struct error *error)
{
	const char *equals = strchrnul(argument, '=');
	const size_t length = (size_t)(equals - argument);
	const char *value = *equals ? equals + 1 : "";
	const struct benchmark_flag *flag = flags;
	uint64_t repetitions;
	int result;

	while (flag < flags + ARRAY_SIZE(flags) &&
	       (strlen(flag->name) != length ||
		strncmp(flag->name, argument, length) != 0))
		flag++;
	if (flag == flags + ARRAY_SIZE(flags))
		return error_set(error, EINVAL,
			"%.*s does not work here: trials have their own time, threads and order (bench --help)",
			(int)length, argument);
	if (flag->kind == REPETITIONS && *equals) {
		result = parse_number(value, 1, OPTIONS_ROUNDS_MAX, flag->name,
				      &repetitions, error);
		options->repetitions = (unsigned int)repetitions;
		return result;
	}
	options->benchmark_argv[options->benchmark_argc++] = argument;
	options->benchmark_report |= flag->kind >= REPORT;
	options->benchmark_filter |= flag->kind == FILTER;
	options->benchmark_list |= flag->kind == LIST &&
				   strcmp(value, "false") != 0 &&
				   strcmp(value, "0") != 0;
	if (flag->kind == REPORT_OUT && *equals)
		options->benchmark_out = value;
	return 0;
}

int benchmark_flags_take(struct options *options, int *argc, char **argv,
			 struct error *error)
{
	int kept = 1, result = 0;

	options->benchmark_argv = calloc((size_t)*argc + 1 + ARRAY_SIZE(flags),
					 sizeof(char *));
	if (!options->benchmark_argv)
		return error_set(error, ENOMEM, "no memory");
	options->benchmark_argv[options->benchmark_argc++] = argv[0];
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (flags[i].otherwise)
			options->benchmark_argv[options->benchmark_argc++] =
				(char *)(uintptr_t)flags[i].otherwise;
	}
	for (int i = 1; i < *argc && !result; i++) {
		if (strncmp(argv[i], PREFIX, strlen(PREFIX)) == 0)
			result = take_flag(options, argv[i], error);
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
	return result;
}
