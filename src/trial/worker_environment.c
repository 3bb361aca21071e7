// SPDX-License-Identifier: MIT
#include "trial/worker_environment.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"

extern char **environ;

/* Variables that tune an allocator: each is measured as it comes. */
static bool tunes_allocator(const char *entry)
{
	static const char *const prefixes[] = {
		"LD_PRELOAD=", "MALLOC_", "JE_MALLOC_CONF=", "_RJEM_MALLOC_",
		"MIMALLOC_", "mimalloc_", "TCMALLOC_",
	};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (strncmp(entry, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}

/* GLIBC_TUNABLES without those of malloc; other tunables stay. */
static char *without_malloc_tunables(const char *entry)
{
	static char kept[1024];
	char copy[1024], *rest = copy, *tunable;
	const char *separator = "=";

	snprintf(copy, sizeof(copy), "%s", strchr(entry, '=') + 1);
	snprintf(kept, sizeof(kept), "GLIBC_TUNABLES");
	while ((tunable = strsep(&rest, ":"))) {
		const size_t used = strlen(kept);

		if (strncmp(tunable, "glibc.malloc.", 13) == 0)
			continue;
		snprintf(kept + used, sizeof(kept) - used, "%s%s", separator,
			 tunable);
		separator = ":";
	}
	return *separator == '=' ? NULL : kept;
}

char **worker_environment(const char *preload)
{
	static char bind_now[] = "LD_BIND_NOW=1";
	static char preload_entry[512];
	size_t count = 0, kept = 0;
	char **copy;

	while (environ[count])
		count++;
	copy = calloc(count + 3, sizeof(*copy));
	if (!copy)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		char *entry = environ[i];

		if (strncmp(entry, "GLIBC_TUNABLES=", 15) == 0)
			entry = without_malloc_tunables(entry);
		if (entry && !tunes_allocator(entry))
			copy[kept++] = entry;
	}
	copy[kept++] = bind_now;
	if (preload) {
		snprintf(preload_entry, sizeof(preload_entry),
			 "LD_PRELOAD=%s", preload);
		copy[kept++] = preload_entry;
	}
	return copy;
}
