#!/bin/bash
# SPDX-License-Identifier: MIT
# benchmark_environment.sh BENCH: the environment variables of Google
# Benchmark decide nothing: no result records them
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1
options=(--scenario uncontended --burst 1 --pool "svc_page_pool,mutex"
	--window-ms 20 --warmup-us 500)
export BENCHMARK_FILTER=nothing BENCHMARK_FORMAT=json BENCHMARK_OUT=env.json
export BENCHMARK_LIST_TESTS=true BENCHMARK_REPETITIONS=9
export BENCHMARK_REPORT_AGGREGATES_ONLY=true

run "$bench" "${options[@]}" --repetitions 2 --out result
expect_status 0 1
if [ -e result ]; then
	expect_measured result
	expect_rounds result 2 2
	expect_line "$out" "^results: result$"
fi
run "$bench" "${options[@]}" --repetitions 2 --out report \
	--benchmark_filter=. --benchmark_color=false
expect_status 0 1
expect_line "$out" "^uncontended/pool:mutex/.*/manual_time "
if [ -e env.json ]; then
	fail "BENCHMARK_OUT was obeyed"
fi
