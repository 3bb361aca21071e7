/* SPDX-License-Identifier: MIT */
/*
 * The folder of one run. Rows are appended trial by trial, each by one write,
 * and are on the disk before the next trial begins: a run that is interrupted,
 * killed, out of disk or out of power keeps what it had.
 */
#pragma once

#include "run/columns.h"

struct results {
	char folder[4096];
	char run[40];
	/*
	 * Of each CSV file that is appended to; -1 for the summary, and for
	 * latency.csv before there is anything to be in it
	 */
	int fd[CSV_FILES];
	/* An earlier session's files have not been opened yet */
	bool resumed;
};

/**
 * results_create() - make a folder for a run
 * @folder: made with its parents where it is missing
 *
 * Return: 0; -EEXIST where it holds a result already.
 */
int results_create(struct results *results, const char *folder,
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

/**
 * results_resume() - go on in a folder that an earlier session left
 * @error: its files have other columns than this program writes
 *
 * Nothing is written before the first results_add_trial(), but it is looked
 * whether it could be. Then a torn last line is cut off, and so is what there
 * is of the trial that is added: it was cut short, and has run again.
 */
int results_resume(struct results *results, const char *folder,
		   const char *run, struct error *error);

/**
 * results_check_header() - whether rows of this program can be added to a file
 *
 * It can be written, and its first line is the one that this program writes,
 * or not whole. Asked before a trial is measured that could not be kept.
 */
int results_check_header(const char *path, enum csv_file file,
			 struct error *error);

/**
 * results_add_trial() - append all rows of one trial
 * @rows: of each of its points, at least one; they share the trial
 *
 * Rows that could not be written whole are taken back, so that every line of
 * the file is a row.
 */
int results_add_trial(struct results *results, const struct csv_row *rows,
		      size_t n, struct error *error);

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

/** results_close() - close what results_create() or results_resume() opened */
void results_close(struct results *results);
