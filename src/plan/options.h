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
/* Of half as many slices: trials make an interval narrow, slices hardly */
#define OPTIONS_ROUNDS_QUICK	54
#define OPTIONS_ROUNDS_MAX	100000

/* Numbers as the user gave them, without doubles */
struct number_list {
	size_t n;	/* How many; 0: the user said nothing */
	unsigned int value[OPTIONS_LIST_MAX];
};

/* Indexes into a table of names */
struct choice_list {
	size_t n;	/* How many; 0: the user said nothing */
	size_t index[OPTIONS_LIST_MAX];
};

/* Memory that points may use, in bytes; UINT64_MAX: no limit, or not known */
struct memory_room {
	uint64_t half;	/* Of the machine's memory */
	uint64_t cgroup;	/* Left of the limit of the process's cgroups */
	uint64_t node[TOPOLOGY_MAX_NODES];	/* Of each of the topology's */
};

struct options {
	enum mode mode;
	bool csv;
	bool quick;	/* Few repetitions, few axes */
	bool full;	/* Extra pools, and further values of some axes, too */
	struct choice_list scenarios;	/* Of enum scenario */
	struct choice_list pools;	/* Into pool_registry() */
	/* Into floor_list(); chosen by the same option as pools */
	struct choice_list floors;
	struct choice_list placements;	/* Of enum placement */
	struct number_list producers;
	struct number_list axes[AXES];
	enum home home;	/* Where buffers lie */
	int home_node;	/* For HOME_NODE */
	enum home pool_home;	/* Where the pool's head lies */
	int pool_home_node;	/* For HOME_NODE */
	/* Node that the consumer runs on; -1: the largest */
	int consumer_node;
	bool nearest;	/* PLACEMENT_REMOTE is the nearest other node */
	/* Of PLACEMENT_REMOTE; none: by distance */
	struct number_list remote_nodes;
	unsigned int repetitions;	/* Rounds */
	/* Of a pool, that it is compared with; 0: with svc_page_pool */
	unsigned int copies;
	/* Folder of a run to go on with; NULL: a new run */
	const char *resume;
	/* As that run began; NULL: what there is now */
	const struct memory_room *room;
	/* Turns of each pool in a trial; 0: the scenario's */
	unsigned int slices;
	/* Of each pool in a trial, in all its slices together; 0: likewise */
	unsigned int window_ms;
	/* Before the window of a slice; meaningful when @warmup_given */
	unsigned int warmup_us;
	bool warmup_given;
	bool all_pairs;	/* Line transfers between every pair of CPUs */
	bool oversubscribe;	/* Threads may share a CPU */
	bool never_shared;	/* The program has no option that lets them */
	/* Of the order of trials; meaningful when @seed_given */
	uint64_t seed;
	bool seed_given;
	const char *out;	/* Folder; NULL: a new one below results/ */
	const char *topology;	/* XML file to plan for; NULL: this machine */
	/* Google Benchmark's flags, after a first dummy */
	int benchmark_argc;
	char **benchmark_argv;
	bool benchmark_report;	/* To the terminal */
	bool benchmark_filter;	/* Chooses among the points */
	const char *benchmark_out;	/* File that it writes; NULL: none */
	bool benchmark_list;
};
