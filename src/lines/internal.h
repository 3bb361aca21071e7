/* SPDX-License-Identifier: MIT */
/* What the files of the model share. Times are in picoseconds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "lines/lines.h"
#include "topo/placement.h"

/* Stores that a CPU has under way at a time: 56 to 72 on today's x86-64 */
#define STORES	64
/* Of a role */
#define LINES_STACK	((size_t)256 << 10)

/*
 * How long a line stays with who gets it, before it is passed on to who waits for
 * it, on average: percent of its way. Found by comparing with measurements.
 */
#define LINES_KEEP_PERCENT	15

struct line;
struct model_role;

enum access {
	ACCESS_LOAD,
	ACCESS_STORE,
	ACCESS_LOCKED,	/* an atomic read-modify-write */
};

/* What waits for its time: a thread, or (@stores) the stores of its CPU */
struct actor {
	uint64_t time;
	uint64_t number;	/* of those of one time the lowest is first */
	struct model_role *role;
	bool stores;
};

/* A store that has left the thread and is not in the cache yet */
struct pending {
	struct line *line;
	void *address;
	uint64_t value;
	uint8_t bytes;		/* 0: plain, and in memory already */
	uint8_t variable;
};

/*
 * A thread and its CPU.
 * @stage: of the line that the first of @store is for
 * @quiet: looks at its own lines, one like the other, since anything else:
 *	@since
 * @parked: it would look at the same lines again and again; its time is then
 *	when it did last, and @period how often it does
 */
struct model_role {
	unsigned int index;
	int cpu;
	struct actor thread;
	struct actor drain;
	struct pending store[STORES];
	unsigned int first;
	unsigned int stores;
	uint64_t comes_ps;	/* then it comes for so long */
	enum { STAGE_NONE, STAGE_ASKED, STAGE_TAKES, STAGE_COMES } stage;
	unsigned int quiet;
	uint64_t since;
	bool parked;
	uint64_t paused;	/* when it paused last */
	uint64_t period;
	void (*run)(void *argument);
	void *argument;
	char *stack;
	ucontext_t context;
};

/*
 * One point while it is run.
 * @now: the role that runs; NULL: what is done is not the model's concern
 * @heap: all that could go on, of which the first is the earliest
 * @line_ps: how long a line moves from the row's role to the column's
 */
struct model {
	const struct topology *topology;
	struct model_role *role;
	unsigned int roles;
	struct model_role *now;
	struct actor **heap;
	unsigned int waiting;
	uint64_t numbers;
	uint64_t random;
	ucontext_t outside;
	uint32_t *line_ps;
	bool *remote;
	uint64_t access_ps;
	uint64_t locked_ps;
	uint64_t clock_ps;
	bool turns;
	unsigned int turn;	/* the last producer's */
	unsigned int vain;	/* pauses since a message went on */
	unsigned int ring;	/* variable: forward rings */
	/* counts; of the consumer [0] and of all producers [1] */
	struct lines_count count[LINES_ROLES][LINES_VARIABLES];
	bool counting;
	/* called where the consumer may have reached its end */
	void (*look)(void *context);
	void *context;
	bool over;
};

extern struct model model;

/* Roles that have no loop yet, and no lines; what they cost */
int model_open(unsigned int roles, struct error *error);
void model_costs(const struct lines_costs *costs);
void model_close(void);

/* Others go on until the one that runs is first; @equal: and those beside it */
void schedule_yield(bool equal);
void schedule_push(struct actor *actor);
/* Where roles take turns and not time decides: the next one's */
void schedule_turn(void);
/* So many turns of a spin loop that looks at nothing meanwhile */
void schedule_spin(unsigned int pauses);
/* Another role's store takes a line of it: it looks again */
void schedule_wake(struct model_role *role, uint64_t time);
/* Until model.over; false: all wait for each other */
bool schedule_run(void);

/* An access by the role that runs, before it is done; @atomic: or volatile */
void coherence_access(const void *address, size_t bytes, enum access access,
		      bool atomic);
/* The value that the role's own store on its way has, if there is any */
bool coherence_load(const volatile void *address, uint64_t *value);
/* An atomic store: done when the line is there */
void coherence_store(volatile void *address, size_t bytes, uint64_t value);
/* Until all its stores are in its cache */
void coherence_fence(void);
/* The next step of a CPU's stores, at its time */
void coherence_drain(struct model_role *role);
/* Forget all lines */
void line_reset(void);

/* Memory has a name, which must stay; where others overlap, the last one's */
void variables_add(const char *name, const void *start, size_t bytes);
/* A pool was made: its members have names of their own, where there are any */
void variables_of_pool(const char *name, const void *pool);
/* Number of what lies there */
unsigned int variables_find(const void *address);
void variables_reset(void);
/* Return: how many names there are, which @names is filled with */
unsigned int variables_names(const char *names[LINES_VARIABLES]);

/* Each role's CPU, and the ways between them */
void distance_fill(const struct placement_plan *plan,
		   const struct lines_costs *costs);
