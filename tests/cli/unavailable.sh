#!/bin/bash
# SPDX-License-Identifier: MIT
# unavailable.sh BENCH: what could not be measured is told below the table with
# the scenario and the pool that it is of, whatever else was measured there
. "$(dirname "$0")/common.sh"
need_cpus 2

# measure FOLDER OPTION...
measure() {
	local folder=$1
	shift
	measure_to "$folder" --placement local --producers 1 --burst 1 \
		--repetitions 1 --window-ms 2 --warmup-us 500 "$@"
}

# the lines below "unavailable here:"
unavailable() {
	sed -n '/^unavailable here:$/,/^$/{//!p}' "$out"
}

measure one --scenario handoff,overflow --pool malloc --put single
expect_equal "unavailable" \
	"  local     malloc, 1 point of overflow: has no cap" \
	"$(unavailable | sed 's/, or its get.*//')"
measure two --scenario handoff,rpc,overflow --pool malloc,mmap \
	--refill posted
expect_line "$out" "^  local     2 points of rpc: is never empty"
expect_line "$out" "^  local     4 points of overflow: has no cap"
measure all --scenario handoff --pool mutex
expect_equal "unavailable, where nothing is" "" "$(unavailable)"
if one_node; then
	measure remote --placement local,remote --pool mutex \
		--scenario handoff,overflow --put single
	expect_equal "unavailable" \
		"  remote    mutex, 2 points of handoff, overflow: this machine has one NUMA node" \
		"$(unavailable)"
fi
