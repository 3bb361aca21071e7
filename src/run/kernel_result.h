/* SPDX-License-Identifier: MIT */
/* `bench kernel-result`: what the module has measured becomes a result. */
#pragma once

/**
 * kernel_result_main() - bench kernel-result RAW OUT COMMAND...
 * @argv: RAW: folder of the trials, 1, 2, ... in the order of time; OUT: of the
 *	result; COMMAND: what made RAW, for command.txt
 *
 * Return: exit status; EXIT_FAILED where a page is not accounted for, too.
 */
int kernel_result_main(int argc, char **argv);
