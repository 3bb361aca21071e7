// SPDX-License-Identifier: MIT
/* environment.json. That it is JSON is seen by all who read results. */
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "test.h"
#include "made_up.h"

#include "base/small_file.h"
#include "env/internal.h"

static char dark[] = "\"dark\"", none[] = "", noisy[] = "noisy room",
	    weak[] = "weak lamp", label[] = "a lamp";
static struct environment_item items[] = {
	{ "colour", dark, ENVIRONMENT_FACT, NULL, NULL, NULL },
	{ "lamp", none, ENVIRONMENT_UNFIT, "it is weak", "a new one", weak },
	{ "noise", none, ENVIRONMENT_UNFIT, "it is loud", NULL, noisy },
};
static const struct environment environment = {
	.items = items, .count = ARRAY_SIZE(items), .label = label,
	.date = "2000-01-01T00:00:00Z",
};
static const char whole[] =
	"{\n"
	"  \"schema\": 1,\n"
	"  \"run\": \"run-1\",\n"
	"  \"date\": \"2000-01-01T00:00:00Z\",\n"
	"  \"host\": null,\n"
	"  \"label\": \"a lamp\",\n"
	"  \"command\": \"bench --out \\\"a/b\\\"\",\n"
	"  \"arguments\": [\n"
	"  ],\n"
	"  \"seed\": 42,\n"
	"  \"unfit\": [\n"
	"    \"weak lamp\",\n"
	"    \"noisy room\"\n"
	"  ],\n"
	"  \"items\": {\n"
	"    \"colour\": {\n"
	"      \"value\": \"\\\"dark\\\"\",\n"
	"      \"verdict\": \"fact\",\n"
	"      \"why\": null,\n"
	"      \"remedy\": null\n"
	"    },\n"
	"    \"lamp\": {\n"
	"      \"value\": null,\n"
	"      \"verdict\": \"unfit\",\n"
	"      \"why\": \"it is weak\",\n"
	"      \"remedy\": \"a new one\"\n"
	"    },\n"
	"    \"noise\": {\n"
	"      \"value\": null,\n"
	"      \"verdict\": \"unfit\",\n"
	"      \"why\": \"it is loud\",\n"
	"      \"remedy\": null\n"
	"    }\n"
	"  }\n"
	"}\n";

static int write_file(const char *name, const char *command, uint64_t seed,
		      struct error *error)
{
	const struct environment_run run = { "run-1", command, NULL, seed };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return environment_write(&environment, path, &run, error);
}

/* The file of this command and seed; trailing white space is left out. */
static const char *written(const char *command, uint64_t seed)
{
	static char text[4096];

	assert_int_equal(write_file("environment.json", command, seed, NULL),
			 0);
	assert_true(small_file_read(text, sizeof(text) - 1,
				    "/environment.json"));
	return strcat(text, "\n");
}

static void expect_member(const char *text, const char *name,
			  const char *value)
{
	char member[256];

	snprintf(member, sizeof(member), "\n  \"%s\": %s,\n", name, value);
	if (!strstr(text, member))
		fail_msg("not in it: %s%s", member, text);
}

static void test_layout(void **state)
{
	assert_string_equal(written("bench --out \"a/b\"", 42), whole);
}

/* Readers that keep numbers as doubles would round a large one. */
static void test_seeds_survive(void **state)
{
	expect_member(written("x", 0), "seed", "0");
	expect_member(written("x", UINT64_C(1) << 53), "seed",
		      "9007199254740992");
	expect_member(written("x", (UINT64_C(1) << 53) + 1), "seed",
		      "\"9007199254740993\"");
	expect_member(written("x", UINT64_MAX), "seed",
		      "\"18446744073709551615\"");
}

#define BAD	"\xef\xbf\xbd"

static void test_any_bytes_become_utf8(void **state)
{
	static const char *const cases[][2] = {
		{ NULL, "null" },
		{ "plain \t \x01 \\ \"", "\"plain \\u0009 \\u0001 \\\\ \\\"\"" },
		{ "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "\"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\"" },
		{ "\xff" "a", "\"" BAD "a\"" }, { "\xc3", "\"" BAD "\"" },
		{ "\xe2\x82", "\"" BAD BAD "\"" },
		/* overlong */
		{ "\xc0\xaf", "\"" BAD BAD "\"" },
		{ "\xe0\x9f\xbf", "\"" BAD BAD BAD "\"" },
		{ "\xf0\x8f\xbf\xbf", "\"" BAD BAD BAD BAD "\"" },
		/* a surrogate, and beyond the last character */
		{ "\xed\xa0\x80", "\"" BAD BAD BAD "\"" },
		{ "\xf4\x90\x80\x80", "\"" BAD BAD BAD BAD "\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		expect_member(written(cases[i][0], 1), "command", cases[i][1]);
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
	char path[PATH_MAX], text[16] = "";
	struct rlimit before, small;

	expect_failure("none/x", ENOENT, "No such file or directory");
	put("/environment.json", "old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	expect_failure("environment.json", EFBIG,
		       "File too large (limited by ulimit -f)");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(small_file_read(text, sizeof(text),
				    "/environment.json"));
	assert_string_equal(text, "old");

	/* A folder cannot be replaced by a file. */
	snprintf(path, sizeof(path), "%s/environment.json", root);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0777), 0);
	expect_failure("environment.json", EISDIR, "Is a directory");
}

static int begin(void **state)
{
	make_root();
	small_file_root = root;
	return 0;
}

static int end(void **state)
{
	return remove_root();
}

TESTS_WITH(begin, end, T(test_layout), T(test_seeds_survive),
	   T(test_any_bytes_become_utf8), T(test_failure_keeps_old_file))
