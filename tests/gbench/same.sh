#!/bin/bash
# SPDX-License-Identifier: MIT
# same.sh IN-C IN-CPP: the same benchmarks through the C API and in C++ report
# the same, to the last digit of Google's JSON: all but measured times. What C
# reports in two runs C++ does in two processes.
set -euo pipefail

in_c=$1
in_cpp=$2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"

# report PROGRAM: what it writes, on standard output and to a file
report() {
	"$1" --benchmark_format=json --benchmark_out=out \
		--benchmark_context=suite=twins 2>>told
}

# All of FILE... that is no measured time, and of the context what is ours
known() {
	awk '/"name":/ { manual = /manual_time/ }
		/"context":/ { benchmarks = 0 }
		/"benchmarks":/ { benchmarks = 1 }
		/"cpu_time":/ || /"real_time":/ && !manual { next }
		benchmarks || /"suite":/' "$@"
}

{
	report "$in_cpp"
	report "$in_cpp"
} >shown
known shown out >cpp
report "$in_c" >shown
known shown out >c
diff cpp c
runs=$(grep -c '"run_type"' c)
echo "$runs runs compared"
[ "$runs" -ge 42 ]
grep -q '"suite": "twins"' c
# a second run's context is there already, as Google sees it
! grep already told
