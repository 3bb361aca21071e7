// SPDX-License-Identifier: MIT
/* What is said of a build and of this machine; environment.json. */
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <sys/resource.h>

#include <json-c/json.h>

#include "test.h"
#include "bare_metal.h"

#include "base/small_file.h"

static void test_build(void **state)
{
	const struct environment_source good = source;

	source.build_type = "Debug";
	source.sanitizer = "address";
	source.dirty = true;
	collect();
	expect("build_type", "Debug", "unfit: debug build");
	expect("sanitizer", "address", "unfit: sanitizer build (address)");
	expect("commit", "0123abc", "fine");
	expect("dirty", "yes", "unfit: uncommitted changes");
	source = good;
	source.optimized = false;
	source.flags = "-O2 -fsanitize=thread";
	source.commit = "unknown";
	collect();
	expect("build_type", "Release", "unfit: debug build");
	expect("sanitizer", "by flags", "unfit: sanitizer build");
	expect("commit", "", "unfit: unknown commit");
	assert_string_equal(find("commit")->why, source.no_commit);
	expect("dirty", "", "unknown");
	source = good;
	source.build_type = "";
	source.flags = "";
	collect();
	expect("build_type", "none", "warning");
	expect("build_flags", "none", "fact");
}

static void test_this_machine(void **state)
{
	static const char *const stated[] = {
		"kernel", "libc", "compiler", "rseq", "scheduling",
	};
	struct topology here;

	assert_int_equal(topology_load_this(&here, NULL), 0);
	environment = environment_collect(&here, NULL);
	assert_non_null(environment);
	check_items();
	for (size_t i = 0; i < ARRAY_SIZE(stated); i++)
		assert_true(find(stated[i])->value[0]);
	topology_free(&here);
}

/* The file */

static int write_file(const char *name, const char *command, uint64_t seed,
		      struct error *error)
{
	const struct environment_run run = { "run-1", command, NULL, seed };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return environment_write(environment, path, &run, error);
}

static struct json_object *write_and_parse(const char *command, uint64_t seed)
{
	struct json_object *object;
	char path[PATH_MAX];

	assert_int_equal(write_file("environment.json", command, seed, NULL),
			 0);
	snprintf(path, sizeof(path), "%s/environment.json", root);
	object = json_object_from_file(path);
	assert_non_null(object);
	return object;
}

/* NULL: present, and null */
static void expect_text(struct json_object *object, const char *key,
			const char *text)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		fail_msg("no key %s", key);
	assert_int_equal(json_object_get_type(value),
			 text ? json_type_string : json_type_null);
	if (text)
		assert_string_equal(json_object_get_string(value), text);
}

static void expect_json(struct json_object *object, const char *key,
			const char *json)
{
	assert_string_equal(json_object_to_json_string(
		json_object_object_get(object, key)), json);
}

static void test_file_layout(void **state)
{
	struct json_object *object, *items;
	const struct environment_item *found;
	size_t count;

	put(GOVERNOR(3), "powersave\n");
	drop(BOOST);
	drop(SYSCTL "hostname");
	source.dirty = true;
	collect();
	object = write_and_parse("bench --out \"a/b\"", 42);
	expect_json(object, "schema", "1");
	expect_json(object, "arguments", "[ ]");
	expect_json(object, "unfit",
		"[ \"frequency governor performance, powersave\", \"uncommitted changes\" ]");
	expect_text(object, "run", "run-1");
	expect_text(object, "host", NULL);
	expect_text(object, "label", environment_label(environment));
	expect_text(object, "command", "bench --out \"a/b\"");
	assert_int_equal(strlen(environment->date),
			 strlen("2000-01-01T00:00:00Z"));
	expect_text(object, "date", environment->date);
	items = json_object_object_get(object, "items");
	found = environment_items(environment, &count);
	assert_int_equal(json_object_object_length(items), count);
	for (size_t i = 0; i < count; i++) {
		struct json_object *item = json_object_object_get(items,
							found[i].name);

		assert_int_equal(json_object_object_length(item), 4);
		expect_text(item, "verdict",
			    environment_verdict_names[found[i].verdict]);
		expect_text(item, "value",
			    found[i].value[0] ? found[i].value : NULL);
		expect_text(item, "why", found[i].why);
		expect_text(item, "remedy", found[i].remedy);
	}
	json_object_put(object);
}

static void test_seeds_survive(void **state)
{
	static const struct {
		uint64_t seed;
		const char *json;
	} cases[] = {
		{ 0, "0" }, { UINT64_C(1) << 53, "9007199254740992" },
		{ (UINT64_C(1) << 53) + 1, "\"9007199254740993\"" },
		{ UINT64_MAX, "\"18446744073709551615\"" },
	};

	collect();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = write_and_parse("x",
							     cases[i].seed);

		expect_json(object, "seed", cases[i].json);
		json_object_put(object);
	}
}

#define BAD	"\xef\xbf\xbd"

static void test_any_bytes_become_utf8(void **state)
{
	static const char *const cases[][2] = {
		{ NULL, NULL },
		{ "plain \t \x01 \\ \"", "plain \t \x01 \\ \"" },
		{ "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\xff" "a", BAD "a" }, { "\xc3", BAD },
		{ "\xe2\x82", BAD BAD },
		{ "\xc0\xaf", BAD BAD },		/* overlong */
		{ "\xe0\x9f\xbf", BAD BAD BAD },
		{ "\xf0\x8f\xbf\xbf", BAD BAD BAD BAD },
		{ "\xed\xa0\x80", BAD BAD BAD },	/* surrogate */
		{ "\xf4\x90\x80\x80", BAD BAD BAD BAD },
	};

	collect();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = write_and_parse(cases[i][0], 1);

		expect_text(object, "command", cases[i][1]);
		json_object_put(object);
	}
}

static void expect_failure(const char *name, int number, const char *reason)
{
	struct error error = { "" };
	char expected[PATH_MAX], pattern[PATH_MAX];
	glob_t found;

	assert_int_equal(write_file(name, "c", 1, &error), -number);
	snprintf(expected, sizeof(expected), "cannot write %s/%s: %s", root,
		 name, reason);
	assert_string_equal(error.text, expected);
	/* nothing is left behind */
	snprintf(pattern, sizeof(pattern), "%s/environment.json?*", root);
	assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
}

/* A limit on the size of files fails as a full disk does: midway. */
static void test_failure_keeps_old_file(void **state)
{
	struct rlimit before, small;
	char path[PATH_MAX], text[16] = "";

	collect();
	expect_failure("none/x", ENOENT, "No such file or directory");
	put("/environment.json", "old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	expect_failure("environment.json", EFBIG,
		       "File too large (limited by ulimit -f)");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(small_file_read(root, text, sizeof(text),
				    "/environment.json"));
	assert_string_equal(text, "old");

	/* A folder cannot be replaced by a file. */
	drop("/environment.json");
	snprintf(path, sizeof(path), "%s/environment.json", root);
	assert_int_equal(mkdir(path, 0777), 0);
	expect_failure("environment.json", EISDIR, "Is a directory");
}

TESTS(TEST(test_build), TEST(test_this_machine), TEST(test_file_layout),
      TEST(test_seeds_survive), TEST(test_any_bytes_become_utf8),
      TEST(test_failure_keeps_old_file))
