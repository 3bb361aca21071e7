// SPDX-License-Identifier: MIT
#include "trial/tally.h"

#include "pool/account.h"

#define EACH_COUNT(do_)							\
	do_(buffers) do_(messages) do_(put_full) do_(put_full_negative)	\
	do_(get_hit) do_(get_empty) do_(fallback) do_(wrong_node)	\
	do_(put_retries) do_(get_retries) do_(wait_ticks)		\
	do_(starved_ticks) do_(leaked) do_(timed) do_(pool_ticks)	\
	do_(miss_ticks) do_(stamped) do_(crossed)

struct tally tally_between(const struct tally *begin, const struct tally *end)
{
	/* extremes have no difference: these are of all that went before */
	struct tally between = *end;

#define SUBTRACT(member)	between.member -= begin->member;
	EACH_COUNT(SUBTRACT)
	return between;
}

void tally_add(struct tally *sum, const struct tally *more)
{
#define ADD(member)	sum->member += more->member;
	EACH_COUNT(ADD)
	account_range(sum->count_lowest, sum->count_highest,
		      more->count_lowest);
	account_range(sum->count_lowest, sum->count_highest,
		      more->count_highest);
	if (more->longest > sum->longest)
		sum->longest = more->longest;
}
