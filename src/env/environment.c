// SPDX-License-Identifier: MIT
#include "env/environment.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "base/refused.h"
#include "base/small_file.h"
#include "build_commit.h"
#include "build_info.h"
#include "env/internal.h"

#define BUSY_NS		100000000

const char *const environment_verdict_names[ENVIRONMENT_VERDICT_COUNT] = {
	[ENVIRONMENT_FINE] = "fine",
	[ENVIRONMENT_WARNING] = "warning",
	[ENVIRONMENT_UNFIT] = "unfit",
	[ENVIRONMENT_UNKNOWN] = "unknown",
	[ENVIRONMENT_FACT] = "fact",
};

static const struct environment_row *const groups[] = {
	environment_machine_rows,
	environment_kernel_rows,
	environment_virtual_rows,
	environment_load_rows,
	environment_build_rows,
};

const char *environment_value(const struct environment *environment,
			      const char *name)
{
	for (size_t i = 0; i < environment->count; i++) {
		const struct environment_item *item = &environment->items[i];

		if (strcmp(item->name, name) == 0)
			return item->value[0] ? item->value : NULL;
	}
	return NULL;
}

static void busy(void)
{
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000000000L +
		 now.tv_nsec - start.tv_nsec < BUSY_NS);
}

static void ask_cpuid(struct environment_source *source)
{
#if defined(__x86_64__)
	unsigned int eax, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx))
		return;
	source->cpuid = true;
	source->hypervisor = ecx >> 31;
	if (!source->hypervisor)
		return;
	__cpuid(0x40000000, eax, ebx, ecx, edx);
	memcpy(source->signature, &ebx, 4);
	memcpy(source->signature + 4, &ecx, 4);
	memcpy(source->signature + 8, &edx, 4);
#endif
}

void environment_append(struct look *look, const char *separator,
			const char *format, ...)
{
	va_list args;

	if (ftell(look->value))
		fputs(separator, look->value);
	va_start(args, format);
	vfprintf(look->value, format, args);
	va_end(args);
}

enum environment_verdict environment_unfit(struct look *look,
					   const char *reason, ...)
{
	va_list args;

	va_start(args, reason);
	if (vasprintf(&look->reason, reason, args) < 0)
		look->reason = NULL;
	va_end(args);
	return ENVIRONMENT_UNFIT;
}

static void read_text(struct look *look, const struct environment_row *row)
{
	const size_t size = sizeof(look->text);

	if (row->text)
		snprintf(look->text, size, "%s", row->text);
	else if (row->key)
		small_file_line(look->text, size, row->key, "%s", row->path);
	else if (row->path &&
		 small_file_read(look->text, size, "%s", row->path) &&
		 row->is_list &&
		 /* as a kernel may write it */
		 (!look->text[0] || strcmp(look->text, "(null)") == 0))
		strcpy(look->text, "none");
}

static int add_row(struct environment *environment,
		   const struct environment_source *source,
		   const struct environment_row *row)
{
	struct look look = {
		.source = source,
		.environment = environment,
		.why = row->why,
		.remedy = row->remedy,
	};
	struct environment_item *item =
		reallocarray(environment->items, environment->count + 1,
			     sizeof(*item));
	enum environment_verdict verdict = ENVIRONMENT_FACT;
	size_t length = 0;

	if (!item)
		return -ENOMEM;
	environment->items = item;
	item += environment->count;
	*item = (struct environment_item){ .name = row->name };
	look.value = open_memstream(&item->value, &length);
	if (!look.value)
		return -ENOMEM;
	read_text(&look, row);
	if (row->judge)
		verdict = row->judge(&look);
	else if (row->least || row->most)
		verdict = environment_warn_if(
			(row->least && atof(look.text) < row->least) ||
			(row->most && atof(look.text) > row->most));
	if (!ftell(look.value))
		fputs(look.text, look.value);
	item->reason = look.reason;
	environment->count++;
	if (fclose(look.value) ||
	    (verdict == ENVIRONMENT_UNFIT && !item->reason))
		return -ENOMEM;
	if (!length && row[1].name && strcmp(row[1].name, row->name) == 0) {
		free(environment->items[--environment->count].value);
		return 0;
	}
	if (!length && verdict != ENVIRONMENT_UNFIT && row->missing)
		verdict = ENVIRONMENT_UNKNOWN;
	item->verdict = verdict;
	if (verdict == ENVIRONMENT_UNKNOWN) {
		item->why = row->missing;
		item->remedy = row->missing_remedy;
	} else if (verdict == ENVIRONMENT_WARNING ||
		   verdict == ENVIRONMENT_UNFIT) {
		item->why = look.why;
		item->remedy = look.remedy;
	}
	return 0;
}

/* "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz" is "Intel Xeon Gold 6230" */
static void print_model(FILE *out, const char *model)
{
	static const char *const idle[] = {
		"(R)", "(TM)", "(tm)", " CPU", " Processor",
	};

	while (*model && strncmp(model, " @", 2) != 0) {
		size_t skip = 0;

		for (size_t i = 0; i < ARRAY_SIZE(idle); i++) {
			if (strncmp(model, idle[i], strlen(idle[i])) == 0)
				skip = strlen(idle[i]);
		}
		if (!skip)
			fputc(*model, out);
		model += skip ? skip : 1;
	}
}

static int make_label(struct environment *environment,
		      const struct topology *topology)
{
	const char *model = environment_value(environment, "cpu_model");
	const char *guest = environment_value(environment, "hypervisor");
	const char *kernel = environment_value(environment, "kernel");
	const int allowed = topology_allowed_cpus(topology);
	const int cpus = topology->nr_cpus, nodes = topology->nr_nodes;
	size_t length;
	FILE *label = open_memstream(&environment->label, &length);

	if (!label)
		return -ENOMEM;
	if (model)
		print_model(label, model);
	else
		fputs("unknown CPU", label);
	fprintf(label, ", %d node%s, ", nodes, nodes == 1 ? "" : "s");
	if (allowed < cpus)
		fprintf(label, "%d of ", allowed);
	fprintf(label, "%d CPU%s", cpus, cpus == 1 ? "" : "s");
	if (guest && strcmp(guest, "none") != 0)
		fprintf(label, ", %s guest", guest);
	if (kernel)
		fprintf(label, ", Linux %.*s",
			(int)strspn(kernel, "0123456789."), kernel);
	return fclose(label) ? -ENOMEM : 0;
}

static void set_date(char *date, size_t size)
{
	time_t now = time(NULL);
	struct tm utc;

	if (gmtime_r(&now, &utc))
		strftime(date, size, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

struct environment *
environment_collect_from(const struct environment_source *source,
			 struct error *error)
{
	struct environment *environment = calloc(1, sizeof(*environment));
	int result = environment ? 0 : -ENOMEM;

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		for (const struct environment_row *row = groups[i];
		     !result && row->name; row++) {
			if (!environment_value(environment, row->name))
				result = add_row(environment, source, row);
		}
	}
	if (!result)
		result = make_label(environment, source->topology);
	if (result) {
		environment_free(environment);
		error_set(error, ENOMEM,
			  "no memory for the facts of this machine");
		return NULL;
	}
	small_file_read(environment->host, sizeof(environment->host),
			"/proc/sys/kernel/hostname");
	set_date(environment->date, sizeof(environment->date));
	return environment;
}

struct environment *environment_collect(const struct topology *topology,
					struct error *error)
{
	struct environment_source source = {
		.topology = topology,
		.busy = busy,
		.build_type = BUILD_TYPE,
		.flags = BUILD_FLAGS,
		.sanitizer = BUILD_SANITIZER,
#ifdef __OPTIMIZE__
		.optimized = true,
#endif
		.commit = BUILD_COMMIT,
		.no_commit = "nobody can rebuild the program that was measured: "
			     BUILD_COMMIT_WHY,
		.dirty = BUILD_DIRTY,
	};

	ask_cpuid(&source);
	refused_calls(source.refused, sizeof(source.refused));
	return environment_collect_from(&source, error);
}

static enum environment_verdict judge_where(struct look *look)
{
	if (strncmp(look->text, "user-mode", strlen("user-mode")) == 0)
		return environment_unfit(look,
			"user-mode Linux: no nodes, no real interrupts");
	return ENVIRONMENT_FACT;
}

int environment_add_where(struct environment *environment, const char *where,
			  struct error *error)
{
	const struct environment_row rows[] = {
		{ .name = "measured_in", .text = where, .judge = judge_where,
		  .why = "locks that mask interrupts, and the allocator's lists per CPU, cost other than on hardware",
		  .remedy = "measure in a kernel of hardware: scripts/kernel-bench host" },
		{ .name = NULL },
	};
	const struct environment_source nothing = { .topology = NULL };
	char *label;

	if (asprintf(&label, "%s, in %s", environment->label, where) < 0 ||
	    add_row(environment, &nothing, rows))
		return error_set(error, ENOMEM,
				 "no memory for the facts of this machine");
	free(environment->label);
	environment->label = label;
	return 0;
}

void environment_free(struct environment *environment)
{
	if (!environment)
		return;
	for (size_t i = 0; i < environment->count; i++) {
		free(environment->items[i].value);
		free(environment->items[i].reason);
	}
	free(environment->items);
	free(environment->label);
	free(environment);
}
