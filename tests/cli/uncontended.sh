#!/bin/bash
# SPDX-License-Identifier: MIT
# uncontended.sh BENCH-UNCONTENDED: bad input costs one line, and ends as in
# bench
. "$(dirname "$0")/common.sh"
program=$1

# refuse STATUS REGEX ARGUMENT...
refuse() {
	local code=$1 regex=$2
	shift 2

	run timeout 30 "$program" "$@"
	expect_status "$code"
	expect_lines "$out" 0
	expect_lines "$err" 1
	expect_line "$err" "^bench-uncontended: $regex"
}

refuse 2 "run: filter \(: Could not compile .*'\(' and '\)'" \
	"--benchmark_filter=("
refuse 3 "--benchmark_filter matches nothing" --benchmark_filter=no_such_name
refuse 2 "init: --benchmark_format=foo: not console, json or csv$" \
	--benchmark_format=foo
refuse 2 "init: --benchmark_out_format=foo: not console, json or csv$" \
	--benchmark_out_format=foo
refuse 2 "init: --benchmark_time_unit=d: not ns, us, ms or s$" \
	--benchmark_time_unit=d
refuse 2 "init: --benchmark_color=: not yes, no or auto$" --benchmark_color=
refuse 2 "init: --benchmark_min_time=x: not seconds, such as 0.5s" \
	--benchmark_min_time=x
refuse 2 "run: --benchmark_out: cannot write /proc/nothing: " \
	--benchmark_out=/proc/nothing
refuse 2 "only --benchmark_... flags" --pool=mutex

run "$program" --benchmark_list_tests --benchmark_filter=mutex
expect_status 0
expect_equal "names" uncontended/pool:mutex "$(<"$out")"
run "$program" --benchmark_filter=pool:null --benchmark_min_time=0.01
expect_status 0
expect_line "$out" "^uncontended/pool:null "
