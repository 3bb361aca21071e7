#!/bin/bash
# SPDX-License-Identifier: MIT
# latency.sh BENCH: scenario latency counts each stamped operation once, in
# buckets that do not overlap, and its percentiles are those of its buckets
. "$(dirname "$0")/common.sh"

need_cpus 2
# a list, one under a lock, one that cannot follow a buffer, and no pool
pools=svc_page_pool,mutex,malloc,null
usual=(--placement local --producers 1 --repetitions 2 --slices 5 --window-ms 15
	--warmup-us 5000)
operations=(put get handoff)

# sums FOLDER: trial, pool, operation, sum of its buckets, as latency.csv has
# them
sums() {
	csv "$1/latency.csv" status=ok trial pool operation count | awk -F '\t' '
		{ sum[$1 "\t" $2 "\t" $3] += $4 }
		END { for (key in sum) print key "\t" sum[key] }' | sort
}

# stamped FOLDER: the same, as samples.csv has it
stamped() {
	local operation

	for operation in "${operations[@]}"; do
		csv "$1/samples.csv" status=ok trial pool \
			"${operation}s_stamped" |
			awk -F '\t' -v operation="$operation" '
			$3 > 0 { print $1 "\t" $2 "\t" operation "\t" $3 }'
	done | sort
}

# wrong_buckets FOLDER: in the order of the file
wrong_buckets() {
	csv "$1/latency.csv" status=ok trial pool operation low_ns high_ns count |
		awk -F '\t' '
		$1 "\t" $2 "\t" $3 != key { key = $1 "\t" $2 "\t" $3; end = 0 }
		$4 < end || $5 <= $4 || $6 < 1 { print }
		{ end = $5 }'
}

# percentiles FOLDER: of all trials of a point, worked out from the buckets
percentiles() {
	local folder=$1

	{
		csv "$folder/samples.csv" status=ok trial pool load |
			awk '{ print "point", $0 }'
		csv "$folder/latency.csv" status=ok trial pool operation low_ns \
			high_ns count | sort -t $'\t' -k 4,4n |
			awk '{ print "bucket", $0 }'
	} | awk '
		function ceil(x) { return x == int(x) ? x : int(x) + 1 }
		$1 == "point" {
			of[$2, $3] = $3 "\t" $4
			points[$3 "\t" $4] = 1
			next
		}
		{
			key = of[$2, $3] "\t" $4
			n = ++buckets[key]
			middle[key, n] = ($5 + $6) / 2
			count[key, n] = $7
			total[key] += $7
		}
		function percentile(key, share,    rank, i, seen) {
			rank = ceil(share * total[key])
			if (total[key] - rank < 10)
				return ""
			while (seen < rank)
				seen += count[key, ++i]
			return sprintf("%.12g", middle[key, i])
		}
		END {
			split("put get handoff", operation, " ")
			split("0.5 0.99 0.999 0.9999", share, " ")
			for (point in points) {
				line = point
				for (i = 1; i <= 3; i++)
					for (k = 1; k <= 4; k++)
						line = line "\t" percentile( \
							point "\t" operation[i],
							share[k])
				print line
			}
		}' | sort
}

expect_consistent() { # FOLDER
	local folder=$1 columns=() operation percentile

	expect_csv "$folder/latency.csv"
	expect_equal "$folder: stamped operations" "$(stamped "$folder")" \
		"$(sums "$folder")"
	expect_equal "$folder: buckets that overlap, or are empty" "" \
		"$(wrong_buckets "$folder")"
	for operation in "${operations[@]}"; do
		for percentile in p50 p99 p999 p9999; do
			columns+=("${operation}_${percentile}_ns")
		done
	done
	expect_equal "$folder: percentiles" "$(percentiles "$folder")" "$(
		csv "$folder/summary.csv" n!=0 pool load "${columns[@]}" | sort)"
}

measure_to result --scenario latency --pool "$pools" "${usual[@]}"
expect_consistent result
for pool in ${pools//,/ }; do
	expect_equal "loads of $pool" "100
30" "$(csv result/samples.csv "pool=$pool" load | sort -u)"
	expect_none result/samples.csv "!(stamp_ns > 0)" "pool=$pool" status=ok
done
# in 15 ms there are thousands of each; a thread that slept has fewer
expect_none result/samples.csv "!puts_stamped || !gets_stamped" status=ok \
	disturbed=
# What has no way through a pool says so, once in each trial
for pool in malloc null; do
	of_pool=$(csv result/samples.csv status=ok "pool=$pool" trial)
	[ -n "$of_pool" ] || continue
	expect_equal "handoff of $pool" \
		"$(awk '{ print $0 "\t\t\t\tnot_applicable" }' <<<"$of_pool")" \
		"$(csv result/latency.csv operation=handoff "pool=$pool" trial \
			low_ns high_ns count status)"
	expect_empty result/samples.csv "pool=$pool" handoffs_stamped
done
expect_empty result/samples.csv touch put clear payload refill queue \
	concurrency connections layout waiting
for operation in "${operations[@]}"; do
	expect_line "$out" "^  $operation +p50 +p90 +p99 +p99.9 +p99.99 +n +ratio$"
done
expect_line "$out" "load 30"
[ -z "$(csv result/samples.csv status=ok trial)" ] ||
	expect_line "$out" "^  A stamp takes [0-9.]+ to [0-9.]+ ns of each figure"
expect_equal "lines beyond 80 columns" "" \
	"$(sed '/^Unfit for/,$d; /trials failed/d' "$out" |
		grep -E '.{81}')"

# Read back, the histograms are what they were
run "$bench" --resume result
expect_status 0 1
expect_consistent result

# Killed between two files: the journal lacks the last trial, which is measured
# again
if [ "$(csv result/samples.csv status!=ok trial)" = "" ]; then
	truncate -s -1 result/trials.bin
	sed -i '$d' result/samples.csv
	printf '4,torn' >>result/latency.csv
	run "$bench" --resume result
	expect_measured result
	expect_consistent result
fi

# Messages of several buffers: each get is due by itself
measure_to bursts --scenario latency --pool svc_page_pool --burst 16 \
	"${usual[@]}"
expect_consistent bursts

# It takes its time: not by default
for options in "" --quick; do
	# shellcheck disable=SC2086 # one option or none
	run "$bench" $options --placement local --producers 1 \
		--benchmark_list_tests=true
	expect_status 0
	expect_equal "latency by default $options" "" "$(grep '^latency/' "$out")"
done
run "$bench" --full --placement local --producers 1 --benchmark_list_tests=true
expect_line "$out" "^latency/pool:svc_page_pool/.*/load:30"

# Its time per buffer is no figure
# --force: in a sanitizer build as well
run "$bench" compare --force result
expect_status 3
expect_lines "$err" 1
expect_line "$err" "overflow and latency are not compared"
run "$bench" --scenario latency --put bulk
expect_complaint 2 "--put has no effect on the chosen scenarios: it applies to --scenario "
