// SPDX-License-Identifier: MIT
#include "report/pairs.h"

#include <math.h>
#include <stdbool.h>

static bool alike(const struct pair_sample *base,
		  const struct pair_sample *change)
{
	const double a = base->line_ns, b = change->line_ns;

	return isnan(a) || isnan(b) ||
	       (a <= PAIRS_LIKE * b && b <= PAIRS_LIKE * a);
}

static size_t pair_by_round(const struct pair_sample *base, size_t bases,
			    const struct pair_sample *change, size_t changes,
			    struct pair *pairs)
{
	size_t n = 0, b = 0;

	for (size_t c = 0; c < changes; c++) {
		while (b < bases && base[b].round < change[c].round)
			b++;
		if (b < bases && base[b].round <= change[c].round)
			pairs[n++] = (struct pair){ .base = b, .change = c };
	}
	return n;
}

/* With the next pair that gains by it, too; without one nothing happens. */
static void exchange_base(const struct pair_sample *base,
			  const struct pair_sample *change,
			  struct pair *pairs, size_t n)
{
	const size_t mine = pairs[0].base;

	for (size_t i = 1; i < n; i++) {
		struct pair *other = &pairs[i];

		if (alike(&base[other->base], &change[other->change]) ||
		    !alike(&base[other->base], &change[pairs[0].change]) ||
		    !alike(&base[mine], &change[other->change]))
			continue;
		pairs[0].base = other->base;
		other->base = mine;
		return;
	}
}

size_t pairs_match(const struct pair_sample *base, size_t bases,
		   const struct pair_sample *change, size_t changes,
		   struct pair *pairs)
{
	const size_t n = pair_by_round(base, bases, change, changes, pairs);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!alike(&base[pairs[i].base], &change[pairs[i].change]))
			exchange_base(base, change, &pairs[i], n - i);
		if (alike(&base[pairs[i].base], &change[pairs[i].change]))
			pairs[kept++] = pairs[i];
	}
	return kept;
}
