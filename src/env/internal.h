/* SPDX-License-Identifier: MIT */
/* How the environment is found out; for its own files and its test only. */
#pragma once

#include <stdio.h>

#include "base/compiler.h"
#include "env/environment.h"

#define CPU_FOLDER	"/sys/devices/system/cpu"
#define CPUINFO		"/proc/cpuinfo"
#define CMDLINE		"/proc/cmdline"

/* All that the items are drawn from */
struct environment_source {
	const struct topology *topology;
	bool cpuid;	/* The CPU can tell of a hypervisor (x86-64) */
	bool hypervisor;	/* It says that there is one */
	char signature[13];	/* The hypervisor's, by the CPU: "KVMKVMKVM" */
	char refused[128];	/* System calls: "mbind, move_pages" */
	void (*busy)(void);	/* Keeps a CPU busy for a tenth of a second */
	const char *build_type;
	const char *flags;
	const char *sanitizer;	/* "" where there is none */
	bool optimized;	/* The compiler says that it optimizes */
	const char *commit;	/* "unknown": not built from a git checkout */
	const char *no_commit;	/* What follows then, and git's own reason */
	bool dirty;	/* The source differed from the commit */
};

/* An item that is being looked at */
struct look {
	const struct environment_source *source;
	const struct environment *environment;	/* The items before it */
	char text[8192];	/* Of the row's file, or of its line; else "" */
	FILE *value;	/* Takes the value; where nothing is written, @text */
	const char *why;	/* The row's; a judge may put another */
	const char *remedy;
	char *reason;	/* See environment_unfit() */
};

/* Where an item is found; of neighbours of one name, the first with a value */
struct environment_row {
	const char *name;	/* Key in environment.json */
	const char *path;	/* Of a file that is read */
	bool is_list;	/* Its file may be empty: "none" */
	const char *key;	/* Of its first line "key : value" */
	const char *text;	/* Of an item that is no file */
	/* Writes the value where it is not the text; NULL: a fact, but see: */
	enum environment_verdict (*judge)(struct look *look);
	double least, most;	/* Beyond is a warning; 0: no such limit */
	const char *why;	/* Why a verdict of @judge matters */
	const char *remedy;	/* What to do about it */
	/* Why it matters that there is none: unknown, unless unfit; or NULL */
	const char *missing;
	const char *missing_remedy;	/* What to do about that */
};

/* The groups of items, in the order of the file; each ends without a name. */
extern const struct environment_row environment_machine_rows[];
extern const struct environment_row environment_kernel_rows[];
extern const struct environment_row environment_virtual_rows[];
extern const struct environment_row environment_load_rows[];
extern const struct environment_row environment_build_rows[];

/* environment_collect() of any machine */
struct environment *
environment_collect_from(const struct environment_source *source,
			 struct error *error);

/* Writes to the value, after @separator if not the first. */
void environment_append(struct look *look, const char *separator,
			const char *format, ...)
	printf_like(3, 4);

/* The verdict, with a few words for it */
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
