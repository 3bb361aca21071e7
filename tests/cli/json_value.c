// SPDX-License-Identifier: MIT
/*
 * json_value FILE [KEY]...: the value that the keys lead to, if all of the
 * file is JSON. A key is a name, the index of an array, or "length".
 */
#include <json-c/json.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	*length = 0;
	if (!file)
		return NULL;
	do {
		char *more = realloc(text, room += 1 << 16);

		if (!more) {
			free(text);
			fclose(file);
			return NULL;
		}
		text = more;
		*length += fread(text + *length, 1, room - *length - 1, file);
	} while (*length == room - 1);
	text[*length] = '\0';
	fclose(file);
	return text;
}

/* json-c takes NaN and Infinity, which JSON does not have. */
static bool is_finite(struct json_object *object)
{
	if (json_object_is_type(object, json_type_double))
		return isfinite(json_object_get_double(object));
	if (json_object_is_type(object, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(object); i++) {
			if (!is_finite(json_object_array_get_idx(object, i)))
				return false;
		}
	}
	if (json_object_is_type(object, json_type_object)) {
		json_object_object_foreach(object, key, value) {
			(void)key;
			if (!is_finite(value))
				return false;
		}
	}
	return true;
}

static struct json_object *parse(const char *text, size_t length)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *root;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	/* with the final 0, by which it knows that a number has ended */
	root = json_tokener_parse_ex(tokener, text, (int)length + 1);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    strlen(text) != length) {
		fprintf(stderr, "not JSON: %s\n", json_tokener_error_desc(
				json_tokener_get_error(tokener)));
		json_object_put(root);
		root = NULL;
	}
	json_tokener_free(tokener);
	return root;
}

static bool step(struct json_object **object, const char *key)
{
	if (json_object_is_type(*object, json_type_object))
		return json_object_object_get_ex(*object, key, object);
	if (!json_object_is_type(*object, json_type_array))
		return false;
	*object = json_object_array_get_idx(*object,
					    strtoul(key, NULL, 10));
	return *object;
}

int main(int argc, char **argv)
{
	struct json_object *root, *object;
	char *text;
	size_t length;
	int result = EXIT_SUCCESS;

	if (argc < 2)
		return 2;
	text = read_file(argv[1], &length);
	root = text ? parse(text, length) : NULL;
	free(text);
	if (!root)
		return EXIT_FAILURE;
	object = root;
	if (!is_finite(root)) {
		fprintf(stderr, "not JSON: it has a NaN or an infinity\n");
		result = EXIT_FAILURE;
	}
	for (int i = 2; i < argc && !result; i++) {
		if (!strcmp(argv[i], "length") &&
		    json_object_is_type(object, json_type_array)) {
			printf("%zu\n", json_object_array_length(object));
			goto out;
		}
		if (!step(&object, argv[i])) {
			fprintf(stderr, "no '%s'\n", argv[i]);
			result = EXIT_FAILURE;
		}
	}
	if (!result)
		puts(json_object_get_string(object));
out:
	json_object_put(root);
	return result;
}
