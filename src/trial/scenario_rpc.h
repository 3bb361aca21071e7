/* SPDX-License-Identifier: MIT */
/* Scenario rpc: how much of everything a trial has, and the making of it. */
#pragma once

#include "pool/loop/rpc_internal.h"
#include "trial/scenario.h"

struct rpc_state {
	struct rpc *rpc;
	uint64_t window[RPC_OCCUPANCY];	/* occupancy in the last window */
	uint64_t kept[RPC_OCCUPANCY];	/* in all windows that count */
};

size_t rpc_buffers(const struct trial_config *config, size_t held);
size_t rpc_bytes(const struct pool_ops *pool,
		 const struct trial_config *config, size_t count, int node);
int rpc_create(struct execution *execution, struct error *error);
void rpc_destroy(struct execution *execution);
