#!/bin/bash
# SPDX-License-Identifier: MIT
# not_pinned.sh BENCH: placement os leaves every thread to the scheduler, and
# where a thread ran is then nobody's to say
. "$(dirname "$0")/common.sh"
need_cpus 2
[ "$(nproc)" -le 1024 ] || skip "more than 1024 CPUs: too many threads"
short=(--repetitions 1 --slices 4 --window-ms 40 --warmup-us 5000)
most=$(($(nproc) - 1))
own=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)

# masks PLACEMENT: of the three threads of one trial, the worker's first among
# them, which waits; the kernel's last word of them
masks() {
	local worker status last=
	"$bench" --scenario handoff --pool mutex --placement "$1" \
		--producers 1 --repetitions 1 --window-ms 400 --warmup-us 5000 \
		--out "masks-$1" >"$out" 2>"$err" &
	started=$!
	while kill -0 "$started" 2>/dev/null; do
		sleep 0.02
		worker=$(pgrep -P "$started") || continue
		status=$(sed -s -n 's/^Cpus_allowed_list:\t//p' \
			"/proc/$worker/task"/*/status 2>/dev/null)
		[ "$(wc -l <<<"$status")" -ne 3 ] || last=$status
	done
	wait "$started"
	started=
	echo "$last"
}

command_line="the masks of a trial's threads"
expect_equal "masks without pins" "$own
$own
$own" "$(masks os)"
expect_equal "threads that are pinned to one CPU" 2 \
	"$(masks local | grep -cE '^[0-9]+$')"

# Memory is planned; CPUs are not.
run "$bench" --plan --placement os --producers 1 --format csv
expect_status 0
expect_csv "$out"
expect_equal "threads of the plan" "consumer	
producer	" "$(csv "$out" status=ok role cpu)"
expect_values "memory nodes" "[0-9]+" <<<"$(csv "$out" memory_node)"
run "$bench" --plan --placement os --producers 1
expect_line "$out" "^os +1 +consumer +0 +any +any +any +any +[0-9]+ +[0-9]+$"

# More threads than CPUs are as unavailable as pinned ones.
run "$bench" --plan --placement os --producers $((most + 1)) --format csv
expect_equal "too many" \
	"$((most + 1)) CPUs are allowed, $((most + 1)) producers and a consumer need $((most + 2))" \
	"$(csv "$out" status=unavailable reason)"

measure_to result --scenario handoff,rpc --burst 1 \
	--pool svc_page_pool,percpu,ck_mcs --placement os --producers 1 \
	"${short[@]}"
expect_equal "what ran" "handoff	svc_page_pool
rpc	svc_page_pool" "$(csv result/samples.csv pool=svc_page_pool scenario pool |
	sort -u)"
expect_values "placement" os <<<"$(csv result/samples.csv placement)"
expect_values "a line's way between CPUs that are not known" "" \
	<<<"$(csv result/samples.csv line_transfer_ns)"
if csv result/samples.csv disturbed | grep -E 'run_delay|migration'; then
	fail "what the scheduler does is told as a disturbance"
fi
expect_equal "a lock that goes to who came first" \
	"needs a CPU for each thread: its lock is FIFO, so a preempted waiter blocks the others" \
	"$(csv result/summary.csv pool=ck_mcs reason | sort -u)"
if [ -n "$(csv result/samples.csv status=ok pool)" ]; then
	expect_line "$out" "^  NOT PINNED: where each thread ran was the scheduler's choice$"
	run "$bench" mail result
	expect_line "$out" "^  NOT PINNED: "
	run "$bench" compare result --force
	expect_line "$out" "^  NOT PINNED: "
fi

# By default only a full run has it.
run "$bench" --benchmark_list_tests --scenario handoff
expect_equal "points without pins" 0 "$(grep -c place:os "$out")"
run "$bench" --benchmark_list_tests --scenario handoff --full
[ "$(grep -c place:os "$out")" -gt 0 ] || fail "--full without os"

run "$bench" --scenario floor --pool line_transfer --placement os "${short[@]}"
expect_complaint 3 "line_transfer, os: unavailable: a line transfer is measured between two given CPUs: threads must be pinned$"
