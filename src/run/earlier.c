// SPDX-License-Identifier: MIT
#include "run/earlier.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static size_t rows_of_trial(const struct earlier *earlier, unsigned int trial)
{
	size_t n = 0;

	while (n < earlier->left && earlier->sample[n].trial == trial)
		n++;
	return n;
}

/* It has the row of the pool that the trial died of, and no other. */
static bool has_blamed(const struct earlier *earlier, unsigned int trial)
{
	return rows_of_trial(earlier, trial) == 1 &&
	       trial_is_to_blame(&earlier->sample->outcome);
}

/*
 * Rows are written by one call, of all pools or of the one that is to blame:
 * what is less was cut short.
 */
bool earlier_has(struct earlier *earlier, unsigned int trial, size_t rows)
{
	const size_t n = rows_of_trial(earlier, trial);

	if (n == earlier->left && n != rows && !has_blamed(earlier, trial))
		earlier->left = 0;
	return earlier->left;
}

static int replay_latency(struct earlier *earlier, const struct csv_row *row,
			  const char *folder, struct error *error)
{
	struct history_latency *latency = &earlier->latency;
	char path[sizeof(latency->lines.path)];

	if (!csv_has_latency(row))
		return 0;
	snprintf(path, sizeof(path), "%s/%s", folder,
		 csv_file_names[CSV_LATENCY]);
	if (!latency->lines.in && history_latency_open(latency, path, error))
		return -EINVAL;
	return history_latency_trial(latency, row->trial, row->point->config.pool,
				  &row->result->subject[row->subject].latency,
				  error);
}

/* One pool's outcome, which must be of this very trial. */
static int replay_row(struct earlier *earlier, const struct csv_row *row,
		      const char *folder, struct error *error)
{
	const struct history_sample *sample = earlier->sample;
	char key[CSV_KEY_SIZE];

	if (!earlier->left)
		return -EINVAL;
	earlier->sample++;
	earlier->left--;
	csv_point_key(row->point, key);
	if (strcmp(sample->key, key) != 0 || sample->round != row->round ||
	    sample->trial != row->trial)
		return error_set(error, EINVAL,
			"samples.csv does not match this run: found trial %u, round %u, where trial %u, round %u is expected, and %.80s where %.80s is expected",
			sample->trial, sample->round, row->trial, row->round,
			sample->key, key);
	*csv_outcome(row) = sample->outcome;
	return replay_latency(earlier, row, folder, error);
}

int earlier_replay(struct earlier *earlier, struct csv_row *rows, size_t *n,
		   const char *folder, struct error *error)
{
	char key[CSV_KEY_SIZE];
	int result = 0;

	if (has_blamed(earlier, rows->trial)) {
		for (size_t i = 0; i < *n; i++) {
			csv_point_key(rows[i].point, key);
			if (strcmp(key, earlier->sample->key) == 0)
				rows[0] = rows[i];
		}
		*n = 1;
	}
	for (size_t i = 0; i < *n && !result; i++)
		result = replay_row(earlier, &rows[i], folder, error);
	return result;
}
