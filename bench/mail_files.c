// SPDX-License-Identifier: MIT
/* What a mail takes from the files beside samples.csv. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/mail_internal.h"
#include "report/columns.h"
#include "report/csv_read.h"

char *mail_path(const struct mail *mail, const char *name)
{
	return loaded_path(mail->compare.options->path[COMPARE_BASE], name);
}

static size_t find_column(const struct csv_reader *csv, const char *name)
{
	size_t i = 0;

	while (i < csv->n && strcmp(csv->field[i], name) != 0)
		i++;
	return i;
}

static int add_reason(struct mail *mail, const char *text)
{
	const size_t n = mail->reasons;
	struct mail_reason *reason;
	char *copy;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(mail->reason[i].text, text) == 0) {
			mail->reason[i].points++;
			return 0;
		}
	}
	reason = realloc(mail->reason, (n + 1) * sizeof(*reason));
	if (reason)
		mail->reason = reason;
	copy = strdup(text);
	if (!reason || !copy) {
		free(copy);
		return -ENOMEM;
	}
	reason[n] = (struct mail_reason){ copy, 1 };
	mail->reasons++;
	return 0;
}

/* Columns of a file that are looked at */
#define COLUMNS	3

/* What takes a record of a file; @field are the columns asked for. */
typedef int (*take_record)(struct mail *mail, const char *const field[]);

static int take_summary(struct mail *mail, const char *const field[])
{
	return strcmp(field[0], "unavailable") == 0 ||
	       strcmp(field[0], "not_measured") == 0 ?
	       add_reason(mail, field[1]) : 0;
}

/* Every machine with hardware counters has cycles and instructions. */
static int take_counter(struct mail *mail, const char *const field[])
{
	if (strcmp(field[2], "cycles") != 0 &&
	    strcmp(field[2], "instructions") != 0)
		return 0;
	if (field[0][0])
		mail->has_counters = true;
	else
		snprintf(mail->no_counters, sizeof(mail->no_counters), "%s",
			 field[1]);
	return 0;
}

/* Return: 1, 0 where there is no such file, or a negative errno */
static int read_csv(struct mail *mail, enum csv_file file,
		    const char *const column[COLUMNS], take_record take,
		    struct error *error)
{
	char *path = mail_path(mail, csv_file_names[file]);
	struct csv_reader csv;
	const char *field[COLUMNS] = { "", "", "" };
	size_t index[COLUMNS] = { 0 };
	int result;

	if (!path)
		return error_set(error, ENOMEM, "no memory");
	if (access(path, F_OK)) {
		free(path);
		return 0;
	}
	result = csv_reader_open(&csv, path, error);
	if (!result)
		result = csv_reader_next(&csv, error);
	for (int i = 0; result > 0 && i < COLUMNS; i++) {
		index[i] = find_column(&csv, column[i]);
		if (index[i] == csv.n)
			result = error_set(error, EINVAL,
					   "%s lacks column %s", path,
					   column[i]);
	}
	while (result > 0 && (result = csv_reader_next(&csv, error)) > 0) {
		for (int i = 0; result > 0 && i < COLUMNS; i++) {
			if (index[i] < csv.n)
				field[i] = csv.field[index[i]];
			else
				result = csv_damaged(&csv, error,
						     "%zu fields are too few",
						     csv.n);
		}
		if (result > 0 && take(mail, field))
			result = error_set(error, ENOMEM, "no memory");
	}
	csv_reader_close(&csv);
	free(path);
	return result < 0 ? result : 1;
}

static int read_command(struct mail *mail, struct error *error)
{
	char *path = mail_path(mail, "command.txt");
	FILE *file;
	size_t room = 0;

	if (!path)
		return error_set(error, ENOMEM, "no memory");
	file = fopen(path, "re");
	free(path);
	if (!file)
		return 0;
	/* an argument may have a line end in it */
	if (getdelim(&mail->command, &room, '\0', file) < 0) {
		free(mail->command);
		mail->command = NULL;
	}
	fclose(file);
	return 0;
}

int mail_load_files(struct mail *mail, struct error *error)
{
	int result = read_csv(mail, CSV_SUMMARY,
			      (const char *[]){ "status", "reason", "pool" },
			      take_summary, error);

	mail->has_summary = result > 0;
	snprintf(mail->no_counters, sizeof(mail->no_counters),
		 "there is no counters.csv");
	if (result >= 0)
		result = read_csv(mail, CSV_COUNTERS,
				  (const char *[]){ "value", "status",
						    "event" },
				  take_counter, error);
	if (result >= 0)
		result = read_command(mail, error);
	return result;
}

void mail_free_files(struct mail *mail)
{
	for (size_t i = 0; i < mail->reasons; i++)
		free(mail->reason[i].text);
	free(mail->reason);
	free(mail->command);
}
