/* SPDX-License-Identifier: MIT */
/*
 * Runs two programs and compares the JSON that Google Benchmark writes, on
 * standard output and to --benchmark_out: every key must be in both, and every
 * value that is not a measured time must be equal, to the last bit.
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int differences;

static const char *text(struct json_object *run, const char *key)
{
	const char *value = json_object_get_string(
		json_object_object_get(run, key));

	return value ? value : "";
}

static bool is_measured(struct json_object *run, const char *key)
{
	if (!strcmp(key, "cpu_time") || !strcmp(key, "cpu_coefficient") ||
	    !strcmp(key, "rms"))
		return true;
	if (strcmp(key, "real_time") != 0 &&
	    strcmp(key, "real_coefficient") != 0)
		return false;
	return !strstr(text(run, "run_name"), "manual_time");
}

static void differ(const char *where, const char *key, struct json_object *a,
		   struct json_object *b)
{
	printf("%s: %s: %s, %s\n", where, key,
	       a ? json_object_to_json_string(a) : "missing",
	       b ? json_object_to_json_string(b) : "missing");
	differences++;
}

/* Keys of @a and their values in @b; then those that only @b has. */
static void compare_objects(const char *where, struct json_object *a,
			    struct json_object *b,
			    bool (*ignore)(struct json_object *, const char *))
{
	json_object_object_foreach(a, key, value) {
		struct json_object *other = NULL;

		if (!json_object_object_get_ex(b, key, &other))
			differ(where, key, value, NULL);
		else if (json_object_get_type(value) !=
			 json_object_get_type(other))
			differ(where, key, value, other);
		else if (!ignore(a, key) && !json_object_equal(value, other))
			differ(where, key, value, other);
	}
	json_object_object_foreach(b, key2, value2)
		if (!json_object_object_get_ex(a, key2, NULL))
			differ(where, key2, NULL, value2);
}

/* Of the context, what the programs themselves say. */
static bool is_of_the_machine(struct json_object *context, const char *key)
{
	(void)context;
	return strcmp(key, "suite");
}

static void compare(const char *what, struct json_object *a,
		    struct json_object *b)
{
	struct json_object *runs_a = json_object_object_get(a, "benchmarks");
	struct json_object *runs_b = json_object_object_get(b, "benchmarks");
	size_t n = json_object_array_length(runs_a);

	compare_objects(what, json_object_object_get(a, "context"),
			json_object_object_get(b, "context"),
			is_of_the_machine);
	if (n != json_object_array_length(runs_b)) {
		printf("%s: %zu runs, %zu\n", what, n,
		       json_object_array_length(runs_b));
		differences++;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct json_object *run = json_object_array_get_idx(runs_a, i);

		compare_objects(text(run, "name"), run,
				json_object_array_get_idx(runs_b, i),
				is_measured);
	}
	printf("%s: %zu runs compared\n", what, n);
}

static struct json_object *parse(FILE *file, const char *what)
{
	struct json_object *object = NULL;

	if (file)
		object = json_object_from_fd(fileno(file));
	if (!object || !json_object_object_get(object, "benchmarks")) {
		/* 2: a test that expects a difference must not take it. */
		fprintf(stderr, "compare: %s: no JSON of benchmarks\n", what);
		exit(2);
	}
	return object;
}

/* Runs @command; its JSON on standard output and in a file. */
static void run(const char *command, struct json_object **shown,
		struct json_object **written)
{
	char path[] = "/tmp/gbench-compare-XXXXXX";
	int fd = mkstemp(path);
	char line[4096];
	FILE *file;

	snprintf(line, sizeof(line),
		 "%s --benchmark_format=json --benchmark_out=%s", command,
		 path);
	file = popen(line, "r");
	*shown = parse(file, command);
	if (pclose(file)) {
		fprintf(stderr, "compare: %s failed\n", command);
		exit(2);
	}
	file = fdopen(fd, "r");
	*written = parse(file, path);
	fclose(file);
	unlink(path);
}

int main(int argc, char **argv)
{
	struct json_object *shown[2], *written[2];

	if (argc != 3) {
		fprintf(stderr, "usage: %s command command\n", argv[0]);
		return 2;
	}
	for (int i = 0; i < 2; i++)
		run(argv[i + 1], &shown[i], &written[i]);
	compare("standard output", shown[0], shown[1]);
	compare("--benchmark_out", written[0], written[1]);
	for (int i = 0; i < 2; i++) {
		json_object_put(shown[i]);
		json_object_put(written[i]);
	}
	return differences > 0;
}
