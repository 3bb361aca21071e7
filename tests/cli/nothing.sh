#!/bin/bash
# SPDX-License-Identifier: MIT
# nothing.sh BENCH: exit status 3 where nothing that was asked can run here
. "$(dirname "$0")/common.sh"

refuse 3 "matches nothing" --benchmark_filter=no_such_name
refuse 3 "matches nothing" --scenario uncontended \
	--benchmark_filter=no_such_name
# Allocators have no descriptor to touch
refuse 3 "malloc, single: unavailable: hands out bare memory" \
	--scenario uncontended --pool malloc --touch descriptor

# A setting that a pool, or any pool, cannot have in a scenario: the reason
if [ "$(nproc)" -ge 2 ]; then
	threads=(--placement local --producers 1 --repetitions 1)
	while IFS='|' read -r pool reason options; do
		# shellcheck disable=SC2086 # options
		refuse 3 "$pool, local: unavailable: $reason" "${threads[@]}" \
			--pool "$pool" --scenario $options
	done <<-'END'
		mutex|a message has at most 260 pages|rpc --burst 300
		mutex|does not fit into 32 bytes|rpc --layout packed32
		malloc|is never empty|rpc --refill posted
		null|.*where they are touched it is no baseline|rpc
		malloc|has no cap|overflow
	END
	for pool in "${rivals[@]}"; do
		for scenario in handoff overflow; do
			refuse 3 "$pool, local: unavailable: .*only scenario rpc" \
				"${threads[@]}" --scenario $scenario --pool "$pool"
		done
		refuse 3 "$pool, single: unavailable: .*only scenario rpc" \
			--scenario uncontended --pool "$pool"
	done
else
	echo "producers are not possible here: their pools are not checked"
fi

if one_node; then
	for scenario in "" "--scenario handoff"; do
		# shellcheck disable=SC2086 # options
		refuse 3 "remote: unavailable: this machine has one NUMA node" \
			$scenario --placement remote --window-ms 1 \
			--warmup-us 0 --repetitions 1
	done
else
	echo "placement remote is possible here: not checked"
fi
[ ! -e results ] || fail "a folder was made for nothing"
