/* SPDX-License-Identifier: MIT */
/*
 * The folder of one run. Rows are appended trial by trial, each by one write,
 * and are on the disk before the next trial begins: a run that is interrupted,
 * killed, out of disk or out of power keeps what it had.
 */
#pragma once

#include "run/journal.h"

/* The files that are appended to: each table, and the journal */
#define RESULTS_JOURNAL	JOURNAL_TABLES
#define RESULTS_FILES	(RESULTS_JOURNAL + 1)

struct results {
	char folder[4096];
	char run[40];
	int fd[RESULTS_FILES];	/* -1: this result does not have it */
	struct file_mark mark[RESULTS_FILES];	/* How far each is written */
	bool to_cut;	/* What follows is of a trial that was cut short */
};

/** results_init() - nothing is open in this folder yet */
void results_init(struct results *results, const char *folder);

/**
 * results_create() - make a folder for a run
 * @folder: made with its parents where it is missing; NULL: results/HOST/TIME
 * @latency: it has trials of scenario latency
 *
 * Return: 0; -EEXIST where it holds a result already.
 */
int results_create(struct results *results, const char *folder, bool latency,
		   struct error *error);

/**
 * results_journal() - begin the journal: from now on the run can be resumed
 * @arguments: the command line, NULL-terminated
 */
int results_journal(struct results *results, char *const *arguments,
		    uint64_t seed, const struct memory_room *room,
		    const struct environment *environment,
		    struct error *error);

/**
 * results_lock() - keep others from adding to a result
 * @folder: its samples.csv is there
 * @fd: set to a descriptor that holds the lock until it is closed; it may be
 *	open after an error, too
 *
 * To be called before a result is read that is to be gone on with. Where there
 * are no locks that is said, and the run goes on.
 *
 * Return: 0; -EBUSY: another one adds to it; another errno where it is no
 * result that can be written.
 */
int results_lock(const char *folder, int *fd, struct error *error);

/** results_open() - open a table, or the journal, that is there already */
int results_open(struct results *results, int file, struct error *error);

/**
 * results_add_trial() - append all rows of one trial
 * @rows: of each of its points, at least one; they share the trial
 */
int results_add_trial(struct results *results, const struct csv_row *rows,
		      size_t n, struct error *error);

/**
 * results_begin_trial() - note the trial at work, for whoever resumes when the
 *	driver has died
 * @earlier: set to how often it was begun before and has not ended
 */
int results_begin_trial(const struct results *results, unsigned int trial,
			unsigned int *earlier, struct error *error);

/** results_end_trials() - no trial is at work: remove the note */
void results_end_trials(const struct results *results);

/** results_write_summary() - summary.csv, replaced as a whole */
int results_write_summary(const struct results *results,
			  const struct summary *summaries, size_t n,
			  struct error *error);

/** results_write_text() - a small file of the folder, replaced as a whole */
int results_write_text(const struct results *results, const char *name,
		       const char *text, struct error *error);

/** results_path() - path of a file in the folder */
void results_path(const struct results *results, const char *name, char *path,
		  size_t size);

/** results_close() - close what is open */
void results_close(struct results *results);
