/* SPDX-License-Identifier: MIT */
/* The small files in which the kernel tells what there is, and their lists. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

/**
 * small_file_read() - read the beginning of a small file
 * @root: precedes the path: "" is this machine
 * @text: filled, without trailing white space; "" on failure
 * @size: of @text; what does not fit is left out
 * @format: the file's path without the root
 *
 * Return: whether it could be read; an empty file can.
 */
bool small_file_read(const char *root, char *text, size_t size,
		     const char *format, ...)
	printf_like(4, 5);

/**
 * small_file_line() - what follows a key in a file of lines
 * @value: filled, without white space around it; "" where there is none
 * @key: begins the line; white space and at most one colon follow it
 *
 * Of several such lines, the first counts: in /proc/cpuinfo, the first CPU's.
 */
bool small_file_line(const char *root, char *value, size_t size,
		     const char *key, const char *format, ...)
	printf_like(5, 6);

/** text_has_word() - of words with blanks, commas or line ends between them */
bool text_has_word(const char *list, const char *word, size_t length);

/** cpu_list_next() - take the first range from a list like "0-3,8" */
bool cpu_list_next(const char **list, int *first, int *last);

/** cpu_list_has() - whether a list like "0-3,8" has a number */
bool cpu_list_has(const char *list, int number);
