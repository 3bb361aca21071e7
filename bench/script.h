/* SPDX-License-Identifier: MIT */
/* Commands that are Python, in plot/: started as git starts its own. */
#pragma once

/*
 * Becomes the script @name ("compare") of plot/. @argv: its arguments, after
 * one that becomes its path; ended by NULL. Returns the exit status, told on
 * standard error, where it could not be started.
 */
int script_exec(const char *name, char *const *argv);
