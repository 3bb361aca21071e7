// SPDX-License-Identifier: MIT
#include "bench/show.h"

#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"

/* One line of --list */
struct entry {
	const char *kind;
	const char *name;
	bool available;
	const char *description;
	const char *reason;
	const char *cap;
	const char *synchronization;
};

static void print_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void print_entry(FILE *out, bool csv, const struct entry *entry)
{
	if (csv) {
		fprintf(out, "%s,%s,%s,", entry->kind, entry->name,
			entry->available ? "ok" : "unavailable");
		print_quoted(out, entry->description);
		fputc(',', out);
		print_quoted(out, entry->available ? "" : entry->reason);
		fprintf(out, ",%s,", entry->cap ? entry->cap : "");
		print_quoted(out, entry->synchronization ?
			     entry->synchronization : "");
		fputc('\n', out);
		return;
	}
	fprintf(out, "  %-14s %s\n", entry->name, entry->description);
	if (!entry->available)
		fprintf(out, "  %-14s unavailable here: %s\n", "",
			entry->reason);
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

/*
 * A stand-in has a line where it stands in; where it does not, the pool that
 * it would replace names it.
 */
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
			"pool", pool->name, !pool_available(pool, &why),
			pool->description, why.text,
			cap_of(pool, cap, sizeof(cap)), pool->synchronization
		};

		if (!other || pool_available(other, NULL))
			print_entry(out, csv, &entry);
		else if (!csv)
			continue;
	}
}

static void list_placements(FILE *out, const struct options *options,
			    const struct topology *topology)
{
	static struct placement_plan plan;
	const struct choice_list placements = scenarios_placements(options);
	const struct number_list producers = scenarios_producers(options,
								 topology);

	for (size_t i = 0; i < placements.n; i++) {
		const enum placement placement =
			(enum placement)placements.index[i];
		struct entry entry = {
			"placement", placement_names[placement], false,
			placement_descriptions[placement], plan.reason,
			NULL, NULL
		};

		for (size_t p = 0; p < producers.n && !entry.available; p++) {
			struct placement_policy policy = scenarios_policy(
				options, placement, producers.value[p]);

			placement_plan(&plan, topology, &policy);
			entry.available = plan.available;
		}
		print_entry(out, options->csv, &entry);
	}
}

void show_list(FILE *out, const struct options *options,
	       const struct topology *topology)
{
	const bool csv = options->csv;
	size_t n;
	const struct floor_ops *floors = floor_list(&n);

	if (csv)
		fputs("kind,name,status,description,reason,cap,synchronization\n", out);
	print_section(out, csv, "scenarios:");
	for (int i = 0; i < SCENARIO_COUNT; i++)
		print_entry(out, csv, &(struct entry){
			"scenario", scenario_names[i], true,
			scenario_infos[i].description, "", NULL, NULL });
	print_section(out, csv, "\npools:");
	list_pools(out, csv);
	print_section(out, csv, "\nfloors, the subjects of scenario floor:");
	for (size_t i = 0; i < n; i++)
		print_entry(out, csv, &(struct entry){
			"floor", floors[i].name, true,
			floors[i].description, "", NULL, NULL });
	print_section(out, csv, topology->foreign ?
		      "\nplacements on the machine of the file:" :
		      "\nplacements on this machine:");
	list_placements(out, options, topology);
}

static void plan_thread(FILE *out, bool csv, const char *placement,
			int producers, const char *role, int index,
			const struct placement_thread *thread)
{
	fprintf(out, csv ? "%s,%d,%s,%d,%d,%d,%d,%d,%d,ok,\n" :
		"%-9s %9d  %-8s %5d %5d %5d %7d %5d %11d\n",
		placement, producers, role, index, thread->cpu, thread->core,
		thread->package, thread->node, thread->memory_node);
}

void show_plan(FILE *out, const struct options *options,
	       const struct topology *topology)
{
	static struct placement_plan plan;
	const struct choice_list placements = scenarios_placements(options);
	const struct number_list producers = scenarios_producers(options,
								 topology);
	const bool csv = options->csv;

	fputs(csv ? "placement,producers,role,index,cpu,core,package,node,memory_node,status,reason\n" :
	      "placement producers  role     index   cpu  core package  node memory_node\n",
	      out);
	for (size_t l = 0; l < placements.n; l++) {
		const char *name = placement_names[placements.index[l]];

		for (size_t p = 0; p < producers.n; p++) {
			const int n = (int)producers.value[p];
			struct placement_policy policy = scenarios_policy(
				options, (enum placement)placements.index[l],
				producers.value[p]);

			placement_plan(&plan, topology, &policy);
			if (!plan.available && csv) {
				fprintf(out, "%s,%d,,,,,,,,unavailable,",
					name, n);
				print_quoted(out, plan.reason);
				fputc('\n', out);
			} else if (!plan.available) {
				fprintf(out, "%-9s %9d  unavailable: %s\n",
					name, n, plan.reason);
			}
			if (!plan.available)
				continue;
			plan_thread(out, csv, name, n, "consumer", 0,
				    &plan.consumer);
			for (int i = 0; i < n; i++)
				plan_thread(out, csv, name, n, "producer", i,
					    &plan.producer[i]);
		}
	}
}

static void show_item(FILE *out, bool csv,
		      const struct environment_item *item)
{
	const char *verdict = environment_verdict_names[item->verdict];

	if (csv) {
		fprintf(out, "%s,%s,", item->name, verdict);
		print_quoted(out, item->value);
		fputc(',', out);
		print_quoted(out, item->why ? item->why : "");
		fputc(',', out);
		print_quoted(out, item->remedy ? item->remedy : "");
		fputc('\n', out);
		return;
	}
	fprintf(out, "  %-21s %s\n", item->name,
		item->value[0] ? item->value : "(could not be had)");
	if (item->verdict == ENVIRONMENT_FINE)
		return;
	if (item->why)
		fprintf(out, "  %21s why: %s\n", "", item->why);
	if (item->remedy)
		fprintf(out, "  %21s do:  %s\n", "", item->remedy);
}

void show_environment(FILE *out, bool csv,
		      const struct environment *environment)
{
	static const enum environment_verdict order[] = {
		ENVIRONMENT_UNFIT, ENVIRONMENT_WARNING, ENVIRONMENT_UNKNOWN,
		ENVIRONMENT_FINE,
	};
	size_t count;
	const struct environment_item *items = environment_items(environment,
								 &count);

	if (csv)
		fputs("name,verdict,value,why,remedy\n", out);
	else
		fprintf(out, "%s\n", environment_label(environment));
	for (size_t v = 0; v < ARRAY_SIZE(order); v++) {
		bool titled = csv;

		for (size_t i = 0; i < count; i++) {
			if (items[i].verdict != order[v])
				continue;
			if (!titled)
				fprintf(out, "\n%s:\n",
					environment_verdict_names[order[v]]);
			titled = true;
			show_item(out, csv, &items[i]);
		}
	}
}
