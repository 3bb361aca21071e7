/* SPDX-License-Identifier: MIT */
/* What an earlier session of a run has measured, trial by trial. */
#pragma once

#include <stdbool.h>

#include "run/columns.h"
#include "run/history.h"
#include "run/history_latency.h"

struct earlier {
	const struct history_sample *sample;	/* The next row */
	size_t left;	/* From it on */
	/* From the next trial on; zeroed before its first use */
	struct history_latency latency;
};

/*
 * Whether the next trial, of @rows points, was measured by an earlier session.
 * One that was cut short is measured again: @earlier ends there.
 */
bool earlier_has(struct earlier *earlier, unsigned int trial, size_t rows);

/*
 * Sets the outcomes of a trial that earlier_has() to what was measured; of one
 * that died, @rows becomes the row of who did it. -EINVAL: it is another run's.
 */
int earlier_replay(struct earlier *earlier, struct csv_row *rows, size_t *n,
		   const char *folder, struct error *error);
