#!/bin/bash
# SPDX-License-Identifier: MIT
# rpc.sh BENCH: scenario rpc with every value of each of its axes: the columns
# of a row agree with each other, and what does not apply is empty
. "$(dirname "$0")/common.sh"

need_cpus 2
# with a count and without, an allocator, a ring, and what is no pool at all
pools=svc_page_pool,mutex,malloc,nopool,mainline,msg_return,spsc
# the same without those that differ from another one in the pool alone
few=svc_page_pool,malloc,mainline,msg_return
usual=(--scenario rpc --placement local --producers 1 --slices 4 --window-ms 4
	--warmup-us 500)
# but where bytes are what is tried: thousands of pages circulate, and what they
# are copied from is larger than the caches
light=(--payload none --buffer-bytes 64)

# expect_books FOLDER: every row that is ok adds up
expect_books() {
	expect_sound "$1"
	# 12 shares of 3 digits
	expect_equal "$1: occupancies that are not 12 shares of 1" "" \
		"$(csv "$1/samples.csv" occupancy!= occupancy | awk '
			{
				sum = 0
				for (i = 1; i <= NF; i++)
					sum += $i
			}
			NF != 12 || sum < 0.97 || sum > 1.03')"
	expect_empty "$1/summary.csv" pool=mainline hit_share wrong_node_share \
		pool_share break_even_miss_ns
}

# try POOLS "AXIS VALUES"...: one row for each pool and values, all in order; of
# bursts one, but where they are tried. A pool that cannot have a value is told
# of, and has no row.
try() {
	local pools=$1 folder=${2%% *} options=() axis values
	shift

	[ "$folder" = payload ] || options+=("${light[@]}")
	[ "$folder" = burst ] || options+=(--burst 17)
	[ "$folder" != layout ] || options+=(--connections 4)
	for axis; do
		values=${axis#* }
		axis=${axis% *}
		options+=("--${axis//_/-}" "$values")
	done
	measure_to "$folder" "${usual[@]}" --pool "$pools" --repetitions 1 \
		"${options[@]}"
	expect_rounds "$folder" 1 "$(csv "$folder/summary.csv" \
		status!=unavailable pool | wc -l)"
	for axis; do
		expect_equal "values of $axis" \
			"$(tr , '\n' <<<"${axis#* }" | sort)" \
			"$(csv "$folder/samples.csv" "${axis% *}" | sort -u)"
	done
	expect_equal "pools, with any $*" "$(tr , '\n' <<<"$pools" | sort)" \
		"$(csv "$folder/summary.csv" pool | sort -u)"
	expect_books "$folder"
	expect_line "$out" "pool +ratio +interval verdict ns/page +x line +hit%$"
	expect_line "$out" "pool +pool% +ns/msg +CPU/msg +even +wrong%$"
}

try "$pools" "burst 1,17,257,mix"
try "$pools" "refill empty-slots,posted" "put single,bulk"
expect_values "pools that refill posted is not for" malloc \
	<<<"$(csv refill/summary.csv status=unavailable pool)"
try "$few" "payload copy,none,header,both"
try "$few" "queue posted,spsc" "concurrency serialized,concurrent"
try "$few" "connections 1,4" "clear no,yes"
try "$few" "layout line,packed32"
expect_equal "pools that do not fit into 32 bytes" \
	"$(tr , '\n' <<<"${few#svc_page_pool,}" | sort)" \
	"$(csv layout/summary.csv status=unavailable pool | sort)"
expect_values "their reason" "does not fit into 32 bytes: .*" \
	<<<"$(csv layout/summary.csv status=unavailable reason)"
try "$few" "waiting spin,sleep" "load 30,100"

# A message of one page, and a pool that has more of them: live slots are
# overwritten. How many is chance, but none at all in 16 windows is not.
leaky=svc_page_pool,mutex,msg_return,nopool
measure_to leak "${usual[@]}" "${light[@]}" --pool "$leaky" --burst 1 \
	--refill posted --repetitions 2
expect_books leak
for pool in svc_page_pool mutex msg_return; do
	[ -n "$(csv leak/samples.csv status=ok "pool=$pool" round)" ] || continue
	expect_values "leaks of $pool" '[1-9][0-9]*' <<<"$(
		csv leak/samples.csv status=ok "pool=$pool" refill=posted \
			leaked | awk '{ n += $1 } END { print n + 0 }')"
done
expect_line "$out" "^    leaked [0-9.e+]+ of each 1000 pages$"

# Two workers, in turns and at once
measure_to workers --scenario rpc --placement local --producers 2 \
	--oversubscribe "${light[@]}" --burst 17 --slices 4 --window-ms 20 \
	--warmup-us 500 --pool "$pools" --repetitions 1 \
	--concurrency serialized,concurrent
expect_books workers
expect_equal "what spsc is not for" concurrent "$(csv workers/summary.csv \
	pool=spsc status=unavailable concurrency)"
