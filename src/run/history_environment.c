// SPDX-License-Identifier: MIT
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env/environment.h"
#include "run/history_internal.h"

static const char *text_of(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) ?
	       json_object_get_string(value) : NULL;
}

/* Return: a member, NULL where it is absent or null */
static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

static const char *element(const struct history *history, const char *key,
			   size_t index)
{
	struct json_object *array = member(history->environment, key);

	if (!json_object_is_type(array, json_type_array) ||
	    index >= json_object_array_length(array))
		return NULL;
	return text_of(json_object_array_get_idx(array, index));
}

static struct json_object *decoded(const char *text)
{
	char *bytes = strdup(text), *to = bytes;
	struct json_object *value;

	if (!bytes)
		return NULL;
	while (*text) {
		unsigned int byte;
		int length = 0;

		if (sscanf(text, "%%%2x%n", &byte, &length) == 1 &&
		    length == 3) {
			*to++ = (char)byte;
			text += length;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
	value = json_object_new_string(bytes);
	free(bytes);
	return value;
}

/* The bytes of the arguments, where they are there apart from their texts. */
static int decode_arguments(struct history *history)
{
	struct json_object *array;
	const char *text;

	if (!member(history->environment, ENVIRONMENT_ENCODED))
		return 0;
	array = json_object_new_array();
	if (!array || json_object_object_add(history->environment, "arguments",
					     array)) {
		json_object_put(array);
		return -ENOMEM;
	}
	for (size_t i = 0; (text = element(history, ENVIRONMENT_ENCODED, i));
	     i++) {
		struct json_object *value = decoded(text);

		if (!value || json_object_array_add(array, value)) {
			json_object_put(value);
			return -ENOMEM;
		}
	}
	return 0;
}

int history_read_environment(struct history *history, const char *path,
			    struct error *error)
{
	const char *run;

	if (access(path, F_OK))
		return 0;
	history->environment = json_object_from_file(path);
	if (!json_object_is_type(history->environment, json_type_object))
		return error_set(error, EINVAL,
				 "cannot read %s: it is not a JSON object",
				 path);
	if (decode_arguments(history))
		return error_set(error, ENOMEM, "no memory to read %s", path);
	run = text_of(member(history->environment, "run"));
	/* samples without a row do not say whose they are */
	if (!history->run && run) {
		history->run = strdup(run);
		if (!history->run)
			return error_set(error, ENOMEM,
					 "no memory to read %s", path);
	}
	if (history->run && (!run || strcmp(run, history->run) != 0))
		return error_set(error, EINVAL,
				 "%s is of run %s, samples.csv of run %s",
				 path, run ? run : "unknown", history->run);
	return 0;
}

const char *history_argument(const struct history *history, size_t index)
{
	return element(history, "arguments", index);
}

/* Seeds that a double cannot hold are written as text. */
bool history_seed(const struct history *history, uint64_t *seed)
{
	struct json_object *value = member(history->environment, "seed");
	const char *text = text_of(value);
	int64_t number;
	char *end;

	if (text) {
		errno = 0;
		*seed = strtoull(text, &end, 10);
		return text[0] >= '0' && text[0] <= '9' && !*end && !errno;
	}
	if (!json_object_is_type(value, json_type_int))
		return false;
	number = json_object_get_int64(value);
	*seed = (uint64_t)number;
	return number >= 0;
}

const char *history_item(const struct history *history, const char *name)
{
	struct json_object *items = member(history->environment, "items");

	return text_of(member(member(items, name), "value"));
}
