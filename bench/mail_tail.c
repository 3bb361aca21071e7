// SPDX-License-Identifier: MIT
/* What stands below the figures: what they are not, and how to repeat them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"

static bool has_placement(const struct mail *mail, const char *placement)
{
	for (size_t i = 0; i < mail->points; i++) {
		if (strcmp(loaded_axis(mail->point[i].point, "placement"),
			   placement) == 0)
			return true;
	}
	return false;
}

/* What the placements leave unsaid of nodes. */
static const char *limit_of_nodes(const struct mail *mail)
{
	if (has_placement(mail, "remote") || has_placement(mail, "mixed"))
		return "";
	if (has_placement(mail, "os"))
		return " Where threads that were not pinned ran is not known: nothing is said of remote nodes.";
	return " No producer ran on another node than the consumer: nothing is said of remote nodes.";
}

static void print_limits(FILE *out, const struct mail *mail)
{
	fputc('\n', out);
	mail_wrap(out, 0, 0, "Limits: these are figures of user space, in loops around the mechanism alone: an upper bound of any effect on a receive path. A ratio measured in user space is a kernel gain only where a matching kernel point stands beside it; none stands here. Absolute times mean nothing on another machine.%s",
		  limit_of_nodes(mail));
}

/* Return: NULL without memory */
static char *with_seed(const struct mail *mail, bool *added)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	const size_t length = strlen(mail->command) -
			      (mail->command[0] &&
			       mail->command[strlen(mail->command) - 1] == '\n');
	const char *argument;
	uint64_t seed;
	char *text;

	*added = loaded_seed(loaded, &seed);
	for (size_t i = 1; (argument = loaded_argument(loaded, i)); i++) {
		if (strncmp(argument, "--se", strlen("--se")) == 0)
			*added = false;
	}
	if (!*added)
		return strdup(mail->command);
	if (asprintf(&text, "%.*s --seed %" PRIu64, (int)length,
		     mail->command, seed) < 0)
		return NULL;
	return text;
}

/* What the command was started under, as one types it; may be empty */
static void scheduling_text(const struct loaded *loaded, char *text,
			     size_t size)
{
	const char *scheduling = loaded_item(loaded, "scheduling");
	int number = 0;

	text[0] = '\0';
	if (!scheduling)
		return;
	if (sscanf(scheduling, "fifo %d", &number) == 1)
		snprintf(text, size, "under chrt -f %d", number);
	else if (sscanf(scheduling, "rr %d", &number) == 1)
		snprintf(text, size, "under chrt -r %d", number);
	else if (sscanf(scheduling, "other, nice %d", &number) == 1 && number)
		snprintf(text, size, "under nice -n %d", number);
}

/* An aside of the line above the command, in brackets after the first */
static void add_note(char *text, size_t size, const char *note)
{
	const size_t used = strlen(text);

	if (*note)
		snprintf(text + used, size - used, "%s%s", used ? "; " : " (",
			 note);
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((*text < ' ' || *text > '~') && *text != '\n')
			return false;
	}
	return true;
}

static void print_command(FILE *out, const struct mail *mail)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	const char *commit = loaded_item(loaded, "commit");
	const char *dirty = loaded_item(loaded, "dirty");
	const char *run = loaded_run(loaded);
	char under[32], notes[256] = "";
	bool added;
	char *text;

	fputc('\n', out);
	mail_wrap(out, 0, 2, "Run %s of svc-page-pool-bench, commit %.12s%s.",
		  run, commit ? commit : "unknown",
		  dirty && strcmp(dirty, "yes") == 0 ?
		  " with changes that are not in it" : "");
	if (!mail->command) {
		mail_wrap(out, 0, 2, "To repeat it: unknown, there is no command.txt.");
		return;
	}
	text = with_seed(mail, &added);
	if (!text)
		return;
	scheduling_text(loaded, under, sizeof(under));
	add_note(notes, sizeof(notes), under);
	add_note(notes, sizeof(notes), added ?
		 "--seed is added: the run drew it" :
		 strstr(text, "--se") ? "" :
		 "the seed is not known: the order will be another one");
	add_note(notes, sizeof(notes), is_ascii(text) ? "" :
		 "what is not ASCII is shown as question marks");
	mail_wrap(out, 0, 2, "To repeat it%s%s:", notes, notes[0] ? ")" : "");
	fputc('\n', out);
	mail_wrap_command(out, text);
	free(text);
}

void mail_print_tail(FILE *out, const struct mail *mail)
{
	print_limits(out, mail);
	print_command(out, mail);
}
