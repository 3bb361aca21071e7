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
 * twins_of() - the pool whose figure a pool must have
 * @pool: name of the pool
 * @scenario: that both were measured in
 * @producers: how many there were
 * @burst: buffers in a message
 *
 * In scenario handoff with one producer: with more of them, small differences
 * in who wins a compare-exchange are differences between the pools. And at
 * burst 1, where the way of the lines is nearly all of the figure: in a burst
 * one more compare-exchange on a line that is there already shows.
 *
 * Return: name of the twin; NULL where there is none.
 */
const char *twins_of(const char *pool, enum scenario scenario, int producers,
		     unsigned int burst);

/**
 * struct twins_side - one of two twins
 * @name: of the pool
 * @series: its samples
 */
struct twins_side {
	const char *name;
	const struct series *series;
};

/* Room for what twins_text() says */
#define TWINS_TEXT_SIZE	320

/**
 * twins_text() - what the figures of two twins say of the harness
 * @text: filled: two lines, the second one indented, without an end
 * @size: of @text
 * @pool: one of them
 * @twin: the other one, whose figure it must have
 * @setting: in which both were measured: "local, burst 1"
 *
 * Says in capitals where the harness is suspect.
 *
 * Return: whether there are rounds enough for an interval; else @text is left
 * alone.
 */
bool twins_text(char *text, size_t size, const struct twins_side *pool,
		const struct twins_side *twin, const char *setting);

/**
 * twins_print() - two lines for each pair of twins that a run has
 * @out: where to
 * @summaries: of all points
 * @n: how many
 *
 * Nothing where there are no twins, or too few rounds for an interval.
 */
void twins_print(FILE *out, const struct summary *summaries, size_t n);
