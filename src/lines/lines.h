/* SPDX-License-Identifier: MIT */
/*
 * A model of coherent caches under the pools' own code: what moves between
 * CPUs, counted and not measured. docs/explain.md says what it leaves out.
 */
#pragma once

#include "plan/point.h"

/* Most names of variables of a pool */
#define LINES_VARIABLES	128

/* The consumer, and all producers together */
enum lines_role {
	LINES_CONSUMER,
	LINES_PRODUCERS,
	LINES_ROLES,
};

/* What accesses to one variable came to */
struct lines_count {
	uint64_t loads;
	uint64_t stores;
	uint64_t locked;
	uint64_t upgrades;	/* others' copies taken away */
	uint64_t local;		/* lines that came from the same node */
	uint64_t remote;	/* from another one */
	uint64_t wait_ps;	/* what the role waited for them */
};

/*
 * Nanoseconds. Of a line's way from one CPU to another, as scenario floor
 * measures it:
 * @core: threads of one core; @cache: cores with one last-level cache; @node:
 *	others of one node
 * @access: a load or store of a line that is at hand, with the instructions
 *	around it
 */
struct lines_costs {
	double core;
	double cache;
	double node;
	double locked;	/* an atomic read-modify-write, likewise */
	double clock;	/* reading the time */
	double access;
};

extern const struct lines_costs lines_costs_default;

/* What was counted for a point, with what it is divided by */
struct lines_result {
	uint64_t buffers;
	double ns;	/* per buffer; NAN where roles took turns */
	const char *variable[LINES_VARIABLES];	/* names */
	unsigned int variables;
	struct lines_count count[LINES_ROLES][LINES_VARIABLES];
};

/**
 * lines_refuses() - why the model cannot run a pool; NULL: it can
 */
const char *lines_refuses(const struct pool_ops *pool);

/**
 * lines_distance() - between a plan's consumer and its first producer
 * @text: "core", "cache", "node" or the SLIT distance
 *
 * Return: ns, of @costs
 */
double lines_distance(const struct topology *topology,
		      const struct placement_plan *plan,
		      const struct lines_costs *costs, char *text,
		      size_t size);

/**
 * lines_run() - run a point in the model
 * @turns: of handoff: the consumer gets a message, then a producer puts one, and
 *	so on. Otherwise the role goes on whose time is least, and what moves
 *	depends on the instructions between.
 *
 * The same numbers each time.
 */
int lines_run(const struct point *point, const struct topology *topology,
	      const struct lines_costs *costs, bool turns,
	      struct lines_result *result, struct error *error);
