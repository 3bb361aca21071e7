/* SPDX-License-Identifier: MIT */
#pragma once

/**
 * worker_environment() - what a worker finds in its environment
 * @preload: LD_PRELOAD; NULL: none
 *
 * What the driver has, without what would tune an allocator. All symbols are
 * bound at the start: the loader would bind the first call of each when it is
 * made, which may be in a window, on a page of the stack that nobody has
 * touched yet.
 *
 * Return: pointers into static memory, in memory that the caller frees; NULL:
 * there is none.
 */
char **worker_environment(const char *preload);
