// SPDX-License-Identifier: MIT
#include "run/journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Begins every record, whose length is a multiple of 8 */
struct head {
	uint64_t size;	/* All of it */
	uint64_t hash;	/* Of what follows the head */
};

/* Its texts follow: arguments, then items, each with its NUL. */
struct run_record {
	struct head head;
	char magic[8];
	uint32_t version;	/* Changes with the meaning of a record */
	uint32_t schema;
	uint32_t row_size;
	uint32_t buckets;
	uint32_t run_size;
	uint32_t arguments;
	struct journal_run run;
};

struct row {
	uint64_t point;	/* Hash of its name */
	struct trial_outcome outcome;
};

/* Follows the rows: what a bucket of a histogram has counted */
struct bucket {
	uint32_t row;
	uint32_t index;	/* Over all operations */
	uint64_t count;
};

#define BUCKETS	((uint32_t)LATENCY_OPERATIONS * HISTOGRAM_BUCKETS)

struct trial_record {
	struct head head;
	uint32_t trial;
	uint32_t rows;
	uint64_t guest_failed;
	struct file_mark table[JOURNAL_TABLES];
	struct row row[];
};

static const struct run_record kind = {
	.magic = "bench-t",
	.version = 2,
	.schema = CSV_SCHEMA,
	.row_size = sizeof(struct row),
	.buckets = BUCKETS,
	.run_size = sizeof(struct run_record),
};

const char *const journal_items[JOURNAL_ITEMS] = {
	"cpu_model", "cpus_online", "cpus_allowed", "kernel", "compiler",
	"build_flags", "commit"
};

/* As FNV-1a does, but from 0: nothing that is hashed here begins with that. */
void file_mark_add(struct file_mark *mark, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i++)
		mark->hash = (mark->hash ^ byte[i]) * UINT64_C(0x100000001b3);
	mark->size += size;
}

static uint64_t hash_of(const void *bytes, size_t size)
{
	struct file_mark mark = { 0 };

	file_mark_add(&mark, bytes, size);
	return mark.hash;
}

static uint64_t hash_of_point(const struct point *point)
{
	char name[POINT_NAME_SIZE];

	point_name(point, name);
	return hash_of(name, strlen(name));
}

/* Counted in a bucket of a row's histograms */
static uint64_t *count_of(const struct csv_row *row, uint32_t index)
{
	return &row->result->subject[row->subject].latency.
		of[index / HISTOGRAM_BUCKETS].count[index % HISTOGRAM_BUCKETS];
}

void journal_print_run(FILE *out, const struct journal_run *run,
		       char *const *arguments,
		       const struct environment *environment)
{
	struct run_record record = kind;

	record.run = *run;
	while (arguments[record.arguments])
		record.arguments++;
	fwrite(&record, sizeof(record), 1, out);
	for (size_t i = 0; arguments[i]; i++)
		fwrite(arguments[i], strlen(arguments[i]) + 1, 1, out);
	for (size_t i = 0; i < JOURNAL_ITEMS; i++) {
		const char *value = environment_value(environment,
						      journal_items[i]);

		fwrite(value ? value : "", value ? strlen(value) + 1 : 1, 1,
		       out);
	}
	while (ftell(out) % 8)
		fputc('\0', out);
}

void journal_print_trial(FILE *out, const struct csv_row *rows, size_t n,
			 const struct file_mark table[JOURNAL_TABLES])
{
	struct trial_record record = {
		.trial = rows->trial,
		.rows = (uint32_t)n,
		.guest_failed = rows->guest_failed,
	};

	memcpy(record.table, table, sizeof(record.table));
	fwrite(&record, sizeof(record), 1, out);
	for (size_t i = 0; i < n; i++) {
		const struct row row = {
			.point = hash_of_point(rows[i].point),
			.outcome = *csv_outcome(&rows[i]),
		};

		fwrite(&row, sizeof(row), 1, out);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct bucket bucket = { .row = i };

		for (; csv_has_latency(&rows[i]) && bucket.index < BUCKETS;
		     bucket.index++) {
			bucket.count = *count_of(&rows[i], bucket.index);
			if (bucket.count)
				fwrite(&bucket, sizeof(bucket), 1, out);
		}
	}
}

void journal_seal(char *record, size_t size)
{
	const struct head head = {
		.size = size,
		.hash = hash_of(record + sizeof(head), size - sizeof(head)),
	};

	memcpy(record, &head, sizeof(head));
}

static int read_file(struct journal *journal, const char *path,
		     struct error *error)
{
	FILE *in = fopen(path, "re");
	struct stat status = { .st_size = 0 };
	int result = 0;

	if (!in && errno == ENOENT)
		return error_set(error, ENOENT,
			"--resume: there is no %s, which a run is continued from: start a new run",
			path);
	if (!in || fstat(fileno(in), &status))
		result = -errno;
	if (!result)
		journal->bytes = malloc((size_t)status.st_size + 1);
	if (!result && !journal->bytes)
		result = -ENOMEM;
	if (!result)
		journal->size = fread(journal->bytes, 1, (size_t)status.st_size,
				      in);
	if (!result && ferror(in))
		result = -errno;
	if (in)
		fclose(in);
	return result ? error_set(error, -result, "cannot read %s: %s", path,
				  strerror(-result)) : 0;
}

/* The record that begins at @at; NULL where none is whole */
static const struct head *record_at(const struct journal *journal, uint64_t at)
{
	const struct head *head = (const void *)(journal->bytes + at);
	const uint64_t left = journal->size - at;

	return left >= sizeof(*head) && head->size > sizeof(*head) &&
	       head->size <= left && head->size % 8 == 0 &&
	       hash_of(head + 1, head->size - sizeof(*head)) == head->hash ?
	       head : NULL;
}

/* Text of the first record */
static char *text_at(const struct journal *journal, size_t index)
{
	char *text = journal->bytes + sizeof(struct run_record);

	while (index--)
		text += strlen(text) + 1;
	return text;
}

char *journal_argument(const struct journal *journal, size_t index)
{
	const struct run_record *record = (const void *)journal->bytes;

	return index < record->arguments ? text_at(journal, index) : NULL;
}

const char *journal_item(const struct journal *journal, size_t index)
{
	const struct run_record *record = (const void *)journal->bytes;

	return text_at(journal, record->arguments + index);
}

/* Return: whether this program has written the first record. */
static bool read_run(struct journal *journal)
{
	const struct run_record *record = (const void *)record_at(journal, 0);
	uint64_t texts = 0;

	if (!record || record->head.size < sizeof(*record) ||
	    memcmp(record->magic, kind.magic,
		   offsetof(struct run_record, arguments) -
		   offsetof(struct run_record, magic)) != 0 ||
	    !memchr(record->run.run, '\0', sizeof(record->run.run)))
		return false;
	for (size_t i = sizeof(*record); i < record->head.size; i++)
		texts += !journal->bytes[i];
	journal->run = &record->run;
	journal->table = record->run.table;
	journal->at = record->head.size;
	return texts >= (uint64_t)record->arguments + JOURNAL_ITEMS;
}

/* The buckets of a record, and how many they are */
static const struct bucket *buckets_of(const struct trial_record *record,
				       size_t *n)
{
	const size_t rows = sizeof(*record) + record->rows * sizeof(struct row);

	*n = (record->head.size - rows) / sizeof(struct bucket);
	return (const void *)&record->row[record->rows];
}

/* The next trial's record; NULL where none is whole */
static const struct trial_record *trial_at(const struct journal *journal,
					   uint64_t at)
{
	const struct trial_record *record = (const void *)record_at(journal, at);
	const struct bucket *bucket;
	size_t n;

	if (!record || record->head.size < sizeof(*record) ||
	    record->trial != journal->trials + 1 || !record->rows ||
	    record->rows > TRIAL_SUBJECTS_MAX ||
	    record->head.size <
		    sizeof(*record) + record->rows * sizeof(struct row))
		return NULL;
	for (uint32_t i = 0; i < record->rows; i++) {
		const struct trial_outcome *outcome = &record->row[i].outcome;

		if ((unsigned int)outcome->status >= TRIAL_STATUS_COUNT ||
		    !memchr(outcome->error, '\0', sizeof(outcome->error)))
			return NULL;
	}
	bucket = buckets_of(record, &n);
	for (size_t i = 0; i < n; i++) {
		if (bucket[i].row >= record->rows || bucket[i].index >= BUCKETS)
			return NULL;
	}
	return record;
}

struct journal *journal_open(const char *folder, struct error *error)
{
	struct journal *journal = calloc(1, sizeof(*journal));
	const struct trial_record *record;
	char path[4200];
	uint64_t end;

	snprintf(path, sizeof(path), "%s/" JOURNAL_FILE, folder);
	if (!journal) {
		error_set(error, ENOMEM, "no memory to read %s", path);
		return NULL;
	}
	if (read_file(journal, path, error)) {
		journal_free(journal);
		return NULL;
	}
	if (!read_run(journal)) {
		error_set(error, EINVAL,
			"--resume: %s is damaged, or not of this program (schema %d) on such a machine: continue with the program that made it, or start a new run",
			path, CSV_SCHEMA);
		journal_free(journal);
		return NULL;
	}
	for (end = journal->at; (record = trial_at(journal, end));
	     end += record->head.size) {
		journal->trials++;
		journal->table = record->table;
	}
	journal->size = end;
	return journal;
}

void journal_free(struct journal *journal)
{
	if (journal)
		free(journal->bytes);
	free(journal);
}

int journal_replay(struct journal *journal, struct csv_row *rows, size_t *n,
		   struct error *error)
{
	const struct trial_record *record =
		(const void *)(journal->bytes + journal->at);
	size_t buckets;
	const struct bucket *bucket = buckets_of(record, &buckets);
	bool same = record->rows == *n ||
		    (record->rows == 1 &&
		     trial_is_to_blame(&record->row[0].outcome));

	for (size_t i = 0; same && i < record->rows; i++) {
		const struct row *row = &record->row[i];
		size_t k = i;

		while (k < *n && hash_of_point(rows[k].point) != row->point)
			k++;
		same = k < *n;
		if (!same)
			break;
		rows[i] = rows[k];
		rows[i].result->subject[rows[i].subject].latency =
			(struct latency_histograms){ 0 };
		*csv_outcome(&rows[i]) = row->outcome;
	}
	if (!same)
		return error_set(error, EINVAL,
			JOURNAL_FILE " does not match this run: trial %u was of other points than it would be now",
			record->trial);
	for (size_t i = 0; i < buckets; i++)
		*count_of(&rows[bucket[i].row], bucket[i].index) =
			bucket[i].count;
	rows->guest_failed = record->guest_failed;
	*n = record->rows;
	journal->at += record->head.size;
	return 0;
}
