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
	/* Option and column: --buffer-bytes, buffer_bytes */
	const char *name;
	const char *short_name;	/* In a point's name, without the unit */
	const char *option;
	const char *argument;	/* For --help */
	const char *unit;	/* For the columns */
	const char *meaning;	/* For the columns, and for --help */
	/* Of its values, from 0 on; NULL: numbers */
	const char *const *names;
	/* What 0 is called among numbers; NULL: nothing */
	const char *zero;
	unsigned int low;	/* Least number */
	unsigned int high;	/* Greatest number, or index into @names */
	unsigned int multiple;	/* Numbers must be a multiple of it */
	/*
	 * Where 0 is what is measured anyway: named nowhere, its column empty
	 */
	bool quiet;
	unsigned int scenarios;	/* Bits 1 << enum scenario: which have it */
	/* Default where the next two say nothing, as an option's argument */
	const char *usual;
	/* Default by scenario; @quick: with --quick */
	const char *full[SCENARIO_COUNT];
	const char *quick[SCENARIO_COUNT];
	size_t offset;	/* Of its unsigned int in struct trial_config */
};

extern const struct axis axes[AXES];

/** axis_applies() - whether a scenario has an axis */
bool axis_applies(const struct axis *axis, enum scenario scenario);

/**
 * axis_default() - what is measured where the user says nothing, as an argument
 *	of the option
 */
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

/* Room for the text of any value */
#define AXIS_TEXT_SIZE	24

/**
 * axis_text() - a value as people and files read it
 * @text: AXIS_TEXT_SIZE bytes; used, and returned, where the value has no name
 */
const char *axis_text(const struct axis *axis, unsigned int value, char *text);
