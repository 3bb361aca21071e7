// SPDX-License-Identifier: MIT
#include "bench/lines_print.h"

#include <math.h>
#include <stdio.h>

static struct lines_count sum(const struct lines_result *result, int first,
			      int last, unsigned int variable,
			      unsigned int variables)
{
	struct lines_count all = { .loads = 0 };

	for (int role = first; role <= last; role++) {
		for (unsigned int v = variable; v < variable + variables; v++) {
			const struct lines_count *count =
				&result->count[role][v];

			all.loads += count->loads;
			all.stores += count->stores;
			all.locked += count->locked;
			all.upgrades += count->upgrades;
			all.local += count->local;
			all.remote += count->remote;
			all.wait_ps += count->wait_ps;
		}
	}
	return all;
}

static bool is_nothing(const struct lines_count *count)
{
	return !count->loads && !count->stores && !count->locked;
}

/* Roles as they are printed, of the rows of enum lines_role from .. to */
static const struct {
	const char *name;
	int first;
	int last;
} role_rows[] = {
	{ "consumer", LINES_CONSUMER, LINES_CONSUMER },
	{ "producer", LINES_PRODUCERS, LINES_PRODUCERS },
	{ "all", LINES_CONSUMER, LINES_PRODUCERS },
};

void lines_print_csv_header(void)
{
	puts("topology,scenario,placement,distance,line_transfer_ns,producers,burst,pool,role,variable,loads,stores,locked,upgrades,transfers_local,transfers_remote,wait_ns,predicted_ns");
}

void lines_print_csv(const struct lines_row *row)
{
	const struct lines_result *result = &row->result;
	const struct trial_config *config = &row->point->config;
	const double n = (double)result->buffers;
	char burst[AXIS_TEXT_SIZE];

	for (size_t r = 0; r < ARRAY_SIZE(role_rows); r++) {
		for (unsigned int v = 0; v <= result->variables; v++) {
			const struct lines_count count = sum(result,
				role_rows[r].first, role_rows[r].last,
				v ? v - 1 : 0, v ? 1 : result->variables);

			if (is_nothing(&count))
				continue;
			printf("%s,%s,%s,%s,", row->topology,
			       scenario_names[config->scenario],
			       point_placement(row->point), row->distance);
			if (!isnan(row->line_ns))
				printf("%.1f", row->line_ns);
			printf(",%d,%s,%s,%s,%s,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,",
			       config->plan.producers,
			       axis_text(&axes[AXIS_BURST], config->burst,
					 burst),
			       config->pool, role_rows[r].name,
			       v ? result->variable[v - 1] : "",
			       (double)count.loads / n,
			       (double)count.stores / n,
			       (double)count.locked / n,
			       (double)count.upgrades / n,
			       (double)count.local / n,
			       (double)count.remote / n);
			if (isnan(result->ns)) {
				puts(",");
				continue;
			}
			printf("%.2f,", (double)count.wait_ps / 1e3 / n);
			if (!v && role_rows[r].first != role_rows[r].last)
				printf("%.2f", result->ns);
			putchar('\n');
		}
	}
}

void lines_print_setting(const struct lines_row *row)
{
	const struct trial_config *config = &row->point->config;
	char burst[AXIS_TEXT_SIZE];

	printf("%s, %s, %d producer%s, burst %s",
	       scenario_names[config->scenario], point_placement(row->point),
	       config->plan.producers,
	       config->plan.producers == 1 ? "" : "s",
	       axis_text(&axes[AXIS_BURST], config->burst, burst));
	if (!isnan(row->line_ns) && !isnan(row->result.ns))
		printf(", a line takes %.0f ns to the first (%s%s)",
		       row->line_ns,
		       row->distance[0] < 'A' ? "SLIT " : "", row->distance);
	printf("; per buffer, %s:\n", isnan(row->result.ns) ?
	       "taking turns" : "predicted");
	printf("%-24s %8s %8s %8s %8s%s\n", "pool", "locked", "upgrades",
	       "local", "remote",
	       isnan(row->result.ns) ? "" : "       ns    ratio");
}

void lines_print_row(const struct lines_row *row, double base_ns)
{
	const struct lines_result *result = &row->result;
	const struct lines_count count = sum(result, LINES_CONSUMER,
		LINES_PRODUCERS, 0, result->variables);
	const double n = (double)result->buffers;

	printf("%-24s %8.3f %8.3f %8.3f %8.3f", row->point->config.pool,
	       (double)count.locked / n, (double)count.upgrades / n,
	       (double)count.local / n, (double)count.remote / n);
	if (!isnan(result->ns))
		printf(" %8.1f", result->ns);
	if (!isnan(base_ns))
		printf(" %8.3f", result->ns / base_ns);
	putchar('\n');
}

void lines_print_variables(const struct lines_row *row)
{
	const struct lines_result *result = &row->result;
	const double n = (double)result->buffers;

	printf("\n%-10s %-18s %8s %8s %8s %8s%s\n", "role", "variable",
	       "locked", "upgrades", "local", "remote",
	       isnan(result->ns) ? "" : "  wait ns");
	for (int role = 0; role < LINES_ROLES; role++) {
		for (unsigned int v = 0; v < result->variables; v++) {
			const struct lines_count *count =
				&result->count[role][v];

			if (!count->locked && !count->upgrades &&
			    !count->local && !count->remote)
				continue;
			printf("%-10s %-18s %8.3f %8.3f %8.3f %8.3f",
			       role_rows[role].name, result->variable[v],
			       (double)count->locked / n,
			       (double)count->upgrades / n,
			       (double)count->local / n,
			       (double)count->remote / n);
			if (!isnan(result->ns))
				printf(" %8.1f",
				       (double)count->wait_ps / 1e3 / n);
			putchar('\n');
		}
	}
}
