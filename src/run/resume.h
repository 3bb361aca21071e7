/* SPDX-License-Identifier: MIT */
/* A run that goes on where an earlier session of it stopped. */
#pragma once

#include "env/environment.h"
#include "plan/options.h"
#include "run/results.h"

/* The earlier session */
struct resumed {
	const char *folder;	/* Of its result */
	struct journal *journal;	/* NULL: there was none */
	char **arguments;	/* That it had; the options refer to them */
};

/* options_parse(): the command line is the program's, and --resume reads one */
typedef void options_reader(struct options *options, int argc, char **argv);

/*
 * Reads what an earlier session left. @resumed: zeroed; ended by resume_end(),
 * also after an error. @options: with --resume; replaced by those of the
 * earlier session. @arguments: of this session, which may have no other option.
 * @lock: as of results_lock().
 */
int resume_begin(struct resumed *resumed, struct options *options,
		 options_reader *read_options, char *const *arguments,
		 int *lock, struct error *error);

/* -EINVAL, with what differs, where @environment is of another run */
int resume_check_machine(const struct resumed *resumed,
			 const struct environment *environment,
			 struct error *error);

/*
 * Goes on in its folder, whose tables must be as that session left them;
 * @results is closed by results_close(). Nothing is written before the first
 * results_add_trial().
 */
int resume_results(const struct resumed *resumed, struct results *results,
		   struct error *error);

void resume_end(struct resumed *resumed);
