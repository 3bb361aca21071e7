/* SPDX-License-Identifier: MIT */
/* An environment of this machine, for tests that print one. */
#pragma once

#include "env/environment.h"
#include "topo/topology.h"

static struct environment *environment;

/* Fixtures of a group of tests */
static int collect(void **state)
{
	struct topology topology;
	struct error error = { "" };

	if (topology_load_this(&topology, &error))
		return -1;
	environment = environment_collect(&topology, &error);
	topology_free(&topology);
	return environment ? 0 : -1;
}

static int drop(void **state)
{
	environment_free(environment);
	return 0;
}
