// SPDX-License-Identifier: MIT
#include "run/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/durable.h"
#include "run/results_internal.h"

void results_path(const struct results *results, const char *name, char *path,
		  size_t size)
{
	snprintf(path, size, "%s/%s", results->folder, name);
}

/* Nothing is left behind that its owner could not continue with. */
static int check_umask(struct error *error)
{
	const mode_t mask = umask(0);

	umask(mask);
	return mask & 0700 ? error_set(error, EACCES,
		"the umask is %04o, which denies files and folders to their owner: set one like 022",
		(unsigned int)mask) : 0;
}

/*
 * Appends @text whole or not at all: what a full disk let through of it is
 * cut off again.
 */
static int append(const struct results *results, enum csv_file file,
		  const char *text, size_t length, struct error *error)
{
	const int fd = results->fd[file];
	const off_t end = lseek(fd, 0, SEEK_END);
	const int reason = -durable_write(fd, text, length);

	if (!reason)
		return 0;
	if (end >= 0 && ftruncate(fd, end))
		return error_set(error, reason,
			"cannot write %s/%s: %s; its last row is damaged",
			results->folder, csv_file_names[file],
			error_reason(reason));
	return error_set(error, reason,
		"cannot write %s/%s: %s; every trial before is in it",
		results->folder, csv_file_names[file], error_reason(reason));
}

/*
 * What was appended is on the disk: no power cut takes it, and nothing of it
 * is left to be written while the next trial is measured.
 */
static int sync_rows(const struct results *results, enum csv_file file,
		     struct error *error)
{
	if (results->fd[file] < 0 || !fdatasync(results->fd[file]))
		return 0;
	return error_set(error, errno,
		"cannot write %s/%s: %s; rows of its last trial may be lost",
		results->folder, csv_file_names[file], strerror(errno));
}

/* What @print_rows prints of each row, in one piece; the header for none. */
static int append_rows(struct results *results, enum csv_file file,
		       void (*print_rows)(FILE *, enum csv_file,
					  const struct csv_row *),
		       const struct csv_row *rows, size_t n,
		       struct error *error)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);
	int result;

	if (!memory)
		return error_set(error, ENOMEM, "no memory for a row");
	if (!n)
		csv_print_header(memory, file);
	for (size_t i = 0; i < n; i++)
		print_rows(memory, file, &rows[i]);
	if (fclose(memory))
		result = error_set(error, ENOMEM, "no memory for a row");
	else
		result = append(results, file, text, length, error);
	free(text);
	return result;
}

static void print_slices(FILE *out, enum csv_file file,
			 const struct csv_row *row)
{
	struct csv_row each = *row;

	for (each.slice = 0; each.slice < row->result->slices; each.slice++)
		csv_print_row(out, file, &each);
}

static void print_counters(FILE *out, enum csv_file file,
			   const struct csv_row *row)
{
	struct csv_row each = *row;

	for (each.thread = 0; each.thread < row->result->threads;
	     each.thread++) {
		for (each.event = 0; each.event < counters_event_count();
		     each.event++)
			csv_print_row(out, file, &each);
	}
}

/* What one operation of a trial has: its buckets, or that it has none. */
static void print_operation(FILE *out, enum csv_file file,
			    struct csv_row *row)
{
	const uint64_t *count = row->result->subject[row->subject].
				latency.of[row->operation].count;
	bool any = false;

	for (row->bucket = 0; row->bucket < HISTOGRAM_BUCKETS; row->bucket++) {
		if (!count[row->bucket])
			continue;
		csv_print_row(out, file, row);
		any = true;
	}
	if (!any)
		csv_print_row(out, file, row);
}

static void print_histograms(FILE *out, enum csv_file file,
			     const struct csv_row *row)
{
	struct csv_row each = *row;

	for (int i = 0; csv_has_latency(row) && i < LATENCY_OPERATIONS; i++) {
		each.operation = (enum latency_operation)i;
		print_operation(out, file, &each);
	}
}

int results_append_header(struct results *results, enum csv_file file,
			  struct error *error)
{
	return append_rows(results, file, NULL, NULL, 0, error);
}

static int open_csv(struct results *results, enum csv_file file,
		    struct error *error)
{
	char path[4200];
	int result;

	results_path(results, csv_file_names[file], path, sizeof(path));
	results->fd[file] = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND |
				 O_CLOEXEC, 0666);
	if (results->fd[file] < 0 && errno == EEXIST)
		return error_set(error, EEXIST,
			"%s already holds a result: name another folder with --out",
			results->folder);
	if (results->fd[file] < 0)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	result = results_append_header(results, file, error);
	return result ? result : durable_folder(results->folder, error);
}

void results_init(struct results *results, const char *folder)
{
	*results = (struct results){ .resumed = false };
	for (int file = 0; file < CSV_FILES; file++)
		results->fd[file] = -1;
	snprintf(results->folder, sizeof(results->folder), "%s", folder);
}

int results_create(struct results *results, const char *folder,
		   struct error *error)
{
	const time_t now = time(NULL);
	struct tm utc;
	int result = check_umask(error);

	results_init(results, folder);
	gmtime_r(&now, &utc);
	strftime(results->run, sizeof(results->run), "%Y%m%dT%H%M%SZ", &utc);
	snprintf(results->run + strlen(results->run), 16, "-%d",
		 (int)getpid());
	if (!result)
		result = durable_make_folder(folder, error);
	for (int file = CSV_SAMPLES; !result && file <= CSV_COUNTERS; file++)
		result = open_csv(results, (enum csv_file)file, error);
	if (result)
		results_close(results);
	return result;
}

int results_add_trial(struct results *results, const struct csv_row *rows,
		      size_t n, struct error *error)
{
	const bool latency = rows->point->config.scenario == SCENARIO_LATENCY;
	const struct {
		enum csv_file file;
		void (*print)(FILE *, enum csv_file, const struct csv_row *);
		size_t n;
	} parts[] = {
		{ CSV_SLICES, print_slices, 1 },
		{ CSV_COUNTERS, print_counters, n },
		{ CSV_LATENCY, print_histograms, latency ? n : 0 },
		/* its samples last: where they are on the disk, all of it is */
		{ CSV_SAMPLES, csv_print_row, n },
	};
	int result = results->resumed ?
		     results_reopen(results, rows->trial, error) : 0;

	if (!result && latency && results->fd[CSV_LATENCY] < 0)
		result = open_csv(results, CSV_LATENCY, error);
	for (size_t i = 0; !result && i < ARRAY_SIZE(parts); i++) {
		if (!parts[i].n)
			continue;
		result = append_rows(results, parts[i].file, parts[i].print,
				     rows, parts[i].n, error);
		if (!result)
			result = sync_rows(results, parts[i].file, error);
	}
	return result;
}

int results_write_text(const struct results *results, const char *name,
		       const char *text, struct error *error)
{
	char path[4200];

	results_path(results, name, path, sizeof(path));
	return durable_replace(path, text, error);
}

int results_write_summary(const struct results *results,
			  const struct summary *summaries, size_t n,
			  struct error *error)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);
	int result;

	if (!memory)
		return error_set(error, ENOMEM, "no memory for the summary");
	csv_print_summary(memory, results->run, summaries, n);
	if (fclose(memory))
		result = error_set(error, ENOMEM, "no memory for the summary");
	else
		result = results_write_text(results,
					    csv_file_names[CSV_SUMMARY], text,
					    error);
	free(text);
	return result;
}

void results_close(struct results *results)
{
	for (int file = 0; file < CSV_FILES; file++) {
		if (results->fd[file] >= 0)
			close(results->fd[file]);
		results->fd[file] = -1;
	}
}
