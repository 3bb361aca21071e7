#!/bin/bash
# SPDX-License-Identifier: MIT
# file_limit.sh BENCH: a file cannot grow any more: what a full disk is to the
# program, made without privilege by a limit on the size of its files
. "$(dirname "$0")/common.sh"
command -v prlimit >/dev/null || skip "no prlimit: install util-linux"

start "$bench" --pool mutex,null "${uncontended[@]}" --repetitions 10000 \
	--slices 4 --window-ms 8 --out result
await_rows result 4
# one of the two largest, counters.csv or trials.bin, ends within a record
prlimit --pid "$started" \
	--fsize=$(($(stat -c %s result/counters.csv) + 5100))
await
expect_status 1
expect_csv result/samples.csv
expect_csv result/counters.csv
expect_csv result/summary.csv
expect_line "$err" \
	"^bench: cannot write result/(counters.csv|trials.bin): File too large \(limited by ulimit -f\); every trial before is in it$"
expect_equal "lines of complaint" 1 "$(grep -c '^bench: cannot' "$err")"
expect_equal "trials in counters.csv" "$(csv result/samples.csv trial | uniq)" \
	"$(csv result/counters.csv trial | uniq)"
expect_no_process
