/* SPDX-License-Identifier: MIT */
/* The machine and the build, recorded and judged. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "topo/topology.h"

/**
 * enum environment_verdict - what an item means for a result
 * @ENVIRONMENT_FINE: nothing to say
 * @ENVIRONMENT_WARNING: figures may be noisy or not transfer
 * @ENVIRONMENT_UNFIT: figures are unfit for publication
 * @ENVIRONMENT_UNKNOWN: could not be found out, which is not "fine"
 * @ENVIRONMENT_FACT: as the system says it; nobody judges it
 */
enum environment_verdict {
	ENVIRONMENT_FINE,
	ENVIRONMENT_WARNING,
	ENVIRONMENT_UNFIT,
	ENVIRONMENT_UNKNOWN,
	ENVIRONMENT_FACT,
	ENVIRONMENT_VERDICT_COUNT,
};

/* "fine", "warning", "unfit", "unknown", "fact" */
extern const char *const
environment_verdict_names[ENVIRONMENT_VERDICT_COUNT];

/**
 * struct environment_item - one fact about machine or build
 * @name: key in environment.json: "governor"
 * @value: as found; empty where it is not available
 * @verdict: what it means
 * @why: why it matters; one line, NULL where it is fine or a fact
 * @remedy: what to do about it; one line or NULL
 * @reason: a few words that stand beside each table ("virtual machine
 *	(kvm)"); NULL unless the verdict is unfit
 */
struct environment_item {
	const char *name;
	char *value;
	enum environment_verdict verdict;
	const char *why;
	const char *remedy;
	char *reason;
};

struct environment;

/**
 * environment_collect() - look at this machine and this program
 * @topology: this machine
 * @error: why not
 *
 * What cannot be read is an item of verdict unknown, not an error.
 *
 * Return: the environment, to be freed by environment_free(); NULL without
 * memory.
 */
struct environment *environment_collect(const struct topology *topology,
					struct error *error);

/**
 * environment_free() - free
 * @environment: may be NULL
 */
void environment_free(struct environment *environment);

/**
 * environment_items() - all facts
 * @count: set to how many
 */
const struct environment_item *
environment_items(const struct environment *environment, size_t *count);

/**
 * environment_label() - the machine in one line, for charts and tables
 *
 * "AMD EPYC, 1 node, 2 CPUs, KVM guest, Linux 6.18.44"
 */
const char *environment_label(const struct environment *environment);

/**
 * struct environment_run - what made a result
 * @run: identifies the run; also in samples.csv
 * @command: the exact command line, as a shell takes it
 * @arguments: the same as main() had it, NULL-terminated; NULL: none
 * @seed: of the order of trials
 */
struct environment_run {
	const char *run;
	const char *command;
	char *const *arguments;
	uint64_t seed;
};

/*
 * Member of environment.json that is there where "arguments" are not the bytes
 * that they were: all of them, with %XX for what is not printable ASCII
 */
#define ENVIRONMENT_ENCODED	"arguments_encoded"

/**
 * environment_write() - environment.json
 * @environment: to be written
 * @path: file; replaced as a whole or not at all
 * @run: what made the result
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int environment_write(const struct environment *environment, const char *path,
		      const struct environment_run *run, struct error *error);
