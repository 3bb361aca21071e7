// SPDX-License-Identifier: MIT
/*
 * What the model predicts for structures that others have measured: counters
 * that N threads increment, as travisdowns/concurrency-hierarchy-bench has them.
 * Reads published.csv, and prints it with what is predicted. Compiled with the
 * model, as pools are.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "lines/internal.h"

/* Increments by the first thread; before the first ones are counted, so many */
#define OPERATIONS	500
#define WARMUP		100
#define CORES_MOST	4

void lines_pause(void);

struct counter {
	_Atomic(uint64_t) value line_pair_aligned;
	_Atomic(bool) locked line_pair_aligned;
	_Atomic(uint64_t) dispenser line_pair_aligned;
	_Atomic(uint64_t) serving;
};

static struct counter counter;
static uint64_t done[CORES_MOST], first_done, began_ps;

static uint64_t all_done(void)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < model.roles; i++)
		sum += done[i];
	return sum;
}

/* Not compiled in: the program's own books move no lines. */
static __attribute__((no_sanitize("thread"))) void count(void)
{
	const uint64_t of_first = ++done[model.now->index];

	if (model.now->index)
		return;
	if (of_first == WARMUP) {
		first_done = all_done();
		began_ps = model.now->thread.time;
	}
	model.over = of_first == WARMUP + OPERATIONS;
}

static void no_look(void *context)
{
}

static void add_by_atomic(void)
{
	atomic_fetch_add_explicit(&counter.value, 1, memory_order_relaxed);
}

static void add_by_cas(void)
{
	uint64_t value = atomic_load(&counter.value);

	while (!atomic_compare_exchange_weak(&counter.value, &value,
					     value + 1))
		;
}

static void plain_add(void)
{
	/* relaxed: under a lock */
	atomic_store_explicit(&counter.value,
		atomic_load_explicit(&counter.value, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

static void pause_spin(void)
{
	do {
		while (atomic_load_explicit(&counter.locked,
					    memory_order_relaxed))
			lines_pause();
	} while (atomic_exchange_explicit(&counter.locked, true,
					  memory_order_acquire));
	plain_add();
	atomic_store_explicit(&counter.locked, false, memory_order_release);
}

static void ticket_spin(void)
{
	const uint64_t ticket = atomic_fetch_add_explicit(&counter.dispenser,
						1, memory_order_relaxed);

	while (atomic_load_explicit(&counter.serving, memory_order_acquire) !=
	       ticket)
		;
	plain_add();
	atomic_store_explicit(&counter.serving, ticket + 1,
			      memory_order_release);
}

static const struct structure {
	const char *name;
	void (*once)(void);
} structures[] = {
	{ "atomic add", add_by_atomic },
	{ "cas add", add_by_cas },
	{ "pause spin", pause_spin },
	{ "ticket spin", ticket_spin },
};

static void loop(void *once)
{
	for (;;) {
		(*(void (**)(void))once)();
		count();
	}
}

/* Return: ns from one increment to the next, of whichever thread */
static double predict(struct structure structure, unsigned int cores,
		      double line_ns)
{
	struct error error;
	double ns;

	if (model_open(cores, &error))
		abort();
	model_costs(&lines_costs_default);
	for (unsigned int i = 0; i < cores * cores; i++)
		model.line_ps[i] = (uint32_t)(line_ns * 1e5 /
					      (50 + LINES_KEEP_PERCENT));
	model.look = no_look;
	memset(&counter, 0, sizeof(counter));
	memset(done, 0, sizeof(done));
	for (unsigned int i = 0; i < cores; i++) {
		model.role[i].run = loop;
		model.role[i].argument = &structure.once;
	}
	if (!schedule_run())
		abort();
	ns = (double)(model.role[0].thread.time - began_ps) / 1e3 /
	     (double)(all_done() - first_done);
	model_close();
	return ns;
}

int main(void)
{
	char machine[32], name[32], rest[80];
	unsigned int cores;
	double line_ns, measured;

	if (scanf("%79[^\n]\n", rest) == 1)
		puts("machine,line_ns,structure,cores,measured_ns,predicted_ns");
	while (scanf("%31[^,],%lf,%31[^,],%u,%lf%*[^\n]\n", machine, &line_ns,
		     name, &cores, &measured) == 5) {
		for (size_t i = 0; i < ARRAY_SIZE(structures); i++) {
			if (strcmp(structures[i].name, name) == 0)
				printf("%s,%.1f,%s,%u,%.1f,%.1f\n", machine,
				       line_ns, name, cores, measured,
				       predict(structures[i], cores, line_ns));
		}
	}
	return 0;
}
