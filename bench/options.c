// SPDX-License-Identifier: MIT
#include "bench/options.h"

#include <argp.h>
#include <errno.h>
#include <stdarg.h>
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

enum key {
	KEY_LIST = 256,
	KEY_PLAN,
	KEY_COLUMNS,
	KEY_ENVIRONMENT,
	KEY_SCENARIO,
	KEY_POOL,
	KEY_PLACEMENT,
	KEY_PRODUCERS,
	KEY_HOME,
	KEY_POOL_HOME,
	KEY_REPETITIONS,
	KEY_RESUME,
	KEY_WINDOW_MS,
	KEY_WARMUP_US,
	KEY_QUICK,
	KEY_FULL,
	KEY_PAIRS,
	KEY_OVERSUBSCRIBE,
	KEY_SLICES,
	KEY_REMOTE_NODE,
	KEY_CONSUMER_NODE,
	KEY_SEED,
	KEY_OUT,
	KEY_TOPOLOGY,
	KEY_FORMAT,
	KEY_AXES,
};

static const struct argp_option fixed_options[] = {
	{ NULL, 0, NULL, 0, "What to do (default: run everything that this machine can):", 1 },
	{ "list", KEY_LIST, NULL, 0, "List scenarios, pools and placements, and why some cannot run here", 1 },
	{ "plan", KEY_PLAN, NULL, 0, "Show which thread would run on which CPU, with memory on which node; run nothing", 1 },
	{ "columns", KEY_COLUMNS, NULL, 0, "Describe the columns of the CSV files", 1 },
	{ "environment", KEY_ENVIRONMENT, NULL, 0, "Judge this machine and this build: what is unfit for figures, why, and what to do", 1 },
	{ NULL, 0, NULL, 0, "What to measure; lists are separated by commas:", 2 },
	{ "scenario", KEY_SCENARIO, "S,..", 0, "Scenarios", 2 },
	{ "pool", KEY_POOL, "P,..", 0, "Pools; in scenario floor, floors", 2 },
	{ "placement", KEY_PLACEMENT, "L,..", 0, "Where producers run: local, remote, mixed, smt, llc, xllc; os: no thread is pinned", 2 },
	{ "producers", KEY_PRODUCERS, "N,..", 0, "Numbers of producer threads: 1,2,4 or 1-8", 2 },
	{ "home", KEY_HOME, "consumer|producer|NODE", 0, "On whose node buffers lie", 2 },
	{ "pool-home", KEY_POOL_HOME, "consumer|producer|NODE", 0, "On whose node the pool's head lies (default consumer; producer: the first on another node)", 2 },
	{ "consumer-node", KEY_CONSUMER_NODE, "N", 0, "Node that the consumer runs on (default: that with the most cores)", 2 },
	{ "remote-node", KEY_REMOTE_NODE, "farthest|nearest|N,..", 0, "Node of placement remote; producers take turns on several (default farthest)", 2 },
	{ "pairs", KEY_PAIRS, "used|all", 0, "In scenario floor: line transfers between the CPUs of the placements (default), or between all, two by two", 2 },
	{ "oversubscribe", KEY_OVERSUBSCRIBE, NULL, 0, "Let threads share a CPU; every such row is marked", 2 },
	{ NULL, 0, NULL, 0, "What scenario rpc varies besides, and latency its load:", 3 },
	{ NULL, 0, NULL, 0, "How long and how often:", 4 },
	{ "quick", KEY_QUICK, NULL, 0, "A short run: half as many slices, few axes", 4 },
	{ "full", KEY_FULL, NULL, 0, "All pools, those too that only vary another one; all scenarios; placement os; and around the defaults, one at a time, bursts from 1 to 256, buffers from 64 bytes to 64 KiB (touched), touch, producers up to all CPUs; a third of the slices: see --plan --full", 4 },
	{ "repetitions", KEY_REPETITIONS, "N", 0, "Run each trial N times: pools take turns in it, and it is what intervals and verdicts count (default 40)", 4 },
	{ "slices", KEY_SLICES, "N", 0, "Turns of each pool in a trial (default: by scenario, see docs/method.md)", 4 },
	{ "window-ms", KEY_WINDOW_MS, "N", 0, "Time that a trial measures of each pool, in all its turns together (default: by scenario, see docs/method.md)", 4 },
	{ "warmup-us", KEY_WARMUP_US, "N", 0, "Time before the window of each turn (default: likewise)", 4 },
	{ "seed", KEY_SEED, "N", 0, "Seed of the order of trials and turns (default: random, recorded)", 4 },
	{ NULL, 0, NULL, 0, "Where to:", 5 },
	{ "out", KEY_OUT, "DIR", 0, "Folder of the results (default results/HOST/TIME)", 5 },
	{ "resume", KEY_RESUME, "DIR", 0, "Go on with the run that left DIR, as it was started", 5 },
	{ "format", KEY_FORMAT, "text|csv", 0, "What is printed (default text)", 5 },
	{ "topology", KEY_TOPOLOGY, "FILE.xml", 0, "With --plan or --list: another machine, as lstopo exports it (XML)", 5 },
	{ 0 },
};

static const char argp_doc[] =
	"Measures page-recycling pools between producer threads and one consumer: is a lock-free llist pool worth having, against what else, and when do remote NUMA nodes change the answer?\v"
	"bench compare, bench mail and bench selftest are programs of their own: see their --help.\n\n"
	"--benchmark_filter, --benchmark_list_tests, --benchmark_out, --benchmark_out_format, --benchmark_format and the other reporting flags of Google Benchmark work as they do there; --benchmark_repetitions is --repetitions.\n\n"
	"Exit status: 0 success, 1 a trial failed (but for windows that other work took), a point has no figure, or the disk is full, 2 bad usage, 3 nothing that was asked can run here, 130 interrupted.";

void options_complain(const char *format, ...)
{
	va_list args;

	fputs("bench: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

/* Pools and floors share an option, and so a table of names. */
static const char *const *subject_names(size_t *pools, size_t *all)
{
	static const char *names[OPTIONS_LIST_MAX];
	size_t floors, n;
	const struct pool_ops *const *pool = pool_registry(&n);
	const struct floor_ops *floor = floor_list(&floors);

	*pools = n;
	for (size_t i = 0; i < n; i++)
		names[i] = pool[i]->name;
	for (size_t i = 0; i < floors; i++)
		names[n++] = floor[i].name;
	*all = n;
	return names;
}

static int parse_pools(struct options *options, const char *text,
		       struct error *error)
{
	struct choice_list chosen = { .n = 0 };
	size_t pools, all;
	const char *const *names = subject_names(&pools, &all);
	int result = parse_names(text, names, all, "pool", &chosen, error);

	for (size_t i = 0; i < chosen.n; i++) {
		if (chosen.index[i] < pools)
			options->pools.index[options->pools.n++] =
				chosen.index[i];
		else
			options->floors.index[options->floors.n++] =
				chosen.index[i] - pools;
	}
	return result;
}

static int parse_home(const char *text, const char *option, enum home *home,
		      int *home_node, struct error *error)
{
	uint64_t node;

	if (strcmp(text, "consumer") == 0) {
		*home = HOME_CONSUMER;
		return 0;
	}
	if (strcmp(text, "producer") == 0) {
		*home = HOME_PRODUCER;
		return 0;
	}
	*home = HOME_NODE;
	if (parse_number(text, 0, MAX_NODE, option, &node, NULL))
		return error_set(error, EINVAL,
			"%s: '%.40s' is not consumer, producer or the number of a node",
			option, text);
	*home_node = (int)node;
	return 0;
}

static int parse_remote(struct options *options, const char *text,
			struct error *error)
{
	struct error unused;

	options->nearest = strcmp(text, "nearest") == 0;
	options->remote_nodes.n = 0;
	if (options->nearest || strcmp(text, "farthest") == 0)
		return 0;
	if (parse_numbers(text, 0, MAX_NODE, "--remote-node",
			  &options->remote_nodes, &unused))
		return error_set(error, EINVAL,
			"--remote-node: '%.40s' is not farthest, nearest or numbers of nodes",
			text);
	if (options->remote_nodes.n > PLACEMENT_MAX_REMOTE)
		return error_set(error, EINVAL,
			"--remote-node: more than %d nodes",
			PLACEMENT_MAX_REMOTE);
	return 0;
}

static int parse_lists(struct options *options, int key, const char *text,
		       struct error *error)
{
	switch (key) {
	case KEY_SCENARIO:
		return parse_names(text, scenario_names, SCENARIO_COUNT,
				   "scenario", &options->scenarios, error);
	case KEY_POOL:
		return parse_pools(options, text, error);
	case KEY_PLACEMENT:
		return parse_names(text, placement_names, PLACEMENT_COUNT,
				   "placement", &options->placements, error);
	case KEY_PRODUCERS:
		return parse_numbers(text, 1, PLACEMENT_MAX_PRODUCERS,
				     "--producers", &options->producers,
				     error);
	case KEY_REMOTE_NODE:
		return parse_remote(options, text, error);
	case KEY_POOL_HOME:
		return parse_home(text, "--pool-home", &options->pool_home,
				  &options->pool_home_node, error);
	default:
		return parse_home(text, "--home", &options->home,
				  &options->home_node, error);
	}
}

static int parse_values(struct options *options, int key, const char *text,
			struct error *error)
{
	uint64_t value = 0;
	int result = 0;

	switch (key) {
	case KEY_REPETITIONS:
		result = parse_number(text, 1, 100000, "--repetitions",
				      &value, error);
		options->repetitions = (unsigned int)value;
		break;
	case KEY_WINDOW_MS:
		result = parse_number(text, 1, 600000, "--window-ms", &value,
				      error);
		options->window_ms = (unsigned int)value;
		break;
	case KEY_SLICES:
		result = parse_number(text, 1, MAX_SLICES, "--slices", &value,
				      error);
		options->slices = (unsigned int)value;
		break;
	case KEY_WARMUP_US:
		result = parse_number(text, 0, 600000000, "--warmup-us",
				      &value, error);
		options->warmup_us = (unsigned int)value;
		options->warmup_given = true;
		break;
	case KEY_CONSUMER_NODE:
		result = parse_number(text, 0, MAX_NODE, "--consumer-node",
				      &value, error);
		options->consumer_node = (int)value;
		break;
	default:
		result = parse_number(text, 0, UINT64_MAX, "--seed",
				      &options->seed, error);
		options->seed_given = true;
		break;
	}
	return result;
}

static int parse_format(struct options *options, const char *text,
			struct error *error)
{
	options->csv = strcmp(text, "csv") == 0;
	if (!options->csv && strcmp(text, "text") != 0)
		return error_set(error, EINVAL,
			"--format: '%.40s' is neither text nor csv", text);
	return 0;
}

static int parse_pairs(struct options *options, const char *text,
		       struct error *error)
{
	options->all_pairs = strcmp(text, "all") == 0;
	if (!options->all_pairs && strcmp(text, "used") != 0)
		return error_set(error, EINVAL,
			"--pairs: '%.40s' is neither used nor all", text);
	return 0;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct options *options = state->input;
	struct error error = { "" };
	int result = 0;

	switch (key) {
	case KEY_LIST:
		options->mode = MODE_LIST;
		break;
	case KEY_PLAN:
		options->mode = MODE_PLAN;
		break;
	case KEY_COLUMNS:
		options->mode = MODE_COLUMNS;
		break;
	case KEY_ENVIRONMENT:
		options->mode = MODE_ENVIRONMENT;
		break;
	case KEY_QUICK:
		options->quick = true;
		break;
	case KEY_FULL:
		options->full = true;
		break;
	case KEY_OVERSUBSCRIBE:
		options->oversubscribe = true;
		break;
	case KEY_OUT:
		options->out = text;
		break;
	case KEY_TOPOLOGY:
		options->topology = text;
		break;
	case KEY_RESUME:
		options->resume = text;
		break;
	case KEY_FORMAT:
		result = parse_format(options, text, &error);
		break;
	case KEY_PAIRS:
		result = parse_pairs(options, text, &error);
		break;
	case KEY_SCENARIO:
	case KEY_POOL:
	case KEY_PLACEMENT:
	case KEY_PRODUCERS:
	case KEY_HOME:
	case KEY_POOL_HOME:
	case KEY_REMOTE_NODE:
		result = parse_lists(options, key, text, &error);
		break;
	case KEY_REPETITIONS:
	case KEY_SLICES:
	case KEY_WINDOW_MS:
	case KEY_WARMUP_US:
	case KEY_CONSUMER_NODE:
	case KEY_SEED:
		result = parse_values(options, key, text, &error);
		break;
	case ARGP_KEY_ARG:
		options_complain("'%s' is not an option: see bench --help",
				 text);
	default:
		if (key < KEY_AXES || key >= KEY_AXES + AXES)
			return ARGP_ERR_UNKNOWN;
		result = parse_axis(text, &axes[key - KEY_AXES],
				    &options->axes[key - KEY_AXES], &error);
	}
	if (result)
		options_complain("%s", error.text);
	return 0;
}

static void print_version(FILE *out, struct argp_state *state)
{
	(void)state;
	fprintf(out, "bench %s, commit %.12s%s\n%s, %s: %s\n", BUILD_VERSION,
		BUILD_COMMIT, BUILD_DIRTY ? " with changes" : "",
		BUILD_COMPILER, BUILD_TYPE, BUILD_FLAGS);
}

static bool has_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/*
 * Google Benchmark's flags that mean something here. The others would promise
 * what the trials do not do: their time, threads and order are set by our own.
 *
 * Where there is a default it is always passed on: the library takes its
 * environment variables as defaults before main() begins, and what decides
 * must be on the command line, where the result records it.
 */
static const struct benchmark_flag {
	const char *name;
	const char *otherwise;
	bool reports;
} benchmark_flags[] = {
	{ "--benchmark_filter", "--benchmark_filter=", false },
	{ "--benchmark_list_tests", "--benchmark_list_tests=false", false },
	{ "--benchmark_repetitions", "--benchmark_repetitions=1", false },
	{ "--benchmark_out_format", "--benchmark_out_format=json", true },
	{ "--benchmark_out", "--benchmark_out=", true },
	{ "--benchmark_format", "--benchmark_format=console", true },
	{ "--benchmark_color", "--benchmark_color=auto", true },
	{ "--benchmark_counters_tabular",
	  "--benchmark_counters_tabular=false", true },
	{ "--benchmark_report_aggregates_only",
	  "--benchmark_report_aggregates_only=false", true },
	{ "--benchmark_display_aggregates_only",
	  "--benchmark_display_aggregates_only=false", true },
	{ "--benchmark_context", NULL, true },
	{ "--benchmark_time_unit", NULL, true },
};

static void take_benchmark_flag(struct options *options, char *argument)
{
	const char *equals = strchrnul(argument, '=');
	const size_t length = (size_t)(equals - argument);
	uint64_t repetitions;
	struct error error;

	if (has_prefix(argument, "--benchmark_repetitions=")) {
		if (parse_number(equals + 1, 1, 100000,
				 "--benchmark_repetitions", &repetitions,
				 &error))
			options_complain("%s", error.text);
		options->repetitions = (unsigned int)repetitions;
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(benchmark_flags); i++) {
		const struct benchmark_flag *flag = &benchmark_flags[i];

		if (strlen(flag->name) != length ||
		    strncmp(flag->name, argument, length) != 0)
			continue;
		options->benchmark_argv[options->benchmark_argc++] = argument;
		options->benchmark_report |= flag->reports;
		if (has_prefix(argument, "--benchmark_out="))
			options->benchmark_out = equals + 1;
		options->benchmark_filter |=
			has_prefix(argument, "--benchmark_filter");
		if (has_prefix(argument, "--benchmark_list_tests") &&
		    strcmp(equals, "=false") != 0 && strcmp(equals, "=0") != 0)
			options->benchmark_list = true;
		return;
	}
	options_complain("%.*s does not work here: trials have their own time, threads and order (bench --help)",
			 (int)length, argument);
}

/* Moves Google Benchmark's flags out of argv. */
static int split_arguments(struct options *options, int argc, char **argv)
{
	int kept = 1;

	options->benchmark_argv = calloc((size_t)argc + 1 +
					 ARRAY_SIZE(benchmark_flags),
					 sizeof(char *));
	if (!options->benchmark_argv)
		options_complain("no memory");
	options->benchmark_argv[options->benchmark_argc++] = argv[0];
	for (size_t i = 0; i < ARRAY_SIZE(benchmark_flags); i++) {
		if (benchmark_flags[i].otherwise)
			options->benchmark_argv[options->benchmark_argc++] =
				(char *)(uintptr_t)benchmark_flags[i].otherwise;
	}
	for (int i = 1; i < argc; i++) {
		if (has_prefix(argv[i], "--benchmark_"))
			take_benchmark_flag(options, argv[i]);
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	return kept;
}

static void set_defaults(struct options *options)
{
	if (!options->repetitions)
		options->repetitions = OPTIONS_ROUNDS;
	if (options->topology && options->mode == MODE_RUN)
		options_complain("--topology describes another machine, on which nothing can be run: add --plan or --list");
}

/* The options that are written down here, and one for each axis. */
static const struct argp_option *all_options(void)
{
	static struct argp_option all[ARRAY_SIZE(fixed_options) + 2 * AXES];
	static char help[AXES][256];
	size_t n = ARRAY_SIZE(fixed_options) - 1;

	memcpy(all, fixed_options, n * sizeof(all[0]));
	for (int i = 0; i < AXES; i++) {
		const bool rpc_only = !axis_applies(&axes[i], SCENARIO_HANDOFF);

		snprintf(help[i], sizeof(help[i]), "%s (default %s)",
			 axes[i].help,
			 axis_default(&axes[i], rpc_only ? SCENARIO_RPC :
				      SCENARIO_HANDOFF, false));
		all[n++] = (struct argp_option){
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

	*options = (struct options){
		.consumer_node = -1,
	};
	argp_program_version_hook = print_version;
	argp_err_exit_status = 2;
	argc = split_arguments(options, argc, argv);
	/* the name that getopt complains by */
	argv[0] = (char *)(uintptr_t)"bench";
	argp_parse(&argp, argc, argv, 0, NULL, options);
	set_defaults(options);
}
