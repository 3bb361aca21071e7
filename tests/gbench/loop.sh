#!/bin/sh
# SPDX-License-Identifier: MIT
# loop.sh IN-C IN-CPP: instructions per iteration of the C API's loop, in
# batches of 1024, against the inlined loop of C++ over the same body. Each is
# the difference of two runs that differ in their iterations, so that start and
# end cancel. Counted, not timed: the same on any machine.
set -eu

few=102400
many=4198400

skip() {
	echo "SKIP: $1"
	exit 77
}

[ -z "${BENCH_SANITIZE:-}" ] || skip "built with a sanitizer ($BENCH_SANITIZE)"
command -v valgrind >/dev/null || skip "valgrind is not installed"

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

count() {
	COUNT=$2 valgrind --tool=callgrind \
		--callgrind-out-file="$directory/out" "$1" \
		>"$directory/log" 2>&1 || {
		cat "$directory/log" >&2
		exit 1
	}
	sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' "$directory/log"
}

c_few=$(count "$1" $few)
c_many=$(count "$1" $many)
cpp_few=$(count "$2" $few)
cpp_many=$(count "$2" $many)

awk -v c=$((c_many - c_few)) -v cpp=$((cpp_many - cpp_few)) \
	-v n=$((many - few)) 'BEGIN {
	if (c < n || cpp < n) {
		print "fewer instructions than iterations: nothing was run"
		exit 1
	}
	printf "instructions per iteration: C batch of 1024 %.4f, ", c / n
	printf "C++ range loop %.4f, ratio %.4f, allowed 1.05\n", cpp / n, c / cpp
	exit c / cpp > 1.05
}'
