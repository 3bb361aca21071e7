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
	bool quick;	/* Fewer slices and axes, more trials */
	bool full;	/* Extra pools, and further values of some axes, too */
	struct choice_list scenarios;	/* Of enum scenario */
	struct choice_list pools;	/* Into pool_registry() */
	struct choice_list floors;	/* Into floor_list(); same option */
	struct choice_list placements;	/* Of enum placement */
	struct number_list producers;
	struct number_list axes[AXES];
	enum home home;	/* Where buffers lie */
	int home_node;	/* For HOME_NODE */
	enum home pool_home;	/* Where the pool's head lies */
	int pool_home_node;	/* For HOME_NODE */
	int consumer_node;	/* -1: the largest */
	bool nearest;	/* PLACEMENT_REMOTE is the nearest other node */
	struct number_list remote_nodes;	/* None: by distance */
	unsigned int repetitions;	/* Rounds */
	unsigned int copies;	/* To compare with; 0: with svc_page_pool */
	const char *resume;	/* Folder of a run to go on with; NULL: new */
	const struct memory_room *room;	/* That run's; NULL: what is now */
	unsigned int slices;	/* Of a pool in a trial; 0: the scenario's */
	unsigned int window_ms;	/* Of all of these together; 0: likewise */
	unsigned int warmup_us;	/* Before each of their windows */
	bool warmup_given;
	bool all_pairs;	/* Line transfers between every pair of CPUs */
	bool oversubscribe;	/* Threads may share a CPU */
	bool never_shared;	/* The program has no option that lets them */
	uint64_t seed;	/* Of the order of trials */
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
