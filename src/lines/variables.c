// SPDX-License-Identifier: MIT
/* What lies where: names of memory, by allocation and by member of a pool. */
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "lines/fields.h"
#include "lines/internal.h"

#define REGIONS	256

static struct region {
	const char *name;
	uintptr_t start;
	size_t bytes;
} region[REGIONS];
static size_t regions;

static const char *name[LINES_VARIABLES];
static unsigned int names;

void variables_reset(void)
{
	regions = 0;
	names = 0;
}

void variables_add(const char *text, const void *start, size_t bytes)
{
	if (regions < REGIONS)
		region[regions++] = (struct region){
			text, (uintptr_t)start, bytes
		};
}

static const struct region *find_region(uintptr_t address)
{
	for (size_t i = regions; i-- > 0;) {
		if (address - region[i].start < region[i].bytes)
			return &region[i];
	}
	return NULL;
}

extern const struct lines_field *const __start_lines_fields[];
extern const struct lines_field *const __stop_lines_fields[];

static void add_field(const struct lines_field *field, const char *at)
{
	const struct region *memory = find_region((uintptr_t)at);

	/* what a pool lies in may have been given to it */
	if (field->bytes)
		variables_add(field->name, at, field->bytes);
	else if (memory)
		variables_add(field->name, at, memory->start + memory->bytes -
					       (uintptr_t)at);
}

static void add_pointed(const struct lines_field *field, const char *pool)
{
	const void *at = pool + field->offset;
	const void *count = pool + field->count;
	const char *const *pointer = at;
	unsigned int n = 1;

	if (field->count) {
		pointer = *(const char *const *const *)at;
		n = *(const unsigned int *)count;
	}
	for (unsigned int i = 0; i < n; i++)
		add_field(field, pointer[i]);
}

void variables_of_pool(const char *pool_name, const void *pool)
{
	const struct lines_field *const *list = __start_lines_fields;
	const char *start = pool;

	for (; list < __stop_lines_fields; list++) {
		for (const struct lines_field *f = *list; f->pool; f++) {
			if (strcmp(f->pool, pool_name) != 0)
				continue;
			if (f->pointer)
				add_pointed(f, start);
			else
				add_field(f, start + f->offset);
		}
	}
}

unsigned int variables_find(const void *address)
{
	const struct region *found = find_region((uintptr_t)address);
	const char *text = found ? found->name : "other";

	for (unsigned int i = 0; i < names; i++) {
		if (strcmp(name[i], text) == 0)
			return i;
	}
	if (names == LINES_VARIABLES)
		return 0;
	name[names] = text;
	return names++;
}

unsigned int variables_names(const char *to[LINES_VARIABLES])
{
	memcpy(to, name, sizeof(name));
	return names;
}
