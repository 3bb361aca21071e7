/* SPDX-License-Identifier: MIT */
/* The small files in which the kernel tells what there is, and their lists. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/compiler.h"

/* Precedes every path; "", this machine, but in tests of made-up ones */
extern const char *small_file_root;

/**
 * small_file_read() - the beginning of a small file, as much as fits
 * @text: without trailing white space; "" on failure
 * @format: the file's path
 *
 * Return: whether it could be read; an empty file can.
 */
bool small_file_read(char *text, size_t size, const char *format, ...)
	printf_like(3, 4);

/** small_file_open() - one whose lines are to be read; NULL: it cannot be */
FILE *small_file_open(const char *path);

/**
 * small_file_line() - what follows a key in a file of lines
 * @value: filled, without white space around it; "" where there is none
 * @key: begins the line; white space and at most one colon follow it
 *
 * Of several such lines, the first counts: in /proc/cpuinfo, the first CPU's.
 */
bool small_file_line(char *value, size_t size, const char *key,
		     const char *format, ...)
	printf_like(4, 5);

/** text_has_word() - of words with blanks, commas or line ends between them */
bool text_has_word(const char *list, const char *word, size_t length);

/** cpu_list_next() - take the first range from a list like "0-3,8" */
bool cpu_list_next(const char **list, int *first, int *last);

/** cpu_list_has() - whether a list like "0-3,8" has a number */
bool cpu_list_has(const char *list, int number);
