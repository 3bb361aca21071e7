/* SPDX-License-Identifier: MIT */
/* A plan, and what tests make plans of; <cmocka.h> comes before. */
#pragma once

#include "topo/placement.h"

#include "synthetic.h"

static struct placement_room room;
static struct placement_plan plan = { .room = &room };

static inline struct placement_policy policy_of(enum placement placement,
						int producers)
{
	return (struct placement_policy){
		.placement = placement,
		.producers = producers,
		.consumer_node = -1,
	};
}
