/* SPDX-License-Identifier: MIT */
/* What the module in kmod/ has written of a trial, as this program has it. */
#pragma once

#include "plan/point.h"

/*
 * One trial of the module.
 * @point: of every pool of it but for its name
 * @round: from 1
 * @kernel: its release
 * @trial: its subjects with their outcomes, and its slices; of no thread alone
 *	is anything known, so it has none
 * @fd: of the trial
 */
struct kernel_trial {
	struct point point;
	unsigned int round;
	char kernel[96];
	struct trial *trial;
	int fd;
};

/**
 * kernel_trial_read() - read a folder with the module's files trial, slices and
 *	accounts; to trial, who ran it has added where, round, host_cpus, home
 * @read: freed by kernel_trial_free(), also after an error
 *
 * A pool with a page that is not accounted for has that for an outcome.
 *
 * Return: 0; -EINVAL where the files are not as the module writes them.
 */
int kernel_trial_read(struct kernel_trial *read, const char *folder,
		      struct error *error);

void kernel_trial_free(struct kernel_trial *read);
