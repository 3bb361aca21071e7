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
	/* Could not be found out, which is not "fine" */
	ENVIRONMENT_UNKNOWN,
	ENVIRONMENT_FACT,	/* As the system says it; nobody judges it */
	ENVIRONMENT_VERDICT_COUNT,
};

/* "fine", "warning", "unfit", "unknown", "fact" */
extern const char *const
environment_verdict_names[ENVIRONMENT_VERDICT_COUNT];

/* One fact about machine or build */
struct environment_item {
	const char *name;	/* Key in environment.json: "governor" */
	char *value;	/* As found; empty where it is not available */
	enum environment_verdict verdict;
	/* Why it matters; one line, NULL where it is fine or a fact */
	const char *why;
	const char *remedy;	/* What to do about it; one line or NULL */
	/*
	 * A few words that stand beside each table ("virtual machine (kvm)");
	 * NULL unless the verdict is unfit
	 */
	char *reason;
};

/* All facts */
struct environment {
	/* In the order in which they were looked at */
	struct environment_item *items;
	size_t count;
	char host[256];	/* The machine's name; "" where it is not available */
	char date[32];	/* UTC, ISO 8601 */
	/*
	 * The machine in one line: "AMD EPYC, 1 node, 2 CPUs, KVM guest, Linux
	 * 6.18.44"
	 */
	char *label;
};

/**
 * environment_collect() - look at this machine and this program
 *
 * What cannot be read is an item of verdict unknown, not an error.
 *
 * Return: the environment, to be freed by environment_free(); NULL without
 * memory.
 */
struct environment *environment_collect(const struct topology *topology,
					struct error *error);

/**
 * environment_add_where() - a result that this program did not measure
 * @where: "user-mode Linux 7.3": item measured_in, and in the label;
 *	user-mode Linux is unfit
 *
 * Return: 0 or -ENOMEM.
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
	/* The exact command line, as a shell takes it */
	const char *command;
	/* The same as main() had it, NULL-terminated; NULL: none */
	char *const *arguments;
	uint64_t seed;	/* Of the order of trials */
};

/*
 * Member of environment.json that is there where "arguments" are not the bytes
 * that they were: all of them, with %XX for what is not printable ASCII
 */
#define ENVIRONMENT_ENCODED	"arguments_encoded"

/** environment_write() - environment.json, replaced as a whole or not at all */
int environment_write(const struct environment *environment, const char *path,
		      const struct environment_run *run, struct error *error);
