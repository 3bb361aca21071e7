// SPDX-License-Identifier: MIT
/*
 * bench-lines: which lines move under a pool, counted by a model of coherent
 * caches, and what that costs by its costs. Nothing here is measured.
 */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "bench/confined.h"
#include "bench/lines_print.h"
#include "lines/lines.h"
#include "lines_check.h"
#include "plan/parse.h"
#include "plan/points.h"

#define EXIT_USAGE	2
#define EXIT_NOTHING	3

#define PROGRAM	"bench-lines"

enum key {
	KEY_SCENARIO = 256,
	KEY_POOL,
	KEY_PLACEMENT,
	KEY_PRODUCERS,
	KEY_TOPOLOGY,
	KEY_LINE_TRANSFER,
	KEY_FORMAT,
	KEY_TURNS,
	KEY_AXES,
};

static const enum axis_index own_axes[] = { AXIS_BURST, AXIS_PUT, AXIS_TOUCH };

/* What was asked for beside a run's own options */
struct request {
	struct options options;
	unsigned int line_transfer_ns;	/* 0: as the table of costs has it */
	bool turns;
	bool named;	/* pools were */
};

static const char *const scenarios[] = { "handoff", "rpc", "uncontended" };
static const enum scenario scenario_of_name[] = {
	SCENARIO_HANDOFF, SCENARIO_RPC, SCENARIO_UNCONTENDED,
};

/* Names that are few enough for a message are an axis to the parser. */
static const struct axis names_of_scenarios = {
	.option = "scenario", .names = scenarios,
	.high = ARRAY_SIZE(scenarios) - 1,
};
/* all but "os": a line's way is between two CPUs that are known */
static const struct axis names_of_placements = {
	.option = "placement", .names = placement_names,
	.high = PLACEMENT_OS - 1,
};

static int take_names(const char *text, const struct axis *names,
		      struct choice_list *list, struct error *error)
{
	struct number_list found = { .n = 0 };
	const int result = parse_axis(text, names, &found, error);

	for (size_t i = 0; i < found.n; i++)
		list->index[list->n++] = found.value[i];
	return result;
}

/* A pool that cannot be run is refused where it is named, and only there. */
static int take_pools(const char *text, struct choice_list *list,
		      struct error *error)
{
	const char *names[OPTIONS_LIST_MAX];
	size_t n;
	const struct pool_ops *const *pools = pool_registry(&n);
	int result;

	for (size_t i = 0; i < n; i++)
		names[i] = pools[i]->name;
	result = parse_names(text, names, n, "pool", list, error);
	for (size_t i = 0; !result && i < list->n; i++) {
		const struct pool_ops *pool = pools[list->index[i]];
		const char *why = lines_refuses(pool);

		if (why)
			result = error_set(error, EINVAL, "pool %s: %s",
					   pool->name, why);
	}
	return result;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct request *request = state->input;
	struct options *options = &request->options;
	struct error error = { "" };
	uint64_t ns = 0;
	int result = 0;

	switch (key) {
	case ARGP_KEY_INIT:
		/* getopt's line says what is wrong, argp's second one no more */
		state->err_stream = NULL;
		return 0;
	case ARGP_KEY_ARG:
		exit(error_tell(EXIT_USAGE, "'%s' is not an option: see "
				PROGRAM " --help", text));
	case KEY_SCENARIO:
		result = take_names(text, &names_of_scenarios,
				    &options->scenarios, &error);
		break;
	case KEY_POOL:
		result = take_pools(text, &options->pools, &error);
		request->named = true;
		break;
	case KEY_PLACEMENT:
		result = take_names(text, &names_of_placements,
				    &options->placements, &error);
		break;
	case KEY_PRODUCERS:
		result = parse_numbers(text, 1, PLACEMENT_MAX_PRODUCERS,
				       "--producers", &options->producers,
				       &error);
		break;
	case KEY_TOPOLOGY:
		options->topology = text;
		break;
	case KEY_LINE_TRANSFER:
		result = parse_number(text, 1, 10000, "--line-transfer-ns",
				      &ns, &error);
		request->line_transfer_ns = (unsigned int)ns;
		break;
	case KEY_TURNS:
		request->turns = true;
		break;
	case KEY_FORMAT:
		result = parse_choice(text, "text|csv", "format", &options->csv,
				      &error);
		break;
	default:
		if (key < KEY_AXES ||
		    key >= KEY_AXES + (int)ARRAY_SIZE(own_axes))
			return ARGP_ERR_UNKNOWN;
		result = parse_axis(text, &axes[own_axes[key - KEY_AXES]],
			&options->axes[own_axes[key - KEY_AXES]], &error);
	}
	if (result)
		exit(error_tell(EXIT_USAGE, "%s", error.text));
	return 0;
}

static const char argp_doc[] =
	"Counts which cache lines move between CPUs under each pool, and predicts its time from that: a model runs the pools' own code. Nothing is measured, and the same numbers come each time. docs/explain.md says how to read them, and where they are wrong.\v"
	"Exit status: 0 success; 2 bad usage; 3 nothing requested can be placed on this machine.";

static void parse(struct request *request, int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "scenario", KEY_SCENARIO, "S,..", 0,
		  "handoff (default), rpc, uncontended", 0 },
		{ "pool", KEY_POOL, "P,..", 0,
		  "Pools (default: all that the model can run)", 0 },
		{ "placement", KEY_PLACEMENT, "L,..", 0,
		  "Where producers run: local, remote, mixed, smt, llc, xllc",
		  0 },
		{ "producers", KEY_PRODUCERS, "N,..", 0,
		  "Numbers of producers: 1,2,4 or 1-8 (default 1)", 0 },
		{ "topology", KEY_TOPOLOGY, "FILE.xml", 0,
		  "Another machine, as lstopo exports it (XML)", 0 },
		{ "line-transfer-ns", KEY_LINE_TRANSFER, "N", 0,
		  "What a line takes between the consumer and the first producer, as scenario floor measures it (line_transfer); other ways are scaled (default: by distance)", 0 },
		{ "turns", KEY_TURNS, NULL, 0,
		  "Of handoff: a get and a put by turns, message by message, whatever they take; what moves is then the same for any compiler, and no time is predicted", 0 },
		{ "format", KEY_FORMAT, "text|csv", 0,
		  "Output format (default text)", 0 },
		{ "burst", KEY_AXES, "N,..|mix", 0,
		  "Buffers in one message (default 1, of rpc mix)", 0 },
		{ "put", KEY_AXES + 1, "single|bulk", 0,
		  "How producers return them (default single)", 0 },
		{ "touch", KEY_AXES + 2, "none|descriptor|line|page", 0,
		  "What the threads touch of each buffer (default none)", 0 },
		{ .name = NULL },
	};
	const struct argp argp = {
		table, parse_option, NULL, argp_doc, NULL, NULL, NULL
	};
	struct options *options = &request->options;

	*request = (struct request){
		.options = { .consumer_node = -1, .quick = true,
			     .never_shared = true },
	};
	argv[0] = (char *)(uintptr_t)PROGRAM;
	if (argp_parse(&argp, argc, argv, 0, NULL, request))
		exit(EXIT_USAGE);
	for (size_t i = 0; i < options->scenarios.n; i++)
		options->scenarios.index[i] = scenario_of_name[
			options->scenarios.index[i]];
	if (!options->scenarios.n)
		options->scenarios.index[options->scenarios.n++] =
			SCENARIO_HANDOFF;
	if (!options->producers.n)
		options->producers.value[options->producers.n++] = 1;
	/* bytes of a message are the same for all pools, and no lines of theirs */
	for (size_t i = 0; i < options->scenarios.n; i++) {
		if (options->scenarios.index[i] != SCENARIO_RPC)
			continue;
		if (request->turns)
			exit(error_tell(EXIT_USAGE, "--turns: the threads of rpc wait for each other in many ways; handoff or uncontended would be right"));
		options->axes[AXIS_PAYLOAD] = (struct number_list){
			.n = 1, .value = { PAYLOAD_NONE },
		};
	}
	options->axes[AXIS_BUFFER_BYTES] = (struct number_list){
		.n = 1, .value = { 64 },
	};
}

static void choose_pools(struct options *options)
{
	size_t n;
	const struct pool_ops *const *pools = pool_registry(&n);

	if (options->pools.n)
		return;
	for (size_t i = 0; i < n; i++) {
		if (!lines_refuses(pools[i]) && !pool_available(pools[i], NULL))
			options->pools.index[options->pools.n++] = i;
	}
}

/* Costs, scaled so that the first producer is as far as was said */
static struct lines_costs costs_of(const struct request *request,
				   const struct topology *topology,
				   struct lines_row *row)
{
	struct lines_costs costs = lines_costs_default;
	const struct placement_plan *plan = &row->point->config.plan;
	double scale;

	row->line_ns = NAN;
	row->distance[0] = '\0';
	if (!plan->producers)
		return costs;
	row->line_ns = lines_distance(topology, plan, &costs, row->distance,
				      sizeof(row->distance));
	if (request->line_transfer_ns) {
		scale = request->line_transfer_ns / row->line_ns;
		costs.core *= scale;
		costs.cache *= scale;
		costs.node *= scale;
		row->line_ns = request->line_transfer_ns;
	}
	return costs;
}

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path ? path : "";
}

/*
 * Why a point is unavailable, if somebody asked for it: for the placement or the
 * pool, whichever it is that cannot be.
 * @told: the last one that this was said of; what would be the same is not
 */
static void complain_of(const struct request *request,
			const struct point *point, const struct point **told)
{
	const char *placement = point_placement(point);

	if (*told && strcmp((*told)->reason, point->reason) == 0 &&
	    strcmp(point_placement(*told), placement) == 0)
		return;
	if (request->options.placements.n ?
	    request->named || !point->config.plan.available :
	    request->named && strcmp(placement, "local") == 0) {
		error_tell(0, "%s, %s: %s", point->config.pool, placement,
			   point->reason);
		*told = point;
	}
}

/* Return: exit status */
static int run_points(const struct request *request,
		      const struct points *points,
		      const struct topology *topology)
{
	const struct options *options = &request->options;
	static struct lines_row row;
	const struct point *setting = NULL, *told = NULL;
	double base_ns = NAN;
	size_t shown = 0;

	for (size_t i = 0; i < points->n; i++) {
		const struct point *point = &points->point[i];
		struct lines_costs costs;
		struct error error = { "" };

		if (!point->available) {
			complain_of(request, point, &told);
			continue;
		}
		row.point = point;
		row.topology = base_name(options->topology);
		costs = costs_of(request, topology, &row);
		if (lines_run(point, topology, &costs, request->turns,
			      &row.result, &error))
			return error_tell(EXIT_FAILURE, "%s: %s",
					  point->config.pool, error.text);
		shown++;
		if (options->csv) {
			lines_print_csv(&row);
			continue;
		}
		if (!setting || !point_same_setting(setting, point)) {
			if (setting)
				putchar('\n');
			lines_print_setting(&row);
			base_ns = NAN;
		}
		setting = point;
		if (strcmp(point->config.pool, TRIAL_BASE_POOL) == 0)
			base_ns = row.result.ns;
		lines_print_row(&row, base_ns);
		fflush(stdout);
		if (options->pools.n == 1)
			lines_print_variables(&row);
	}
	if (!shown)
		return error_tell(EXIT_NOTHING, "nothing that was asked for can be placed on this machine");
	/* how far predictions are off */
	if (!options->csv && !request->turns)
		puts("\n" LINES_CHECK);
	return EXIT_SUCCESS;
}

/* In a child, which a damaged file may crash: then this process reads it. */
static int try_topology(void *context, struct error *error)
{
	const struct options *options = context;
	struct topology topology = { .nr_cpus = 0 };
	const int result = topology_load_file(&topology, options->topology,
					      error);

	topology_free(&topology);
	return result ? EXIT_USAGE : EXIT_SUCCESS;
}

static int load_topology(struct topology *topology, struct options *options,
			 struct error *error)
{
	if (!options->topology)
		return topology_load_this(topology, error);
	return confined_run(try_topology, options, error) ? -EINVAL :
	       topology_load_file(topology, options->topology, error);
}

int main(int argc, char **argv)
{
	struct request request;
	struct options *options = &request.options;
	struct topology topology = { .nr_cpus = 0 };
	struct points points = { .n = 0 };
	struct error error = { "" };
	int status;

	error_program = PROGRAM;
	parse(&request, argc, argv);
	choose_pools(options);
	if (load_topology(&topology, options, &error) ||
	    points_expand(&points, options, &topology, 1000, &error))
		return error_tell(EXIT_USAGE, "%s", error.text);
	if (options->csv)
		lines_print_csv_header();
	status = run_points(&request, &points, &topology);
	points_free(&points);
	topology_free(&topology);
	return output_end(&error) ?
	       error_tell(EXIT_FAILURE, "%s", error.text) : status;
}
