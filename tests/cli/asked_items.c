// SPDX-License-Identifier: MIT
/*
 * Linked into a bench of its own by --wrap: on standard error it names each
 * item of an environment that it asks a result for.
 */
#include <stdio.h>

#include "report/load.h"

const char *__real_loaded_item(const struct loaded *loaded, const char *name);
const char *__wrap_loaded_item(const struct loaded *loaded, const char *name);

const char *__wrap_loaded_item(const struct loaded *loaded, const char *name)
{
	fprintf(stderr, "asked for item %s\n", name);
	return __real_loaded_item(loaded, name);
}
