#!/bin/bash
# SPDX-License-Identifier: MIT
# bad_pools.sh BENCH_BAD_POOLS SCENARIO: a pool that crashes its worker, hangs,
# ends it or fails its check is a row with a status and no figures. Who takes a
# worker with it is named, and left out from then on; all others are measured.
. "$(dirname "$0")/common.sh"
scenario=$2

figures=(window_ns buffers ns_per_buffer consumer_busy_ns_per_buffer
	producer_busy_ns_per_buffer put_accepted put_refused
	put_refused_negative get_hit get_empty fallback_allocs wrong_node
	put_retries get_retries start_skew_ns line_transfer_ns population)

# expect_bad FOLDER POOL ROUNDS STATUS REGEX: in each scenario of the folder
expect_bad() {
	local folder=$1 pool=$2 rounds=$3 expected=$4 regex=$5 points

	points=$(csv "$folder/summary.csv" "pool=$pool" status!=unavailable \
		pool | wc -l)
	expect_equal "rows of $pool" $((points * rounds)) \
		"$(csv "$folder/samples.csv" "pool=$pool" status | wc -l)"
	expect_values "statuses of $pool" "$expected" \
		<<<"$(csv "$folder/samples.csv" "pool=$pool" status)"
	expect_values "errors of $pool" "$regex" \
		<<<"$(csv "$folder/samples.csv" "pool=$pool" error)"
	expect_values "figures of $pool" "$(printf '\t%.0s' \
		"${figures[@]:1}")" <<<"$(csv "$folder/samples.csv" \
		"pool=$pool" "${figures[@]}")"
	expect_values "$pool in the summary" "($expected)	0						.*$regex" \
		<<<"$(csv "$folder/summary.csv" "pool=$pool" \
			status!=unavailable status n median_ns_per_buffer \
			ci_low ci_high ci_level ratio_to_svc_page_pool reason)"
	expect_line "$err" \
		"^bench: trial [0-9]+, $pool( and .*)? \([a-z]+, [a-z]+\): ($expected): $regex$"
}

# expect_not_counted FOLDER POOL: a counter that never ran has no value
expect_not_counted() {
	expect_equal "counters of $2 with a value" "" \
		"$(csv "$1/counters.csv" "pool=$2" value!= role event value \
			status | sort | uniq -c | head -n 3)"
}

# The other pool's rows are all there
expect_good() {
	expect_status 1
	expect_csv "$1/samples.csv"
	expect_csv "$1/counters.csv"
	expect_csv "$1/summary.csv"
	expect_rounds "$1" "$2" "$(csv "$1/summary.csv" pool=mutex \
		status!=unavailable pool | wc -l)" pool=mutex
	expect_values "statuses of mutex" "ok|missed_window" \
		<<<"$(csv "$1/samples.csv" pool=mutex status)"
}

[ "$scenario" != handoff ] || need_cpus 2
run "$bench" --pool bad_crash,bad_loss,bad_exit,bad_leave,mutex \
	--scenario "$scenario" --placement local --quick --repetitions 2 \
	--slices 4 --window-ms 20 --warmup-us 500 --out result
expect_good result 2
expect_bad result bad_crash 1 crashed \
	"the worker died of signal 11 \(Segmentation fault\)"
expect_bad result bad_loss 2 error \
	"[0-9]+ buffers went in, [0-9]+ were found after the trial, 0 of them twice: the pool lost or duplicated some"
expect_bad result bad_exit 1 crashed "the worker ended with exit status 7"
expect_bad result bad_leave 1 "crashed|error" ".+"
for pool in bad_crash bad_exit bad_leave; do
	expect_not_counted result "$pool"
done
expect_line "$out" "^  1 of 1 trials failed \(crashed\): the worker died of signal 11 .*:"
expect_line "$out" "^ .* bad_crash$"
[ "$scenario" != handoff ] || exit 0

# Takes twice the 10 s in which something must move on
run "$bench" --pool bad_hang,mutex --scenario uncontended --quick \
	--repetitions 1 --window-ms 20 --warmup-us 500 --out hang
expect_good hang 1
expect_bad hang bad_hang 1 timeout "no progress for 10 s: the worker was killed"
expect_not_counted hang bad_hang
