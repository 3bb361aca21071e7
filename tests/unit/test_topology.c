// SPDX-License-Identifier: MIT
/*
 * Loading machines. tests/cli/topology_files.sh has what is said of files that
 * are none, tests/cli/list.sh this machine; scripts/fuzz-topology damages files.
 */
#include <errno.h>
#include <inttypes.h>

#include <hwloc.h>

#include "test.h"
#include "steps.h"

#define TOPOLOGIES	TEST_DATA "/topologies/"

static struct topology topology;

static int load_file(const char *name, struct error *error)
{
	char path[LINE];

	topology_free(&topology);
	snprintf(path, sizeof(path), TOPOLOGIES "%s.xml", name);
	return topology_load_file(&topology, path, error);
}

static bool step(const char *line)
{
	struct error error = { "" };

	if (strncmp(line, "file ", 5) != 0)
		return change(&topology, line);
	if (load_file(line + 5, &error))
		fail_msg("%s", error.text);
	assert_true(topology.foreign);
	return true;
}

static void print_counts(FILE *out)
{
	const struct topology_cpu *last =
		&topology.cpus[topology.nr_cpus - 1];
	int core = 0;

	topology_for_each_cpu(cpu, &topology) {
		assert_in_range(cpu->core, core, core + 1);
		core = cpu->core;
	}
	fprintf(out, " %d %d %d %d %d, %" PRIu64 " KiB%s", topology.nr_cpus,
		topology.nr_nodes, core + 1, last->package + 1, last->llc + 1,
		topology.cache_bytes >> 10,
		topology.distances ? ", distances" : "");
}

static void print_cpu(FILE *out, int number)
{
	const char *comma = "";

	topology_for_each_cpu(cpu, &topology) {
		if (cpu->cpu != number)
			continue;
		fprintf(out, " %d %d %d %d, nodes ", cpu->core, cpu->smt,
			cpu->package, cpu->llc);
		for (int i = 0; i < topology.nr_nodes; i++) {
			if (!node_set_has(&cpu->nodes, i))
				continue;
			fprintf(out, "%s%d", comma, i);
			comma = ",";
		}
		fprintf(out, ", printed %d%s",
			topology_cpu_node(&topology, cpu),
			cpu->allowed ? "" : ", not allowed");
	}
}

static void answer(FILE *out, char *question)
{
	int from, to;

	if (strcmp(question, "counts") == 0) {
		print_counts(out);
	} else if (sscanf(question, "cpu %d", &from) == 1) {
		print_cpu(out, from);
	} else if (sscanf(question, "distance %d %d", &from, &to) == 2) {
		fprintf(out, " %" PRIu32, topology_distance(&topology, from,
							    to));
	} else if (sscanf(question, "memory %d", &from) == 1) {
		fprintf(out, " %" PRIu64 "%s",
			topology.nodes[from].memory_bytes,
			topology.nodes[from].allowed ? "" : ", not allowed");
	} else if (strcmp(question, "kinds") == 0) {
		fprintf(out, " %d,", topology.nr_kinds);
		topology_for_each_cpu(cpu, &topology)
			fprintf(out, " %d", cpu->kind);
	} else {
		fail_msg("no question: %s", question);
	}
}

static void test_loaded(void **state)
{
	assert_int_equal(play(TOPOLOGIES "loaded.txt", step, answer), 33);
	topology_free(&topology);
	assert_null(topology.cpus);
	topology_free(&topology);
}

static void test_kinds(void **state)
{
	/* Before that it knows none. */
	if (HWLOC_API_VERSION < 0x00020400)
		skip();
	assert_int_equal(play(TOPOLOGIES "kinds.txt", step, answer), 9);
	topology_free(&topology);
}

static void test_limits(void **state)
{
	struct error error;

	assert_int_equal(topology_load_synthetic(&topology, "numa:257 pu:1",
						 &error), -EINVAL);
	assert_non_null(strstr(error.text, "256 is the most"));
	/* memory tiers, and facts of the machine beside its objects */
	if (load_file("made-up/odd-hwloc-3", &error))
		assert_non_null(strstr(error.text,
			"hwloc 3 XML, and this program has hwloc 2: export it with `lstopo --export-xml-flags v2 machine.xml`"));
	else
		assert_int_equal(topology_distance(&topology, 1, 0), 23);
	topology_free(&topology);
}

/* hwloc can be told by the environment to describe another machine. */
static void test_replaced_machine_is_refused(void **state)
{
	static const char *const variables[][2] = {
		{ "HWLOC_SYNTHETIC", "numa:2 pu:2" },
		{ "HWLOC_XMLFILE", TOPOLOGIES "xeon-2-nodes-smt.xml" },
		{ "HWLOC_FSROOT", "/nonexistent" }, { "HWLOC_THISSYSTEM", "0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		struct error error = { "" };
		struct topology t;

		setenv(variables[i][0], variables[i][1], 1);
		assert_int_equal(topology_load_this(&t, &error), -EINVAL);
		assert_non_null(strstr(error.text, "HWLOC_"));
		assert_null(strchr(error.text, '\n'));
		assert_null(t.cpus);
		unsetenv(variables[i][0]);
	}
}

TESTS(T(test_loaded), T(test_kinds), T(test_limits),
      T(test_replaced_machine_is_refused))
