#!/bin/bash
# SPDX-License-Identifier: MIT
# nothing.sh BENCH: exit status 3 where nothing that was asked can run here
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1

run "$bench" --scenario uncontended --benchmark_filter=no_such_name
expect_complaint 3 "matches nothing"
run "$bench" --benchmark_filter=no_such_name
expect_status 3
expect_lines "$out" 0
expect_line "$err" "matches nothing"

# Allocators have no descriptor to touch
run "$bench" --scenario uncontended --pool malloc --touch descriptor
expect_complaint 3 "malloc, single: unavailable: hands out bare memory"

if one_node; then
	run "$bench" --scenario handoff --placement remote
	expect_complaint 3 "remote: unavailable: this machine has one NUMA node"
	run "$bench" --placement remote --window-ms 1 --warmup-ms 0 \
		--repetitions 1
	expect_complaint 3 "remote: unavailable: this machine has one NUMA node"
else
	echo "placement remote is possible here: not checked"
fi
if [ -e results ]; then
	fail "a folder was made for nothing"
fi
