/* SPDX-License-Identifier: MIT */
/*
 * The axes of a trial that are values: one table, of which the options, the
 * points, their names and the columns of the CSV files are made. Placement,
 * producers and home, which need a topology, are not among them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "trial/trial.h"

enum axis_index {
	AXIS_BURST,
	AXIS_TOUCH,
	AXIS_PUT,
	AXIS_BUFFER_BYTES,
	AXIS_POOL_MAX,
	AXIS_MISS_NS,
	AXIS_CLEAR,
	AXIS_PAYLOAD,
	AXIS_REFILL,
	AXIS_QUEUE,
	AXIS_CONCURRENCY,
	AXIS_CONNECTIONS,
	AXIS_LAYOUT,
	AXIS_WAITING,
	AXIS_LOAD,
	AXIS_ORDER,
	AXIS_HUGE_PAGES,
	AXES,
};

struct axis {
	const char *name;	/* Of its column: "buffer_bytes" */
	const char *short_name;	/* In a point's name, without the unit */
	const char *option;	/* "buffer-bytes" */
	const char *argument;	/* For --help */
	const char *unit;	/* For the columns */
	const char *meaning;	/* For the columns, and for --help */
	const char *const *names;	/* Of its values; NULL: numbers */
	const char *zero;	/* What 0 is called among numbers, or NULL */
	unsigned int low;	/* Least number */
	unsigned int high;	/* Greatest number, or index into @names */
	unsigned int multiple;	/* Numbers must be a multiple of it */
	bool quiet;	/* 0 is usual: named nowhere, its column empty */
	unsigned int scenarios;	/* Bits 1 << enum scenario: which have it */
	const char *usual;	/* Default where the next two say nothing */
	const char *full[SCENARIO_COUNT];	/* Default by scenario */
	const char *quick[SCENARIO_COUNT];	/* The same with --quick */
	size_t offset;	/* Of its unsigned int in struct trial_config */
};

extern const struct axis axes[AXES];

/** axis_applies() - whether a scenario has an axis */
bool axis_applies(const struct axis *axis, enum scenario scenario);

/** axis_default() - what is measured unless the user says, as an argument */
const char *axis_default(const struct axis *axis, enum scenario scenario,
			 bool quick);

/** axis_get() - the value of an axis */
unsigned int axis_get(const struct axis *axis,
		      const struct trial_config *config);

/** axis_is_told() - whether a trial has an axis whose value is to be named */
bool axis_is_told(const struct axis *axis, const struct trial_config *config);

/** axis_set() - set the value of an axis */
void axis_set(const struct axis *axis, struct trial_config *config,
	      unsigned int value);

#define AXIS_TEXT_SIZE	24	/* Of any value */

/**
 * axis_text() - a value as people and files read it
 * @text: AXIS_TEXT_SIZE bytes; used, and returned, where the value has no name
 */
const char *axis_text(const struct axis *axis, unsigned int value, char *text);
