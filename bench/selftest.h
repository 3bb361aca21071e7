/* SPDX-License-Identifier: MIT */
/*
 * The suite measures itself: what it says where there is no difference, and
 * which difference it would have seen.
 */
#pragma once

/*
 * `bench selftest`; returns its exit status. Measures pools in the way of a
 * run, with copies of themselves in the place of others. Each comparison that
 * states a difference is a false alarm. Power is then found on the same ratios,
 * multiplied by 1.01, 1.02, 1.05, 1.10: a delay in the loop itself would vanish
 * behind the other role's work.
 */
int selftest_main(int argc, char **argv);
