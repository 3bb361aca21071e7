// SPDX-License-Identifier: MIT
/*
 * percpu_node: percpu with a depot for each node, by the CPU that puts: locks
 * and magazines stay on a node as long as its own CPUs get what they put. A
 * consumer that finds nothing on its node goes to the other nodes' depots, so
 * that no buffer is out of its reach. On a machine of one node it is percpu.
 */
#define POOL_NAME percpu_node
#define PERCPU_DESCRIPTION "per-CPU magazines (rseq) with a depot for each node"
#define MAGAZINE_PER_NODE 1
#include "pool/percpu.h"
