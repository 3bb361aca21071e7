// SPDX-License-Identifier: MIT
#include "run/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/small_file.h"

#define TRIAL_AT_WORK	"trial-at-work.txt"

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

static const char *name_of(int file)
{
	return file == RESULTS_JOURNAL ? JOURNAL_FILE : csv_file_names[file];
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
		for (each.event = 0; each.event < COUNTERS; each.event++)
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

/* A text that is being made */
struct memory {
	FILE *out;
	char *text;
	size_t length;
};

static int begin(struct memory *memory, struct error *error)
{
	memory->text = NULL;
	memory->out = open_memstream(&memory->text, &memory->length);
	return memory->out ? 0 :
	       error_set(error, ENOMEM, "no memory for what is to be written");
}

static int end(struct memory *memory, struct error *error)
{
	return !fclose(memory->out) ? 0 :
	       error_set(error, ENOMEM, "no memory for what is to be written");
}

/*
 * Appends what was made whole or not at all: what a full disk let through of it
 * is cut off again. Then it is on the disk: no power cut takes it, and nothing
 * of it is left to be written while the next trial is measured.
 */
static int append(struct results *results, int file, struct memory *memory,
		  struct error *error)
{
	const char *left = "every trial before is in it";
	const int fd = results->fd[file];
	int result = end(memory, error);

	if (result) {
		free(memory->text);
		return result;
	}
	if (file == RESULTS_JOURNAL)
		journal_seal(memory->text, memory->length);
	result = durable_write(fd, memory->text, memory->length);
	if (!result) {
		file_mark_add(&results->mark[file], memory->text,
			      memory->length);
		result = fdatasync(fd) ? -errno : 0;
		left = "its last rows may be lost";
	} else if (ftruncate(fd, (off_t)results->mark[file].size)) {
		left = "its last row is damaged";
	}
	free(memory->text);
	return result ? error_set(error, -result, "cannot write %s/%s: %s; %s",
				  results->folder, name_of(file),
				  error_reason(-result), left) : 0;
}

/* Return: 0, and @memory has begun. */
static int create_file(struct results *results, int file,
		       struct memory *memory, struct error *error)
{
	char path[4200];

	results_path(results, name_of(file), path, sizeof(path));
	results->fd[file] = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND |
				 O_CLOEXEC, 0666);
	if (results->fd[file] < 0 && errno == EEXIST)
		return error_set(error, EEXIST,
			"%s already holds a result: name another folder with --out",
			results->folder);
	if (results->fd[file] < 0)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	return begin(memory, error);
}

void results_init(struct results *results, const char *folder)
{
	*results = (struct results){ .to_cut = false };
	for (int file = 0; file < RESULTS_FILES; file++)
		results->fd[file] = -1;
	snprintf(results->folder, sizeof(results->folder), "%s", folder);
}

int results_create(struct results *results, const char *folder, bool latency,
		   struct error *error)
{
	const time_t now = time(NULL);
	struct memory memory = { .out = NULL };
	char host[65] = "unknown", when[20], usual[128];
	struct tm utc;
	int result = check_umask(error);

	gmtime_r(&now, &utc);
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &utc);
	gethostname(host, sizeof(host) - 1);
	snprintf(usual, sizeof(usual), "results/%s/%s", host, when);
	results_init(results, folder ? folder : usual);
	snprintf(results->run, sizeof(results->run), "%s-%d", when,
		 (int)getpid());
	if (!result)
		result = durable_make_folder(results->folder, error);
	for (int file = CSV_SAMPLES;
	     !result && file <= (latency ? CSV_LATENCY : CSV_COUNTERS);
	     file++) {
		result = create_file(results, file, &memory, error);
		if (result)
			break;
		csv_print_header(memory.out, (enum csv_file)file);
		result = append(results, file, &memory, error);
	}
	if (!result)
		result = durable_folder(results->folder, error);
	if (result)
		results_close(results);
	return result;
}

int results_journal(struct results *results, char *const *arguments,
		    uint64_t seed, const struct memory_room *room,
		    const struct environment *environment,
		    struct error *error)
{
	struct journal_run run = { .seed = seed, .room = *room };
	struct memory memory = { .out = NULL };
	int result = create_file(results, RESULTS_JOURNAL, &memory, error);

	if (result)
		return result;
	memcpy(run.run, results->run, sizeof(run.run));
	memcpy(run.table, results->mark, sizeof(run.table));
	journal_print_run(memory.out, &run, arguments, environment);
	result = append(results, RESULTS_JOURNAL, &memory, error);
	return result ? result : durable_folder(results->folder, error);
}

int results_lock(const char *folder, int *fd, struct error *error)
{
	char path[4200];
	struct stat status;

	if (!stat(folder, &status) && !S_ISDIR(status.st_mode))
		return error_set(error, ENOTDIR,
			"%s is no folder: name the folder of the result",
			folder);
	snprintf(path, sizeof(path), "%s/%s", folder,
		 csv_file_names[CSV_SAMPLES]);
	/* to write: NFS locks nothing that is only read */
	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	if (!flock(*fd, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return error_set(error, EBUSY,
			"another bench is running in %s: wait until it has ended",
			folder);
	/* the filesystem has no locks */
	return error_tell(0, "%s cannot be locked (%s): nothing keeps two bench from adding to it at once",
			  folder, strerror(errno));
}

int results_open(struct results *results, int file, struct error *error)
{
	char path[4200];

	results_path(results, name_of(file), path, sizeof(path));
	results->fd[file] = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
	return results->fd[file] >= 0 ? 0 :
	       error_set(error, errno, "--resume: cannot write %s: %s", path,
			 strerror(errno));
}

static int cut(struct results *results, struct error *error)
{
	/* its last record may have been read before it was on the disk */
	if (fdatasync(results->fd[RESULTS_JOURNAL]))
		return error_set(error, errno, "cannot write %s/%s: %s",
				 results->folder, name_of(RESULTS_JOURNAL),
				 strerror(errno));
	for (int file = 0; file < RESULTS_FILES; file++) {
		if (results->fd[file] >= 0 &&
		    ftruncate(results->fd[file],
			      (off_t)results->mark[file].size))
			return error_set(error, errno, "cannot write %s/%s: %s",
					 results->folder, name_of(file),
					 strerror(errno));
	}
	results->to_cut = false;
	return durable_folder(results->folder, error);
}

int results_add_trial(struct results *results, const struct csv_row *rows,
		      size_t n, struct error *error)
{
	const struct {
		int file;
		void (*print)(FILE *, enum csv_file, const struct csv_row *);
		size_t n;
	} parts[] = {
		{ CSV_SLICES, print_slices, 1 },
		{ CSV_COUNTERS, print_counters, n },
		{ CSV_LATENCY, print_histograms, n },
		{ CSV_SAMPLES, csv_print_row, n },
		/* last: where it is on the disk, all of the trial is */
		{ RESULTS_JOURNAL, NULL, 0 },
	};
	int result = results->to_cut ? cut(results, error) : 0;

	for (size_t i = 0; !result && i < ARRAY_SIZE(parts); i++) {
		const int file = parts[i].file;
		struct memory memory;

		if (results->fd[file] < 0)
			continue;
		result = begin(&memory, error);
		if (result)
			break;
		for (size_t row = 0; row < parts[i].n; row++)
			parts[i].print(memory.out, (enum csv_file)file,
				       &rows[row]);
		if (file == RESULTS_JOURNAL)
			journal_print_trial(memory.out, rows, n, results->mark);
		result = append(results, file, &memory, error);
	}
	return result;
}

int results_begin_trial(const struct results *results, unsigned int trial,
			unsigned int *earlier, struct error *error)
{
	char path[4200], text[64];
	unsigned int number, times;
	int fd, length, result;

	results_path(results, TRIAL_AT_WORK, path, sizeof(path));
	small_file_read(text, sizeof(text), "%s", path);
	*earlier = sscanf(text, "trial %u, begun %u", &number, &times) == 2 &&
		   number == trial ? times : 0;
	/* always of one length: it replaces the older note */
	length = snprintf(text, sizeof(text), "trial %10u, begun %10u times\n",
			  trial, *earlier + 1);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	result = fd < 0 ? -errno : durable_write(fd, text, (size_t)length);
	if (fd >= 0 && close(fd) && !result)
		result = -errno;
	return result ? error_set(error, -result,
				  "cannot write %s: %s; every trial before is in samples.csv",
				  path, error_reason(-result)) : 0;
}

void results_end_trials(const struct results *results)
{
	char path[4200];

	results_path(results, TRIAL_AT_WORK, path, sizeof(path));
	unlink(path);
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
	struct memory memory;
	int result = begin(&memory, error);

	if (result)
		return result;
	csv_print_summary(memory.out, results->run, summaries, n);
	result = end(&memory, error);
	if (!result)
		result = results_write_text(results,
					    csv_file_names[CSV_SUMMARY],
					    memory.text, error);
	free(memory.text);
	return result;
}

void results_close(struct results *results)
{
	for (int file = 0; file < RESULTS_FILES; file++) {
		if (results->fd[file] >= 0)
			close(results->fd[file]);
		results->fd[file] = -1;
	}
}
