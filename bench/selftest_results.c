// SPDX-License-Identifier: MIT
/* The folder of a self-test: what was measured, where, and how. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/command.h"
#include "bench/run.h"
#include "bench/selftest_internal.h"

static int write_origin(const struct selftest *test, char *const *arguments,
			struct error *error)
{
	const struct results *results = &test->results;
	char *command = command_quote(arguments);
	const struct environment_run made_by = {
		.run = results->run,
		.command = command,
		.arguments = arguments,
		.seed = test->seed,
	};
	char path[4200];
	int result;

	if (!command)
		return error_set(error, ENOMEM, "no memory");
	result = results_write_text(results, "command.txt", command, error);
	results_path(results, "environment.json", path, sizeof(path));
	if (!result)
		result = environment_write(test->environment, path, &made_by,
					   error);
	free(command);
	return result;
}

static int open_samples(struct selftest *test, struct error *error)
{
	const struct results *results = &test->results;
	char path[4200];
	bool taken;

	/* its environment.json is not this one */
	results_path(results, "samples.csv", path, sizeof(path));
	taken = access(path, F_OK) == 0;
	if (!taken) {
		results_path(results, "selftest-samples.csv", path,
			     sizeof(path));
		test->samples = fopen(path, "wxe");
		taken = !test->samples && errno == EEXIST;
	}
	if (taken)
		return error_set(error, EEXIST,
			"%s holds a result already: name another folder with --out",
			results->folder);
	if (!test->samples)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	/* what was measured is on disk, however the program ends */
	setvbuf(test->samples, NULL, _IOLBF, 0);
	fputs("comparison,point,round,side,ns_per_buffer,disturbed\n",
	      test->samples);
	return 0;
}

int selftest_open_results(struct selftest *test, char *const *arguments,
			  struct error *error)
{
	char folder[512];
	int result;

	run_default_folder(folder, sizeof(folder) - 16);
	strcat(folder, "-selftest");
	result = results_create_folder(&test->results,
				       test->out ? test->out : folder, error);
	if (!result)
		result = open_samples(test, error);
	if (!result)
		result = write_origin(test, arguments, error);
	return result;
}

int selftest_write_results(struct selftest *test, struct error *error)
{
	char *text = NULL;
	size_t length = 0;
	const bool failed = ferror(test->samples);
	FILE *memory = open_memstream(&text, &length);
	int result = 0;

	if (fclose(test->samples) || failed)
		result = error_set(error, EIO,
				   "cannot write selftest-samples.csv: rows are missing");
	test->samples = NULL;
	if (!memory)
		return error_set(error, ENOMEM, "no memory for the report");
	selftest_report(test, memory, true);
	if (fclose(memory))
		result = error_set(error, ENOMEM, "no memory for the report");
	else if (!result)
		result = results_write_text(&test->results, "selftest.csv",
					    text, error);
	free(text);
	return result;
}
