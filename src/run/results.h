/* SPDX-License-Identifier: MIT */
/*
 * The folder of one run. Rows are appended trial by trial, each by one write,
 * and are on the disk before the next trial begins: a run that is interrupted,
 * killed, out of disk or out of power keeps what it had.
 */
#pragma once

#include "run/columns.h"

/**
 * struct results - an open folder
 * @folder: its path
 * @run: identifies the run
 * @fd: of each CSV file that is appended to; -1 for the summary, and for
 *	latency.csv before there is anything to be in it
 * @resumed: an earlier session's files have not been opened yet
 */
struct results {
	char folder[4096];
	char run[40];
	int fd[CSV_FILES];
	bool resumed;
};

/**
 * results_create() - make a folder for a run
 * @results: filled; closed by results_close()
 * @folder: its path; made with its parents where it is missing
 * @error: why not
 *
 * Return: 0, -EEXIST where it holds a result already, or another negative
 * errno.
 */
int results_create(struct results *results, const char *folder,
		   struct error *error);

/**
 * results_create_folder() - make a folder for what is not a run
 * @results: filled, without rows: results_add_trial() is not for it
 * @folder: its path; made with its parents where it is missing
 * @error: why not
 *
 * Return: 0 or a negative errno; whether the folder holds a result already is
 * not looked at.
 */
int results_create_folder(struct results *results, const char *folder,
			  struct error *error);

/**
 * results_lock() - keep others from adding to a result
 * @folder: its path; its samples.csv is there
 * @fd: set to a descriptor that holds the lock until it is closed; it may be
 *	open after an error, too
 * @error: why not
 *
 * To be called before a result is read that is to be gone on with. Where there
 * are no locks that is said, and the run goes on.
 *
 * Return: 0; -EBUSY: another one adds to it; another negative errno where it
 * is no result that can be written.
 */
int results_lock(const char *folder, int *fd, struct error *error);

/**
 * results_resume() - go on in a folder that an earlier session left
 * @results: filled; closed by results_close()
 * @folder: its path
 * @run: identifies the run
 * @error: its files have other columns than this program writes
 *
 * Nothing is written before the first results_add_trial(), but it is looked
 * whether it could be. Then a torn last line is cut off, and so is what there
 * is of the trial that is added: it was cut short, and has run again.
 *
 * Return: 0 or a negative errno.
 */
int results_resume(struct results *results, const char *folder,
		   const char *run, struct error *error);

/**
 * results_check_header() - whether rows of this program can be added to a file
 * @path: of the file
 * @file: which one it is
 * @error: why not
 *
 * It can be written, and its first line is the one that this program writes,
 * or not whole. Asked before a trial is measured that could not be kept.
 *
 * Return: 0 or a negative errno.
 */
int results_check_header(const char *path, enum csv_file file,
			 struct error *error);

/**
 * results_add_trial() - append all rows of one trial
 * @results: of the run
 * @rows: one for each of its points; they share the trial
 * @n: how many, at least 1
 * @error: why not: the disk is full, for example
 *
 * Rows that could not be written whole are taken back, so that every line of
 * the file is a row.
 *
 * Return: 0 or a negative errno.
 */
int results_add_trial(struct results *results, const struct csv_row *rows,
		      size_t n, struct error *error);

/**
 * results_write_summary() - summary.csv, replaced as a whole
 * @results: of the run
 * @summaries: rows
 * @n: how many
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int results_write_summary(const struct results *results,
			  const struct summary *summaries, size_t n,
			  struct error *error);

/**
 * results_write_text() - a small file of the folder, replaced as a whole
 * @results: of the run
 * @name: file name
 * @text: its content
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int results_write_text(const struct results *results, const char *name,
		       const char *text, struct error *error);

/**
 * results_path() - path of a file in the folder
 * @results: of the run
 * @name: file name
 * @path: filled
 * @size: of @path
 */
void results_path(const struct results *results, const char *name, char *path,
		  size_t size);

/**
 * results_close() - close all files
 */
void results_close(struct results *results);
