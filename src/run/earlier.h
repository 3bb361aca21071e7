/* SPDX-License-Identifier: MIT */
/* What an earlier session of a run has measured, trial by trial. */
#pragma once

#include <stdbool.h>

#include "run/columns.h"
#include "run/history.h"
#include "run/history_latency.h"

/**
 * struct earlier - what is left of it
 * @sample: the next row
 * @left: how many there are from it on
 * @latency: histograms, from the next trial on; zeroed before their first use
 */
struct earlier {
	const struct history_sample *sample;
	size_t left;
	struct history_latency latency;
};

/**
 * earlier_has() - whether the next trial was measured by an earlier session
 * @earlier: ends where its last trial was cut short: that is measured again
 * @trial: number of the trial
 * @rows: how many points it has
 */
bool earlier_has(struct earlier *earlier, unsigned int trial, size_t rows);

/**
 * earlier_replay() - set the outcomes of a trial to what was measured
 * @earlier: earlier_has() it
 * @rows: of the trial; after one that died only the row of who did it
 * @n: how many
 * @folder: of the result
 * @error: it is another run's
 *
 * Return: 0, -EINVAL, or another negative errno.
 */
int earlier_replay(struct earlier *earlier, struct csv_row *rows, size_t *n,
		   const char *folder, struct error *error);
