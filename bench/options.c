// SPDX-License-Identifier: MIT
#include "bench/options.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build_commit.h"
#include "build_info.h"
#include "plan/parse.h"

/* Greatest number of a node that can be meant */
#define MAX_NODE	(TOPOLOGY_MAX_NODES * 16)
/* Of all subjects together they must fit into a trial. */
#define MAX_SLICES	(TRIAL_SLICES_MAX / TRIAL_SUBJECTS_MAX * \
			 TRIAL_BASE_EVERY / (TRIAL_BASE_EVERY + 1))

const char *argp_program_bug_address = NULL;

/*
 * An option, or without a name the title of a group of --help. @take stores
 * it, in the member of struct options at @offset where it needs no more.
 */
struct entry {
	const char *name;
	const char *argument;
	int group;
	const char *help;
	int (*take)(struct options *options, const struct entry *option,
		    const char *text, struct error *error);
	size_t offset;
	uint64_t low;
	uint64_t high;
};

#define UNUSED	__attribute__((unused))
#define TAKER(name)							\
	static int name(struct options *options UNUSED,			\
			const struct entry *option UNUSED,		\
			const char *text UNUSED, struct error *error UNUSED)
#define MEMBER(type)	(*(type *)(void *)((char *)options + option->offset))

TAKER(take_mode)
{
	options->mode = (enum mode)option->low;
	return 0;
}

TAKER(take_flag)
{
	MEMBER(bool) = true;
	return 0;
}

TAKER(take_text)
{
	MEMBER(const char *) = text;
	return 0;
}

/* The first of "text|csv" or the second, which is true */
TAKER(take_choice)
{
	return parse_choice(text, option->argument, option->name,
			    &MEMBER(bool), error);
}

/* All such members are as wide as an int. */
TAKER(take_number)
{
	char what[32];
	uint64_t value;
	int result;

	snprintf(what, sizeof(what), "--%s", option->name);
	result = parse_number(text, option->low, option->high, what, &value,
			      error);
	MEMBER(unsigned int) = (unsigned int)value;
	return result;
}

TAKER(take_warmup)
{
	options->warmup_given = true;
	return take_number(options, option, text, error);
}

TAKER(take_seed)
{
	options->seed_given = true;
	return parse_number(text, 0, UINT64_MAX, "--seed", &options->seed,
			    error);
}

TAKER(take_scenarios)
{
	return parse_names(text, scenario_names, SCENARIO_COUNT, "scenario",
			   &options->scenarios, error);
}

TAKER(take_placements)
{
	return parse_names(text, placement_names, PLACEMENT_COUNT,
			   "placement", &options->placements, error);
}

TAKER(take_producers)
{
	return parse_numbers(text, 1, PLACEMENT_MAX_PRODUCERS, "--producers",
			     &options->producers, error);
}

/* Pools and baselines share an option, and so a table of names. */
TAKER(take_pools)
{
	const char *names[OPTIONS_LIST_MAX];
	struct choice_list chosen = { .n = 0 };
	size_t pools, floors, n;
	const struct pool_ops *const *pool = pool_registry(&pools);
	const struct floor_ops *floor = floor_list(&floors);
	int result;

	for (n = 0; n < pools; n++)
		names[n] = pool[n]->name;
	for (size_t i = 0; i < floors; i++)
		names[n++] = floor[i].name;
	result = parse_names(text, names, n, "pool", &chosen, error);
	for (size_t i = 0; i < chosen.n; i++) {
		const size_t index = chosen.index[i];

		if (index < pools)
			options->pools.index[options->pools.n++] = index;
		else
			options->floors.index[options->floors.n++] =
				index - pools;
	}
	return result;
}

static int parse_home(const char *text, const struct entry *option,
		      enum home *home, int *home_node, struct error *error)
{
	uint64_t node = 0;

	*home = strcmp(text, "consumer") == 0 ? HOME_CONSUMER :
		strcmp(text, "producer") == 0 ? HOME_PRODUCER : HOME_NODE;
	if (*home == HOME_NODE &&
	    parse_number(text, 0, MAX_NODE, "", &node, NULL))
		return error_set(error, EINVAL,
			"--%s: '%.40s' is not consumer, producer or the number of a node",
			option->name, text);
	*home_node = (int)node;
	return 0;
}

TAKER(take_home)
{
	return parse_home(text, option, &options->home, &options->home_node,
			  error);
}

TAKER(take_pool_home)
{
	return parse_home(text, option, &options->pool_home,
			  &options->pool_home_node, error);
}

TAKER(take_remote_nodes)
{
	options->nearest = strcmp(text, "nearest") == 0;
	options->remote_nodes.n = 0;
	if (options->nearest || strcmp(text, "farthest") == 0)
		return 0;
	if (parse_numbers(text, 0, MAX_NODE, "", &options->remote_nodes, NULL))
		return error_set(error, EINVAL,
			"--remote-node: '%.40s' is not farthest, nearest or numbers of nodes",
			text);
	if (options->remote_nodes.n > PLACEMENT_MAX_REMOTE)
		return error_set(error, EINVAL,
			"--remote-node: more than %d nodes",
			PLACEMENT_MAX_REMOTE);
	return 0;
}

#define TO(name)	.offset = offsetof(struct options, name)

static const struct entry table[] = {
	{ .help = "What to do (default: run everything that this machine can):", .group = 1 },
	{ "list", NULL, 1,
	  "List scenarios, pools and placements, and why some cannot run here",
	  .take = take_mode, .low = MODE_LIST },
	{ "plan", NULL, 1,
	  "Show which thread would run on which CPU, with memory on which node; run nothing",
	  .take = take_mode, .low = MODE_PLAN },
	{ "columns", NULL, 1, "Describe the columns of the CSV files",
	  .take = take_mode, .low = MODE_COLUMNS },
	{ "environment", NULL, 1,
	  "Judge this machine and this build: what is unfit for figures, why, and what to do",
	  .take = take_mode, .low = MODE_ENVIRONMENT },
	{ .help = "What to measure; lists are separated by commas:", .group = 2 },
	{ "scenario", "S,..", 2, "Scenarios to run (default: as --plan shows)",
	  .take = take_scenarios },
	{ "pool", "P,..", 2, "Pools to measure (scenario floor: which baselines)",
	  .take = take_pools },
	{ "placement", "L,..", 2,
	  "Where producers run: local, remote, mixed, smt, llc, xllc; os: no thread is pinned",
	  .take = take_placements },
	{ "producers", "N,..", 2, "Numbers of producer threads: 1,2,4 or 1-8",
	  .take = take_producers },
	{ "home", "consumer|producer|NODE", 2, "Node that holds the buffers",
	  .take = take_home },
	{ "pool-home", "consumer|producer|NODE", 2,
	  "Node that holds the pool's head (default consumer; producer: node of the first producer on another node)",
	  .take = take_pool_home },
	{ "consumer-node", "N", 2,
	  "Node that the consumer runs on (default: that with the most cores)",
	  .take = take_number, TO(consumer_node), .low = 0, .high = MAX_NODE },
	{ "remote-node", "farthest|nearest|N,..", 2,
	  "Node of placement remote; producers take turns on several (default farthest)",
	  .take = take_remote_nodes },
	{ "pairs", "used|all", 2,
	  "Scenario floor: measure line transfers between the CPUs that the placements use (default), or between every pair of CPUs",
	  .take = take_choice, TO(all_pairs) },
	{ "oversubscribe", NULL, 2,
	  "Let threads share a CPU; every such row is marked",
	  .take = take_flag, TO(oversubscribe) },
	{ .help = "Only for scenario rpc (and --load for latency):", .group = 3 },
	{ .help = "How long and how often:", .group = 4 },
	{ "quick", NULL, 4, "Short run: half the slices, fewer settings, more trials",
	  .take = take_flag, TO(quick) },
	{ "full", NULL, 4,
	  "Long run: all pools including variants, all scenarios and placement os; then, starting from the defaults, varies one at a time: burst from 1 to 256, buffers from 64 bytes to 64 KiB (touched), touch, producers up to all CPUs; a quarter of the slices: see --plan --full",
	  .take = take_flag, TO(full) },
	{ "repetitions", "N", 4,
	  "Run each trial N times; intervals and verdicts are computed over these N (default 40, with --quick 54)",
	  .take = take_number, TO(repetitions), .low = 1, .high = OPTIONS_ROUNDS_MAX },
	{ "slices", "N", 4,
	  "Slices (turns) of each pool in a trial (default: by scenario, see docs/method.md)",
	  .take = take_number, TO(slices), .low = 1, .high = MAX_SLICES },
	{ "window-ms", "N", 4,
	  "Time that a trial measures each pool, all its slices together (default: by scenario, see docs/method.md)",
	  .take = take_number, TO(window_ms), .low = 1, .high = 600000 },
	{ "warmup-us", "N", 4,
	  "Warmup before the window of each slice (default: by scenario, see docs/method.md)",
	  .take = take_warmup, TO(warmup_us), .low = 0, .high = 600000000 },
	{ "copies", "N", 4,
	  "Compare each pool with N copies of itself instead of with svc_page_pool, as bench selftest does",
	  .take = take_number, TO(copies), .low = 1, .high = TRIAL_SUBJECTS_MAX - 1 },
	{ "seed", "N", 4,
	  "Seed for the order of trials and slices (default: random, recorded)",
	  .take = take_seed },
	{ .help = "Where to:", .group = 5 },
	{ "out", "DIR", 5, "Folder of the results (default results/HOST/TIME)",
	  .take = take_text, TO(out) },
	{ "resume", "DIR", 5,
	  "Continue the run in DIR with its original options",
	  .take = take_text, TO(resume) },
	{ "format", "text|csv", 5, "Output format (default text)",
	  .take = take_choice, TO(csv) },
	{ "topology", "FILE.xml", 5,
	  "With --plan or --list: another machine, as lstopo exports it (XML)",
	  .take = take_text, TO(topology) },
};

/* Keys of argp: these, and then the axes */
enum {
	KEY_TABLE = 256,
	KEY_AXES = KEY_TABLE + ARRAY_SIZE(table),
};

static const char argp_doc[] =
	"Measures page-recycling pools between producer threads and one consumer: is a lock-free llist pool worth having, against what else, and when do remote NUMA nodes change the answer?\v"
	"bench compare, bench mail and bench selftest are programs of their own: see their --help.\n\n"
	"--benchmark_filter, --benchmark_list_tests, --benchmark_out, --benchmark_out_format, --benchmark_format and the other reporting flags of Google Benchmark work as they do there; --benchmark_repetitions is --repetitions.\n\n"
	"Exit status: 0 success; 1 a trial failed (other than by losing its CPU to other work), a point has no figure, or the disk is full; 2 bad usage; 3 nothing requested can run here; 130 interrupted.";

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct options *options = state->input;
	struct error error = { "" };
	int result;

	/* getopt's line says what is wrong, argp's second one no more */
	if (key == ARGP_KEY_INIT)
		state->err_stream = NULL;
	if (key == ARGP_KEY_ARG)
		exit(error_tell(2, "'%s' is not an option: see bench --help",
				text));
	if (key < KEY_TABLE || key >= KEY_AXES + AXES)
		return ARGP_ERR_UNKNOWN;
	result = key < KEY_AXES ?
		 table[key - KEY_TABLE].take(options, &table[key - KEY_TABLE],
					     text, &error) :
		 parse_axis(text, &axes[key - KEY_AXES],
			    &options->axes[key - KEY_AXES], &error);
	if (result)
		exit(error_tell(2, "%s", error.text));
	return 0;
}

static void print_version(FILE *out, struct argp_state *state)
{
	fprintf(out, "bench %s, commit %.12s%s\n%s, %s: %s\n", BUILD_VERSION,
		BUILD_COMMIT, BUILD_DIRTY ? " with changes" : "",
		BUILD_COMPILER, BUILD_TYPE, BUILD_FLAGS);
}

/* The options of the table, and one for each axis. */
static const struct argp_option *all_options(void)
{
	static struct argp_option all[ARRAY_SIZE(table) + AXES + 1];
	static char help[AXES][256];
	struct argp_option *next = all;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		*next++ = (struct argp_option){
			.name = table[i].name,
			.key = table[i].name ? KEY_TABLE + (int)i : 0,
			.arg = table[i].argument, .doc = table[i].help,
			.group = table[i].group,
		};
	for (int i = 0; i < AXES; i++) {
		const bool rpc_only = !axis_applies(&axes[i], SCENARIO_HANDOFF);

		snprintf(help[i], sizeof(help[i]), "%c%s (default %s)",
			 toupper(axes[i].meaning[0]), axes[i].meaning + 1,
			 axis_default(&axes[i], rpc_only ? SCENARIO_RPC :
				      SCENARIO_HANDOFF, false));
		*next++ = (struct argp_option){
			.name = axes[i].option, .key = KEY_AXES + i,
			.arg = axes[i].argument, .doc = help[i],
			.group = rpc_only ? 3 : 2,
		};
	}
	return all;
}

void options_parse(struct options *options, int argc, char **argv)
{
	const struct argp argp = {
		all_options(), parse_option, NULL, argp_doc, NULL, NULL, NULL
	};
	struct error error = { "" };

	*options = (struct options){
		.consumer_node = -1,
	};
	argp_program_version_hook = print_version;
	if (benchmark_flags_take(options, &argc, argv, &error))
		exit(error_tell(2, "%s", error.text));
	/* the name that getopt complains by */
	argv[0] = (char *)(uintptr_t)"bench";
	if (argp_parse(&argp, argc, argv, 0, NULL, options))
		exit(2);
	if (!options->repetitions)
		options->repetitions = options->quick && !options->full ?
				       OPTIONS_ROUNDS_QUICK : OPTIONS_ROUNDS;
	if (options->topology && options->mode == MODE_RUN)
		exit(error_tell(2, "--topology describes another machine, on which nothing can be run: add --plan or --list"));
}
