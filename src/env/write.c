// SPDX-License-Identifier: MIT
/* environment.json */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/durable.h"
#include "env/internal.h"

#define SCHEMA		1
/* Beyond it, readers that keep numbers as doubles would round. */
#define EXACT_IN_DOUBLE	(UINT64_C(1) << 53)
#define REPLACEMENT	"\xef\xbf\xbd"

static const struct sequence {
	unsigned char mask, lead;
	int length;
	uint32_t least;
} sequences[] = {
	{ 0x80, 0x00, 1, 0x0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

/* Return: length of the UTF-8 character at @text, 0 where there is none */
static int character_length(const unsigned char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(sequences); i++) {
		const struct sequence *sequence = &sequences[i];
		uint32_t code = text[0] & ~sequence->mask & 0xff;

		if ((text[0] & sequence->mask) != sequence->lead)
			continue;
		for (int j = 1; j < sequence->length; j++) {
			if ((text[j] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (text[j] & 0x3f);
		}
		if (code < sequence->least || code > 0x10ffff ||
		    (code >= 0xd800 && code <= 0xdfff))
			return 0;
		return sequence->length;
	}
	return 0;
}

static bool is_utf8(const char *text)
{
	int length = 1;

	for (; *text && length; text += length)
		length = character_length((const void *)text);
	return length;
}

/* JSON is UTF-8, but a command line is any bytes. NULL: no memory. */
static struct json_object *new_text(const char *text)
{
	char *clean = malloc(strlen(text) * strlen(REPLACEMENT) + 1);
	char *to = clean;
	struct json_object *value;

	if (!clean)
		return NULL;
	while (*text) {
		int length = character_length((const void *)text);

		to = mempcpy(to, length ? text : REPLACEMENT,
			     length ? (size_t)length : strlen(REPLACEMENT));
		text += length ? length : 1;
	}
	*to = '\0';
	value = json_object_new_string(clean);
	free(clean);
	return value;
}

/* Every byte that is not printable ASCII as %XX, and the percent sign. */
static struct json_object *new_encoded(const char *text)
{
	char *encoded = malloc(3 * strlen(text) + 1), *to = encoded;
	struct json_object *value;

	if (!encoded)
		return NULL;
	for (; *text; text++) {
		if (*text > ' ' && *text <= '~' && *text != '%')
			*to++ = *text;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*text);
	}
	*to = '\0';
	value = json_object_new_string(encoded);
	free(encoded);
	return value;
}

/*
 * Absent and empty text is null.
 *
 * Return: 0, or -ENOMEM.
 */
static int put(struct json_object *object, const char *key, const char *text)
{
	struct json_object *value = NULL;

	if (text && text[0]) {
		value = new_text(text);
		if (!value)
			return -ENOMEM;
	}
	return json_object_object_add(object, key, value) ? -ENOMEM : 0;
}

static int put_object(struct json_object *object, const char *key,
		      struct json_object *value)
{
	if (value && !json_object_object_add(object, key, value))
		return 0;
	json_object_put(value);
	return -ENOMEM;
}

static int put_seed(struct json_object *object, uint64_t seed)
{
	char text[24];

	if (seed <= EXACT_IN_DOUBLE)
		return put_object(object, "seed",
				  json_object_new_int64((int64_t)seed));
	snprintf(text, sizeof(text), "%" PRIu64, seed);
	return put(object, "seed", text);
}

static int append(struct json_object *array, struct json_object *value)
{
	if (value && !json_object_array_add(array, value))
		return 0;
	json_object_put(value);
	return -ENOMEM;
}

static int put_reasons(struct json_object *object,
		       const struct environment *environment)
{
	struct json_object *reasons = json_object_new_array();
	int ret = put_object(object, "unfit", reasons);

	for (size_t i = 0; !ret && i < environment->count; i++) {
		if (environment->items[i].reason)
			ret = append(reasons,
				     new_text(environment->items[i].reason));
	}
	return ret;
}

static int put_items(struct json_object *object,
		     const struct environment *environment)
{
	struct json_object *items = json_object_new_object();
	int ret = put_object(object, "items", items);

	for (size_t i = 0; !ret && i < environment->count; i++) {
		const struct environment_item *item = &environment->items[i];
		struct json_object *one = json_object_new_object();

		ret = put_object(items, item->name, one);
		if (!ret)
			ret = put(one, "value", item->value);
		if (!ret)
			ret = put(one, "verdict",
				  environment_verdict_names[item->verdict]);
		if (!ret)
			ret = put(one, "why", item->why);
		if (!ret)
			ret = put(one, "remedy", item->remedy);
	}
	return ret;
}

static int put_list(struct json_object *object, const char *key,
		    char *const *texts,
		    struct json_object *(*new_value)(const char *text))
{
	struct json_object *array = json_object_new_array();
	int ret = put_object(object, key, array);

	for (; !ret && texts && *texts; texts++)
		ret = append(array, new_value(*texts));
	return ret;
}

/* To be read, and where that loses bytes again, to be replayed. */
static int put_arguments(struct json_object *object, char *const *arguments)
{
	bool readable = true;

	for (size_t i = 0; arguments && arguments[i]; i++)
		readable &= is_utf8(arguments[i]);
	if (!readable && put_list(object, ENVIRONMENT_ENCODED, arguments,
				  new_encoded))
		return -ENOMEM;
	return put_list(object, "arguments", arguments, new_text);
}

static int put_all(struct json_object *object,
		   const struct environment *environment,
		   const struct environment_run *run)
{
	const struct {
		const char *key;
		const char *text;
	} texts[] = {
		{ "run", run->run },
		{ "date", environment->date },
		{ "host", environment->host },
		{ "label", environment->label },
		{ "command", run->command },
	};
	int ret = put_object(object, "schema", json_object_new_int(SCHEMA));

	for (size_t i = 0; !ret && i < ARRAY_SIZE(texts); i++)
		ret = put(object, texts[i].key, texts[i].text);
	if (!ret)
		ret = put_arguments(object, run->arguments);
	if (!ret)
		ret = put_seed(object, run->seed);
	if (!ret)
		ret = put_reasons(object, environment);
	return ret ? ret : put_items(object, environment);
}

int environment_write(const struct environment *environment, const char *path,
		      const struct environment_run *run, struct error *error)
{
	struct json_object *object = json_object_new_object();
	const char *text = NULL;
	char *file = NULL;
	int ret = -ENOMEM;

	if (object)
		ret = put_all(object, environment, run);
	if (!ret) {
		text = json_object_to_json_string_ext(object,
			JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			JSON_C_TO_STRING_NOSLASHESCAPE);
		if (!text || asprintf(&file, "%s\n", text) < 0) {
			file = NULL;
			ret = -ENOMEM;
		}
	}
	if (ret)
		error_set(error, -ret, "cannot write %s: %s", path,
			  strerror(-ret));
	else
		ret = durable_replace(path, file, error);
	free(file);
	json_object_put(object);
	return ret;
}
