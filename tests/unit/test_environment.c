// SPDX-License-Identifier: MIT
/*
 * What is said of made-up machines, folders with the files of /proc and /sys,
 * and of builds: items.txt.
 */
#include <inttypes.h>

#include "test.h"
#include "made_up.h"
#include "steps.h"

#include "base/cgroup.h"
#include "env/internal.h"
#include "trial/disturbance.h"

#define DATA	TEST_DATA "/environment/"
#define CPUS	8

static struct topology topology;
static struct environment_source source;
static struct environment *environment;
/* Lines of /proc/stat for all CPUs: now, and after one was busy */
static char all_cpus[128], after_busy[128];

/* Lines of CPUs that are idle follow. */
static void put_stat(const char *all)
{
	char text[1024];
	int used = snprintf(text, sizeof(text), "cpu  %s\n", all);

	for (int cpu = 0; cpu < CPUS; cpu++)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
				 "cpu%d 0 0 0 9 0 0 0 0 0 0\n", cpu);
	put("/proc/stat", text);
}

static void busy(void)
{
	if (after_busy[0])
		put_stat(after_busy);
}

/* \n, \t, \s for a blank, and any other character for itself */
static void unescape(char *to, const char *from)
{
	for (; *from; from++) {
		if (*from == '\\' && from[1])
			*to++ = *++from == 'n' ? '\n' : *from == 't' ? '\t' :
				*from == 's' ? ' ' : *from;
		else
			*to++ = *from;
	}
	*to = '\0';
}

static void put_file(const char *name, const char *line)
{
	const char *any = strchr(name, '*');
	char path[LINE], text[LINE + 1];

	unescape(text, line);
	if (text[0])
		strcat(text, "\n");
	for (int cpu = 0; cpu < (any ? CPUS : 1); cpu++) {
		if (any)
			snprintf(path, sizeof(path), "%.*s%d%s",
				 (int)(any - name), name, cpu, any + 1);
		else
			unescape(path, name);
		put(path, text);
	}
}

static void set(const char *name, const char *value)
{
	static char kept[4][64];
	static const struct {
		const char *name;
		const char **text;
	} texts[] = {
		{ "build_type", &source.build_type },
		{ "flags", &source.flags }, { "commit", &source.commit },
		{ "sanitizer", &source.sanitizer },
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (strcmp(name, texts[i].name) != 0)
			continue;
		snprintf(kept[i], sizeof(kept[i]), "%s", value);
		*texts[i].text = kept[i];
		return;
	}
	if (strcmp(name, "cpuid") == 0)
		source.cpuid = atoi(value);
	else if (strcmp(name, "hypervisor") == 0)
		source.hypervisor = atoi(value);
	else if (strcmp(name, "optimized") == 0)
		source.optimized = atoi(value);
	else if (strcmp(name, "dirty") == 0)
		source.dirty = atoi(value);
	else if (strcmp(name, "signature") == 0)
		snprintf(source.signature, sizeof(source.signature), "%s",
			 value);
	else if (strcmp(name, "refused") == 0)
		snprintf(source.refused, sizeof(source.refused), "%s", value);
	else
		fail_msg("nothing to set: %s", name);
}

static const struct environment_item *find(const char *name)
{
	const struct environment_item *found = NULL;

	for (size_t i = 0; i < environment->count; i++) {
		if (strcmp(environment->items[i].name, name) != 0)
			continue;
		/* A second one of that name would replace it in the file. */
		assert_null(found);
		found = &environment->items[i];
	}
	if (!found)
		fail_msg("no item %s", name);
	return found;
}

/* What holds of all items, whatever the machine. */
static void check_items(void)
{
	for (size_t i = 0; i < environment->count; i++) {
		const struct environment_item *item =
			find(environment->items[i].name);
		const bool unknown = item->verdict == ENVIRONMENT_UNKNOWN;
		const bool unfit = item->verdict == ENVIRONMENT_UNFIT;
		const bool told = unknown || unfit ||
				  item->verdict == ENVIRONMENT_WARNING;

		if (told != !!item->why || (!told && item->remedy))
			fail_msg("%s: why?", item->name);
		if (unfit != !!item->reason)
			fail_msg("%s: unfit needs a reason", item->name);
		if (!item->value[0] && !unknown && !unfit &&
		    item->verdict != ENVIRONMENT_FACT)
			fail_msg("%s: no value, yet judged", item->name);
		if (item->value[0] && unknown &&
		    !strstr(item->value, "not stated"))
			fail_msg("%s: a value, yet unknown", item->name);
	}
}

static const struct environment_item *look(const char *name)
{
	if (all_cpus[0])
		put_stat(all_cpus);
	environment_free(environment);
	environment = environment_collect_from(&source, NULL);
	assert_non_null(environment);
	check_items();
	return name ? find(name) : NULL;
}

static bool step(const char *line);

static void no_question(FILE *out, char *question)
{
	fail_msg("no step: %s", question);
}

static void begin(const char *name)
{
	char path[LINE];

	if (root[0])
		assert_int_equal(remove_root(), 0);
	make_root();
	small_file_root = root;
	all_cpus[0] = after_busy[0] = '\0';
	source = (struct environment_source){
		.topology = &topology,
		.cpuid = true,
		.build_type = "Release",
		.flags = "-O2",
		.sanitizer = "",
		.optimized = true,
		.commit = "0123abc",
		.no_commit = "nobody can rebuild it: git's reason",
		.busy = busy,
	};
	if (!*name)
		return;
	snprintf(path, sizeof(path), DATA "%s", name);
	play(path, step, no_question);
}

/* Return: whether the line is a step; items.txt says what the words mean. */
static bool step(const char *line)
{
	const char *text = line + strcspn(line, " ");
	char word[LINE], name[64];

	snprintf(word, sizeof(word), "%.*s", (int)(text - line), line);
	text += *text == ' ';
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, " "), text);
	if (line[0] == '/') {
		put_file(word, text);
	} else if (line[0] == '-') {
		snprintf(word, sizeof(word), "%s%s", root, line + 1);
		assert_int_equal(unlink(word), 0);
	} else if (strcmp(word, "files") == 0) {
		begin(name);
	} else if (strcmp(word, "stat") == 0) {
		snprintf(all_cpus, sizeof(all_cpus), "%s", text);
	} else if (strcmp(word, "busy") == 0) {
		snprintf(after_busy, sizeof(after_busy), "%s", text);
	} else if (strcmp(word, "set") == 0) {
		text += strlen(name);
		set(name, text + (*text == ' '));
	} else if (strcmp(word, "why") == 0 || strcmp(word, "remedy") == 0) {
		const struct environment_item *item = look(name);

		text += strlen(name) + 1;
		if (!strstr(word[0] == 'w' ? item->why : item->remedy, text))
			fail_msg("%s: nothing of %s", name, text);
	} else {
		return change(&topology, line);
	}
	return true;
}

static void print_memory_left(FILE *out)
{
	uint64_t limit, left;
	const enum cgroup_limit known = cgroup_memory(&limit, &left);

	if (known == CGROUP_LIMITED)
		fprintf(out, " %" PRIu64 " MiB", left >> 20);
	else
		fputs(known == CGROUP_UNKNOWN ? " unknown" : " no limit", out);
}

static void print_stolen(FILE *out, const char *cpus)
{
	struct placement_thread producer = { 0 };
	struct placement_plan plan = { .producer = &producer };
	struct disturbance_clock clock;

	plan.producers = sscanf(cpus, "%d %d", &plan.consumer.cpu,
				&producer.cpu) - 1;
	disturbance_read(&clock, &plan);
	if (clock.steal_known)
		fprintf(out, " %" PRIu64, clock.steal_ticks);
	else
		fputs(" unknown", out);
}

static void print_item(FILE *out, const struct environment_item *item)
{
	fprintf(out, "%s%s (%s%s%s)", item->value[0] ? " " : "", item->value,
		environment_verdict_names[item->verdict],
		item->reason ? ": " : "", item->reason ? item->reason : "");
}

static void answer(FILE *out, char *question)
{
	char list[64];

	if (strncmp(question, "stolen ", 7) == 0) {
		print_stolen(out, question + 7);
	} else if (strcmp(question, "memory left") == 0) {
		print_memory_left(out);
	} else if (strcmp(question, "unbalanced") == 0) {
		cgroup_unbalanced_cpus(list, sizeof(list));
		fprintf(out, "%s%s", list[0] ? " " : "", list);
	} else if (strcmp(question, "throttled") == 0) {
		fprintf(out, " %" PRIu64, cgroup_throttled());
	} else if (strcmp(question, "label") == 0) {
		look(NULL);
		fprintf(out, " %s", environment->label);
	} else {
		print_item(out, look(question));
	}
}

static void test_items(void **state)
{
	assert_int_equal(play(DATA "items.txt", step, answer), 212);
	environment_free(environment);
	environment = NULL;
	topology_free(&topology);
	assert_int_equal(remove_root(), 0);
	small_file_root = "";
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
	environment_free(environment);
	topology_free(&here);
}

/* Counted from outside: what grew marks the trial. */
static void test_marks(void **state)
{
	static const struct {
		struct disturbance_clock began, ended;
		unsigned int disturbed;
	} cases[] = {
		{ { true, 5, 7 }, { true, 5, 7 }, 0 },
		{ { true, 5, 7 }, { true, 6, 7 }, DISTURBED_STEAL },
		{ { true, 5, 7 }, { true, 5, 8 }, DISTURBED_THROTTLED },
		/* a CPU went offline, the process came to another cgroup */
		{ { true, 5, 7 }, { true, 4, 0 }, 0 },
		{ { false, 0, 0 }, { true, 9, 0 }, 0 },
		{ { true, 9, 0 }, { false, 0, 0 }, 0 },
	};
	struct trial *trial = calloc(1, sizeof(*trial));

	assert_non_null(trial);
	trial->subjects = 2;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		trial->subject[0].outcome.disturbed = 0;
		trial->subject[1].outcome.disturbed = DISTURBED_MIGRATION;
		disturbance_judge(trial, &cases[i].began, &cases[i].ended);
		assert_int_equal(trial->subject[0].outcome.disturbed,
				 cases[i].disturbed);
		/* beside what a pool's own slices have */
		assert_int_equal(trial->subject[1].outcome.disturbed,
				 cases[i].disturbed | DISTURBED_MIGRATION);
	}
	free(trial);
}

TESTS(T(test_items), T(test_this_machine), T(test_marks))
