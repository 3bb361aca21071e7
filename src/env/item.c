// SPDX-License-Identifier: MIT
/* Adding items, and reading the small files that they come from. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/small_file.h"
#include "env/internal.h"

bool environment_read(const struct environment_source *source, char *text,
		      size_t size, const char *format, ...)
{
	va_list args;
	bool read;

	va_start(args, format);
	read = small_file_vread(source->root, text, size, format, args);
	va_end(args);
	return read;
}

bool environment_lookup(const char *text, const char *key, char *value,
			size_t size)
{
	size_t key_length = strlen(key);

	value[0] = '\0';
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *at;

		line += *line == '\n';
		if (strncmp(line, key, key_length) != 0)
			continue;
		at = line + key_length;
		at += strspn(at, " \t");
		if (*at++ != ':')
			continue;
		at += strspn(at, " \t");
		snprintf(value, size, "%.*s", (int)strcspn(at, "\n"), at);
		text_strip_end(value, strlen(value));
		return value[0] != '\0';
	}
	return false;
}

static const struct environment_judgement fine = {
	.verdict = ENVIRONMENT_FINE,
};

struct environment_item *
environment_add(struct environment *environment, const char *name,
		const char *value,
		const struct environment_judgement *judgement)
{
	struct environment_item *items, *item;

	items = reallocarray(environment->items, environment->count + 1,
			     sizeof(*items));
	if (!items) {
		environment->no_memory = true;
		return NULL;
	}
	environment->items = items;
	if (!judgement)
		judgement = &fine;
	item = &items[environment->count];
	*item = (struct environment_item){
		.name = name,
		.value = strdup(value ? value : ""),
		.verdict = judgement->verdict,
		.why = judgement->why,
		.remedy = judgement->remedy,
	};
	if (!item->value) {
		environment->no_memory = true;
		return NULL;
	}
	environment->count++;
	return item;
}

void environment_add_unfit(struct environment *environment, const char *name,
			   const char *value,
			   const struct environment_judgement *judgement,
			   const char *reason, ...)
{
	struct environment_item *item;
	va_list args;

	item = environment_add(environment, name, value, judgement);
	if (!item)
		return;
	va_start(args, reason);
	if (vasprintf(&item->reason, reason, args) < 0) {
		item->reason = NULL;
		environment->no_memory = true;
	}
	va_end(args);
}

void environment_print(struct environment *environment, const char *format,
		       ...)
{
	char *before = environment->pending;
	char *more = NULL;
	char *both = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&more, format, args) < 0)
		more = NULL;
	va_end(args);
	if (!more ||
	    asprintf(&both, "%s%s", before ? before : "", more) < 0) {
		environment->no_memory = true;
		both = NULL;
	}
	free(more);
	free(before);
	environment->pending = both;
}

void environment_drop_printed(struct environment *environment)
{
	free(environment->pending);
	environment->pending = NULL;
}

void environment_add_printed(struct environment *environment,
			     const char *name,
			     const struct environment_judgement *judgement)
{
	environment_add(environment, name, environment->pending, judgement);
	environment_drop_printed(environment);
}

const char *environment_value(const struct environment *environment,
			      const char *name)
{
	for (size_t i = 0; i < environment->count; i++) {
		const struct environment_item *item = &environment->items[i];

		if (strcmp(item->name, name) == 0)
			return item->value[0] ? item->value : NULL;
	}
	return NULL;
}
