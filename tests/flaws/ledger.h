/* SPDX-License-Identifier: MIT */
/* Who owns each page while calls are in progress, and what they did wrong. */
#pragma once

#include "explore.h"

/*
 * A step was done: what of the pages has come into the pool by it, or left it?
 * event: its view is set; lost is set where something is wrong
 */
void ledger_pass_on(const struct setting *setting, struct state *state,
		    struct event *event);

/*
 * A put has found out how much room there is. observed: what it has read;
 * accepted: how many pages it is going to accept. Return: its flaws
 */
unsigned int ledger_decision(const struct setting *setting,
			     const struct state *state,
			     const struct event *event, int observed,
			     unsigned int accepted);

/* The call of the step has ended. event: its results are set */
void ledger_end(struct state *state, struct event *event);

/* What the pool has after the step. event: flaws are added */
void ledger_look(const struct setting *setting, const struct state *state,
		 struct event *event);
