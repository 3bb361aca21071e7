/* SPDX-License-Identifier: MIT */
/*
 * Commands that are Python: what makes words and pictures of results is in
 * plot/, and `bench compare` and `bench mail` start it as git does.
 */
#pragma once

/**
 * script_exec() - become a script of plot/
 * @name: of the script: "compare"
 * @argv: its arguments, after one that becomes its path; ended by NULL
 *
 * Return: exit status, told on standard error, where it could not be started.
 */
int script_exec(const char *name, char *const *argv);

/**
 * script_run() - run a script of plot/ and wait for its end
 * @name: of the script
 * @argv: likewise
 *
 * Return: exit status, of the script or as of script_exec().
 */
int script_run(const char *name, char *const *argv);
