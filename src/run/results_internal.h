/* SPDX-License-Identifier: MIT */
/* What results.c and results_resume.c have of each other. */
#pragma once

#include "run/results.h"

/* Nothing is open in the folder yet. */
void results_init(struct results *results, const char *folder);

/* The first line of a file that is open */
int results_append_header(struct results *results, enum csv_file file,
			  struct error *error);

/*
 * Opens the files of an earlier session, after results_resume(). What they have
 * of @trial, which is to be added, and of later ones is cut off, and so is a
 * torn last line.
 */
int results_reopen(struct results *results, unsigned int trial,
		   struct error *error);
