/* SPDX-License-Identifier: MIT */
/* What a file is, as far as its text tells without hwloc. */
#pragma once

#include <stddef.h>

#include "base/error.h"

/**
 * topology_xml_check() - refuse what hwloc cannot read, in plain words
 * @text: the file, with a NUL after its end
 * @length: without that NUL
 * @error: what it is instead, without the file's name
 *
 * hwloc itself answers all of it with EINVAL.
 *
 * Return: 0 or -EINVAL.
 */
int topology_xml_check(const char *text, size_t length, struct error *error);
