// SPDX-License-Identifier: MIT
#include "bench/show.h"

#include "plan/points.h"
#include "report/figure.h"
#include "run/progress.h"

enum scenario show_scenario(const struct options *options)
{
	return options->scenarios.n ?
	       (enum scenario)options->scenarios.index[0] : SCENARIO_HANDOFF;
}

static void plan_thread(FILE *out, bool csv, const char *placement,
			int pool_node, int producers, const char *role,
			int index, const struct placement_thread *thread)
{
	const bool pinned = thread->cpu != CPU_ANY;

	fprintf(out, csv ? "%s,%d,%s,%d," : "%-9s %9d  %-8s %5d ", placement,
		producers, role, index);
	if (pinned)
		fprintf(out, csv ? "%d,%d,%d,%d" : "%5d %5d %7d %5d",
			thread->cpu, thread->core, thread->package,
			thread->node);
	else
		fprintf(out, csv ? ",,," : "%5s %5s %7s %5s", "any", "any",
			"any", "any");
	fprintf(out, csv ? ",%d,ok,,%d\n" : " %11d %9d\n",
		thread->memory_node, pool_node);
}

/* What can run at all; the plan below says why something cannot. */
static void show_estimate(FILE *out, const struct options *options,
			  const struct topology *topology)
{
	struct trials trials = { .n = 0 };
	struct points points;
	struct error unused;

	if (!points_expand(&points, options, topology, 1, &unused) &&
	    !trials_make(&trials, &points, NULL))
		progress_print_estimate(out, "", &trials, &points,
					options->repetitions);
	trials_free(&trials);
	points_free(&points);
}

void show_plan(FILE *out, const struct options *options,
	       const struct topology *topology)
{
	static struct placement_room room;
	struct placement_plan plan = { .room = &room };
	const struct choice_list placements = scenarios_placements(options);
	const struct number_list producers = scenarios_producers(options,
					topology, show_scenario(options));
	const bool csv = options->csv;
	bool told = csv;

	if (!csv)
		show_estimate(out, options, topology);
	fputs(csv ? "placement,producers,role,index,cpu,core,package,node,memory_node,status,reason,pool_node\n" :
	      "placement producers  role     index   cpu  core package  node memory_node pool_node\n",
	      out);
	for (size_t l = 0; l < placements.n; l++) {
		const char *name = placement_names[placements.index[l]];

		for (size_t p = 0; p < producers.n; p++) {
			const int n = (int)producers.value[p];
			struct placement_policy policy = scenarios_policy(
				options, show_scenario(options),
				(enum placement)placements.index[l],
				producers.value[p]);

			placement_plan(&plan, topology, &policy);
			if (!plan.available && csv) {
				fprintf(out, "%s,%d,,,,,,,,unavailable,",
					name, n);
				csv_print_text(out, plan.reason);
				fputs(",\n", out);
			} else if (!plan.available) {
				fprintf(out, "%-9s %9d  unavailable: %s\n",
					name, n, plan.reason);
			}
			if (!plan.available)
				continue;
			plan_thread(out, csv, name, plan.pool_node, n,
				    "consumer", 0, &plan.consumer);
			for (int i = 0; i < n; i++)
				plan_thread(out, csv, name, plan.pool_node, n,
					    "producer", i, &plan.producer[i]);
			if (plan.memory_elsewhere && !told)
				fprintf(out, "MEMORY ELSEWHERE: the consumer runs on node %d, its memory is on node %d\n",
					plan.consumer.node,
					plan.consumer.memory_node);
			told |= plan.memory_elsewhere;
		}
	}
}

static void show_item(FILE *out, bool csv,
		      const struct environment_item *item)
{
	const char *verdict = environment_verdict_names[item->verdict];

	if (csv) {
		fprintf(out, "%s,%s,", item->name, verdict);
		csv_print_text(out, item->value);
		fputc(',', out);
		csv_print_text(out, item->why ? item->why : "");
		fputc(',', out);
		csv_print_text(out, item->remedy ? item->remedy : "");
		fputc('\n', out);
		return;
	}
	fprintf(out, "  %-22s %s\n", item->name,
		item->value[0] ? item->value : "(unknown)");
	if (item->verdict == ENVIRONMENT_FINE)
		return;
	if (item->why)
		fprintf(out, "  %22s why: %s\n", "", item->why);
	if (item->remedy)
		fprintf(out, "  %22s do:  %s\n", "", item->remedy);
}

void show_environment(FILE *out, bool csv,
		      const struct environment *environment)
{
	static const enum environment_verdict order[] = {
		ENVIRONMENT_UNFIT, ENVIRONMENT_WARNING, ENVIRONMENT_UNKNOWN,
		ENVIRONMENT_FINE, ENVIRONMENT_FACT,
	};
	if (csv)
		fputs("name,verdict,value,why,remedy\n", out);
	else
		fprintf(out, "%s\n", environment->label);
	for (size_t v = 0; v < ARRAY_SIZE(order); v++) {
		bool titled = csv;

		for (size_t i = 0; i < environment->count; i++) {
			if (environment->items[i].verdict != order[v])
				continue;
			if (!titled)
				fprintf(out, "\n%s:\n",
					environment_verdict_names[order[v]]);
			titled = true;
			show_item(out, csv, &environment->items[i]);
		}
	}
}
