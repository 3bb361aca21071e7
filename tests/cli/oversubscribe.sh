#!/bin/bash
# SPDX-License-Identifier: MIT
# oversubscribe.sh BENCH: threads that share CPUs are measured and marked.
# Exit status 1 is allowed where it says that a thread missed its window:
# which thread runs is then the scheduler's decision, not the program's.
. "$(dirname "$0")/common.sh"

# More producers than are left of the CPUs
producers=$(nproc)
[ "$producers" -ge 4 ] || producers=4
[ "$producers" -le 64 ] || skip "more than 64 CPUs: too many threads"

measure_to result --pool svc_page_pool,mutex --scenario handoff --burst 4 \
	--placement local --producers "$producers" --oversubscribe \
	--repetitions 1 --slices 2 --window-ms 40 --warmup-us 5000
expect_rounds result 1 2
expect_values "oversubscribed" 1 <<<"$(csv result/samples.csv oversubscribed)"
expect_values "oversubscribed in the summary" 1 \
	<<<"$(csv result/summary.csv oversubscribed)"
expect_values "producers" "$producers" \
	<<<"$(csv result/samples.csv producers)"
if [ -n "$(csv result/samples.csv status=ok pool)" ]; then
	expect_line "$out" "OVERSUBSCRIBED"
fi
run "$bench" --plan --placement local --producers "$producers" \
	--oversubscribe --format csv
expect_equal "threads of the plan" $((producers + 1)) \
	"$(csv "$out" status=ok cpu | wc -l)"
