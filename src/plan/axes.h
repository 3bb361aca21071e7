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

/**
 * enum axis_index - place of an axis in axes[]
 */
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

/**
 * struct axis - one axis
 * @name: option and column: --buffer-bytes, buffer_bytes; in a point's name
 *	without the unit: bytes
 * @short_name: that
 * @option: the option
 * @argument: of the option, for --help
 * @help: for --help
 * @unit: for the columns
 * @meaning: for the columns
 * @names: of its values, from 0 on; NULL: numbers
 * @zero: what 0 is called among numbers; NULL: nothing
 * @low: least number
 * @high: greatest number or index into @names
 * @multiple: numbers must be a multiple of it
 * @quiet: value 0 is what is measured anyway: it is named nowhere, and its
 *	column is empty
 * @scenarios: bits 1 << enum scenario: which have it
 * @usual: default where the next two say nothing, as an option's argument
 * @full: default by scenario
 * @quick: default by scenario with --quick
 * @offset: of its unsigned int in struct trial_config
 */
struct axis {
	const char *name;
	const char *short_name;
	const char *option;
	const char *argument;
	const char *help;
	const char *unit;
	const char *meaning;
	const char *const *names;
	const char *zero;
	unsigned int low;
	unsigned int high;
	unsigned int multiple;
	bool quiet;
	unsigned int scenarios;
	const char *usual;
	const char *full[SCENARIO_COUNT];
	const char *quick[SCENARIO_COUNT];
	size_t offset;
};

extern const struct axis axes[AXES];

/**
 * axis_applies() - whether a scenario has an axis
 */
bool axis_applies(const struct axis *axis, enum scenario scenario);

/**
 * axis_default() - what is measured where the user says nothing
 * @axis: of the table
 * @scenario: what is measured
 * @quick: in a short run
 *
 * Return: as the option's argument.
 */
const char *axis_default(const struct axis *axis, enum scenario scenario,
			 bool quick);

/**
 * axis_get() - the value of an axis
 */
unsigned int axis_get(const struct axis *axis,
		      const struct trial_config *config);

/**
 * axis_is_told() - whether a trial has an axis whose value is to be named
 */
bool axis_is_told(const struct axis *axis, const struct trial_config *config);

/**
 * axis_set() - set the value of an axis
 */
void axis_set(const struct axis *axis, struct trial_config *config,
	      unsigned int value);

/* Room for the text of any value */
#define AXIS_TEXT_SIZE	24

/**
 * axis_text() - a value as people and files read it
 * @axis: of the table
 * @value: of it
 * @text: AXIS_TEXT_SIZE bytes, used where the value has no name
 *
 * Return: @text or a name.
 */
const char *axis_text(const struct axis *axis, unsigned int value, char *text);
