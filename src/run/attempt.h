/* SPDX-License-Identifier: MIT */
/* A note of the trial at work, for whoever resumes when the driver has died. */
#pragma once

#include "base/error.h"

/**
 * attempt_begin() - note that a trial is about to begin
 * @folder: of the result
 * @trial: number of the trial
 * @earlier: set to how often it was begun before and has not ended
 * @error: why the note cannot be written
 *
 * Return: 0 or a negative errno.
 */
int attempt_begin(const char *folder, unsigned int trial,
		  unsigned int *earlier, struct error *error);

/**
 * attempt_forget() - no trial is at work: remove the note
 * @folder: of the result
 */
void attempt_forget(const char *folder);
