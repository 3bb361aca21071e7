/* SPDX-License-Identifier: MIT */
#ifndef REPORT_DISTANCE_H
#define REPORT_DISTANCE_H

#include <stddef.h>
#include <stdio.h>

#include "report/summary.h"

/**
 * distance_print() - say it where the CPUs' distance changed during a run
 * @out: where to
 * @summaries: all of the run
 * @n: how many
 *
 * On a machine of one's own a line takes as long at the end as it took at the
 * start. A hypervisor may run two CPUs on one core now and on two sockets
 * then, and every figure has two values.
 *
 * Nothing is printed unless, within one placement and number of producers, the
 * first and the last tenth of the line transfers differ by more than
 * PAIRS_LIKE; the widest is told.
 */
void distance_print(FILE *out, const struct summary *summaries, size_t n);

#endif
