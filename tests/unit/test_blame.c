// SPDX-License-Identifier: MIT
/* Which pool of a trial is to blame for its end. */

#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "base/compiler.h"
#include "trial/blame.h"

/* Who died is known by a status, and not by how a text begins. */
static void test_blame(void **state)
{
	static const struct {
		int at_work;
		enum trial_status of, subject[2];
	} cases[] = {
		{ 1, TRIAL_CRASHED, { TRIAL_BYSTANDER, TRIAL_CRASHED } },
		{ 0, TRIAL_TIMEOUT, { TRIAL_TIMEOUT, TRIAL_BYSTANDER } },
		{ -1, TRIAL_CRASHED, { TRIAL_BYSTANDER, TRIAL_BYSTANDER } },
		{ -1, TRIAL_ERROR, { TRIAL_ERROR, TRIAL_ERROR } },
		{ -1, TRIAL_DRIVER_DIED,
		  { TRIAL_DRIVER_DIED, TRIAL_DRIVER_DIED } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trial *trial = calloc(1, sizeof(*trial));

		assert_non_null(trial);
		trial->subjects = 2;
		trial_set_at_work(trial, cases[i].at_work);
		blame(trial, cases[i].of, "before any turn: why");
		for (unsigned int k = 0; k < 2; k++) {
			const struct trial_outcome *outcome =
				&trial->subject[k].outcome;
			const enum trial_status status = cases[i].subject[k];

			assert_int_equal(outcome->status, status);
			assert_int_equal(trial_is_to_blame(outcome),
					 status != TRIAL_BYSTANDER &&
					 status != TRIAL_ERROR);
			assert_int_equal(trial_has_died(status),
					 status != TRIAL_ERROR);
			assert_non_null(strstr(outcome->error, "why"));
		}
		free(trial);
	}
}

TESTS(T(test_blame))
