/* SPDX-License-Identifier: MIT */
/*
 * Google Benchmark's part: it selects the points by its filter before a run,
 * and reports the finished samples afterwards, so that its console, its JSON
 * and its aggregates are its own. It times nothing and owns no thread here.
 */
#pragma once

#include <stdbool.h>

#include "run/schedule.h"

/**
 * replay_init() - hand Google Benchmark its flags
 * @options: with the flags
 * @error: a flag's value is bad
 *
 * Return: 0 or -EINVAL.
 */
int replay_init(const struct options *options, struct error *error);

/**
 * replay_select() - which points its filter matches
 * @points: all points
 * @repetitions: part of the names that are matched
 * @selected: set for each point
 * @error: the filter is not a regular expression
 *
 * Points that are unavailable are selected by nothing but an empty filter.
 *
 * Return: how many available points are selected, or a negative errno.
 */
int replay_select(const struct points *points, unsigned int repetitions,
		  bool *selected, struct error *error);

/**
 * replay_list() - print the names of the selected points
 * @points: all points
 * @repetitions: part of the names
 * @error: the filter is not a regular expression
 *
 * Return: how many, or a negative errno.
 */
int replay_list(const struct points *points, unsigned int repetitions,
		struct error *error);

/**
 * replay_report() - let Google Benchmark report the samples
 * @schedule: a finished run
 * @error: why not: its output file cannot be opened
 *
 * Return: 0 or a negative errno.
 */
int replay_report(const struct schedule *schedule, struct error *error);
