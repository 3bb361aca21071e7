#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh BENCH JSON_VALUE: a short run leaves five files, and what is in them
# agrees. BENCH_SANITIZE: the sanitizer of the build, whose malloc it is then.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1
json_value=$2

options=(--quick --repetitions 2 --window-ms 5 --warmup-ms 2)
run "$bench" --list --format csv
pools=$(csv "$out" kind=pool status=ok name)
listed=$(csv "$out" kind=pool name)
run "$bench" "${options[@]}" --out result --seed 12345
expect_measured result
expect_line "$out" "^results: result$"
expect_line "$err" "^bench: [0-9]+ points, .*seed 12345, results in result$"
expect_equal "files" "command.txt counters.csv environment.json samples.csv summary.csv" \
	"$(find result -mindepth 1 -printf '%f\n' | sort | xargs)"
expect_equal "command.txt" \
	"$bench ${options[*]} --out result --seed 12345" \
	"$(cat result/command.txt)"

# samples.csv
columns=(schema run trial round scenario pool placement producers burst touch
	home buffer_bytes pool_max status error window_ns buffers
	ns_per_buffer put_accepted put_refused get_hit get_empty
	fallback_allocs wrong_node start_skew_ns malloc_provider)
expect_equal "columns of samples.csv" "" \
	"$(csv result/samples.csv schema= "${columns[@]}" 2>&1)"
for pool in $pools; do
	expect_equal "$pool in samples.csv" uncontended \
		"$(csv result/samples.csv "pool=$pool" placement=single \
			scenario | sort -u)"
done
points=$(csv result/summary.csv status!=unavailable pool | wc -l)
expect_rounds result 2 "$points"
expect_equal "trials that are not numbered 1, 2, ..." "" \
	"$(csv result/samples.csv trial | awk '$1 != NR')"
expect_equal "runs" 1 "$(csv result/samples.csv run | sort -u | wc -l)"
expect_equal "rows that are ok, with an error" "" \
	"$(csv result/samples.csv status=ok error!= pool error)"
expect_equal "rows that are not ok, without an error" "" \
	"$(csv result/samples.csv status!=ok error= pool status)"
expect_equal "rows that are ok, without a figure" "" \
	"$(csv result/samples.csv status=ok ns_per_buffer= pool)"
expect_equal "rows that are not ok, with a figure" "" \
	"$(csv result/samples.csv status!=ok window_ns buffers ns_per_buffer \
		get_hit put_accepted | tr -d '\t\n')"
expect_equal "get_hit + fallback_allocs that are not buffers" "" \
	"$(csv result/samples.csv get_hit!= pool get_hit fallback_allocs \
		buffers | awk -F '\t' '$2 + $3 != $4')"
expect_equal "get_empty below fallback_allocs" "" \
	"$(csv result/samples.csv get_hit!= pool get_empty fallback_allocs |
		awk -F '\t' '$2 < $3')"
expect_equal "pools that count no hits" "" \
	"$(csv result/samples.csv status=ok scenario!=floor get_hit= pool)"
expect_equal "floors that count hits" "" \
	"$(csv result/samples.csv scenario=floor get_hit!= pool)"
expect_equal "wrong_node of allocators" "" \
	"$(for pool in malloc jemalloc; do
		csv result/samples.csv "pool=$pool" wrong_node!= pool
	done)"
expect_equal "wrong_node empty in other pools" "" \
	"$(csv result/samples.csv status=ok scenario!=floor pool!=malloc \
		pool!=jemalloc wrong_node= pool)"
if one_node; then
	expect_values "wrong_node on one node" "0|" \
		<<<"$(csv result/samples.csv wrong_node)"
fi
expect_values "oversubscribed" 0 <<<"$(csv result/samples.csv oversubscribed)"
if [ -n "${BENCH_SANITIZE:-}" ]; then
	echo "providers of malloc are not checked: built with a sanitizer"
else
	expect_values "malloc's providers" '.*libc\.so.*' \
		<<<"$(csv result/samples.csv pool=malloc malloc_provider)"
	if grep -qx jemalloc <<<"$pools"; then
		expect_values "jemalloc's providers" '.*libjemalloc.*' \
			<<<"$(csv result/samples.csv pool=jemalloc \
				malloc_provider)"
	fi
fi

# counters.csv
expect_values "statuses of counters" \
	"ok|scaled|unsupported|denied|not_scheduled|not_applicable" \
	<<<"$(csv result/counters.csv status)"
expect_equal "counters with a value and no right to it, or without" "" \
	"$(csv result/counters.csv event status value enabled_ns running_ns |
		awk -F '\t' '
		{ has_value = $2 == "ok" || $2 == "scaled" }
		# both times or none, and none without a value
		has_value != ($3 != "") || ($4 == "") != ($5 == "") ||
			!has_value && $4 != ""')"
expect_equal "trials in counters.csv" \
	"$(csv result/samples.csv trial)" \
	"$(csv result/counters.csv trial | uniq)"
expect_equal "roles of a trial, and its producers" "" \
	"$( (csv result/samples.csv trial producers | sed 's/^/trial\t/'
	csv result/counters.csv event=task_clock_ns trial role thread) |
		awk -F '\t' '
		$1 == "trial" { producers[$2] = $3; next }
		{ n[$1, $2]++ }
		$3 != n[$1, $2] - 1 { print "thread: " $0 }
		END {
			for (t in producers)
				if (n[t, "consumer"] != 1 ||
				    n[t, "producer"] + 0 != producers[t])
					print "threads of trial " t
		}')"

# summary.csv: the axes in the order of samples.csv, then the figures
axes=$(head -n 1 result/samples.csv | tr , '\n' |
	sed -n '/^scenario$/,/^status$/p' | grep -v '^status$' | xargs)
summary_header=$(head -n 1 result/summary.csv | tr , ' ')
expect_line <(echo "$summary_header") \
	"^schema run $axes n median_ns_per_buffer ci_low ci_high ci_level status( |$)"
for pool in $pools; do
	expect_equal "$pool in summary.csv" 1 \
		"$(csv result/summary.csv "pool=$pool" scenario=uncontended \
			pool | wc -l)"
done
expect_equal "placements of handoff without a row for each pool" "" \
	"$(csv result/summary.csv scenario=handoff placement pool | sort -u |
		cut -f 1 | uniq -c | awk -v n="$(wc -l <<<"$listed")" '$1 != n')"
expect_equal "n that is not the number of good samples" "" \
	"$( (csv result/samples.csv status=ok scenario pool placement \
		producers | sed 's/^/sample\t/'
	csv result/summary.csv scenario pool placement producers n) |
		awk -F '\t' '
		$1 == "sample" { n[$2, $3, $4, $5]++; next }
		n[$1, $2, $3, $4] + 0 != $5')"
expect_equal "medians without samples, or the other way round" "" \
	"$(csv result/summary.csv pool n median_ns_per_buffer |
		awk -F '\t' '($2 > 0) != ($3 != "")')"
expect_values "statuses of two samples" \
	"too_few_samples|unavailable|missed_window" \
	<<<"$(csv result/summary.csv status)"
expect_equal "unavailable without a reason" "" \
	"$(csv result/summary.csv status=unavailable reason= pool)"

# environment.json
run "$json_value" result/environment.json run
expect_status 0
expect_equal "run of environment.json" \
	"$(csv result/samples.csv run | sort -u)" "$(cat "$out")"
run "$json_value" result/environment.json seed
expect_equal "seed of environment.json" 12345 "$(cat "$out")"
run "$json_value" result/environment.json items
expect_status 0

# --format csv prints summary.csv
run "$bench" --pool null --scenario uncontended --burst 1 --repetitions 6 \
	--window-ms 20 --warmup-ms 2 --out printed --format csv
expect_measured printed
expect_equal "what --format csv prints" "$(cat printed/summary.csv)" \
	"$(cat "$out")"
