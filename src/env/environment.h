/* SPDX-License-Identifier: MIT */
/* The machine and the build, recorded and judged. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "topo/topology.h"

/* What an item means for a result */
enum environment_verdict {
	ENVIRONMENT_FINE,	/* Nothing to say */
	ENVIRONMENT_WARNING,	/* Figures may be noisy or not transfer */
	ENVIRONMENT_UNFIT,	/* Figures are unfit for publication */
	ENVIRONMENT_UNKNOWN,	/* Could not be found out: not "fine" */
	ENVIRONMENT_FACT,	/* As the system says it; nobody judges it */
	ENVIRONMENT_VERDICT_COUNT,
};

extern const char *const
environment_verdict_names[ENVIRONMENT_VERDICT_COUNT];

/* One fact about machine or build */
struct environment_item {
	const char *name;	/* Key in environment.json: "governor" */
	char *value;	/* As found; empty where it is not available */
	enum environment_verdict verdict;
	const char *why;	/* NULL where it is fine or a fact */
	const char *remedy;	/* What to do about it, or NULL */
	/* Below each table: "virtual machine (KVM)"; NULL unless unfit */
	char *reason;
};

struct environment {
	struct environment_item *items;	/* As they were looked at */
	size_t count;
	char host[256];	/* The machine's name; "" where it is not available */
	char date[32];	/* UTC, ISO 8601 */
	char *label;	/* "AMD EPYC, 1 node, 2 CPUs, KVM guest, Linux 6.18" */
};

/**
 * environment_collect() - look at this machine and this program
 *
 * What cannot be read is an item of verdict unknown, not an error.
 *
 * Return: for environment_free(); NULL without memory.
 */
struct environment *environment_collect(const struct topology *topology,
					struct error *error);

/**
 * environment_add_where() - a result that this program did not measure
 * @where: "user-mode Linux 7.3": item measured_in, and in the label;
 *	user-mode Linux is unfit
 */
int environment_add_where(struct environment *environment, const char *where,
			  struct error *error);

/** environment_free() - @environment may be NULL */
void environment_free(struct environment *environment);

/** environment_value() - of the item of this name; NULL where there is none */
const char *environment_value(const struct environment *environment,
			      const char *name);

/* What made a result */
struct environment_run {
	const char *run;	/* Identifies the run; also in samples.csv */
	const char *command;	/* As a shell takes it */
	char *const *arguments;	/* The same as main() had it; NULL: none */
	uint64_t seed;	/* Of the order of trials */
};

/* Beside "arguments" that lost bytes: all, %XX for all but printable ASCII */
#define ENVIRONMENT_ENCODED	"arguments_encoded"

/** environment_write() - environment.json, replaced as a whole or not at all */
int environment_write(const struct environment *environment, const char *path,
		      const struct environment_run *run, struct error *error);
