#!/bin/bash
# SPDX-License-Identifier: MIT
# same.sh IN-C IN-CPP: the same benchmarks through the C API and in C++ report
# the same, to the last digit of Google's JSON: all but measured times.
set -euo pipefail

in_c=$1
in_cpp=$2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# report PROGRAM NAME: what it writes, on standard output and to a file
report() {
	"$1" --benchmark_format=json --benchmark_out="$directory/out" \
		--benchmark_context=suite=twins >"$directory/shown" 2>/dev/null
	awk '/"name":/ { manual = /manual_time/ }
		/"context":/ { benchmarks = 0 }
		/"benchmarks":/ { benchmarks = 1 }
		/"cpu_time":/ || /"real_time":/ && !manual { next }
		benchmarks || /"suite":/' \
		"$directory/shown" "$directory/out" >"$directory/$2"
}

report "$in_cpp" cpp
report "$in_c" c
diff "$directory/cpp" "$directory/c"
runs=$(grep -c '"run_type"' "$directory/c")
echo "$runs runs compared"
[ "$runs" -ge 30 ]
grep -q '"suite": "twins"' "$directory/c"
