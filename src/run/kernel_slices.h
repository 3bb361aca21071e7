/* SPDX-License-Identifier: MIT */
/* Files slices and accounts of the module, for kernel_trial.c. */
#pragma once

#include "trial/execution.h"

/* The consumer, and all producers together: of each no more is known */
#define KERNEL_ROLES	2

/*
 * Where slices_result() looks for what the slices were.
 * @run: its trial is configured and has no subjects; room for all turns
 * @roles: KERNEL_ROLES of each subject, zeroed
 */
struct kernel_slices {
	struct run *run;
	struct trial_role *roles;
};

/*
 * @failed: errno that the trial ended with, or 0. The trial has its subjects
 * with their outcomes afterwards.
 */
int kernel_slices_read(struct kernel_slices *to, const char *folder,
		       uint64_t failed, struct error *error);
