#!/bin/bash
# SPDX-License-Identifier: MIT
# taskset.sh BENCH: a process that may use one CPU runs what one CPU can, and
# says why it cannot run the rest
. "$(dirname "$0")/common.sh"
cpu=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
# threads that share a CPU take turns of some ms
short=(--repetitions 1 --slices 2 --window-ms 20 --warmup-us 5000)

one() {
	run taskset -c "$cpu" "$bench" "$@"
}

# Nothing is left of what needs two threads at once: why, each reason once
for scenario in handoff rpc; do
	one --scenario "$scenario"
	expect_status 3
	expect_lines "$out" 0
	expect_line "$err" \
		"^bench: [a-z_]+, local: unavailable: node [0-9]+ has no allowed CPUs besides the consumer's core, 1 producer needs 1$"
	expect_line "$err" "^bench: [a-z_]+, remote: unavailable: ."
	expect_line "$err" \
		"^bench: 1 CPU is allowed: scenarios uncontended, floor and overflow can run; --oversubscribe lets threads share it$"
	expect_equal "reasons that are told twice" "" "$(sort "$err" | uniq -d)"
done
[ ! -e results ] || fail "a folder was made for nothing"
one --scenario handoff --producers 1
expect_complaint 2 "1 and a consumer need 2 CPUs, and this process may use 1"

# The rest runs, on that CPU alone
one --quick "${short[@]}" --out quick
expect_measured quick
expect_values "scenarios that ran" "uncontended|floor|overflow" \
	<<<"$(csv quick/samples.csv scenario | sort -u)"
expect_line "$out" "^unavailable here:$"
expect_line "$out" "has no allowed CPUs besides the consumer.s core, 1 producer needs 1"
for scenario in uncontended floor overflow; do
	one --scenario "$scenario" --pool mutex,time_stamp "${short[@]}" \
		--out "$scenario"
	expect_measured "$scenario"
done
# threads that share it are measured, and marked
shared=(--placement local --producers 4 --oversubscribe)
one --scenario handoff --pool mutex --burst 4 "${shared[@]}" "${short[@]}" \
	--out shared
expect_measured shared
expect_rounds shared 1 1
for file in samples summary; do
	expect_values "producers in $file.csv, and whether they share" "4	1" \
		<<<"$(csv "shared/$file.csv" producers oversubscribed)"
done
[ -z "$(csv shared/samples.csv status=ok pool)" ] ||
	expect_line "$out" "OVERSUBSCRIBED"
one --plan "${shared[@]}" --format csv
expect_equal "threads of the plan" "$cpu$cpu$cpu$cpu$cpu" \
	"$(csv "$out" status=ok cpu | tr -d '\n')"

# The same by --list and --plan
one --list
expect_status 0
expect_line "$out" "^ +unavailable here: node [0-9]+ has no allowed CPUs besides the consumer's core"
one --plan --format csv
expect_status 0
expect_values "statuses of plans" unavailable <<<"$(csv "$out" status)"
