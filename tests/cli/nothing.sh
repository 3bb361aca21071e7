#!/bin/bash
# SPDX-License-Identifier: MIT
# nothing.sh BENCH: exit status 3 where nothing that was asked can run here
. "$(dirname "$0")/common.sh"

run "$bench" --scenario uncontended --benchmark_filter=no_such_name
expect_complaint 3 "matches nothing"
run "$bench" --benchmark_filter=no_such_name
expect_status 3
expect_lines "$out" 0
expect_line "$err" "matches nothing"

# Allocators have no descriptor to touch
run "$bench" --scenario uncontended --pool malloc --touch descriptor
expect_complaint 3 "malloc, single: unavailable: hands out bare memory"

# A setting that a pool, or any pool, cannot have in a scenario: the reason
if [ "$(nproc)" -ge 2 ]; then
	threads=(--placement local --producers 1 --repetitions 1)
	run "$bench" "${threads[@]}" --scenario rpc --pool mutex --burst 300
	expect_complaint 3 "mutex, local: unavailable: a message has at most 260 pages"
	run "$bench" "${threads[@]}" --scenario rpc --pool mutex --layout packed32
	expect_complaint 3 "mutex, local: unavailable: does not fit into 32 bytes"
	run "$bench" "${threads[@]}" --scenario rpc --pool malloc --refill posted
	expect_complaint 3 "malloc, local: unavailable: is never empty"
	run "$bench" "${threads[@]}" --scenario rpc --pool null
	expect_complaint 3 "null, local: unavailable: .*where they are touched it is no baseline"
	for pool in "${rivals[@]}"; do
		for scenario in handoff overflow; do
			run "$bench" "${threads[@]}" --scenario $scenario \
				--pool "$pool"
			expect_complaint 3 "$pool, local: unavailable: .*only scenario rpc"
		done
		run "$bench" --scenario uncontended --pool "$pool"
		expect_complaint 3 "$pool, single: unavailable: .*only scenario rpc"
	done
	run "$bench" "${threads[@]}" --scenario overflow --pool malloc
	expect_complaint 3 "malloc, local: unavailable: has no cap"
else
	echo "producers are not possible here: their pools are not checked"
fi

if one_node; then
	run "$bench" --scenario handoff --placement remote
	expect_complaint 3 "remote: unavailable: this machine has one NUMA node"
	run "$bench" --placement remote --window-ms 1 --warmup-us 0 \
		--repetitions 1
	expect_complaint 3 "remote: unavailable: this machine has one NUMA node"
else
	echo "placement remote is possible here: not checked"
fi
if [ -e results ]; then
	fail "a folder was made for nothing"
fi
