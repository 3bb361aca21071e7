// SPDX-License-Identifier: MIT
#include "run/kernel_trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "base/small_file.h"
#include "plan/parse.h"
#include "pool/loop/rpc.h"
#include "run/kernel_slices.h"

/* Of the module's files; it changes whenever a word or a column does. */
#define SCHEMA		1
#define PAGE_BYTES	4096
/* TRIAL_PRODUCERS_MAX of the module */
#define PRODUCERS_MAX	16

#define OF(member)	offsetof(struct trial_config, member)

/* File trial has a word and its value on each line. */
static const struct word {
	const char *key;
	size_t offset;
	unsigned int low;
	unsigned int high;
	const char *const *names;	/* @high is the index of the last */
} words[] = {
	{ "scenario", OF(scenario), 0, SCENARIO_COUNT - 1, scenario_names },
	{ "where", OF(where), WHERE_UML, WHERES - 1, where_names },
	{ "put", OF(put), 0, PUT_MODES - 1, put_mode_names },
	{ "init_on_alloc", OF(clear), 0, 1, NULL },
	{ "burst", OF(burst), 0, ROLE_MAX_BURST, NULL },
	{ "pool_max", OF(pool_max), 1, 1 << 20, NULL },
	{ "slices", OF(slices), 1, TRIAL_SLICES_MAX, NULL },
	{ "window_ms", OF(window_ms), 1, 1 << 30, NULL },
	{ "warmup_us", OF(warmup_us), 0, 1 << 30, NULL },
};

static int word_text(const char *path, const char *key, char *text, size_t size,
		     struct error *error)
{
	return small_file_line(text, size, key, "%s", path) && text[0] ? 0 :
	       error_set(error, EINVAL, "%s lacks %s", path, key);
}

static int word_number(const char *path, const char *key, uint64_t low,
		       uint64_t high, uint64_t *value, struct error *error)
{
	char text[64];
	int result = word_text(path, key, text, sizeof(text), error);

	return result ? result :
	       parse_number(text, low, high, key, value, error);
}

static int read_word(const char *path, const struct word *word,
		     struct trial_config *config, struct error *error)
{
	char text[64];
	uint64_t number = word->low;
	unsigned int value;
	int result = word_text(path, word->key, text, sizeof(text), error);

	if (result)
		return result;
	if (!word->names)
		result = parse_number(text, word->low, word->high, word->key,
				      &number, error);
	while (word->names && number <= word->high &&
	       strcmp(text, word->names[number]) != 0)
		number++;
	if (number > word->high)
		return error_set(error, EINVAL, "%s: %s '%.40s' is not known",
				 path, word->key, text);
	value = (unsigned int)number;
	memcpy((char *)config + word->offset, &value, sizeof(value));
	return result;
}

/* "0,1" is "cpus:0-1", as for a pair that this program measures */
static int read_places(const char *path, struct point *point,
		       struct error *error)
{
	static struct placement_thread unknown[PRODUCERS_MAX];
	struct placement_plan *plan = &point->config.plan;
	uint64_t producers;
	char cpus[sizeof(point->pair)];
	int result = word_number(path, "producers", 0, PRODUCERS_MAX,
				 &producers, error);

	if (!result)
		result = word_text(path, "host_cpus", cpus, sizeof(cpus),
				   error);
	if (!result && point->config.scenario != SCENARIO_RPC)
		result = word_text(path, "home", point->home,
				   sizeof(point->home), error);
	if (result)
		return result;
	*plan = (struct placement_plan){
		.available = true, .reason = "", .producer = unknown,
		.producers = (int)producers,
	};
	point->available = true;
	point->reason = "";
	point->single = !producers;
	for (char *c = cpus; *c; c++)
		*c = *c == ',' ? '-' : *c;
	if (producers)
		snprintf(point->pair, sizeof(point->pair), "cpus:%.26s", cpus);
	return 0;
}

/* What the module has no choice of */
static void set_fixed(struct trial_config *config)
{
	config->buffer_bytes = PAGE_BYTES;
	config->touch = TOUCH_NONE;
	config->payload = PAYLOAD_NONE;
	config->refill = REFILL_EMPTY_SLOTS;
	config->queue = QUEUE_POSTED;
	config->concurrency = PUTS_SERIALIZED;
	config->waiting = WAITING_SPIN;
	config->layout = LAYOUT_LINE;
	config->connections = 1;
	config->load = 100;
}

/* @failed: set to the errno that the trial ended with */
static int read_setting(struct kernel_trial *read, const char *path,
			uint64_t *failed, struct error *error)
{
	struct trial_config *config = &read->point.config;
	uint64_t number, khz;
	char text[16];
	int result = word_number(path, "schema", SCHEMA, SCHEMA, &number,
				 error);

	set_fixed(config);
	for (size_t i = 0; !result && i < ARRAY_SIZE(words); i++)
		result = read_word(path, &words[i], config, error);
	if (!result)
		result = read_places(path, &read->point, error);
	if (!result)
		result = word_number(path, "round", 1, UINT32_MAX, &number,
				     error);
	if (!result)
		result = word_number(path, "ticks_khz", 1, UINT32_MAX, &khz,
				     error);
	if (!result)
		result = word_text(path, "kernel", read->kernel,
				   sizeof(read->kernel), error);
	if (!result)
		result = word_text(path, "error", text, sizeof(text), error);
	if (result)
		return result;
	read->round = (unsigned int)number;
	config->ticks_per_ns = (double)khz / 1e6;
	*failed = strtoull(text + (text[0] == '-'), NULL, 10);
	return 0;
}

int kernel_trial_read(struct kernel_trial *read, const char *folder,
		      struct error *error)
{
	const size_t turns = (size_t)TRIAL_SLICES_MAX * KERNEL_ROLES;
	const size_t roles = (size_t)TRIAL_SUBJECTS_MAX * KERNEL_ROLES *
			     sizeof(struct trial_role);
	struct kernel_slices to;
	char path[4300];
	uint64_t failed;
	int result;

	*read = (struct kernel_trial){ .fd = -1 };
	snprintf(path, sizeof(path), "%s/trial", folder);
	result = read_setting(read, path, &failed, error);
	if (result)
		return result;
	read->trial = trial_new(TRIAL_SUBJECTS_MAX, 1 + PRODUCERS_MAX,
				&read->fd, error);
	to.run = node_memory_alloc(sizeof(*to.run), NODE_ANY, error);
	to.roles = node_memory_alloc(roles, NODE_ANY, error);
	if (to.run)
		to.run->turn = calloc(turns, sizeof(struct turn));
	if (!read->trial || !to.roles || !to.run || !to.run->turn) {
		result = error_set(error, ENOMEM, "no memory for a trial");
	} else {
		trial_configure(read->trial, &read->point.config);
		to.run->trial = read->trial;
		to.run->nr_roles = read->point.single ? 1 : KERNEL_ROLES;
		result = kernel_slices_read(&to, folder, failed, error);
		read->trial->threads = 0;
	}
	if (to.run) {
		free(to.run->turn);
		node_memory_free(to.run, sizeof(*to.run));
	}
	if (to.roles)
		node_memory_free(to.roles, roles);
	return result;
}

void kernel_trial_free(struct kernel_trial *read)
{
	if (read->trial)
		trial_free(read->trial, read->fd);
	*read = (struct kernel_trial){ .fd = -1 };
}
