/* SPDX-License-Identifier: MIT */
/*
 * Commands that are Python: what makes words and pictures of results is in
 * plot/, and `bench compare` and `bench mail` start it as git does.
 */
#pragma once

/*
 * Becomes the script @name ("compare") of plot/. @argv: its arguments, after
 * one that becomes its path; ended by NULL. Returns the exit status, told on
 * standard error, where it could not be started.
 */
int script_exec(const char *name, char *const *argv);

/* The same as a child: its exit status, or as of script_exec() */
int script_run(const char *name, char *const *argv);
