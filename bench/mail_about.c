// SPDX-License-Identifier: MIT
/* What stands below the figures: what they are of, and what is not there. */
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"
#include "report/distance.h"
#include "report/table.h"
#include "report/twins.h"

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

/* All reasons in a paragraph */
static void print_unfit(FILE *out, const struct mail *mail)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	const char *against = mail->compare.against, *reason;
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return;
	if (!loaded_has_environment(loaded))
		fprintf(memory, "unknown, there is no environment.json; ");
	for (size_t i = 0; (reason = loaded_unfit(loaded, i)); i++)
		fprintf(memory, "%s; ", reason);
	for (const char *end; *against; against = end + (*end == '\n')) {
		end = strchrnul(against, '\n');
		fprintf(memory, "%.*s; ", (int)(end - against), against);
	}
	if (!fclose(memory)) {
		fputc('\n', out);
		mail_wrap(out, 0, 2, "Unfit for publication: %.*s.",
			  length ? (int)length - 2 : INT_MAX,
			  length ? text : "nothing found");
	}
	free(text);
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
		mail_wrap(out, 2, 4, "The CPUs' distance changed: a line took %.3g ns in some trials, %.3g in others. Ratios that depend on it are given by distance, too.",
			  distance.low, distance.high);
}

static const struct mail_point *find_twin(const struct mail *mail,
					  const struct mail_point *of)
{
	const char *twin = twins_of(loaded_axis(of->point, "pool"),
		of->scenario, atoi(loaded_axis(of->point, "producers")),
		(unsigned int)atoi(loaded_axis(of->point, "burst")));

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

/* All reasons in a paragraph, each with how many points it keeps back */
static void print_not_measured(FILE *out, const struct mail *mail)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return;
	for (size_t i = 0; i < mail->reasons; i++)
		fprintf(memory, "%s%zu point%s (%s)", i ? ", " : "",
			mail->reason[i].points,
			mail->reason[i].points == 1 ? "" : "s",
			mail->reason[i].text);
	if (!fclose(memory) && mail->reasons)
		mail_wrap(out, 2, 4, "Not measured: %s.", text);
	free(text);
}

static void print_missing(FILE *out, const struct mail *mail)
{
	if (!mail->has_summary)
		mail_wrap(out, 2, 4, "Missing: summary.csv, so that it is not known what could not be measured.");
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

static void print_too_few(FILE *out, const struct mail *mail)
{
	char text[TABLE_TOO_FEW_SIZE];

	if (compare_too_few_text(text, sizeof(text), &mail->compare))
		mail_wrap(out, 2, 4, "No verdict for some: %s.", text);
}

void mail_print_about(FILE *out, const struct mail *mail)
{
	fprintf(out, "\nOf these figures:\n");
	print_incomplete(out, mail);
	print_shown(out, mail);
	print_too_few(out, mail);
	print_trials(out, mail);
	print_distance(out, mail);
	print_twins(out, mail);
	print_not_measured(out, mail);
	print_missing(out, mail);
	print_unfit(out, mail);
	fputc('\n', out);
	print_machine(out, mail);
}
