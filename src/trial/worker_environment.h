/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a worker finds in its environment. What the driver has, without what
 * would tune an allocator. All symbols are bound at the start: the loader would
 * bind the first call of each when it is made, which may be in a window, on a
 * page of the stack that nobody has touched yet.
 * @preload: LD_PRELOAD; NULL: none
 * Return: pointers into static memory, in memory that the caller frees; NULL:
 * there is none.
 */
char **worker_environment(const char *preload);
