// SPDX-License-Identifier: MIT
/* What stands below the rows of a comparison. */
#include <math.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/distance.h"

#define WIDTH	80

const char *compare_level_text(char *text, size_t size,
			       const struct compare *compare)
{
	snprintf(text, size, "%g", compare->family.level);
	return text;
}

/* Why rows are unfit, once for all of them. */
static void print_too_few(FILE *out, const char *prefix,
			  const struct compare *compare)
{
	size_t least = SIZE_MAX, most = 0;
	char level[24];

	for (size_t i = 0; i < compare->rows; i++) {
		const struct compare_row *row = &compare->row[i];
		const size_t n = row->n[0] < row->n[1] ? row->n[0] : row->n[1];

		if (!row->judged.too_few)
			continue;
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	if (least == SIZE_MAX)
		return;
	fputs(prefix, out);
	if (least != most)
		fprintf(out, "%zu to ", least);
	fprintf(out, "%zu round%s cannot show a difference at level %s over %zu comparison%s: at least %zu are needed\n",
		most, most == 1 ? "" : "s", compare_level_text(level, sizeof(level), compare),
		compare->family.tested, compare->family.tested == 1 ? "" : "s",
		compare->family.needed);
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
		fprintf(out, "  The CPUs' distance changed: a line took %.3g ns in some trials, %.3g\n"
			"    in others; ratios of its pools are of trials that began alike in this\n",
			distance.low, distance.high);
}

/* All that must not be dropped in silence. */
void compare_print_notes(FILE *out, const char *prefix,
			 const struct compare *compare)
{
	print_too_few(out, prefix, compare);
	print_only(out, prefix, compare);
	print_lines(out, prefix, "Not comparable, and compared by --force",
		    compare->against);
	print_lines(out, prefix, "What differs between the results",
		    compare->note);
}
