/* SPDX-License-Identifier: MIT */
/* All points of a run: the axes, multiplied, or one after the other. */
#pragma once

#include "plan/point.h"
#include "plan/scenarios.h"

struct points_memory;

struct points {
	struct point *point;	/* Those of one setting follow each other */
	size_t n;
	unsigned int copies;	/* As of struct options */
	uint64_t trial_bytes;	/* Memory that pools of one trial may take */
	struct memory_room room;	/* Trials are chosen by it, too */
	struct points_memory *memory;	/* Threads of plans, reasons */
};

/**
 * points_expand() - the options' axes, multiplied
 * @options: axes that it leaves open get defaults
 *
 * A point that this machine cannot give is in the list, with the reason. By
 * default, placements that come out as the same threads on the same CPUs are
 * measured once, and numbers of producers stop where the CPUs do. A full run
 * goes through further values of some axes, one axis at a time.
 *
 * Return: 0; -EINVAL where what was asked for cannot be meant.
 */
int points_expand(struct points *points, const struct options *options,
		  const struct topology *topology, double ticks_per_ns,
		  struct error *error);

/** points_free() - free what points_expand() allocated */
void points_free(struct points *points);
