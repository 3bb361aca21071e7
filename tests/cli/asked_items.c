// SPDX-License-Identifier: MIT
/*
 * Linked into a bench of its own by --wrap: on standard error it names each
 * item of an environment that it asks a result for.
 */
#include <stdio.h>

#include "run/history.h"

const char *__real_history_item(const struct history *history, const char *name);
const char *__wrap_history_item(const struct history *history, const char *name);

const char *__wrap_history_item(const struct history *history, const char *name)
{
	fprintf(stderr, "asked for item %s\n", name);
	return __real_history_item(history, name);
}
