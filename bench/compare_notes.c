// SPDX-License-Identifier: MIT
/* What stands below the rows of a comparison. */
#include <string.h>

#include "bench/compare_internal.h"
#include "report/distance.h"
#include "report/table.h"

#define WIDTH	80

const char *compare_level_text(char *text, size_t size,
			       const struct verdict_family *family)
{
	if (family->tested > 1)
		snprintf(text, size, "All %zu intervals hold together at level %g: each is of level %.7g",
			 family->tested, family->level, family->each);
	else
		snprintf(text, size, "The interval is of level %g", family->level);
	return text;
}

bool compare_too_few_text(char *text, size_t size,
			  const struct compare *compare)
{
	const struct verdict_family *family = &compare->family;
	size_t most = 0;

	for (size_t i = 0; i < compare->rows; i++) {
		const struct verdict *judged = &compare->row[i].judged;

		if (judged->verdict == STATS_UNFIT && judged->n > most)
			most = judged->n;
	}
	table_too_few(text, size, most, family->level, family->tested,
		      family->needed);
	return most;
}

static void print_only(FILE *out, const char *prefix,
		       const struct compare *compare)
{
	static const char *const titles[][COMPARE_SIDES] = {
		{ "Only in base", "Only in change" },
		{ "Base pool alone in its setting",
		  "Without the base pool in its setting" },
	};

	for (int side = 0; side < COMPARE_SIDES; side++) {
		if (!compare->onlys[side])
			continue;
		fprintf(out, "%s%s (as in samples.csv, scenario to oversubscribed):\n",
			prefix, titles[!!compare->options->base][side]);
		for (size_t i = 0; i < compare->onlys[side]; i++)
			fprintf(out, "%s  %s\n", prefix,
				compare->only[side][i]->key);
	}
}

/* Lines of a text, each after @prefix, below @title. */
static void print_lines(FILE *out, const char *prefix, const char *title,
			const char *lines)
{
	if (!*lines)
		return;
	fprintf(out, "%s%s:\n", prefix, title);
	for (const char *end; *lines; lines = end + (*end == '\n')) {
		end = strchrnul(lines, '\n');
		fprintf(out, "%s  %.*s\n", prefix, (int)(end - lines), lines);
	}
}

/* A slice that was disturbed disturbs few medians: it is told, no more. */
static void print_disturbed(FILE *out, const struct loaded *loaded)
{
	size_t n, good = 0, disturbed = 0;
	const struct loaded_sample *sample = loaded_samples(loaded, &n);

	for (size_t i = 0; i < n; i++) {
		good += sample[i].outcome.status == TRIAL_OK;
		disturbed += sample[i].outcome.status == TRIAL_OK &&
			     sample[i].disturbed;
	}
	if (disturbed)
		fprintf(out, "  Disturbed from outside, in a slice or more: %zu of %zu samples\n",
			disturbed, good);
}

void compare_print_result(FILE *out, const char *name, const char *path,
			  const struct loaded *loaded)
{
	const char *commit = loaded_item(loaded, "commit");
	const char *reason = loaded_unfit(loaded, 0);
	struct distance distance;
	size_t incomplete, points;
	int column;

	fprintf(out, "\n%s: %s, run %s, commit %.12s\n  %s\n", name, path,
		loaded_run(loaded), commit ? commit : "unknown",
		loaded_label(loaded));
	column = fprintf(out, "  Unfit for publication:");
	if (!loaded_has_environment(loaded))
		fprintf(out, " unknown, without environment.json");
	else if (!reason)
		fprintf(out, " nothing found");
	for (size_t i = 0; (reason = loaded_unfit(loaded, i)); i++) {
		if (i)
			column += fprintf(out, ",");
		if (column + (int)strlen(reason) > WIDTH - 2)
			column = fprintf(out, "\n   ");
		column += fprintf(out, " %s", reason);
	}
	fputc('\n', out);
	if (!compare_incomplete(loaded, &incomplete, &points) && incomplete)
		fprintf(out, "  Incomplete: %zu of %zu points have fewer rounds than the run was to have;\n"
			"    bench --resume goes on with it\n", incomplete,
			points);
	if (distance_of_loaded(loaded, &distance))
		fprintf(out, "  The CPUs' distance changed: a line took %.3g ns in some trials, %.3g in\n"
			"    others; ratios that depend on it are given by distance, too\n",
			distance.low, distance.high);
	print_disturbed(out, loaded);
}

/* All that must not be dropped in silence. */
void compare_print_notes(FILE *out, const char *prefix,
			 const struct compare *compare)
{
	char text[TABLE_TOO_FEW_SIZE];

	if (compare_too_few_text(text, sizeof(text), compare))
		fprintf(out, "%s%s\n", prefix, text);
	print_only(out, prefix, compare);
	print_lines(out, prefix, "Not comparable, and compared by --force",
		    compare->against);
	print_lines(out, prefix, "What differs between the results",
		    compare->note);
}
