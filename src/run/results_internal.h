/* SPDX-License-Identifier: MIT */
/* What results.c and results_resume.c have of each other. */
#pragma once

#include "run/results.h"

/* Nothing is open in the folder yet. */
void results_init(struct results *results, const char *folder);

/* The first line of a file that is open; 0 or a negative errno */
int results_append_header(struct results *results, enum csv_file file,
			  struct error *error);

/**
 * results_reopen() - open the files of an earlier session
 * @results: from results_resume()
 * @trial: that is to be added; what they have of it and of later ones is cut
 *	off, and so is a torn last line
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int results_reopen(struct results *results, unsigned int trial,
		   struct error *error);
