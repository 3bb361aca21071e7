/* SPDX-License-Identifier: MIT */
/*
 * trials.bin of a result, which --resume reads: a record of how the run was
 * started, then one of each trial that has ended, added when its rows are on
 * the disk. Nothing else of a result is read back; each record says how far its
 * tables belong to it.
 */
#pragma once

#include "env/environment.h"
#include "plan/options.h"
#include "run/columns.h"

#define JOURNAL_FILE	"trials.bin"

/* The beginning of a file, by its length and by a hash of its bytes */
struct file_mark {
	uint64_t size;
	uint64_t hash;
};

/** file_mark_add() - the file goes on with these bytes; @mark: {0} if empty */
void file_mark_add(struct file_mark *mark, const void *bytes, size_t size);

/* Each table to which rows are appended, in the order of enum csv_file */
#define JOURNAL_TABLES	CSV_SUMMARY

struct journal_run {
	char run[40];
	uint64_t seed;
	struct memory_room room;
	struct file_mark table[JOURNAL_TABLES];	/* Their first lines */
};

/* Items of the environment that must not have changed since */
#define JOURNAL_ITEMS	7
extern const char *const journal_items[JOURNAL_ITEMS];

/**
 * journal_print_run() - the first record, but for journal_seal()
 * @arguments: the command line, NULL-terminated
 */
void journal_print_run(FILE *out, const struct journal_run *run,
		       char *const *arguments,
		       const struct environment *environment);

/**
 * journal_print_trial() - the record of a trial, likewise
 * @rows: all that it has in samples.csv
 * @table: as far as they are written
 */
void journal_print_trial(FILE *out, const struct csv_row *rows, size_t n,
			 const struct file_mark table[JOURNAL_TABLES]);

/** journal_seal() - from now on it shows whether a record is whole */
void journal_seal(char *record, size_t size);

/* What an earlier session left */
struct journal {
	char *bytes;	/* The file */
	uint64_t size;	/* Of the records that are whole */
	uint64_t at;	/* Where the next trial's record begins */
	unsigned int trials;	/* That have a record */
	const struct journal_run *run;
	const struct file_mark *table;	/* After the last of the trials */
};

/**
 * journal_open() - read all of it
 *
 * What is not whole at the end was being written when bench died: it is passed
 * over, and so is all that follows damage.
 *
 * Return: to be freed by journal_free(); NULL where this program has not
 * written it.
 */
struct journal *journal_open(const char *folder, struct error *error);

/** journal_free() - @journal may be NULL */
void journal_free(struct journal *journal);

/** journal_argument() - of the command line; NULL past the last */
char *journal_argument(const struct journal *journal, size_t index);

/** journal_item() - one of journal_items; "" where it was not available */
const char *journal_item(const struct journal *journal, size_t index);

/** journal_has_trial() - whether there is one that journal_replay() can give */
static inline bool journal_has_trial(const struct journal *journal)
{
	return journal && journal->at < journal->size;
}

/**
 * journal_replay() - what came out of the next trial
 * @rows: of the trial that is due; their outcomes are set. Of one that died
 *	they become the row of who did it
 *
 * Return: 0; -EINVAL: it was of other points.
 */
int journal_replay(struct journal *journal, struct csv_row *rows, size_t *n,
		   struct error *error);
