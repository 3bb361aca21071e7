#!/bin/bash
# SPDX-License-Identifier: MIT
# resume_tables.sh BENCH: the tables and the summary of a run are the same when
# they are made of what was measured, of what was read, or of both
. "$(dirname "$0")/common.sh"
need_cpus 2

# What is printed at the end, trials that were disturbed excepted: the share of
# the time is that of one session
tables() {
	sed '/^disturbed from outside:/,$d' "$1"
}

# expect_same_tables FOLDER: made of what was measured, and of what was read
expect_same_tables() {
	local folder=$1

	cp "$out" measured
	cp "$folder/summary.csv" summary
	run "$bench" --resume "$folder"
	expect_equal "tables of $folder, read back" "$(tables measured)" \
		"$(tables "$out")"
	expect_equal "summary.csv of $folder, read back" "$(cat summary)" \
		"$(cat "$folder/summary.csv")"
}

measure_to tables --scenario handoff,rpc,overflow,uncontended \
	--pool svc_page_pool,mutex,malloc --burst 17 --put single \
	--placement local --producers 1 --repetitions 2 --slices 4 \
	--window-ms 20 --warmup-us 5000
expect_line "$out" "pool +pool% +ns/msg"
expect_line "$out" "longest +beyond"
expect_same_tables tables
# half of it from the file, half measured now
start "$bench" --scenario rpc --pool svc_page_pool,nopool,msg_return \
	--payload none --refill posted --burst 1 --placement local \
	--producers 1 --repetitions 4 --slices 20 --window-ms 20 \
	--warmup-us 500 \
	--out interrupted
await_rows interrupted 5
kill -INT "$started"
await
expect_status 130
run "$bench" --resume interrupted
expect_measured interrupted
for pool in svc_page_pool nopool msg_return; do
	expect_equal "rows of $pool" 4 "$(csv interrupted/samples.csv \
		"pool=$pool" round | wc -l)"
	[ -n "$(csv interrupted/samples.csv status=ok "pool=$pool" \
		round)" ] || continue
	# pool%, ns/msg, CPU/msg, all there
	expect_line "$out" "^  $pool +[0-9.]+ +[0-9.e+]+ +[0-9.e+]+ +[0-9.-]+ +[0-9.]+$"
done
expect_same_tables interrupted
