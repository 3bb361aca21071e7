#!/bin/bash
# SPDX-License-Identifier: MIT
# overflow.sh BENCH: scenario overflow looks at the list and at the pool's own
# count: a pool whose cap is exact never exceeds it, whoever puts
. "$(dirname "$0")/common.sh"

need_cpus 2

# One producer and two, who share CPUs where there are too few
measure() { # FOLDER OPTION...
	local folder=$1
	shift

	measure_to "$folder" --scenario overflow \
		--pool svc_page_pool,mutex,svc_page_pool_fixed \
		--placement local --producers 1,2 --repetitions 2 \
		--slices 3 --window-ms 30 --warmup-us 5000 "$@"
	expect_columns "$folder"
}

expect_columns() {
	local samples=$1/samples.csv

	expect_sound "$1"
	# the posted count is what refuses, and only it can be below zero
	expect_none "$samples" put_refused_negative status=ok \
		pool!=svc_page_pool
	# an exact cap, by the list and by the count
	expect_none "$samples" \
		"longest_list > pool_max || beyond_cap || count_lowest < 0" \
		status=ok pool=svc_page_pool_fixed
	if [ "$(nproc)" -lt 3 ]; then
		expect_values "$1: oversubscribed, two producers" 1 <<<"$(
			csv "$samples" producers=2 oversubscribed)"
		expect_values "$1: oversubscribed, one producer" 0 <<<"$(
			csv "$samples" producers=1 oversubscribed)"
	fi
}

measure usual
expect_values "burst" 16 <<<"$(csv usual/samples.csv burst)"
expect_equal "ways to put" "bulk
single" "$(csv usual/samples.csv put | sort -u)"
expect_line "$out" "longest +beyond +highest +lowest +full%"
expect_line "$out" "^  svc_page_pool +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +-?[0-9]+ "
expect_line "$out" "^  mutex +[0-9]+ +[0-9-]+ +[0-9-]+ +- +- "
# half a message fills it
measure small --pool-max 8

# An allocator, a floor and what is no pool have no cap, and are no news
run "$bench" --list --format csv
capless=$(csv "$out" kind=pool cap=none name)
run "$bench" --scenario handoff --benchmark_list_tests=true
expect_status 0
capped=$(sed -n 's/.*pool:\([^/]*\).*/\1/p' "$out" | grep -Fvx "$capless" |
	sort -u)
measure_to all --scenario overflow --placement local --producers 1 \
	--put single --repetitions 1 --slices 4 --window-ms 4 --warmup-us 500
expect_equal "pools with a cap" "$capped" \
	"$(csv all/summary.csv pool | sort -u)"
