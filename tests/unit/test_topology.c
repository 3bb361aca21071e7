// SPDX-License-Identifier: MIT
/*
 * Loading machines. tests/cli/topology_files.sh has what is said of files that
 * are none, and scripts/fuzz-topology damages files at random.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <hwloc.h>

#include "test.h"
#include "made_up.h"
#include "synthetic.h"

#define TOPOLOGIES	TEST_DATA "/topologies"

static const struct {
	const char *name;
	int cpus;
	int nodes;
	int cores;
	int packages;
	int caches;
	int cache_kib;
	bool distances;
} machines[] = {
	{ "xeon-2-nodes-smt", 32, 2, 16, 2, 2, 20480, true },
	{ "xeon-4-nodes-96-cpus", 96, 4, 96, 16, 16, 16384, true },
	{ "xeon-4-sockets-one-node", 16, 1, 8, 4, 4, 4096, false },
	{ "xeon-2-sockets-cluster-on-die", 28, 4, 28, 2, 0, 0, true },
	{ "knl-4-memory-only-nodes", 64, 8, 16, 1, 4, 2097152, false },
	{ "numascale-24-nodes-384-cpus", 384, 24, 192, 24, 24, 20480, true },
	{ "threadripper-17-boost-clocks", 32, 1, 32, 1, 4, 32768, false },
	{ "snc2-2-sockets-cxl", 96, 6, 48, 2, 0, 0, true },
};

static const char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s.xml", TOPOLOGIES, name);
	return path;
}

static void load(struct topology *topology, const char *name)
{
	struct error error = { "" };

	if (topology_load_file(topology, path_of(name), &error))
		fail_msg("%s", error.text);
}

static void test_known_machines(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		int core = 0, package = 0, cache = -1;
		struct topology t;

		load(&t, machines[i].name);
		assert_int_equal(t.nr_cpus, machines[i].cpus);
		assert_int_equal(t.nr_nodes, machines[i].nodes);
		assert_int_equal(t.nr_kinds, 1);
		assert_true(t.foreign);
		assert_int_equal(t.distances != NULL, machines[i].distances);
		topology_for_each_cpu(cpu, &t) {
			assert_true(cpu->allowed);
			assert_int_equal(cpu->kind, 0);
			assert_false(node_set_empty(&cpu->nodes));
			assert_in_range(cpu->core, core, core + 1);
			core = cpu->core;
			package = cpu->package;
			cache = cpu->llc;
		}
		assert_int_equal(core, machines[i].cores - 1);
		assert_int_equal(package, machines[i].packages - 1);
		assert_int_equal(cache, machines[i].caches - 1);
		assert_int_equal(t.cache_bytes,
				 (uint64_t)machines[i].cache_kib * 1024);
		for (int j = 0; j < t.nr_nodes; j++) {
			assert_true(t.nodes[j].allowed);
			/* by size of page alone: not read by hwloc 3 */
			if (HWLOC_API_VERSION < 0x00030000 ||
			    strcmp(machines[i].name,
				   "xeon-4-sockets-one-node") != 0)
				assert_true(t.nodes[j].memory_bytes > 0);
		}
		topology_free(&t);
		assert_null(t.cpus);
		topology_free(&t);
	}
}

static void test_cpus_of_several_nodes(void **state)
{
	struct node_set both = { { 0 } };
	struct topology t;

	load(&t, "knl-4-memory-only-nodes");
	/* CPU 17 is the second thread of core 1: DDR node 0, MCDRAM node 7. */
	assert_int_equal(t.cpus[5].cpu, 17);
	assert_int_equal(t.cpus[5].core, 1);
	assert_int_equal(t.cpus[5].smt, 1);
	node_set_add(&both, topology_node_index(&t, 0));
	node_set_add(&both, topology_node_index(&t, 7));
	assert_true(node_set_equal(&t.cpus[5].nodes, &both));
	assert_int_equal(t.nodes[topology_cpu_node(&t, &t.cpus[5])].node, 0);
	assert_int_equal(topology_node_index(&t, 8), -1);
	/* The lower number has no memory: the other one is printed. */
	t.nodes[topology_node_index(&t, 0)].memory_bytes = 0;
	assert_int_equal(t.nodes[topology_cpu_node(&t, &t.cpus[5])].node, 7);
	t.nodes[topology_node_index(&t, 7)].memory_bytes = 0;
	assert_int_equal(t.nodes[topology_cpu_node(&t, &t.cpus[5])].node, 0);
	memset(&t.cpus[5].nodes, 0, sizeof(t.cpus[5].nodes));
	assert_int_equal(topology_cpu_node(&t, &t.cpus[5]), -1);
	assert_int_equal(topology_distance(&t, 3, 3), 10);
	assert_int_equal(topology_distance(&t, 3, 4), 20);
	topology_free(&t);
	load(&t, "numascale-24-nodes-384-cpus");
	assert_int_equal(topology_distance(&t, 0, 1), 50);
	assert_int_equal(topology_distance(&t, 0, 9), 65);
	assert_int_equal(topology_distance(&t, 0, 10), 79);
	topology_free(&t);
}

static void test_synthetic(void **state)
{
	struct topology t;
	struct error error;

	/* Memory of the machine as a whole is local to no CPU. */
	assert_int_equal(topology_load_synthetic(&t,
			 "[numa] pack:2 [numa] core:2 pu:2", &error), 0);
	assert_int_equal(t.nr_nodes, 3);
	assert_true(node_set_disjoint(&t.cpus[0].nodes, &t.cpus[4].nodes));
	assert_int_equal(topology_cpu_node(&t, &t.cpus[4]), 1);
	topology_free(&t);
	/* No cores, packages or caches are stated. */
	assert_int_equal(topology_load_synthetic(&t, "numa:2 pu:2", &error),
			 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(t.cpus[i].core, i);
		assert_int_equal(t.cpus[i].smt, 0);
		assert_int_equal(t.cpus[i].package, -1);
		assert_int_equal(t.cpus[i].llc, -1);
	}
	topology_free(&t);
	assert_int_equal(topology_load_synthetic(&t, "node:", &error),
			 -EINVAL);
	assert_non_null(strstr(error.text, "node:"));
	assert_int_equal(topology_load_synthetic(&t, "numa:257 pu:1", &error),
			 -EINVAL);
	assert_non_null(strstr(error.text, "256 is the most"));
	assert_int_equal(topology_load_synthetic(&t, "numa:256 pu:1", &error),
			 0);
	assert_true(node_set_has(&t.cpus[255].nodes, 255));
	topology_free(&t);
}

/* Files that are made here */

static int load_text(struct topology *topology, const char *text,
		     struct error *error)
{
	char path[80];
	int ret;

	make_root();
	put("/machine.xml", text);
	snprintf(path, sizeof(path), "%s/machine.xml", root);
	ret = topology_load_file(topology, path, error);
	assert_int_equal(remove_root(), 0);
	return ret;
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"	\
	"<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n"
#define XML_SETS(cpus, nodes) "cpuset=\"" cpus "\" complete_cpuset=\""	\
	cpus "\" nodeset=\"" nodes "\" complete_nodeset=\"" nodes "\""
#define XML_PU(number, cpus, node) "<object type=\"PU\" os_index=\""	\
	number "\" " XML_SETS(cpus, node) " gp_index=\"1" number "\"/>\n"
#define XML_NODE(number, cpus, node, rest)				\
	"<object type=\"NUMANode\" os_index=\"" number "\" "		\
	XML_SETS(cpus, node) " gp_index=\"2" number "\" " rest "/>\n"
#define XML_PACKAGE(number, cpus, node)					\
	"<object type=\"Package\" os_index=\"" number "\" "		\
	XML_SETS(cpus, node) " gp_index=\"3" number "\">\n"

#define XML_KIND(cpus, name, value) "<cpukind cpuset=\"" cpus		\
	"\"><info name=\"" name "\" value=\"" value "\"/></cpukind>\n"

/*
 * Two packages; CPU 1 and node 1 are not allowed; CPU 3 is a small core. What
 * hwloc 3 adds stands between.
 */
#define ODD_MACHINE(version, tier, infos) XML_HEAD			\
	"<topology version=\"" version "\">\n"				\
	"<object type=\"Machine\" os_index=\"0\" " XML_SETS("0xf", "0x3") \
	" allowed_cpuset=\"0xd\" allowed_nodeset=\"0x1\" gp_index=\"1\">\n" \
	XML_PACKAGE("0", "0x3", "0x1")					\
	XML_NODE("0", "0x3", "0x1", "local_memory=\"4096\"" tier)	\
	XML_PU("0", "0x1", "0x1") XML_PU("1", "0x2", "0x1") "</object>\n" \
	XML_PACKAGE("1", "0xc", "0x2") XML_NODE("1", "0xc", "0x2", tier) \
	XML_PU("2", "0x4", "0x2") XML_PU("3", "0x8", "0x2") "</object>\n" \
	"</object>\n"							\
	"<distances2 type=\"NUMANode\" nbobjs=\"2\" kind=\"5\""		\
	" name=\"NUMALatency\" indexing=\"os\">\n"			\
	"<indexes length=\"4\">0 1 </indexes>\n"			\
	"<u64values length=\"12\">10 17 23 11 </u64values>\n</distances2>\n" \
	XML_KIND("0x7", "CoreType", "IntelCore")			\
	XML_KIND("0x8", "CoreType", "IntelAtom") infos "</topology>\n"

static const char odd_machine[] = ODD_MACHINE("2.0", "", "");
/* memory tiers, and facts of the machine beside its objects */
static const char odd_machine_3[] = ODD_MACHINE("3.0",
	" memory_tier=\"0\"", "<info name=\"Backend\" value=\"Linux\"/>\n");

static void check_odd_machine(const char *text)
{
	struct topology t;
	struct error error;

	if (load_text(&t, text, &error))
		fail_msg("%s", error.text);
	assert_int_equal(t.nr_cpus, 4);
	assert_true(t.cpus[0].allowed);
	assert_false(t.cpus[1].allowed);
	assert_true(t.cpus[2].allowed);
	assert_true(t.nodes[0].allowed);
	assert_false(t.nodes[1].allowed);
	assert_int_equal(t.nodes[0].memory_bytes, 4096);
	assert_int_equal(t.nodes[1].memory_bytes, 0);
	assert_int_equal(topology_distance(&t, 0, 1), 17);
	assert_int_equal(topology_distance(&t, 1, 0), 23);
	assert_int_equal(topology_distance(&t, 1, 1), 11);
	topology_free(&t);
}

static void test_what_a_file_can_state(void **state)
{
	struct topology t;
	struct error error;

	check_odd_machine(odd_machine);
	if (!load_text(&t, odd_machine_3, &error)) {
		topology_free(&t);
		check_odd_machine(odd_machine_3);
		return;
	}
	assert_non_null(strstr(error.text,
		"hwloc 3 XML, and this program has hwloc 2: export it with `lstopo --export-xml-flags v2 machine.xml`"));
}

/* One node of four CPUs; what a file says of their kinds follows. */
static const char four_cpus[] = XML_HEAD "<topology version=\"2.0\">\n"
	"<object type=\"Machine\" os_index=\"0\" " XML_SETS("0xf", "0x1")
	" allowed_cpuset=\"0xf\" allowed_nodeset=\"0x1\" gp_index=\"1\">\n"
	XML_NODE("0", "0xf", "0x1", "local_memory=\"4096\"")
	XML_PU("0", "0x1", "0x1") XML_PU("1", "0x2", "0x1")
	XML_PU("2", "0x4", "0x1") XML_PU("3", "0x8", "0x1") "</object>\n";

#define TYPE(cpus, value)	XML_KIND(cpus, "CoreType", value)
#define CAPACITY(cpus, value)	XML_KIND(cpus, "LinuxCapacity", value)
#define BOTH(cpus, type, clock)	"<cpukind cpuset=\"" cpus "\">"		\
	"<info name=\"CoreType\" value=\"" type "\"/>"			\
	"<info name=\"FrequencyMaxMHz\" value=\"" clock "\"/></cpukind>\n"
#define CLOCK(cpus, value)	XML_KIND(cpus, "FrequencyMaxMHz", value)

static const struct {
	const char *what;
	const char *text;
	int kinds;
	int kind[4];
} kind_cases[] = {
	{ "boost clocks", CLOCK("0x1", "5352") CLOCK("0x2", "5517")
	  CLOCK("0x4", "6637") CLOCK("0x8", "7917"), 1, { 0, 0, 0, 0 } },
	{ "P and E", TYPE("0x3", "IntelCore") TYPE("0xc", "IntelAtom"),
	  2, { 1, 1, 0, 0 } },
	{ "P of two clocks and E",
	  BOTH("0x1", "IntelCore", "5300") BOTH("0x2", "IntelCore", "5800")
	  BOTH("0xc", "IntelAtom", "4200"),
	  2, { 1, 1, 0, 0 } },
	{ "big and little", CAPACITY("0x3", "446") CAPACITY("0xc", "1024"),
	  2, { 0, 0, 1, 1 } },
	{ "three designs", CAPACITY("0x8", "160") CAPACITY("0x6", "498")
	  CAPACITY("0x1", "1024"), 3, { 2, 1, 1, 0 } },
	{ "one design, capacity by clock", CAPACITY("0x1", "1024")
	  CAPACITY("0x2", "951") CAPACITY("0x4", "870")
	  CAPACITY("0x8", "720"), 1, { 0, 0, 0, 0 } },
	{ "capacity that is no number", CAPACITY("0x1", "x")
	  CAPACITY("0xe", "1024"), 1, { 0, 0, 0, 0 } },
};

static void test_kinds_of_cores(void **state)
{
	/* Before that it knows none. */
	if (HWLOC_API_VERSION < 0x00020400)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(kind_cases); i++) {
		struct error error;
		struct topology t;
		char text[4096];

		snprintf(text, sizeof(text), "%s%s</topology>\n", four_cpus,
			 kind_cases[i].text);
		if (load_text(&t, text, &error))
			fail_msg("%s", error.text);
		if (t.nr_kinds != kind_cases[i].kinds)
			fail_msg("%s: %d kinds", kind_cases[i].what,
				 t.nr_kinds);
		for (int k = 0; k < 4; k++) {
			if (t.cpus[k].kind != kind_cases[i].kind[k])
				fail_msg("%s: CPU %d is of kind %d",
					 kind_cases[i].what, k,
					 t.cpus[k].kind);
		}
		topology_free(&t);
	}
}

/* This machine */

static void test_this_machine(void **state)
{
	struct topology t;
	struct error error;
	bool allowed = false;

	if (topology_load_this(&t, &error))
		fail_msg("%s", error.text);
	assert_false(t.foreign);
	assert_true(t.nr_nodes >= 1);
	topology_for_each_cpu(cpu, &t)
		allowed = allowed || cpu->allowed;
	assert_true(allowed);
	topology_free(&t);
}

/* hwloc can be told by the environment to describe another machine. */
static void test_replaced_machine_is_refused(void **state)
{
	static const char *const variables[][2] = {
		{ "HWLOC_SYNTHETIC", "numa:2 pu:2" },
		{ "HWLOC_XMLFILE", TOPOLOGIES "/xeon-2-nodes-smt.xml" },
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

TESTS(T(test_known_machines), T(test_cpus_of_several_nodes), T(test_synthetic),
      T(test_what_a_file_can_state), T(test_kinds_of_cores),
      T(test_this_machine), T(test_replaced_machine_is_refused))
