/* SPDX-License-Identifier: MIT */
/* Why a plan is unavailable; for the placement files only. */
#pragma once

#include "topo/placement.h"

/**
 * placement_refuse() - record why a plan is unavailable
 *
 * Return: false.
 */
bool placement_refuse(struct placement_plan *plan, const char *format, ...)
	printf_like(2, 3);

/**
 * placement_refuse_node() - say that the @role node @number does not exist
 *
 * Return: false.
 */
bool placement_refuse_node(struct placement_plan *plan, const char *role,
			   int number, const struct topology *topology);
