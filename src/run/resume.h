/* SPDX-License-Identifier: MIT */
/* A run that goes on where an earlier session of it stopped. */
#pragma once

#include "env/environment.h"
#include "plan/options.h"
#include "run/history.h"
#include "run/results.h"

/**
 * struct resumed - the earlier session
 * @folder: of its result
 * @history: what it measured; NULL: there was none
 * @arguments: that it was started with; the options refer to them
 */
struct resumed {
	const char *folder;
	struct history *history;
	char **arguments;
};

/* options_parse(): the command line is the program's, and --resume reads one */
typedef void options_reader(struct options *options, int argc, char **argv);

/**
 * resume_begin() - read what an earlier session left, and take its options
 * @resumed: zeroed; ended by resume_end(), also after an error
 * @options: with --resume; replaced by those of the earlier session
 * @read_options: reads its command line
 * @arguments: of this session, which may have no other option
 * @lock: as of results_lock()
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int resume_begin(struct resumed *resumed, struct options *options,
		 options_reader *read_options, char *const *arguments,
		 int *lock, struct error *error);

/**
 * resume_check_machine() - whether its trials and further ones are of one run
 * @resumed: the earlier session
 * @environment: of this one
 * @error: what was another one
 *
 * Return: 0 or -EINVAL.
 */
int resume_check_machine(const struct resumed *resumed,
			 const struct environment *environment,
			 struct error *error);

/**
 * resume_results() - go on in its folder
 * @resumed: the earlier session
 * @results: filled; closed by results_close()
 * @error: why its files cannot be added to
 *
 * Return: 0 or a negative errno.
 */
int resume_results(const struct resumed *resumed, struct results *results,
		   struct error *error);

/**
 * resume_end() - free what resume_begin() allocated
 */
void resume_end(struct resumed *resumed);
