/* SPDX-License-Identifier: MIT */
/* hwloc in a process of its own, so that its crash is only an error. */
#pragma once

#include <stddef.h>

#include "topo/topology.h"

/**
 * topology_parse_in_child() - let hwloc read XML that may be damaged
 * @topology: filled; zeroed on failure
 * @xml: the text, with a NUL after its end
 * @length: without that NUL
 * @error: why not, without the file's name
 *
 * The child has a time limit, a memory limit and no environment, and writes
 * the plain struct into a pipe; all that comes out of it is checked, because
 * a damaged file may have damaged the child's memory.
 *
 * Return: 0, -EINVAL for a damaged file, another negative errno where no
 * child could be had.
 */
int topology_parse_in_child(struct topology *topology, const char *xml,
			    size_t length, struct error *error);
