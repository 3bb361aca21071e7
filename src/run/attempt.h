/* SPDX-License-Identifier: MIT */
/* A note of the trial at work, for whoever resumes when the driver has died. */
#pragma once

#include "base/error.h"

/* @earlier: how often the trial was begun before and has not ended */
int attempt_begin(const char *folder, unsigned int trial,
		  unsigned int *earlier, struct error *error);

/* No trial is at work: remove the note. */
void attempt_forget(const char *folder);
