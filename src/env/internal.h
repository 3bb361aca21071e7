/* SPDX-License-Identifier: MIT */
/* How the environment is found out; for its own files and its test only. */
#pragma once

#include <stdio.h>

#include "base/compiler.h"
#include "env/environment.h"

#define CPU_FOLDER	"/sys/devices/system/cpu"
#define CPUINFO		"/proc/cpuinfo"
#define CMDLINE		"/proc/cmdline"

/**
 * struct environment_source - all that the items are drawn from
 * @root: precedes every path that is read: "" is this machine
 * @topology: the machine
 * @cpuid: the CPU can say whether there is a hypervisor (x86-64)
 * @hypervisor: it says that there is one
 * @signature: the hypervisor's, by the CPU: "KVMKVMKVM"
 * @refused: system calls that are refused: "mbind, move_pages"
 * @busy: keeps a CPU busy for a tenth of a second
 * @build_type: CMake's
 * @flags: of the C compiler
 * @sanitizer: "" where there is none
 * @optimized: the compiler says that it optimizes
 * @commit: "unknown" where it was not built from a git checkout
 * @no_commit: what follows from that, and git's own reason
 * @dirty: the source differed from the commit
 */
struct environment_source {
	const char *root;
	const struct topology *topology;
	bool cpuid;
	bool hypervisor;
	char signature[13];
	char refused[128];
	void (*busy)(void);
	const char *build_type;
	const char *flags;
	const char *sanitizer;
	bool optimized;
	const char *commit;
	const char *no_commit;
	bool dirty;
};

/**
 * struct environment - what was found
 * @items: in the order in which they were looked at
 * @count: how many
 * @host: the machine's name; "" where it is not available
 * @date: UTC, ISO 8601
 * @label: the machine in one line
 */
struct environment {
	struct environment_item *items;
	size_t count;
	char host[256];
	char date[32];
	char *label;
};

/**
 * struct look - an item that is being looked at
 * @source: what it is drawn from
 * @environment: the items before it
 * @text: of the row's file ("none" if that is empty), or of its line; "" where
 *	there is none
 * @value: takes the value; where nothing is written, it is @text
 * @why: the row's; a judge may put another
 * @remedy: likewise
 * @reason: see environment_unfit()
 */
struct look {
	const struct environment_source *source;
	const struct environment *environment;
	char text[8192];
	FILE *value;
	const char *why;
	const char *remedy;
	char *reason;
};

/**
 * struct environment_row - where an item is found, and what it may mean
 * @name: key in environment.json; of rows that follow each other with one
 *	name, the first with a value is the item
 * @path: of a file that is read
 * @key: of that file only the value of the first line "key : value"
 * @text: of an item that is no file
 * @judge: writes the value where it is not the text, and returns the verdict;
 *	without a value, what is not unfit is unknown, whatever that says;
 *	NULL: a fact
 * @why: why a verdict of @judge matters
 * @remedy: what to do about it
 * @missing: why it matters that there is no value; NULL: then there is no item
 * @missing_remedy: what to do about that
 */
struct environment_row {
	const char *name;
	const char *path;
	const char *key;
	const char *text;
	enum environment_verdict (*judge)(struct look *look);
	const char *why;
	const char *remedy;
	const char *missing;
	const char *missing_remedy;
};

/* The groups of items, in the order of the file; each ends without a name. */
extern const struct environment_row environment_machine_rows[];
extern const struct environment_row environment_kernel_rows[];
extern const struct environment_row environment_virtual_rows[];
extern const struct environment_row environment_load_rows[];
extern const struct environment_row environment_build_rows[];

/**
 * environment_collect_from() - environment_collect() of any machine
 */
struct environment *
environment_collect_from(const struct environment_source *source,
			 struct error *error);

/**
 * environment_value() - the value of an item that was looked at before
 *
 * Return: NULL where there is none.
 */
const char *environment_value(const struct environment *environment,
			      const char *name);

/**
 * environment_append() - write to the value, after a separator if not the first
 */
void environment_append(struct look *look, const char *separator,
			const char *format, ...)
	printf_like(3, 4);

/**
 * environment_unfit() - the verdict, and a few words for it
 */
enum environment_verdict environment_unfit(struct look *look,
					   const char *reason, ...)
	printf_like(2, 3);

static inline enum environment_verdict environment_warn_if(bool suspect)
{
	return suspect ? ENVIRONMENT_WARNING : ENVIRONMENT_FINE;
}

/* The value, whole */
static inline enum environment_verdict
environment_say(struct look *look, enum environment_verdict verdict,
		const char *value)
{
	fputs(value, look->value);
	return verdict;
}
