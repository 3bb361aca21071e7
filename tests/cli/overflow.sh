#!/bin/bash
# SPDX-License-Identifier: MIT
# overflow.sh BENCH: scenario overflow looks at the list and at the pool's own
# count: a pool whose cap is exact never exceeds it, whoever puts
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"

need_cpus 2
pools=svc_page_pool,mutex
if "$bench" --list --format csv | grep -q '^pool,svc_page_pool_fixed,'; then
	pools+=,svc_page_pool_fixed
else
	echo "svc_page_pool_fixed is not listed: not checked"
fi

# One producer and two, who share CPUs where there are too few
measure() { # FOLDER OPTION...
	local folder=$1
	shift

	measure_to "$folder" --scenario overflow --pool "$pools" \
		--placement local --producers 1,2 --repetitions 2 \
		--window-ms 40 --warmup-us 5000 "$@"
	expect_columns "$folder"
}

expect_columns() {
	local samples=$1/samples.csv column

	for column in longest_list beyond_cap count_lowest count_highest; do
		expect_equal "$1: rows of svc_page_pool without $column" "" \
			"$(csv "$samples" pool=svc_page_pool status=ok \
				"$column=" trial)"
	done
	# a freelist that keeps its own count under its lock shows neither
	expect_equal "$1: count of mutex" "" \
		"$(csv "$samples" pool=mutex count_lowest count_highest |
			tr -d '\t\n')"
	expect_equal "$1: beyond_cap that is not longest_list - pool_max" "" \
		"$(csv "$samples" longest_list!= pool longest_list pool_max \
			beyond_cap | awk -F '\t' '
			$4 != ($2 > $3 ? $2 - $3 : 0)')"
	expect_equal "$1: a list longer than what circulates" "" \
		"$(csv "$samples" longest_list!= pool longest_list population |
			awk -F '\t' '$2 > $3')"
	expect_equal "$1: counts that do not straddle zero" "" \
		"$(csv "$samples" count_lowest!= pool count_lowest \
			count_highest | awk -F '\t' '$2 > 0 || $3 < 0')"
	expect_equal "$1: buffers that are not hits, or come from elsewhere" "" \
		"$(csv "$samples" status=ok pool buffers get_hit \
			fallback_allocs | awk -F '\t' '$2 != $3 || $4 != 0')"
	expect_equal "$1: nothing was put, although nothing disturbed it" "" \
		"$(csv "$samples" status=ok disturbed= pool put_accepted |
			awk -F '\t' '$2 == 0')"
	# the posted count is what refuses, and only it can be below zero
	expect_equal "$1: refused below zero, without a count" "" \
		"$(csv "$samples" status=ok pool!=svc_page_pool \
			put_refused_negative!=0 pool put_refused_negative)"
	# an exact cap, by the list and by the count
	expect_equal "$1: svc_page_pool_fixed beyond its cap" "" \
		"$(csv "$samples" status=ok pool=svc_page_pool_fixed \
			longest_list pool_max beyond_cap count_lowest |
			awk -F '\t' '$1 > $2 || $3 != 0 || $4 < 0')"
	expect_equal "$1: touch, miss_ns, axes of rpc, busy times" "" \
		"$(csv "$samples" touch miss_ns "${rpc_axes[@]}" leaked \
			messages consumer_busy_ns_per_buffer \
			producer_busy_ns_per_buffer | tr -d '\t\n')"
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
	--put single --repetitions 1 --window-ms 10 --warmup-us 500
expect_equal "pools with a cap" "$capped" \
	"$(csv all/summary.csv pool | sort -u)"
