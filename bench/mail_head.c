// SPDX-License-Identifier: MIT
/* What stands above the figures: the question, and the answer in a line. */
#include <string.h>

#include "bench/mail_internal.h"

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
}

/* In a line that whoever quotes the figures has before them */
static void print_where(FILE *out, const struct mail *mail)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	const bool unfit = !loaded_has_environment(loaded) ||
			   loaded_unfit(loaded, 0) || *mail->compare.against;

	mail_wrap(out, 2, 4, "On %s%s.", loaded_label(loaded),
		  unfit ? "; unfit for publication, for reasons below" : "");
}

void mail_print_head(FILE *out, const struct mail *mail)
{
	print_question(out, mail);
	print_comparisons(out, mail);
	print_where(out, mail);
}
