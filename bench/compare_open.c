// SPDX-License-Identifier: MIT
/* Results are read, and told whether they can be compared. */
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "bench/compare_internal.h"
#include "run/run.h"

#define PROGRAM		"bench compare"

/* Exit status */
static int read_results(struct compare *compare)
{
	const struct compare_options *options = compare->options;
	struct error error;

	for (int side = 0; side < COMPARE_SIDES; side++) {
		if (!options->path[side])
			continue;
		compare->result[side] = loaded_open(options->path[side],
						    &error);
		if (compare->result[side])
			continue;
		fprintf(stderr, PROGRAM ": %s\n", error.text);
		return EXIT_USAGE;
	}
	if (!options->base || compare_has_pool(compare, options->base))
		return EXIT_SUCCESS;
	fprintf(stderr, PROGRAM ": no sample of %s is of '%.60s': --base names the pool to compare with\n",
		options->path[COMPARE_BASE], options->base);
	return options->base_given ? EXIT_USAGE : EXIT_NOTHING;
}

int compare_check(const struct compare_options *options,
		  const struct compare *compare, size_t n)
{
	struct error error;

	if (!compare_check_filters(options, compare, n, &error))
		return EXIT_SUCCESS;
	fprintf(stderr, PROGRAM ": %s\n", error.text);
	return EXIT_USAGE;
}

int compare_no_memory(void)
{
	fprintf(stderr, PROGRAM ": no memory\n");
	return EXIT_FAILED;
}

/* Exit status */
static int judge(struct compare *compare)
{
	const struct compare_options *options = compare->options;
	char *line, *rest;

	if (compare_judge(compare))
		return compare_no_memory();
	if (!compare->against[0] || options->force)
		return EXIT_SUCCESS;
	rest = compare->against;
	while ((line = strsep(&rest, "\n")) && *line)
		fprintf(stderr, PROGRAM ": not comparable (see %s--force): %s%s%s\n",
			compare->result[COMPARE_CHANGE] ? "--verdicts and " : "",
			options->verdicts ? options->path[COMPARE_BASE] : "",
			options->verdicts ? ": " : "", line);
	return EXIT_USAGE;
}

int compare_open(struct compare *compare)
{
	const int status = read_results(compare);

	return status ? status : judge(compare);
}

void compare_close(struct compare *compare)
{
	for (int side = 0; side < COMPARE_SIDES; side++) {
		loaded_free(compare->result[side]);
		free(compare->only[side]);
	}
	for (size_t i = 0; i < compare->rows; i++)
		compare_free_row(&compare->row[i]);
	free(compare->row);
	free(compare->against);
	free(compare->note);
}

int compare_printed(void)
{
	struct error error;

	if (!output_end(&error))
		return EXIT_SUCCESS;
	fprintf(stderr, PROGRAM ": %s\n", error.text);
	return EXIT_FAILED;
}
