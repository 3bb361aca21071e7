// SPDX-License-Identifier: MIT
#include "bench/show.h"

#include <inttypes.h>

#include "base/node_memory.h"
#include "bench/show_machine.h"
#include "report/figure.h"

/* One line of --list; what a kind of line does not have is NULL */
struct entry {
	const char *kind;
	const char *name;
	const char *description;
	const char *reason;	/* why it is not available; NULL: it is */
	const char *cap;
	const char *synchronization;
	const struct placement_plan *most;	/* with the most producers */
};

static const char header[] =
	"kind,name,status,description,reason,cap,synchronization,cpus,memory_bytes,distances,consumer_cpu,consumer_node,most_producers,producer_nodes\n";

static int unique_nodes(const struct placement_plan *plan, int *number)
{
	int n = 0;

	for (int i = 0; i < plan->producers; i++) {
		int k = 0;

		while (k < n && number[k] != plan->producer[i].node)
			k++;
		if (k == n)
			number[n++] = plan->producer[i].node;
	}
	return n;
}

static void print_producer_nodes(FILE *out, const struct placement_plan *plan,
				 bool csv)
{
	int number[TOPOLOGY_MAX_NODES];
	const int n = unique_nodes(plan, number);

	if (!csv)
		fprintf(out, " on node%s ", n > 1 ? "s" : "");
	topology_print_numbers(out, number, n, csv);
}

/* Columns from cpus to distances */
static void print_node(FILE *out, const struct topology *topology, int index)
{
	const struct topology_node *node = &topology->nodes[index];

	fputs(",\"", out);
	topology_print_cpus(out, topology, show_on_node, index, true);
	fputs("\",", out);
	/* 0 of a file means that it does not say */
	if (node->memory_bytes || !topology->foreign)
		fprintf(out, "%" PRIu64, node->memory_bytes);
	fputc(',', out);
	for (int i = 0; i < topology->nr_nodes; i++)
		fprintf(out, "%s%" PRIu32, i ? " " : "",
			topology_distance(topology, index, i));
}

/* Columns from consumer_cpu on */
static void print_most(FILE *out, const struct placement_plan *most)
{
	if (!most) {
		fputs(",,,,\n", out);
	} else if (most->unpinned_cpus) {
		fprintf(out, ",,,%d,\n", most->producers);
	} else {
		fprintf(out, ",%d,%d,%d,\"", most->consumer.cpu,
			most->consumer.node, most->producers);
		print_producer_nodes(out, most, true);
		fputs("\"\n", out);
	}
}

static void print_csv(FILE *out, const struct entry *entry)
{
	fprintf(out, "%s,%s,%s,", entry->kind, entry->name,
		entry->reason ? "unavailable" : "ok");
	csv_print_text(out, entry->description);
	fputc(',', out);
	csv_print_text(out, entry->reason ? entry->reason : "");
	fprintf(out, ",%s,", entry->cap ? entry->cap : "");
	csv_print_text(out, entry->synchronization ? entry->synchronization : "");
	fputs(",\"\",,", out);
	print_most(out, entry->most);
}

static void print_entry(FILE *out, bool csv, const struct entry *entry)
{
	const struct placement_plan *most = entry->most;

	if (csv) {
		print_csv(out, entry);
		return;
	}
	fprintf(out, "  %-14s %s\n", entry->name, entry->description);
	if (entry->reason)
		fprintf(out, "  %-14s unavailable here: %s\n", "",
			entry->reason);
	if (!most)
		return;
	if (most->unpinned_cpus)
		fprintf(out, "  %-14s all on any of %d CPUs, ", "",
			most->unpinned_cpus);
	else
		fprintf(out, "  %-14s consumer on CPU %d of node %d, ", "",
			most->consumer.cpu, most->consumer.node);
	fprintf(out, "at most %d producer%s", most->producers,
		most->producers > 1 ? "s" : "");
	if (!most->unpinned_cpus)
		print_producer_nodes(out, most, false);
	fputc('\n', out);
}

static void print_section(FILE *out, bool csv, const char *title)
{
	if (!csv)
		fprintf(out, "%s\n", title);
}

/* What a pool promises of its cap, with one producer and the default cap. */
static const char *cap_of(const struct pool_ops *pool, char *text, size_t size)
{
	const struct pool_params params = {
		.node = NODE_ANY, .max = 259, .producers = 1,
	};
	const unsigned int excess = pool->max_excess ?
				    pool->max_excess(&params) : 0;

	if (pool->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))
		return "none";
	if (excess == POOL_EXCESS_UNBOUNDED)
		return "unbounded";
	if (!excess)
		return "exact";
	snprintf(text, size, "within %u", excess);
	return text;
}

/* One that does not stand in is named by the pool that it would replace. */
static void list_pools(FILE *out, bool csv)
{
	size_t n;
	const struct pool_ops *const *pools = pool_registry(&n);

	for (size_t i = 0; i < n; i++) {
		const struct pool_ops *pool = pools[i];
		const struct pool_ops *other = pool->stands_in_for ?
			pool_find(pool->stands_in_for) : NULL;
		struct error why = { "" };
		char cap[32];
		const struct entry entry = {
			.kind = "pool", .name = pool->name,
			.description = pool->description,
			.reason = pool_available(pool, &why) ? why.text : NULL,
			.cap = cap_of(pool, cap, sizeof(cap)),
			.synchronization = pool->synchronization,
		};

		if (!other || pool_available(other, NULL))
			print_entry(out, csv, &entry);
	}
}

/* The drawing of the machine as rows */
static void list_nodes(FILE *out, const struct topology *topology)
{
	for (int i = 0; i < topology->nr_nodes; i++) {
		const struct topology_node *node = &topology->nodes[i];

		fprintf(out, "node,%d,%s,\"", node->node,
			node->allowed ? "ok" : "unavailable");
		show_node_words(out, topology, i);
		fprintf(out, "\",%s,,", node->allowed ? "" :
			"this process may not have memory there");
		print_node(out, topology, i);
		print_most(out, NULL);
	}
}

static void list_cpus(FILE *out, const struct topology *topology)
{
	topology_for_each_cpu(cpu, topology) {
		const int node = topology_cpu_node(topology, cpu);
		char name[16], words[160];

		snprintf(name, sizeof(name), "%d", cpu->cpu);
		snprintf(words, sizeof(words),
			 "node %d, package %d, core %d, thread %d of it, last-level cache %d, kind of core %d",
			 node < 0 ? -1 : topology->nodes[node].node,
			 cpu->package, cpu->core, cpu->smt, cpu->llc,
			 cpu->kind);
		print_entry(out, true, &(struct entry){
			.kind = "cpu", .name = name, .description = words,
			.reason = cpu->allowed ? NULL :
				  "this process may not run there" });
	}
}

static bool plan_of(struct placement_plan *plan, const struct options *options,
		    const struct topology *topology, enum placement placement,
		    unsigned int producers)
{
	struct placement_policy policy = scenarios_policy(options,
		show_scenario(options), placement, producers);

	placement_plan(plan, topology, &policy);
	return plan->available;
}

/* The plan with the most producers that no two of share a CPU. */
static bool plan_most(struct placement_plan *plan,
		      const struct options *options,
		      const struct topology *topology,
		      enum placement placement)
{
	struct options alone = *options;
	/* more producers are never easier, except for mixed, which needs two */
	unsigned int low = placement == PLACEMENT_MIXED ? 2 : 1;
	unsigned int high = (unsigned int)topology_allowed_cpus(topology);

	alone.oversubscribe = false;
	alone.scenarios.n = 0;
	if (high > PLACEMENT_MAX_PRODUCERS)
		high = PLACEMENT_MAX_PRODUCERS;
	if (!plan_of(plan, &alone, topology, placement, low))
		return false;
	while (low < high) {
		const unsigned int middle = low + (high - low + 1) / 2;

		if (plan_of(plan, &alone, topology, placement, middle))
			low = middle;
		else
			high = middle - 1;
	}
	return plan_of(plan, &alone, topology, placement, low);
}

static void list_placements(FILE *out, const struct options *options,
			    const struct topology *topology)
{
	static struct placement_room rooms[2];
	struct placement_plan plan = { .room = &rooms[0] };
	struct placement_plan most = { .room = &rooms[1] };
	struct options every = *options;
	struct choice_list placements;
	const struct number_list producers = scenarios_producers(options,
					topology, show_scenario(options));

	every.full = true;
	placements = scenarios_placements(&every);
	for (size_t i = 0; i < placements.n; i++) {
		const enum placement placement =
			(enum placement)placements.index[i];
		struct entry entry = {
			.kind = "placement",
			.name = placement_names[placement],
			.description = placement_infos[placement].description,
			.reason = "",
		};

		for (size_t p = 0; p < producers.n && entry.reason; p++)
			entry.reason = plan_of(&plan, options, topology,
					       placement, producers.value[p]) ?
				       NULL : plan.reason;
		if (!entry.reason && plan_most(&most, options, topology,
					       placement))
			entry.most = &most;
		print_entry(out, options->csv, &entry);
	}
}

/* Index of the consumer's node, which is the same in all plans */
static int consumer_node(const struct options *options,
			 const struct topology *topology)
{
	static struct placement_room room;
	struct placement_plan plan = { .room = &room };
	struct options shared = *options;

	shared.oversubscribe = true;
	return plan_of(&plan, &shared, topology, PLACEMENT_LOCAL, 1) ?
	       topology_node_index(topology, plan.consumer.node) : 0;
}

static void list_machine(FILE *out, const struct options *options,
			 const struct topology *topology)
{
	if (options->csv) {
		list_nodes(out, topology);
		list_cpus(out, topology);
		return;
	}
	fputc('\n', out);
	show_machine(out, topology, consumer_node(options, topology));
}

void show_list(FILE *out, const struct options *options,
	       const struct topology *topology)
{
	const bool csv = options->csv;
	size_t n;
	const struct floor_ops *floors = floor_list(&n);

	if (csv)
		fputs(header, out);
	print_section(out, csv, "scenarios:");
	for (int i = 0; i < SCENARIO_COUNT; i++)
		print_entry(out, csv, &(struct entry){
			.kind = "scenario", .name = scenario_names[i],
			.description = scenario_infos[i].description });
	print_section(out, csv, "\npools:");
	list_pools(out, csv);
	print_section(out, csv, "\nbaselines, the subjects of scenario floor:");
	for (size_t i = 0; i < n; i++)
		print_entry(out, csv, &(struct entry){
			.kind = "floor", .name = floors[i].name,
			.description = floors[i].description });
	list_machine(out, options, topology);
	print_section(out, csv, topology->foreign ?
		      "\nplacements on the machine of the file:" :
		      "\nplacements on this machine:");
	list_placements(out, options, topology);
}
