/* SPDX-License-Identifier: MIT */
/* How the environment is found out; for its own files and its test only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/compiler.h"
#include "env/environment.h"

/**
 * struct environment_cpuid - what the CPU itself says of a hypervisor
 * @known: the CPU has such an instruction (x86-64)
 * @hypervisor: it says that there is one
 * @vendor: the hypervisor's signature: "KVMKVMKVM"
 */
struct environment_cpuid {
	bool known;
	bool hypervisor;
	char vendor[13];
};

/**
 * struct environment_build - how this program was built
 * @version: of this project
 * @compiler: name and version
 * @type: CMake's build type
 * @flags: of the C compiler
 * @sanitizer: "" where there is none
 * @optimized: the compiler says that it optimizes
 * @commit: "unknown" where it was not built from a git checkout
 * @no_commit: what follows from that, and git's own reason
 * @dirty: the source differed from the commit
 */
struct environment_build {
	const char *version;
	const char *compiler;
	const char *type;
	const char *flags;
	const char *sanitizer;
	bool optimized;
	const char *commit;
	const char *no_commit;
	bool dirty;
};

/**
 * struct environment_source - all that the facts are drawn from
 * @root: precedes every path that is read: "" is this machine
 * @topology: the machine
 * @cpuid: what the CPU says
 * @build: how this program was built
 * @refused: system calls that are refused: "mbind, move_pages"
 * @busy: keeps a CPU busy for a tenth of a second
 */
struct environment_source {
	const char *root;
	const struct topology *topology;
	struct environment_cpuid cpuid;
	struct environment_build build;
	char refused[128];
	void (*busy)(const struct environment_source *source);
};

/**
 * struct environment - facts, and what is derived from them
 * @items: in the order in which they were added
 * @count: how many
 * @host: the machine's name; "" where it could not be had
 * @date: UTC, ISO 8601
 * @label: the machine in one line
 * @pending: text of the next item, see environment_print(); NULL if empty
 * @no_memory: something is missing, so that all of it is worthless
 */
struct environment {
	struct environment_item *items;
	size_t count;
	char host[256];
	char date[32];
	char *label;
	char *pending;
	bool no_memory;
};

/**
 * struct environment_judgement - what is said of a value
 * @verdict: what it means
 * @why: why it matters; NULL where it does not
 * @remedy: what to do about it, or NULL
 */
struct environment_judgement {
	enum environment_verdict verdict;
	const char *why;
	const char *remedy;
};

/**
 * environment_source_this() - this machine and this program
 */
void environment_source_this(struct environment_source *source,
			     const struct topology *topology);

/**
 * environment_build_this() - this program
 */
void environment_build_this(struct environment_build *build);

/**
 * environment_collect_from() - environment_collect() of any machine
 */
struct environment *
environment_collect_from(const struct environment_source *source,
			 struct error *error);

/**
 * environment_read() - small_file_read() of the source's machine
 */
bool environment_read(const struct environment_source *source, char *text,
		      size_t size, const char *format, ...)
	printf_like(4, 5);

/**
 * environment_lookup() - the value of a line "key : value"
 * @text: lines
 * @key: all that precedes the colon, without the white space
 * @value: filled; "" where there is no such line
 * @size: of @value
 *
 * Return: whether there is such a line with a value.
 */
bool environment_lookup(const char *text, const char *key, char *value,
			size_t size);

/**
 * environment_add() - add an item
 * @name: static
 * @value: copied; NULL where it could not be had
 * @judgement: NULL means fine
 *
 * Return: the item, valid until the next one is added; NULL without memory.
 */
struct environment_item *
environment_add(struct environment *environment, const char *name,
		const char *value,
		const struct environment_judgement *judgement);

/**
 * environment_add_unfit() - add an item that makes results unfit
 * @reason: a few words
 */
void environment_add_unfit(struct environment *environment, const char *name,
			   const char *value,
			   const struct environment_judgement *judgement,
			   const char *reason, ...)
	printf_like(5, 6);

/**
 * environment_print() - append to the text of the next item
 */
void environment_print(struct environment *environment, const char *format,
		       ...)
	printf_like(2, 3);

/**
 * environment_add_printed() - add an item with the text printed so far
 */
void environment_add_printed(struct environment *environment,
			     const char *name,
			     const struct environment_judgement *judgement);

/**
 * environment_drop_printed() - forget the text printed so far
 */
void environment_drop_printed(struct environment *environment);

/**
 * environment_value() - the value of an item that was added
 *
 * Return: NULL where there is none.
 */
const char *environment_value(const struct environment *environment,
			      const char *name);

/**
 * environment_make_label() - fill in the label once all items are there
 */
void environment_make_label(struct environment *environment,
			    const struct environment_source *source);

/* The groups of items, in the order of the file. */
void environment_add_cpu(struct environment *environment,
			 const struct environment_source *source);
void environment_add_machine(struct environment *environment,
			     const struct environment_source *source);
void environment_add_frequency(struct environment *environment,
			       const struct environment_source *source);
void environment_add_kernel(struct environment *environment,
			    const struct environment_source *source);
void environment_add_clock(struct environment *environment,
			   const struct environment_source *source);
void environment_add_isolation(struct environment *environment,
			       const struct environment_source *source);
void environment_add_virtual(struct environment *environment,
			     const struct environment_source *source);
void environment_add_load(struct environment *environment,
			  const struct environment_source *source);
void environment_add_build(struct environment *environment,
			   const struct environment_source *source);
