// SPDX-License-Identifier: MIT
#include "trial/execution.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct owned_memory {
	struct owned_memory *next;
	void *memory;
	size_t bytes;
};

void *execution_alloc(struct execution *execution, size_t bytes, int node,
		      struct error *error)
{
	struct owned_memory *owned = malloc(sizeof(*owned));

	if (!owned) {
		error_set(error, ENOMEM, "no memory for the roles");
		return NULL;
	}
	*owned = (struct owned_memory){
		.next = execution->owned,
		.memory = node_memory_alloc(bytes, node, error),
		.bytes = bytes,
	};
	execution->owned = owned;
	return owned->memory;
}

void execution_free(struct execution *execution)
{
	while (execution->owned) {
		struct owned_memory *owned = execution->owned;

		execution->owned = owned->next;
		node_memory_free(owned->memory, owned->bytes);
		free(owned);
	}
	free(execution->state);
}

void execution_fail(struct execution *execution, enum trial_status status,
		    const char *why)
{
	execution->failed = true;
	execution->outcome->status = status;
	snprintf(execution->outcome->error, sizeof(execution->outcome->error),
		 "%s", why);
}
