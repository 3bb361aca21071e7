#!/bin/bash
# SPDX-License-Identifier: MIT
# benchmark_flags.sh BENCH: Google Benchmark's flags; its environment variables
# decide nothing, as no result records them
. "$(dirname "$0")/common.sh"
export BENCHMARK_FILTER=nothing BENCHMARK_FORMAT=json BENCHMARK_OUT=env.json
export BENCHMARK_LIST_TESTS=true BENCHMARK_REPETITIONS=9
export BENCHMARK_REPORT_AGGREGATES_ONLY=true
# Two points: one thread each, so that one CPU will do
two=("${uncontended[@]}" --pool "svc_page_pool,mutex" --window-ms 20)

run "$bench" --benchmark_list_tests "${two[@]}" --benchmark_repetitions=5
expect_clean
expect_lines "$out" 2
expect_values "names" \
	'uncontended/pool:[a-z_]+/place:single/producers:0/burst:1/.*/repeats:5/.*' \
	<"$out"
expect_line "$out" "/pool:mutex/"
expect_line "$out" "/pool:svc_page_pool/"

measure_to false --benchmark_list_tests=false "${two[@]}" --repetitions 1

run "$bench" --benchmark_list_tests "${two[@]}" --benchmark_filter=mutex
expect_values "names by a filter" '.*/pool:mutex/.*' <"$out"
expect_lines "$out" 1
run "$bench" --benchmark_list_tests "${two[@]}" --benchmark_filter=-mutex
expect_values "names by a negative filter" '.*/pool:svc_page_pool/.*' <"$out"
expect_lines "$out" 1
run "$bench" --benchmark_list_tests --benchmark_filter='^floor.*empty'
expect_values "names by a regular expression" 'floor/pool:empty_loop/.*' \
	<"$out"
expect_lines "$out" 1

for filter in mutex -svc_page_pool; do
	measure_to "by$filter" "${two[@]}" --repetitions 1 \
		"--benchmark_filter=$filter" --benchmark_color=false
	expect_line "$out" "^uncontended/pool:mutex/.*/manual_time "
	expect_rounds "by$filter" 1 1
	expect_equal "pools by filter $filter" mutex \
		"$(csv "by$filter/samples.csv" pool | sort -u)"
	expect_equal "pools in the summary, by filter $filter" mutex \
		"$(csv "by$filter/summary.csv" pool | sort -u)"
done

# Samples and report agree; the aggregates are Google's
measure_to out "${two[@]}" --benchmark_repetitions=3 --benchmark_out=out.json
expect_rounds out 3 2
good=$(csv out/samples.csv status=ok pool)
[ "$(json out.json benchmarks length)" -ge "$(wc -w <<<"$good")" ] ||
	fail "fewer in out.json than good samples"
# one that missed its window is told in another way
if [ "$(wc -w <<<"$good")" = 6 ]; then
	expect_line <(json out.json benchmarks 0 run_name) \
		"^uncontended/pool:svc_page_pool/"
	expect_equal "first sample of svc_page_pool" "$(
		csv out/samples.csv pool=svc_page_pool ns_per_buffer |
			awk 'NR == 1 { printf "%.5g", $1 }')" \
		"$(json out.json benchmarks 0 real_time |
			awk '{ printf "%.5g", $1 }')"
fi

measure_to format "${two[@]}" --repetitions 2 --benchmark_format=json
cp "$out" format.json
run json format.json benchmarks length
expect_status 0
run json format.json context num_cpus
expect_status 0

refuse 2 '^bench: .*filter \(' "$bench" '--benchmark_filter=('
[ ! -e env.json ] || fail "BENCHMARK_OUT was obeyed"
