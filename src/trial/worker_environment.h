/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the driver has in its environment, without what would tune an allocator,
 * and with LD_PRELOAD unless @preload is NULL. All symbols are bound at the
 * start: the loader would bind the first call of each when it is made, which
 * may be in a window, on a page of the stack that nobody has touched yet.
 * Return: pointers into static memory, in memory that the caller frees; NULL:
 * there is none.
 */
char **worker_environment(const char *preload);
