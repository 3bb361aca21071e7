/* SPDX-License-Identifier: MIT */
/* Files that are on the disk, and not only on their way to it. */
#pragma once

#include <stddef.h>

#include "base/error.h"

/**
 * durable_folder() - names that a folder has now survive a power cut
 *
 * Return: 0 or a negative errno; 0, too, on a filesystem that has no such call.
 */
int durable_folder(const char *folder, struct error *error);

/**
 * durable_make_folder() - make a folder, and those above it that are missing
 *
 * Return: 0, also where it is there, or a negative errno.
 */
int durable_make_folder(const char *folder, struct error *error);

/**
 * durable_write() - write all of a text, in as many calls as that takes
 *
 * Return: 0, or as a negative errno what kept the rest from being written.
 */
int durable_write(int fd, const char *text, size_t length);

/**
 * durable_replace() - a small file, replaced as a whole or not at all
 *
 * A power cut leaves the old file or the new one.
 */
int durable_replace(const char *path, const char *text, struct error *error);
