// SPDX-License-Identifier: MIT
#include "bench/verdict.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

const char *const verdict_marks[STATS_VERDICT_COUNT] = {
	[STATS_FASTER] = "faster",
	[STATS_SLOWER] = "slower",
	[STATS_NO_DIFFERENCE] = "none",
	[STATS_UNFIT] = "unfit",
};

void verdict_paired(struct verdict *verdict, const double *base,
		    const double *change, size_t n, double level)
{
	*verdict = (struct verdict){ .ratio.estimate = NAN, .n = n, .p = NAN };
	if (!n)
		return;
	verdict->ratio = stats_paired_ratio(base, change, n, level);
	verdict->p = stats_sign_test(base, change, n).p;
}

void verdict_unpaired(struct verdict *verdict, const double *base,
		      size_t base_n, const double *change, size_t change_n,
		      double level)
{
	*verdict = (struct verdict){
		.ratio.estimate = NAN,
		.n = base_n < change_n ? base_n : change_n,
		.p = NAN,
	};
	if (!verdict->n)
		return;
	verdict->ratio = stats_unpaired_ratio(base, base_n, change, change_n,
					      level);
	verdict->p = stats_unpaired_test(base, base_n, change, change_n);
}

/*
 * An unpaired test must part two intervals, each of which may miss: its
 * smallest p is that of twice as many comparisons.
 */
static size_t samples_needed(const struct verdict_family *family)
{
	const size_t each = family->paired ? 1 : 2;

	return stats_min_rounds(family->level, family->tested ?
				each * family->tested : each);
}

int verdict_judge(struct verdict *const *verdict, size_t n,
		  struct verdict_family *family)
{
	double *p = calloc(2 * n + 1, sizeof(*p));
	double *adjusted = p + n;

	if (!p)
		return -ENOMEM;
	family->tested = 0;
	for (size_t i = 0; i < n; i++) {
		p[i] = verdict[i]->p;
		family->tested += !isnan(p[i]);
	}
	stats_holm(p, n, adjusted);
	family->needed = samples_needed(family);
	for (size_t i = 0; i < n; i++) {
		struct verdict *one = verdict[i];

		one->p_adjusted = adjusted[i];
		one->too_few = one->n < family->needed;
		one->verdict = one->too_few ? STATS_UNFIT :
			stats_verdict(&one->ratio, adjusted[i], family->level,
				      STATS_LESS_IS_FASTER);
	}
	free(p);
	return 0;
}
