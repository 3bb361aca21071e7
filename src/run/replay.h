/* SPDX-License-Identifier: MIT */
/*
 * Google Benchmark's part: it selects the points by its filter before a run,
 * and reports the finished samples afterwards, so that its console, its JSON
 * and its aggregates are its own. It times nothing and owns no thread here.
 */
#pragma once

#include <stdbool.h>

#include "run/schedule.h"

/* -EINVAL: a flag's value is bad. */
int replay_init(const struct options *options, struct error *error);

/*
 * Sets for each point whether the filter matches its name, of which
 * @repetitions are a part; @selected NULL: prints those names. Points that are
 * unavailable are selected by nothing but an empty filter. Returns how many
 * available ones are selected; fails where the filter is no regular expression.
 */
int replay_select(const struct points *points, unsigned int repetitions,
		  bool *selected, struct error *error);

/* Lets Google Benchmark report the samples of a finished run. */
int replay_report(const struct schedule *schedule, struct error *error);
