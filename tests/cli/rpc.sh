#!/bin/bash
# SPDX-License-Identifier: MIT
# rpc.sh BENCH: scenario rpc with every value of each of its axes: the columns
# of a row agree with each other, and what does not apply is empty
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"

need_cpus 2
# with a count and without, an allocator, a ring, and what is no pool at all
pools=svc_page_pool,mutex,malloc,nopool,mainline,msg_return
if "$bench" --list --format csv | grep -q '^pool,spsc,'; then
	pools+=,spsc
else
	echo "spsc is not listed: not checked"
fi
# the same without those that differ from another one in the pool alone
few=svc_page_pool,malloc,mainline,msg_return
usual=(--scenario rpc --placement local --producers 1 --slices 8 --window-ms 8
	--warmup-us 2000)
# but where bytes are what is tried: thousands of pages circulate, and what they
# are copied from is larger than the caches
light=(--payload none --buffer-bytes 64)

# expect_books FOLDER POOLS: every row that is ok adds up
expect_books() {
	local samples=$1/samples.csv

	expect_equal "$1: get_hit + fallback_allocs that are not buffers + leaked" \
		"" "$(csv "$samples" status=ok pool!=mainline pool get_hit \
			fallback_allocs buffers leaked |
			awk -F '\t' '$2 + $3 != $4 + $5 || $4 == 0')"
	# a worker may have slept while the receiver filled the queue
	expect_equal "$1: nothing was put, although nothing disturbed it" "" \
		"$(csv "$samples" status=ok pool!=mainline disturbed= pool \
			put_accepted put_refused | awk -F '\t' '$2 + $3 == 0')"
	expect_equal "$1: refusals below zero that are no refusals" "" \
		"$(csv "$samples" status=ok pool!=mainline pool put_refused \
			put_refused_negative | awk -F '\t' '$3 > $2')"
	expect_equal "$1: wrong_node above what was handed out" "" \
		"$(csv "$samples" wrong_node!= pool wrong_node buffers leaked |
			awk -F '\t' '$2 > $3 + $4')"
	expect_equal "$1: messages of another size than burst" "" \
		"$(csv "$samples" status=ok burst!=mix pool burst messages \
			buffers | awk -F '\t' '$2 * $3 != $4')"
	expect_equal "$1: mixed messages below 1 page or above 257" "" \
		"$(csv "$samples" status=ok burst=mix pool messages buffers |
			awk -F '\t' '$2 == 0 || $3 < $2 || $3 > 257 * $2')"
	expect_equal "$1: ns_per_message that is not window_ns / messages" "" \
		"$(csv "$samples" status=ok pool window_ns messages \
			ns_per_message | awk -F '\t' '
			function off(a, b) { return a > b ? a - b : b - a }
			off($2 / $3, $4) > 1e-9 * $4')"
	expect_equal "$1: pool_share that is not pool_ns_per_message / message_cost_ns" \
		"" "$(csv "$samples" pool_share!= pool pool_ns_per_message \
			message_cost_ns pool_share | awk -F '\t' '
			function off(a, b) { return a > b ? a - b : b - a }
			off($2 / $3, $4) > 1e-9 * $4')"
	# 12 shares of 3 digits
	expect_equal "$1: occupancies that are not 12 shares of 1" "" \
		"$(csv "$samples" occupancy!= pool occupancy | awk -F '\t' '
			{
				sum = 0
				n = split($2, share, " ")
				for (i = 1; i <= n; i++)
					sum += share[i]
			}
			n != 12 || sum < 0.97 || sum > 1.03')"
	# where nothing can leak, nothing does
	expect_equal "$1: leaked" "" "$(
		csv "$samples" status=ok pool!=mainline refill=empty-slots \
			leaked!=0 pool leaked
		csv "$samples" status=ok pool=nopool leaked!=0 pool leaked)"
	expect_empty "$1" "$2"
}

# empty_in FOLDER POOL COLUMN...: what a pool does not have
empty_in() {
	local folder=$1 pool=$2
	shift 2

	expect_equal "$folder: not empty for $pool: $*" "" \
		"$(csv "$folder/samples.csv" "pool=$pool" "$@" | tr -d '\t\n')"
}

# there FOLDER POOL COLUMN...: what it has
there() {
	local folder=$1 pool=$2 column
	shift 2

	for column; do
		expect_equal "$folder: rows of $pool without $column" "" \
			"$(csv "$folder/samples.csv" "pool=$pool" status=ok \
				"$column=" trial)"
	done
}

# Of some messages only, one in 17 on either side: there in each trial that had
# enough of them. A worker that put nothing had none.
sampled() { # FOLDER POOL COLUMN...
	local folder=$1 pool=$2 column
	shift 2

	for column; do
		expect_equal "$folder: $pool without $column, in so many messages" \
			"" "$(csv "$folder/samples.csv" "pool=$pool" status=ok \
				"$column=" disturbed= messages |
				awk '$1 >= 1000')"
	done
}

expect_empty() { # FOLDER POOLS
	local pool

	for pool in ${2//,/ }; do
		empty_in "$1" "$pool" touch home longest_list beyond_cap
		there "$1" "$pool" "${rpc_axes[@]}" miss_ns messages \
			ns_per_message cpu_ns_per_message
		sampled "$1" "$pool" message_cost_ns
		case $pool in
		# no call of a pool is made at all
		mainline)
			empty_in "$1" mainline put_accepted put_refused \
				put_refused_negative get_hit get_empty \
				fallback_allocs wrong_node put_retries \
				get_retries leaked count_lowest count_highest \
				pool_ns_per_message pool_share \
				miss_ns_per_message break_even_miss_ns \
				occupancy
			expect_equal "$1: shares of mainline" "" \
				"$(csv "$1/summary.csv" pool=mainline hit_share \
					wrong_node_share pool_share \
					break_even_miss_ns | tr -d '\t\n')"
			continue
			;;
		svc_page_pool | msg_return)
			there "$1" "$pool" count_lowest count_highest
			;;
		*)
			empty_in "$1" "$pool" count_lowest count_highest
			;;
		esac
		there "$1" "$pool" put_accepted put_refused get_hit get_empty \
			fallback_allocs leaked miss_ns_per_message
		sampled "$1" "$pool" pool_ns_per_message pool_share occupancy
		case $pool in
		malloc) empty_in "$1" malloc wrong_node population ;;
		nopool) empty_in "$1" nopool break_even_miss_ns ;;
		*) there "$1" "$pool" wrong_node population ;;
		esac
	done
}

# try POOLS AXIS VALUES [OPTION...]: one row for each pool and value, all in
# order. A pool that cannot have a value is told of, and has no row.
try() {
	local pools=$1 axis=$2 values=$3 folder=$2
	shift 3

	[ "$axis" = payload ] || set -- "${light[@]}" "$@"
	measure_to "$folder" "${usual[@]}" --pool "$pools" --repetitions 1 \
		"--${axis//_/-}" "$values" "$@"
	expect_rounds "$folder" 1 "$(csv "$folder/summary.csv" \
		status!=unavailable pool | wc -l)"
	expect_equal "values of $axis" "$(tr , '\n' <<<"$values" | sort)" \
		"$(csv "$folder/samples.csv" "$axis" | sort -u)"
	expect_equal "pools, with any $axis" "$(tr , '\n' <<<"$pools" | sort)" \
		"$(csv "$folder/summary.csv" pool | sort -u)"
	expect_books "$folder" "$pools"
	expect_line "$out" "pool +ratio +interval verdict ns/page +x line +hit%$"
	expect_line "$out" "pool +pool% +ns/msg +CPU/msg +even +wrong%$"
}

try "$pools" burst 1,17,257,mix
try "$pools" put single,bulk
try "$pools" refill empty-slots,posted --burst 17
expect_values "pools that refill posted is not for" malloc \
	<<<"$(csv refill/summary.csv status=unavailable pool)"
try "$few" payload copy,none,header,both
try "$few" queue posted,spsc
try "$few" concurrency serialized,concurrent
try "$few" connections 1,4
try "$few" layout line,packed32 --connections 4 --burst 17
expect_equal "pools that do not fit into 32 bytes" \
	"$(tr , '\n' <<<"${few#svc_page_pool,}" | sort)" \
	"$(csv layout/summary.csv status=unavailable pool | sort)"
expect_values "their reason" "does not fit into 32 bytes: .*" \
	<<<"$(csv layout/summary.csv status=unavailable reason)"
try "$few" waiting spin,sleep
try "$few" load 30,100
try "$few" clear no,yes --burst 17

# A message of one page, and a pool that has more of them: live slots are
# overwritten. How many is chance, but none at all in 16 windows is not.
leaky=svc_page_pool,mutex,msg_return,nopool
measure_to leak "${usual[@]}" "${light[@]}" --pool "$leaky" --burst 1 \
	--refill posted --repetitions 2
expect_books leak "$leaky"
for pool in svc_page_pool mutex msg_return; do
	[ -n "$(csv leak/samples.csv status=ok "pool=$pool" round)" ] || continue
	expect_values "leaks of $pool" '[1-9][0-9]*' <<<"$(
		csv leak/samples.csv status=ok "pool=$pool" refill=posted \
			leaked | awk '{ n += $1 } END { print n + 0 }')"
done
expect_line "$out" "^    leaked [0-9.e+]+ of each 1000 pages$"

# Two workers, in turns and at once
measure_to workers --scenario rpc --placement local --producers 2 \
	--oversubscribe "${light[@]}" --burst 17 --slices 8 --window-ms 40 \
	--warmup-us 2000 --pool "$pools" --repetitions 1 \
	--concurrency serialized,concurrent
expect_books workers "$pools"
if [[ ,$pools, == *,spsc,* ]]; then
	expect_equal "what spsc is not for" concurrent "$(csv \
		workers/summary.csv pool=spsc status=unavailable concurrency)"
fi
