// SPDX-License-Identifier: MIT
/* CPUs, nodes, caches, clock rates: what the hardware is. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

#include "base/small_file.h"
#include "env/internal.h"
#include "trial/trial.h"

/* arm64 states numbers only (MIDR_EL1); those of servers, and of emulators. */
static const struct arm_part {
	unsigned int implementer;
	unsigned int part;
	const char *name;
} arm_parts[] = {
	{ 0x00, 0x051, "QEMU TCG" },
	{ 0x41, 0xd08, "Cortex-A72" },
	{ 0x41, 0xd0c, "Neoverse-N1" },
	{ 0x41, 0xd40, "Neoverse-V1" },
	{ 0x41, 0xd49, "Neoverse-N2" },
	{ 0x41, 0xd4f, "Neoverse-V2" },
	{ 0x41, 0xd83, "Neoverse-V3AE" },
	{ 0x41, 0xd84, "Neoverse-V3" },
	{ 0x41, 0xd8e, "Neoverse-N3" },
	{ 0x43, 0x0af, "ThunderX2" },
	{ 0x46, 0x001, "A64FX" },
	{ 0x48, 0xd01, "Kunpeng-920" },
	{ 0xc0, 0xac3, "Ampere-1" },
	{ 0xc0, 0xac4, "Ampere-1a" },
};

static enum environment_verdict judge_arm_model(struct look *look)
{
	unsigned int implementer = 0, part = 0;
	char text[32];

	if (!small_file_line(text, sizeof(text), "CPU part", CPUINFO))
		return ENVIRONMENT_FACT;
	sscanf(text, "%x", &part);
	sscanf(look->text, "%x", &implementer);
	for (size_t i = 0; i < ARRAY_SIZE(arm_parts); i++) {
		if (arm_parts[i].implementer == implementer &&
		    arm_parts[i].part == part)
			return environment_say(look, ENVIRONMENT_FACT,
					       arm_parts[i].name);
	}
	fprintf(look->value, "implementer 0x%02x part 0x%03x", implementer,
		part);
	return ENVIRONMENT_FACT;
}

static bool is_allowed(const struct topology_cpu *cpu, int unused)
{
	return cpu->allowed;
}

static enum environment_verdict judge_allowed(struct look *look)
{
	switch (topology_print_cpus(look->value, look->source->topology,
				    is_allowed, 0, true)) {
	case 0:
	case 1:
		return environment_unfit(look,
			"1 CPU: no producer beside the consumer");
	case 2:
		return environment_unfit(look,
			"2 CPUs: one producer at most");
	case 3:
		return environment_unfit(look,
			"3 CPUs: two producers at most");
	default:
		return ENVIRONMENT_FINE;
	}
}

static enum environment_verdict judge_packages(struct look *look)
{
	int packages = 0;

	topology_for_each_cpu(cpu, look->source->topology)
		packages = MAX(packages, cpu->package + 1);
	if (packages)
		fprintf(look->value, "%d", packages);
	return ENVIRONMENT_FACT;
}

static enum environment_verdict judge_cores(struct look *look)
{
	const struct topology *topology = look->source->topology;
	int cores = 0;

	topology_for_each_cpu(cpu, topology)
		cores += cpu->smt == 0;
	fprintf(look->value, "%d", cores);
	if (topology->nr_kinds > 1)
		fprintf(look->value, " of %d kinds", topology->nr_kinds);
	return environment_warn_if(topology->nr_kinds > 1);
}

static enum environment_verdict judge_smt(struct look *look)
{
	int threads = 0;

	topology_for_each_cpu(cpu, look->source->topology)
		threads = MAX(threads, cpu->smt + 1);
	fprintf(look->value, "%s: %d thread%s per core",
		threads > 1 ? "active" : "not active", threads,
		threads > 1 ? "s" : "");
	return ENVIRONMENT_FACT;
}

static enum environment_verdict judge_nodes(struct look *look)
{
	const struct topology *topology = look->source->topology;
	int first = -1;

	fprintf(look->value, "%d", topology->nr_nodes);
	topology_for_each_cpu(cpu, topology) {
		const int node = topology_cpu_node(topology, cpu);

		if (!cpu->allowed || node < 0)
			continue;
		if (first >= 0 && node != first)
			return ENVIRONMENT_FINE;
		first = node;
	}
	return environment_unfit(look, "%s NUMA node: nothing remote",
				 topology->nr_nodes < 2 ? "one" : "CPUs of one");
}

static enum environment_verdict judge_distances(struct look *look)
{
	const struct topology *topology = look->source->topology;
	const int nodes = topology->nr_nodes;
	const bool stated = topology->distances || nodes == 1;

	for (int i = 0; stated && i < nodes; i++) {
		environment_append(look, "; ", "%d:", topology->nodes[i].node);
		for (int j = 0; j < nodes; j++)
			fprintf(look->value, " %" PRIu32,
				topology_distance(topology, i, j));
	}
	return ENVIRONMENT_FACT;
}

static enum environment_verdict judge_node_memory(struct look *look)
{
	const struct topology *topology = look->source->topology;
	bool all = true;

	for (int i = 0; i < topology->nr_nodes; i++) {
		const struct topology_node *node = &topology->nodes[i];
		const int at = topology_elsewhere(topology, i);

		environment_append(look, "; ", "%d: %" PRIu64 " MiB",
				   node->node, node->memory_bytes >> 20);
		all = all && node->memory_bytes && at < 0;
		if (at < 0)
			continue;
		fprintf(look->value, " (its CPUs' is on %d)",
			topology->nodes[at].node);
		look->why = "CPUs have no memory on their own node: what is local to the consumer's CPU is not local to its memory";
		look->remedy = "allow this process the memory of the nodes whose CPUs it may use (cpuset.mems, --membind)";
	}
	return environment_warn_if(!all);
}

/* Of one CPU: that all are alike is said by the kinds of cores. */
static enum environment_verdict judge_caches(struct look *look)
{
	enum { LEVEL, TYPE, SIZE, SHARED, PARTS };
	static const char *const files[PARTS] = {
		"level", "type", "size", "shared_cpu_list",
	};
	char part[PARTS][256];
	int first = INT_MAX;

	topology_for_each_cpu(cpu, look->source->topology) {
		if (cpu->allowed && cpu->cpu < first)
			first = cpu->cpu;
	}
	for (int index = 0; ; index++) {
		for (int i = 0; i < PARTS; i++)
			small_file_read(part[i], sizeof(part[i]),
					CPU_FOLDER "/cpu%d/cache/index%d/%s",
					first, index, files[i]);
		if (!part[LEVEL][0] || !part[SIZE][0])
			return ENVIRONMENT_FACT;
		environment_append(look, ", ", "L%s%s %s (CPU %s)",
				   part[LEVEL], part[TYPE][0] == 'D' ? "d" :
				   part[TYPE][0] == 'I' ? "i" : "", part[SIZE],
				   part[SHARED][0] ? part[SHARED] : "?");
	}
}

/* What payloads of scenario rpc are copied from */
static enum environment_verdict judge_cold_source(struct look *look)
{
	const uint64_t cache = look->source->topology->cache_bytes;

	fprintf(look->value, "%" PRIu64 " MiB", trial_cold_bytes(cache) >> 20);
	if (!cache) {
		fputs(", last-level cache not stated", look->value);
		return ENVIRONMENT_UNKNOWN;
	}
	fprintf(look->value, " for a last-level cache of %" PRIu64 " KiB",
		cache >> 10);
	return ENVIRONMENT_FINE;
}

/* The different texts of a file of each CPU that threads can run on */
static void read_different(struct look *look, const char *file)
{
	char *text = look->text, one[64];
	bool all = true;

	text[0] = '\0';
	topology_for_each_cpu(cpu, look->source->topology) {
		if (!cpu->allowed)
			continue;
		small_file_read(one, sizeof(one),
				CPU_FOLDER "/cpu%d/cpufreq/%s", cpu->cpu,
				file);
		all = all && one[0];
		if (text_has_word(text, one, strlen(one)) ||
		    strlen(text) + sizeof(one) > sizeof(look->text) / 2)
			continue;
		strcat(text, text[0] && one[0] ? ", " : "");
		strcat(text, one);
	}
	if (!all && text[0])
		strcat(text, ", not stated");
}

static enum environment_verdict judge_governor(struct look *look)
{
	read_different(look, "scaling_governor");
	if (strcmp(look->text, "performance") == 0)
		return ENVIRONMENT_FINE;
	if (!look->text[0] ||
	    strcmp(look->text, "performance, not stated") == 0)
		return ENVIRONMENT_UNKNOWN;
	return environment_unfit(look, "frequency governor %s", look->text);
}

static enum environment_verdict judge_limits(struct look *look)
{
	read_different(look, "scaling_min_freq");
	fputs(look->text, look->value);
	read_different(look, "scaling_max_freq");
	if (look->text[0])
		fprintf(look->value, "-%s kHz", look->text);
	return ENVIRONMENT_FACT;
}

static enum environment_verdict judge_boost(struct look *look, char on)
{
	if (look->text[0])
		fputs(look->text[0] == on ? "on" : "off", look->value);
	return environment_warn_if(look->text[0] == on);
}

static enum environment_verdict judge_no_turbo(struct look *look)
{
	return judge_boost(look, '0');
}

static enum environment_verdict judge_any_boost(struct look *look)
{
	return judge_boost(look, '1');
}

#define NO_TURBO	CPU_FOLDER "/intel_pstate/no_turbo"
#define BOOST		CPU_FOLDER "/cpufreq/boost"
#define WHY_BOOST	"the clock rate depends on temperature and on how many cores are busy"

const struct environment_row environment_machine_rows[] = {
	{ .name = "cpu_model", .path = CPUINFO, .key = "model name" },
	{ .name = "cpu_model", .path = CPUINFO, .key = "CPU implementer",
	  .judge = judge_arm_model },
	{ .name = "cpu_vendor", .path = CPUINFO, .key = "vendor_id" },
	{ .name = "cpu_vendor", .path = CPUINFO, .key = "CPU implementer" },
	/* arm64 has none that could be loaded: the stepping is all there is. */
	{ .name = "microcode", .path = CPUINFO, .key = "microcode" },
	{ .name = "microcode", .path = CPUINFO, .key = "CPU revision" },
#if defined(__x86_64__)
	{ .name = "architecture", .text = "x86-64" },
#else
	{ .name = "architecture", .text = "arm64" },
	{ .name = "cpu_variant", .path = CPUINFO, .key = "CPU variant" },
#endif
	{ .name = "cpus_online", .path = CPU_FOLDER "/online" },
	{ .name = "cpus_allowed", .judge = judge_allowed,
	  .why = "the consumer and each producer need a CPU of their own; what many producers cost cannot be seen",
	  .remedy = "use a machine with more CPUs, or allow this process more (taskset, cpuset, container limits)" },
	{ .name = "packages", .judge = judge_packages },
	{ .name = "cores", .judge = judge_cores,
	  .why = "cores differ in speed; threads are placed on the fastest kind only" },
	{ .name = "smt", .judge = judge_smt },
	{ .name = "nodes", .judge = judge_nodes,
	  .why = "producers and consumer share a node, so remote placements cannot be measured",
	  .remedy = "use a machine with several NUMA nodes, and allow this process CPUs of two of them" },
	{ .name = "node_distances", .judge = judge_distances,
	  .missing = "the machine does not report its distances: which node is the farthest is a guess" },
	{ .name = "node_memory", .judge = judge_node_memory,
	  .why = "a node has no memory: no thread's buffers can lie there",
	  .remedy = "populate the memory slots of each node evenly" },
	{ .name = "caches", .judge = judge_caches },
	{ .name = "cold_source", .judge = judge_cold_source,
	  .missing = "bytes that scenario rpc copies may come from a cache that is larger than this" },
	{ .name = "governor", .judge = judge_governor,
	  .why = "the clock rate changes with the load, and with it every duration",
	  .remedy = "cpupower frequency-set -g performance",
	  .missing = "the clock rate may change during a run without any sign of it",
	  .missing_remedy = "measure on bare metal with a cpufreq driver; in a guest, have the host's governor set to performance" },
	{ .name = "boost", .path = NO_TURBO, .judge = judge_no_turbo,
	  .why = WHY_BOOST, .remedy = "echo 1 > " NO_TURBO },
	{ .name = "boost", .path = BOOST, .judge = judge_any_boost,
	  .why = WHY_BOOST, .remedy = "echo 0 > " BOOST,
	  .missing = WHY_BOOST,
	  .missing_remedy = "switch boost off in the firmware's setup" },
	{ .name = "frequency_limits", .judge = judge_limits },
	{ .name = NULL },
};
