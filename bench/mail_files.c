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

/* What takes a record of a file; @field are the two columns asked for. */
typedef int (*take_record)(struct mail *mail, const char *const field[2]);

static int take_summary(struct mail *mail, const char *const field[2])
{
	return strcmp(field[0], "unavailable") == 0 ?
	       add_reason(mail, field[1]) : 0;
}

static int take_counter(struct mail *mail, const char *const field[2])
{
	mail->has_counters |= field[0][0] != '\0';
	return 0;
}

/* Return: 1, 0 where there is no such file, or a negative errno */
static int read_csv(struct mail *mail, enum csv_file file,
		    const char *const column[2], take_record take,
		    struct error *error)
{
	char *path = mail_path(mail, csv_file_names[file]);
	struct csv_reader csv;
	size_t index[2] = { 0, 0 };
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
	for (int i = 0; result > 0 && i < 2; i++) {
		index[i] = find_column(&csv, column[i]);
		if (index[i] == csv.n)
			result = error_set(error, EINVAL,
					   "%s lacks column %s", path,
					   column[i]);
	}
	while (result > 0 && (result = csv_reader_next(&csv, error)) > 0) {
		if (index[0] >= csv.n || index[1] >= csv.n)
			result = csv_damaged(&csv, error, "%zu fields are too few",
					     csv.n);
		else if (take(mail, (const char *[]){ csv.field[index[0]],
						      csv.field[index[1]] }))
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
			      (const char *[]){ "status", "reason" },
			      take_summary, error);

	mail->has_summary = result > 0;
	if (result >= 0)
		result = read_csv(mail, CSV_COUNTERS,
				  (const char *[]){ "value", "status" },
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
