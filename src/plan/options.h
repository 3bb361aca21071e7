/* SPDX-License-Identifier: MIT */
/* What was asked for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/axes.h"
#include "topo/placement.h"
#include "trial/floor.h"
#include "trial/trial.h"

#define OPTIONS_LIST_MAX	128

/* enum mode - what the program is asked to do */
enum mode {
	MODE_RUN,
	MODE_LIST,
	MODE_PLAN,
	MODE_COLUMNS,
	MODE_ENVIRONMENT,
};

/* Rounds unless the user says: enough for verdicts on some hundred ratios */
#define OPTIONS_ROUNDS	40
#define OPTIONS_ROUNDS_MAX	100000

/**
 * struct number_list - numbers as the user gave them, without doubles
 * @n: how many; 0: the user said nothing
 * @value: the numbers
 */
struct number_list {
	size_t n;
	unsigned int value[OPTIONS_LIST_MAX];
};

/**
 * struct choice_list - indexes into a table of names
 * @n: how many; 0: the user said nothing
 * @index: the indexes
 */
struct choice_list {
	size_t n;
	size_t index[OPTIONS_LIST_MAX];
};

/**
 * struct options - what the user asked for
 * @mode: what to do
 * @csv: --format csv
 * @quick: short run: few repetitions, few axes
 * @full: extra pools, and further values of some axes, too
 * @scenarios: of enum scenario
 * @pools: into pool_registry()
 * @floors: into floor_list(); chosen by the same option as pools
 * @placements: of enum placement
 * @producers: numbers of threads
 * @axes: values of each axis
 * @home: where buffers lie
 * @home_node: for HOME_NODE
 * @pool_home: where the pool's head lies
 * @pool_home_node: for HOME_NODE
 * @consumer_node: node that the consumer runs on; -1: the largest
 * @nearest: PLACEMENT_REMOTE is the nearest other node
 * @remote_nodes: of PLACEMENT_REMOTE; none: by distance
 * @repetitions: rounds
 * @resume: folder of a run to go on with; NULL: a new run
 * @slices: turns of each pool in a trial; 0: the scenario's
 * @window_ms: of each pool in a trial, in all its slices together; 0: likewise
 * @warmup_us: before the window of a slice; meaningful when @warmup_given
 * @warmup_given: the user named one
 * @all_pairs: line transfers between every pair of CPUs
 * @oversubscribe: threads may share a CPU
 * @seed: of the order of trials; meaningful when @seed_given
 * @seed_given: the user named a seed
 * @out: folder; NULL: a new one below results/
 * @topology: XML file to plan for; NULL: this machine
 * @benchmark_argc: Google Benchmark's flags, after a first dummy
 * @benchmark_argv: its arguments
 * @benchmark_report: Google Benchmark reports to the terminal
 * @benchmark_filter: its filter chooses among the points
 * @benchmark_out: file that it writes; NULL: none
 * @benchmark_list: its --benchmark_list_tests
 */
struct options {
	enum mode mode;
	bool csv;
	bool quick;
	bool full;
	struct choice_list scenarios;
	struct choice_list pools;
	struct choice_list floors;
	struct choice_list placements;
	struct number_list producers;
	struct number_list axes[AXES];
	enum home home;
	int home_node;
	enum home pool_home;
	int pool_home_node;
	int consumer_node;
	bool nearest;
	struct number_list remote_nodes;
	unsigned int repetitions;
	const char *resume;
	unsigned int slices;
	unsigned int window_ms;
	unsigned int warmup_us;
	bool warmup_given;
	bool all_pairs;
	bool oversubscribe;
	uint64_t seed;
	bool seed_given;
	const char *out;
	const char *topology;
	int benchmark_argc;
	char **benchmark_argv;
	bool benchmark_report;
	bool benchmark_filter;
	const char *benchmark_out;
	bool benchmark_list;
};
