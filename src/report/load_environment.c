// SPDX-License-Identifier: MIT
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env/environment.h"
#include "report/load_internal.h"

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

static const char *element(const struct loaded *loaded, const char *key,
			   size_t index)
{
	struct json_object *array = member(loaded->environment, key);

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
static int decode_arguments(struct loaded *loaded)
{
	struct json_object *array;
	const char *text;

	if (!member(loaded->environment, ENVIRONMENT_ENCODED))
		return 0;
	array = json_object_new_array();
	if (!array || json_object_object_add(loaded->environment, "arguments",
					     array)) {
		json_object_put(array);
		return -ENOMEM;
	}
	for (size_t i = 0; (text = element(loaded, ENVIRONMENT_ENCODED, i));
	     i++) {
		struct json_object *value = decoded(text);

		if (!value || json_object_array_add(array, value)) {
			json_object_put(value);
			return -ENOMEM;
		}
	}
	return 0;
}

int loaded_read_environment(struct loaded *loaded, const char *path,
			    struct error *error)
{
	const char *run;

	if (access(path, F_OK))
		return 0;
	loaded->environment = json_object_from_file(path);
	if (!json_object_is_type(loaded->environment, json_type_object))
		return error_set(error, EINVAL,
				 "cannot read %s: it is not a JSON object",
				 path);
	if (decode_arguments(loaded))
		return error_set(error, ENOMEM, "no memory to read %s", path);
	run = text_of(member(loaded->environment, "run"));
	/* samples without a row do not say whose they are */
	if (!loaded->run && run) {
		loaded->run = strdup(run);
		if (!loaded->run)
			return error_set(error, ENOMEM,
					 "no memory to read %s", path);
	}
	if (loaded->run && (!run || strcmp(run, loaded->run) != 0))
		return error_set(error, EINVAL,
				 "%s is of run %s, samples.csv of run %s",
				 path, run ? run : "unknown", loaded->run);
	return 0;
}

bool loaded_has_environment(const struct loaded *loaded)
{
	return loaded->environment;
}

const char *loaded_label(const struct loaded *loaded)
{
	const char *label = text_of(member(loaded->environment, "label"));

	return label ? label : "unknown machine";
}

const char *loaded_unfit(const struct loaded *loaded, size_t index)
{
	return element(loaded, "unfit", index);
}

const char *loaded_argument(const struct loaded *loaded, size_t index)
{
	return element(loaded, "arguments", index);
}

/* Seeds that a double cannot hold are written as text. */
bool loaded_seed(const struct loaded *loaded, uint64_t *seed)
{
	struct json_object *value = member(loaded->environment, "seed");
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

const char *loaded_item(const struct loaded *loaded, const char *name)
{
	struct json_object *items = member(loaded->environment, "items");

	return text_of(member(member(items, name), "value"));
}
