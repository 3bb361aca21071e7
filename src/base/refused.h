/* SPDX-License-Identifier: MIT */
/* System calls that this process may not make: containers refuse some. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * call_is_refused() - whether a system call fails whatever it is asked for
 * @name: "move_pages"; false for one that is not known here
 */
bool call_is_refused(const char *name);

/** refused_calls() - all such calls: "mbind, move_pages"; "" for none */
void refused_calls(char *text, size_t size);
