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
	/* The CPU can say whether there is a hypervisor (x86-64) */
	bool cpuid;
	bool hypervisor;	/* It says that there is one */
	char signature[13];	/* The hypervisor's, by the CPU: "KVMKVMKVM" */
	/* System calls that are refused: "mbind, move_pages" */
	char refused[128];
	void (*busy)(void);	/* Keeps a CPU busy for a tenth of a second */
	const char *build_type;
	const char *flags;
	const char *sanitizer;	/* "" where there is none */
	bool optimized;	/* The compiler says that it optimizes */
	/* "unknown" where it was not built from a git checkout */
	const char *commit;
	/* What follows from that, and git's own reason */
	const char *no_commit;
	bool dirty;	/* The source differed from the commit */
};

/* An item that is being looked at */
struct look {
	const struct environment_source *source;
	const struct environment *environment;	/* The items before it */
	/* Of the row's file, or of its line; "" where there is none */
	char text[8192];
	/* Takes the value; where nothing is written, it is @text */
	FILE *value;
	const char *why;	/* The row's; a judge may put another */
	const char *remedy;
	char *reason;	/* See environment_unfit() */
};

/* Where an item is found, and what it may mean */
struct environment_row {
	/*
	 * Key in environment.json; of rows that follow each other with one
	 * name, the first with a value is the item
	 */
	const char *name;
	const char *path;	/* Of a file that is read */
	bool is_list;	/* Its file may be empty: "none" */
	/* Of that file only the value of the first line "key : value" */
	const char *key;
	const char *text;	/* Of an item that is no file */
	/*
	 * Writes the value where it is not the text, and returns the verdict;
	 * NULL: a fact, but where a number below or above these is a warning
	 */
	enum environment_verdict (*judge)(struct look *look);
	double least, most;	/* 0: there is no such limit */
	const char *why;	/* Why a verdict of @judge matters */
	const char *remedy;	/* What to do about it */
	/*
	 * Why it matters that there is no value: then it is unknown unless it
	 * is unfit, whatever @judge says; NULL: it is a fact all the same
	 */
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
