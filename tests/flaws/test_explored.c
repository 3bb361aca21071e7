// SPDX-License-Identifier: MIT
/*
 * What can go wrong in svc_page_pool, in all schedules of pages that go round
 * for ever, on its own code; on that of the repaired pool and of svc_page_ring,
 * which must be right; and on mutants of these: each flaw can be found.
 *
 * With puts one at a time, as the series has them, svc_page_pool shows none that
 * matters, and with more pages or threads it would not either: such a put reads
 * the count when all pages that were ever added are counted, and a page leaves
 * the count only after it has left the list. So it reads no less than what is on
 * the list, which can only shrink until it adds: room is what it says, or less.
 */
#include "test.h"
#include "explore.h"

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"

extern const struct model model_posted, model_split, model_fixed, model_ring,
	model_looks_first, model_no_room_check, model_counts_twice,
	model_no_lock, model_waits;

/* A max of 2, and what all threads can hold beside: none waits for a page */
#define LIST			2, 7, 0, 0, false
#define RING(max, side, batch)	max, PAGES, side, batch, false

#define IS(flaw)		(1U << FLAW_##flaw)
#define WRONG_IN_BULK		IS(CAP_VANISHES) | IS(ROOM_ABOVE_MAX)
#define WRONG			IS(OVERSHOOT) | IS(BEYOND_ROOM) | \
				IS(NEGATIVE_COUNT) | IS(TRANSIENT_FULL)

struct row {
	const char *what;
	struct setting setting;
	unsigned int flaws;	/* all that it has; of a mutant one */
};

enum { POSTED_SINGLE, POSTED_BULK, POSTED, POSTED_SERIALIZED };

/* A producer that puts nothing stands for any number of others at the ring. */
static const struct row rows[] = {
	[POSTED_SINGLE] = { "posted, single puts",
		{ &model_posted, "gpp", false, LIST },
		WRONG | IS(FALSE_FULL) },
	/* a negative count gives them too much room instead */
	[POSTED_BULK] = { "posted, bulk puts",
		{ &model_posted, "gbb", false, LIST },
		WRONG | WRONG_IN_BULK },
	[POSTED] = { "posted", { &model_posted, "gee", false, LIST },
		WRONG | WRONG_IN_BULK | IS(FALSE_FULL) },
	[POSTED_SERIALIZED] = { "posted, serialized",
		{ &model_posted, "gee", true, LIST },
		IS(NEGATIVE_COUNT) | IS(TRANSIENT_FULL) },
	/* which the contract forbids */
	{ "posted, two gets at once", { &model_posted, "ggp", true, LIST },
		IS(NEGATIVE_COUNT) | IS(TRANSIENT_FULL) | IS(CONSERVATION) },
	{ "fixed", { &model_fixed, "gee", false, LIST }, IS(TRANSIENT_FULL) },
	{ "fixed, serialized", { &model_fixed, "gee", true, LIST },
		IS(TRANSIENT_FULL) },
	/* where puts are not serialized, its cap is max and the side's room */
	{ "ring", { &model_ring, "geen", false, RING(2, 1, 1) },
		IS(OVERSHOOT) | IS(FALSE_FULL) | IS(TRANSIENT_FULL) },
	{ "ring, gets in batches", { &model_ring, "geen", false, RING(2, 1, 2) },
		IS(OVERSHOOT) | IS(FALSE_FULL) | IS(TRANSIENT_FULL) },
	{ "ring, side list of 2", { &model_ring, "gpbn", false, RING(2, 2, 1) },
		IS(OVERSHOOT) | IS(FALSE_FULL) | IS(TRANSIENT_FULL) },
	{ "ring of 1, side list of 2",
		{ &model_ring, "gppn", false, RING(1, 2, 1) },
		IS(OVERSHOOT) | IS(FALSE_FULL) | IS(TRANSIENT_FULL) },
	{ "ring, serialized", { &model_ring, "gee", true, RING(2, 1, 1) }, 0 },
	/* while slots that were read are not cleared yet */
	{ "ring, gets in batches, serialized",
		{ &model_ring, "gee", true, RING(2, 1, 2) },
		IS(TRANSIENT_FULL) },
};

static const struct row mutants[] = {
	{ "fixed, looks before it counts",
		{ &model_looks_first, "gpp", false, LIST }, IS(OVERSHOOT) },
	{ "ring, side list without a cap",
		{ &model_no_room_check, "gpp", false, RING(2, 1, 1) },
		IS(EXCESS) },
	{ "ring, counts a page out twice",
		{ &model_counts_twice, "gpp", false, RING(2, 1, 1) },
		IS(NEGATIVE_COUNT) },
	{ "ring, lock that is not taken",
		{ &model_no_lock, "gpp", false, RING(2, 1, 1) },
		IS(CONSERVATION) },
	{ "ring, lock that is waited for",
		{ &model_waits, "gpp", false, RING(2, 1, 1) }, IS(WAITS) },
};

static void explore_row(const struct row *row, unsigned int stop,
			struct findings *findings)
{
	explore(&row->setting, stop, findings);
	printf("%-34s %6zu states, %u pages at most:", row->what,
	       findings->states, findings->most);
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		if (findings->flaws & 1U << flaw)
			printf(" %s", flaw_names[flaw]);
	}
	puts(findings->flaws ? "" : " none");
}

static void print_schedules(const struct setting *setting,
			    const struct findings *findings)
{
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		if (findings->flaws & 1U << flaw)
			explore_print(setting, findings, flaw);
	}
}

static void test_pools(void **state)
{
	struct findings findings;
	bool wrong = false;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		explore_row(&rows[i], ~rows[i].flaws, &findings);
		if (i == POSTED || findings.flaws != rows[i].flaws)
			print_schedules(&rows[i].setting, &findings);
		wrong |= findings.flaws != rows[i].flaws;
		/* max - 1 + N, and no more, where puts are single */
		if (i == POSTED_SINGLE)
			assert_int_equal(findings.most, 2 - 1 + 2);
	}
	assert_false(wrong);
}

static void test_mutants(void **state)
{
	struct findings findings;

	for (size_t i = 0; i < ARRAY_SIZE(mutants); i++) {
		explore_row(&mutants[i], mutants[i].flaws, &findings);
		if (!(mutants[i].flaws & findings.flaws))
			fail_msg("%s: not noticed", mutants[i].what);
	}
}

static void assert_same(const struct findings *a, const struct findings *b)
{
	assert_int_equal(a->flaws, b->flaws);
	assert_int_equal(a->most, b->most);
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++)
		assert_int_equal(a->shortest[flaw].steps,
				 b->shortest[flaw].steps);
}

/* kernel/posted.h is the posted code: both do the same in every schedule. */
static void test_split_is_posted(void **state)
{
	struct findings posted, split;

	for (int i = POSTED_SINGLE; i <= POSTED_SERIALIZED; i++) {
		struct setting setting = rows[i].setting;

		explore(&setting, 0, &posted);
		setting.model = &model_split;
		explore(&setting, 0, &split);
		assert_int_equal(posted.states, split.states);
		assert_same(&posted, &split);
	}
}

/* Numbers of pages make no difference to what is found. */
static void test_plain(void **state)
{
	static const struct setting settings[] = {
		{ &model_posted, "gpp", false, 2, 4, 0, 0, false },
		{ &model_posted, "gb", false, 2, 4, 0, 0, false },
		{ &model_ring, "gpp", false, 2, 4, 1, 1, false },
	};
	struct findings few, many;

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		struct setting plain = settings[i];

		plain.plain = true;
		explore(&settings[i], 0, &few);
		explore(&plain, 0, &many);
		print_message("%zu states in place of %zu\n", few.states,
			      many.states);
		assert_true(few.states < many.states);
		assert_same(&few, &many);
	}
}

TESTS(T(test_plain), T(test_mutants), T(test_split_is_posted), T(test_pools))
