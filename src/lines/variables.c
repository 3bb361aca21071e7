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

static struct region *find_region(uintptr_t address)
{
	for (size_t i = regions; i-- > 0;) {
		if (address - region[i].start < region[i].bytes)
			return &region[i];
	}
	return NULL;
}

extern const struct lines_field *const __start_lines_fields[];
extern const struct lines_field *const __stop_lines_fields[];

void variables_of_pool(const char *pool_name, const void *pool)
{
	const struct lines_field *const *list = __start_lines_fields;
	const char *start = pool;

	for (; list < __stop_lines_fields; list++) {
		for (const struct lines_field *f = *list; f->pool; f++) {
			struct region *memory;

			if (strcmp(f->pool, pool_name) != 0)
				continue;
			if (!f->pointer) {
				variables_add(f->name, start + f->offset,
					      f->bytes);
				continue;
			}
			memory = find_region(*(const uintptr_t *)(const void *)
					     (start + f->offset));
			if (memory)
				memory->name = f->name;
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
