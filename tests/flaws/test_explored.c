// SPDX-License-Identifier: MIT
/*
 * The flaws of svc_page_pool looked for in all schedules of small settings, on
 * its own code and on that of the repaired pool; and, with puts one at a time
 * as the series has them, which of them are within reach at all.
 */
#include "test.h"
#include "explore.h"

#include <stdio.h>
#include <string.h>

#define MAX	2

enum { SINGLE, BULK, BULK_OF_3, ROUND, BULK_ROUND, SETTINGS };

static const struct setting concurrent[SETTINGS] = {
	[SINGLE] = { "single puts", MAX, false, { "gg", "pp", "pp" } },
	[BULK] = { "bulk puts of 2", MAX, false, { "gg", "22", "2" } },
	[BULK_OF_3] = { "bulk put of 3", MAX, false, { "gg", "p", "3" } },
	[ROUND] = { "pages that go round", MAX, false, { "ggg", "ps", "ps" } },
	[BULK_ROUND] = { "the same and bulk", MAX, false,
			 { "ggg", "2s", "2" } },
};

/* The same calls, and some more, which one put at a time leaves room for */
static const struct setting serialized[SETTINGS] = {
	[SINGLE] = { "single puts", MAX, true, { "ggg", "pppp", "ppp" } },
	[BULK] = { "bulk puts of 2", MAX, true, { "ggg", "22", "22" } },
	[BULK_OF_3] = { "bulk put of 3", MAX, true, { "ggg", "p3", "3p" } },
	[ROUND] = { "pages that go round", MAX, true,
		    { "gggg", "pss", "pss" } },
	[BULK_ROUND] = { "the same and bulk", MAX, true,
			 { "gggg", "2s2", "s2" } },
};

static void print_head(const char *what)
{
	printf("\n%s, all schedules, cap %d:\n%-19s %-20s %-12s %14s %8s %7s %6s  flaws\n",
	       what, MAX, "pool", "calls", "threads", "schedules", "states",
	       "longest", "count");
}

static void print_findings(const struct model *model,
			   const struct setting *setting,
			   const struct findings *findings)
{
	bool none = true;
	char calls[32];

	snprintf(calls, sizeof(calls), "%s %s %s", setting->calls[0],
		 setting->calls[1], setting->calls[2]);
	printf("%-19s %-20s %-12s %14llu %8llu %7u %6d ", model->ops->name,
	       setting->what, calls,
	       (unsigned long long)findings->schedules,
	       (unsigned long long)findings->states, findings->longest,
	       findings->lowest);
	for (int flaw = 0; flaw < FLAWS; flaw++) {
		if (findings->steps[flaw]) {
			printf(" %c", flaw_names[flaw][0]);
			none = false;
		}
	}
	puts(none ? " none" : "");
}

static struct findings posted[2][SETTINGS];

static const struct setting *setting_of(bool is_serialized, int i)
{
	return is_serialized ? &serialized[i] : &concurrent[i];
}

static void explore_all(const struct model *model, bool is_serialized,
			struct findings findings[SETTINGS])
{
	print_head(is_serialized ? "Puts serialized" : "Puts at once");
	for (int i = 0; i < SETTINGS; i++) {
		explore(model, setting_of(is_serialized, i), &findings[i]);
		print_findings(model, setting_of(is_serialized, i),
			       &findings[i]);
	}
}

/* Of all settings, the one where the fewest steps show the flaw; -1: none */
static int shortest(bool is_serialized, enum flaw flaw, bool single_puts)
{
	int best = -1;

	for (int i = 0; i < SETTINGS; i++) {
		const unsigned int steps =
			posted[is_serialized][i].steps[flaw];

		if (single_puts && i != SINGLE && i != ROUND)
			continue;
		if (steps && (best < 0 ||
			      steps < posted[is_serialized][best].steps[flaw]))
			best = i;
	}
	return best;
}

static void test_posted_explored(void **state)
{
	explore_all(&model_posted, false, posted[false]);
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		const int i = shortest(false, flaw, false);

		if (i < 0)
			fail_msg("svc_page_pool no longer shows %s",
				 flaw_names[flaw]);
		printf("flaw %s: %u steps (%s)\n", flaw_names[flaw],
		       posted[false][i].steps[flaw], concurrent[i].what);
	}
	/* max - 1 + N, and no more, where pages are put one at a time */
	assert_int_equal(posted[false][SINGLE].longest, MAX - 1 + 2);
	assert_int_equal(posted[false][ROUND].lowest, -2);
}

/*
 * As the series has it puts are single and serialized; whatever that does not
 * reach is latent. Why no larger setting reaches it: with one put at a time,
 * that put reads the count when all pages that were ever added are counted,
 * and a page leaves the count only after it has left the list. So it reads no
 * less than what is on the list, which can only shrink until it adds: room is
 * what it says, or less.
 */
static void test_labels(void **state)
{
	explore_all(&model_posted, true, posted[true]);
	puts("\nLabels, from these settings and no others:");
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		const bool as_posted = shortest(true, flaw, true) >= 0;
		const bool in_bulk = shortest(true, flaw, false) >= 0;
		const bool single = shortest(false, flaw, true) >= 0;

		printf("  flaw %-19s %-19s (%s)\n", flaw_names[flaw],
		       as_posted ? "reachable as posted" : "latent in the API",
		       as_posted ? "single puts, serialized" :
		       in_bulk ? "serialized bulk puts show it" :
		       single ? "takes two puts at once" :
		       "takes two puts at once, one of them in bulk");
		assert_false(as_posted);
		assert_false(in_bulk);
	}
	for (int i = 0; i < SETTINGS; i++) {
		assert_int_equal(posted[true][i].longest, MAX);
		/* there it is, but while no put is about to look at it */
		assert_true(posted[true][i].lowest < 0);
	}
}

static void test_fixed_explored(void **state)
{
	struct findings findings[SETTINGS];
	uint64_t schedules = 0;

	for (int is_serialized = 0; is_serialized < 2; is_serialized++) {
		explore_all(&model_fixed, is_serialized, findings);
		for (int i = 0; i < SETTINGS; i++) {
			for (int flaw = 0; flaw < FLAWS; flaw++)
				assert_int_equal(findings[i].steps[flaw], 0);
			assert_int_equal(findings[i].longest, MAX);
			assert_int_equal(findings[i].lowest, 0);
			schedules += findings[i].schedules;
		}
	}
	printf("svc_page_pool_fixed: %llu schedules, none shows a flaw\n",
	       (unsigned long long)schedules);
}

/* kernel/posted.h is the posted code: both do the same in every schedule. */
static void test_split_is_posted(void **state)
{
	struct findings findings[SETTINGS];

	explore_all(&model_split, false, findings);
	for (int i = 0; i < SETTINGS; i++) {
		const struct findings *p = &posted[false][i];

		assert_int_equal(findings[i].schedules, p->schedules);
		assert_int_equal(findings[i].states, p->states);
		assert_int_equal(findings[i].longest, p->longest);
		assert_int_equal(findings[i].lowest, p->lowest);
		assert_memory_equal(findings[i].steps, p->steps,
				    sizeof(p->steps));
	}
}

static uint64_t count_schedules(const struct state *from)
{
	uint64_t sum = 0;
	bool last = true;

	for (int thread = 0; thread < THREADS; thread++) {
		struct state state;
		struct event event;

		if (!machine_can(from, thread))
			continue;
		last = false;
		memcpy(&state, from, sizeof(state));
		machine_step(&state, thread, &event);
		sum += count_schedules(&state);
	}
	return last ? 1 : sum;
}

/* One by one, no state shared: the same number. */
static void test_exploring_counts(void **state)
{
	static const struct setting small = {
		"one call each", MAX, false, { "g", "p", "3" },
	};
	static struct state start;
	struct findings findings;

	explore(&model_posted, &small, &findings);
	machine_start(&model_posted, &small, &start);
	assert_int_equal(findings.schedules, count_schedules(&start));
	machine_stop();
}

TESTS(T(test_exploring_counts), T(test_posted_explored), T(test_labels),
      T(test_fixed_explored), T(test_split_is_posted))
