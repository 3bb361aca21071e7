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

# expect_consistent FOLDER: each stamped operation of a trial is in a bucket,
# buckets do not overlap, and the percentiles of a point's trials together are
# those that bench mail works out
expect_consistent() {
	expect_csv "$1/latency.csv"
	expect_equal "what does not add up in $1" "" "$(
		python3 -B - "$here/../../plot" "$1" 2>&1 <<-'EOF'
		import collections
		import csv
		import sys
		plot, folder = sys.argv[1:]
		sys.path.insert(0, plot)
		from verdicts import mail_points, reader


		def rows(name):
		    with open(f"{folder}/{name}.csv", newline="") as file:
		        yield from csv.DictReader(file)


		end = collections.Counter()
		for row in rows("latency"):
		    if row["status"] != "ok":
		        continue
		    of = row["trial"], row["pool"], row["operation"]
		    low, high, count = (int(row[name]) for name in (
		        "low_ns", "high_ns", "count"))
		    if not end[of] <= low < high or not count:
		        print("a bucket that overlaps, or is empty:", row)
		    end[of] = high
		points = collections.defaultdict(
		    lambda: collections.defaultdict(collections.Counter))
		every = reader.read_latency(f"{folder}/latency.csv")
		for row in rows("samples"):
		    if row["status"] != "ok":
		        continue
		    for operation in reader.LATENCY_OPERATIONS:
		        buckets = every[int(row["trial"]), row["pool"]].get(
		            operation, {})
		        if sum(buckets.values()) != int(
		                row[f"{operation}s_stamped"] or 0):
		            print(f"not all stamped {operation}s have a bucket:", row)
		        points[row["pool"], row["load"]][operation].update(buckets)
		for row in rows("summary"):
		    for operation, buckets in points[row["pool"], row["load"]].items():
		        told = [row[f"{operation}_{share}_ns"] or "nan"
		                for share in ("p50", "p99", "p999", "p9999")]
		        wanted = ["%.12g" % mail_points.percentile(buckets, share)
		                  for share in (0.5, 0.99, 0.999, 0.9999)]
		        if told != wanted:
		            print(f"percentiles of {operation}:", told, wanted)
		EOF
	)"
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
done
expect_sound result
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
