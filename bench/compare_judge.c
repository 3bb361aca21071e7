// SPDX-License-Identifier: MIT
/* Whether results are comparable, and what differs besides. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "plan/options.h"
#include "report/columns.h"

/* Of longer values, what differs is shown */
#define VALUE_MAX	60

const char *const compare_side_names[COMPARE_SIDES] = { "base", "change" };

/*
 * Items of the environment. Where @other is set, a difference makes the
 * figures those of something else. The rest is what one may want to compare.
 */
static const struct item {
	const char *name;
	const char *other;
} items[] = {
	{ "cpu_model", "machine" },
	{ "cpu_vendor", "machine" },
	{ "architecture", "machine" },
	{ "cpus_online", "machine" },
	{ "cpus_allowed", "machine" },
	{ "packages", "machine" },
	{ "cores", "machine" },
	{ "smt", "machine" },
	{ "nodes", "machine" },
	{ "node_distances", "machine" },
	{ "caches", "machine" },
	{ "hypervisor", "machine" },
	{ "emulation", "machine" },
	{ "compiler", "build" },
	{ "build_type", "build" },
	{ "build_flags", "build" },
	{ "atomics", "build" },
	{ "commit", NULL },
	{ "dirty", NULL },
	{ "version", NULL },
	{ "libc", NULL },
	{ "microcode", NULL },
	{ "kernel", NULL },
	{ "kernel_version", NULL },
	{ "kernel_command_line", NULL },
	{ "mitigations", NULL },
	{ "governor", NULL },
	{ "boost", NULL },
	{ "frequency_limits", NULL },
	{ "transparent_huge_pages", NULL },
	{ "numa_balancing", NULL },
	{ "aslr", NULL },
	{ "clocksource", NULL },
	{ "scheduling", NULL },
	{ "cpu_quota", NULL },
	{ "cpus_isolated", NULL },
	{ "nohz_full", NULL },
	{ "rseq", NULL },
};

/* Where the part of a list begins in which two values differ */
static size_t difference(const char *a, const char *b)
{
	size_t i = 0;

	while (a[i] && a[i] == b[i])
		i++;
	while (i && a[i - 1] != ' ')
		i--;
	return i;
}

static void print_value(FILE *out, const char *value, const char *other)
{
	const size_t from = value && other && strlen(value) > VALUE_MAX ?
			    difference(value, other) : 0;

	if (!value)
		fputs("unknown", out);
	else
		fprintf(out, "%s%.*s%s", from ? "..." : "", VALUE_MAX,
			value + from,
			strlen(value + from) > VALUE_MAX ? "..." : "");
}

static void compare_items(const struct compare *compare, FILE *against,
			  FILE *note)
{
	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		const char *value[COMPARE_SIDES];
		FILE *out = items[i].other ? against : note;

		for (int side = 0; side < COMPARE_SIDES; side++)
			value[side] = loaded_item(compare->result[side],
						  items[i].name);
		/* unknown in both is no difference that can be shown */
		if (!value[0] && !value[1])
			continue;
		if (value[0] && value[1] && strcmp(value[0], value[1]) == 0)
			continue;
		if (items[i].other)
			fprintf(out, "another %s: ", items[i].other);
		fprintf(out, "%s: ", items[i].name);
		print_value(out, value[COMPARE_BASE], value[COMPARE_CHANGE]);
		fputs(" in base, ", out);
		print_value(out, value[COMPARE_CHANGE], value[COMPARE_BASE]);
		fputs(" in change\n", out);
	}
}

/* What no figure of a result can be compared with, whatever the other is. */
static void judge_one(const struct loaded *loaded, const char *name,
		      FILE *against)
{
	const char *sanitizer = loaded_item(loaded, "sanitizer");
	const unsigned int schema = loaded_schema(loaded);

	if (sanitizer && strcmp(sanitizer, "none") != 0)
		fprintf(against, "%s is of a sanitizer build (%s): its figures are the sanitizer's\n",
			name, sanitizer);
	if (loaded_run(loaded)[0] && schema != CSV_SCHEMA)
		fprintf(against, "%s has columns of schema %u, and this program knows those of schema %d\n",
			name, schema, CSV_SCHEMA);
}

static void judge_two(const struct compare *compare, FILE *against, FILE *note)
{
	const struct loaded *base = compare->result[COMPARE_BASE];
	const struct loaded *change = compare->result[COMPARE_CHANGE];
	bool known = true;

	for (int side = 0; side < COMPARE_SIDES; side++) {
		if (loaded_has_environment(compare->result[side]))
			continue;
		fprintf(against, "%s has no environment.json: its machine and build are unknown\n",
			compare_side_names[side]);
		known = false;
	}
	if (known)
		compare_items(compare, against, note);
	if (strcmp(loaded_run(base), loaded_run(change)) == 0)
		fprintf(note, "nothing: base and change are the same run\n");
}

/*
 * An option as the user may have shortened it. A shorter one than @least would
 * not have been accepted.
 */
static bool is_option(const char *argument, const char *name, size_t least)
{
	const size_t length = strcspn(argument, "=");

	return length >= least && strncmp(argument, name, length) == 0;
}

static unsigned int rounds_asked(const struct loaded *loaded)
{
	static const char benchmark[] = "--benchmark_repetitions=";
	const char *argument, *number;
	unsigned int rounds = 0;

	for (size_t i = 1; (argument = loaded_argument(loaded, i)); i++) {
		number = NULL;
		if (strncmp(argument, benchmark, strlen(benchmark)) == 0)
			number = argument + strlen(benchmark);
		else if (is_option(argument, "--repetitions", strlen("--rep")))
			number = strchr(argument, '=') ?
				 strchr(argument, '=') + 1 :
				 loaded_argument(loaded, i + 1);
		if (number)
			rounds = (unsigned int)strtoul(number, NULL, 10);
	}
	return rounds ? rounds : OPTIONS_ROUNDS;
}

int compare_incomplete(const struct loaded *loaded, size_t *incomplete,
		       size_t *points)
{
	const unsigned int asked = rounds_asked(loaded);
	struct compare_samples samples = { NULL, NULL };
	const int result = compare_pick(&samples, loaded);

	*incomplete = 0;
	loaded_points(loaded, points);
	for (size_t i = 0; !result && i < *points; i++) {
		const size_t rounds = samples.first[i + 1] - samples.first[i];

		/* one that its trial died of was left out from then on */
		*incomplete += rounds < asked &&
			!(rounds && trial_is_to_blame(
				&samples.sample[samples.first[i + 1] - 1]->
				outcome));
	}
	compare_unpick(&samples);
	return result;
}

int compare_judge(struct compare *compare)
{
	const bool two = compare->result[COMPARE_CHANGE];
	size_t length;
	FILE *against = open_memstream(&compare->against, &length);
	FILE *note = open_memstream(&compare->note, &length);
	int result = 0;

	if (against && note) {
		judge_one(compare->result[COMPARE_BASE],
			  two ? "base" : "the result", against);
		if (two) {
			judge_one(compare->result[COMPARE_CHANGE], "change",
				  against);
			judge_two(compare, against, note);
		}
	} else {
		result = -ENOMEM;
	}
	if (against && fclose(against))
		result = -ENOMEM;
	if (note && fclose(note))
		result = -ENOMEM;
	return result;
}
