// SPDX-License-Identifier: MIT
/* What stands above the figures: nobody is to quote them without it. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"
#include "report/distance.h"
#include "report/twins.h"

/* More names than that are counted, not told */
#define NAMES_TOLD	8

/* Names of an axis, each once: "local, remote"; those of floors left out. */
static size_t list_names(const struct mail *mail, const char *axis,
			 bool without_base, char *text, size_t size)
{
	size_t n = 0, used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < mail->points; i++) {
		const struct mail_point *point = &mail->point[i];
		const char *name = loaded_axis(point->point, axis);
		bool told = point->scenario == SCENARIO_FLOOR ||
			    (without_base && mail_is_base(mail, point));

		for (size_t k = 0; !told && k < i; k++)
			told = mail->point[k].scenario != SCENARIO_FLOOR &&
			       strcmp(name, loaded_axis(mail->point[k].point,
							 axis)) == 0;
		if (told)
			continue;
		if (used < size)
			used += (size_t)snprintf(text + used, size - used,
						 "%s%s", n ? ", " : "", name);
		n++;
	}
	return n;
}

static void print_question(FILE *out, const struct mail *mail)
{
	char pools[512], scenarios[256], counted[64];
	size_t n;

	if (mail->options->question) {
		mail_wrap(out, 0, 2, "Question: %s", mail->options->question);
		return;
	}
	list_names(mail, "scenario", false, scenarios, sizeof(scenarios));
	n = list_names(mail, "pool", true, pools, sizeof(pools));
	snprintf(counted, sizeof(counted), "%zu other pools", n);
	if (!scenarios[0])
		mail_wrap(out, 0, 2, "Question: what can no pool beat on this machine?");
	else if (!mail->compare.rows)
		mail_wrap(out, 0, 2, "Question: what becomes of %s in %s?",
			  n > NAMES_TOLD ? counted : n ? pools :
			  mail->compare.options->base, scenarios);
	else
		mail_wrap(out, 0, 2, "Question: in %s, what %s %s cost against %s?",
			  scenarios, n == 1 ? "does" : "do", n > NAMES_TOLD ? counted : pools,
			  mail->compare.options->base);
}

static const char *item(const struct mail *mail, const char *name)
{
	const char *value = loaded_item(mail->compare.result[COMPARE_BASE],
					name);

	return value ? value : "unknown";
}

/* One line, however long: what does not fit is seen to be missing. */
static void print_line(FILE *out, const char *format, ...) printf_like(2, 3);

static void print_line(FILE *out, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strlen(text) > MAIL_WIDTH)
		memcpy(text + MAIL_WIDTH - 3, "...", 4);
	fprintf(out, "%s\n", text);
}

static void print_machine(FILE *out, const struct mail *mail)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	const char *hypervisor = loaded_item(loaded, "hypervisor");
	const char *governor = loaded_item(loaded, "governor");
	char smt[32];

	/* "active: 2 threads per core" without what follows the colon */
	snprintf(smt, sizeof(smt), "%.*s", (int)strcspn(item(mail, "smt"), ":"),
		 item(mail, "smt"));
	print_line(out, "Machine: %s, sockets %s, nodes %s",
		   item(mail, "cpu_model"), item(mail, "packages"),
		   item(mail, "nodes"));
	print_line(out, "  CPUs %s, allowed %s, cores %s, SMT %s",
		   item(mail, "cpus_online"), item(mail, "cpus_allowed"),
		   item(mail, "cores"), smt);
	print_line(out, "  Linux %s, %s, governor %s, hypervisor %s",
		   item(mail, "kernel"), item(mail, "compiler"),
		   governor ? governor : "unknown",
		   hypervisor ? hypervisor : "unknown");
}

static void print_unfit(FILE *out, const struct mail *mail)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	const char *against = mail->compare.against, *reason;
	bool found = *against;

	fprintf(out, "\nUnfit for publication:");
	if (!loaded_has_environment(loaded))
		fprintf(out, " unknown, there is no environment.json\n");
	else if (!loaded_unfit(loaded, 0) && !found)
		fprintf(out, " nothing found\n");
	else
		fputc('\n', out);
	for (size_t i = 0; (reason = loaded_unfit(loaded, i)); i++)
		mail_wrap(out, 2, 4, "- %s", reason);
	for (const char *end; *against; against = end + (*end == '\n')) {
		end = strchrnul(against, '\n');
		mail_wrap(out, 2, 4, "- %.*s", (int)(end - against), against);
	}
}

/* What was left out by choice: a reader must know that there is more. */
static void print_shown(FILE *out, const struct mail *mail)
{
	size_t all;

	loaded_points(mail->compare.result[COMPARE_BASE], &all);
	if (mail->points < all)
		mail_wrap(out, 2, 4, "Shown: %zu of the %zu points that were measured, as asked for; verdicts are corrected for these alone.",
			  mail->points, all);
}

/* The run was interrupted, or goes on. */
static void print_incomplete(FILE *out, const struct mail *mail)
{
	size_t incomplete, points;

	if (!compare_incomplete(mail->compare.result[COMPARE_BASE],
				&incomplete, &points) && incomplete)
		mail_wrap(out, 2, 4, "Incomplete: %zu of %zu points have fewer rounds than the run was to have (bench --resume goes on with it).",
			  incomplete, points);
}

static void print_trials(FILE *out, const struct mail *mail)
{
	size_t good = 0, failed = 0, disturbed = 0, unsteady = 0;
	size_t least = SIZE_MAX, most = 0;
	char rounds[64];

	for (size_t i = 0; i < mail->points; i++) {
		const struct series *series = &mail->point[i].series;

		good += series->n;
		failed += series->failed;
		disturbed += series->disturbed;
		unsteady += series->unsteady;
		least = series->n < least ? series->n : least;
		most = series->n > most ? series->n : most;
	}
	if (least == most)
		snprintf(rounds, sizeof(rounds), "%zu", most);
	else
		snprintf(rounds, sizeof(rounds), "%zu to %zu", least, most);
	mail_wrap(out, 2, 4, "Trials: %zu good (%s of %s%zu point%s), %zu failed, %zu disturbed from outside, %zu not steady.",
		  good, rounds, mail->points == 1 ? "" : "each of ",
		  mail->points, mail->points == 1 ? "" : "s", failed, disturbed, unsteady);
}

/* A hypervisor moved the CPUs: the figures have two values. */
static void print_distance(FILE *out, const struct mail *mail)
{
	struct distance distance;

	if (distance_of_loaded(mail->compare.result[COMPARE_BASE], &distance))
		mail_wrap(out, 2, 4, "The CPUs' distance changed: a line took %.3g ns in some trials, %.3g in others. Ratios, and base and change beside them, are of trials that began alike in this.",
			  distance.low, distance.high);
}

/* Why verdicts are missing, as bench compare says it below its rows. */
static void print_too_few(FILE *out, const struct compare *compare)
{
	size_t rows = 0;
	char level[24];

	for (size_t i = 0; i < compare->rows; i++)
		rows += compare->row[i].judged.too_few;
	if (!rows)
		return;
	mail_wrap(out, 2, 4, "Too few rounds for a verdict: %zu of %zu comparisons. At least %zu are needed at level %s, corrected for %zu.",
		  rows, compare->rows, compare->family.needed,
		  compare_level_text(level, sizeof(level), compare),
		  compare->family.tested);
}

static void print_comparisons(FILE *out, const struct mail *mail)
{
	const struct compare *compare = &mail->compare;
	size_t verdicts[STATS_VERDICT_COUNT] = { 0 };
	bool base = false;

	for (size_t i = 0; i < mail->points; i++)
		base |= mail_is_base(mail, &mail->point[i]);
	if (!compare->rows) {
		mail_wrap(out, 2, 4, base ?
			  "Nothing is compared: no setting has times of %s and of another pool." :
			  "Nothing is compared: no sample is of %s (--base names another pool).",
			  compare->options->base);
		return;
	}
	for (size_t i = 0; i < compare->rows; i++)
		verdicts[compare->row[i].judged.verdict]++;
	mail_wrap(out, 2, 4, "Against %s: %zu faster, %zu slower, %zu no difference shown, %zu unfit to tell.",
		  compare->options->base, verdicts[STATS_FASTER],
		  verdicts[STATS_SLOWER], verdicts[STATS_NO_DIFFERENCE],
		  verdicts[STATS_UNFIT]);
	print_too_few(out, compare);
}

static const struct mail_point *find_twin(const struct mail *mail,
					  const struct mail_point *of)
{
	const char *twin = twins_of(loaded_axis(of->point, "pool"),
		of->scenario, atoi(loaded_axis(of->point, "producers")));

	for (size_t i = 0; twin && i < mail->points; i++) {
		if (strcmp(loaded_axis(mail->point[i].point, "pool"),
			   twin) == 0 &&
		    compare_same_setting(mail->point[i].point, of->point))
			return &mail->point[i];
	}
	return NULL;
}

/* Whether the harness may be believed, by two pools that do the same. */
static void print_twins(FILE *out, const struct mail *mail)
{
	for (size_t i = 0; i < mail->points; i++) {
		const struct mail_point *of = &mail->point[i];
		const struct mail_point *twin = find_twin(mail, of);
		const struct twins_side pool = {
			loaded_axis(of->point, "pool"), &of->series
		};
		char text[TWINS_TEXT_SIZE], setting[64];

		if (!twin)
			continue;
		snprintf(setting, sizeof(setting), "%.30s, burst %.20s",
			 loaded_axis(of->point, "placement"),
			 loaded_axis(of->point, "burst"));
		if (twins_text(text, sizeof(text), &pool,
			       &(struct twins_side){
					loaded_axis(twin->point, "pool"),
					&twin->series
			       }, setting))
			mail_wrap(out, 2, 4, "%s", text);
	}
}

static void print_missing(FILE *out, const struct mail *mail)
{
	if (!mail->has_summary)
		mail_wrap(out, 2, 4, "Missing: summary.csv, so that it is not known what could not be measured.");
	for (size_t i = 0; i < mail->reasons; i++)
		mail_wrap(out, 2, 4, "Not measured: %zu point%s: %s",
			  mail->reason[i].points,
			  mail->reason[i].points == 1 ? "" : "s",
			  mail->reason[i].text);
	if (!mail->has_counters)
		mail_wrap(out, 2, 4, "Missing: hardware counters (%s).",
			  mail->no_counters);
	for (size_t i = 0; !mail->has_latency && i < mail->points; i++) {
		if (mail->point[i].scenario != SCENARIO_LATENCY ||
		    !mail->point[i].series.n)
			continue;
		mail_wrap(out, 2, 4, "Missing: latency.csv, and with it all percentiles of scenario latency.");
		break;
	}
}

void mail_print_head(FILE *out, const struct mail *mail)
{
	print_question(out, mail);
	fputc('\n', out);
	print_machine(out, mail);
	print_unfit(out, mail);
	fprintf(out, "\nWhat came out:\n");
	print_incomplete(out, mail);
	print_shown(out, mail);
	print_comparisons(out, mail);
	print_trials(out, mail);
	print_distance(out, mail);
	print_twins(out, mail);
	print_missing(out, mail);
}
