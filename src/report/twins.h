/* SPDX-License-Identifier: MIT */
/*
 * The twin control: two pools that do the same by different people's code must
 * have the same figure, or what is measured is not the pools.
 */
#pragma once

#include <stdio.h>

#include "report/summary.h"

/* Between these a ratio of twins may lie. */
#define TWINS_LOW	0.9
#define TWINS_HIGH	1.1

/**
 * twins_differ() - whether a ratio of twins shows that they are none
 * @ratio: paired by round
 *
 * Return: true where the whole interval is outside of TWINS_LOW to TWINS_HIGH.
 */
bool twins_differ(const struct stats_interval *ratio);

/**
 * twins_print() - a line for each pair of twins that a run has
 * @out: where to
 * @summaries: of all points
 * @n: how many
 *
 * In scenario handoff with one producer: with more of them, small differences
 * in who wins a compare-exchange are differences between the pools. Says in
 * capitals where the harness is suspect; nothing where there are no twins, or
 * too few rounds for an interval.
 */
void twins_print(FILE *out, const struct summary *summaries, size_t n);
