/* SPDX-License-Identifier: MIT */
/* Files that are on the disk, and not only on their way to it. */
#pragma once

#include <stddef.h>

#include "base/error.h"

/** durable_folder() - the names that a folder has now survive a power cut */
int durable_folder(const char *folder, struct error *error);

/** durable_make_folder() - a folder and those above it, if they are missing */
int durable_make_folder(const char *folder, struct error *error);

/** durable_write() - write all of a text, in as many calls as that takes */
int durable_write(int fd, const char *text, size_t length);

/** durable_replace() - a file is replaced whole or not, even by a power cut */
int durable_replace(const char *path, const char *text, struct error *error);
