#!/bin/bash
# SPDX-License-Identifier: MIT
# perf_denied.sh BENCH REFUSE_SYSCALLS: without the right to count, the run is
# as good, and counters.csv says denied where it would have counted
. "$(dirname "$0")/common.sh"
refuse=$2

"$refuse" perf_event_open /bin/true || exit
options=("${uncontended[@]}" --pool mutex --repetitions 3 --window-ms 20)
measure_to allowed "${options[@]}"
run "$refuse" perf_event_open "$bench" "${options[@]}" --out refused
expect_measured refused
expect_rounds refused 3 1

# Software events come from elsewhere
software="task_clock_ns|page_faults_minor|page_faults_major|switches_voluntary|switches_involuntary|run_delay_ns"
hardware() {
	csv "$1/counters.csv" event status value | grep -Ev "^($software)	"
}
if [ -n "$(csv refused/samples.csv status=ok pool)" ]; then
	expect_values "cycles and instructions" denied \
		<<<"$(hardware refused | grep -E '^(cycles|instructions)	' |
			cut -f 2 | sort -u | grep -v not_scheduled)"
fi
expect_values "hardware events" \
	".*	(denied|unsupported|not_scheduled|not_applicable)	" \
	<<<"$(hardware refused)"
expect_equal "hardware events that are counted without the filter and are not denied with it" "" \
	"$(hardware allowed | awk -F '\t' '$2 == "ok" || $2 == "scaled" {
		print $1 }' | sort -u | while read -r event; do
		hardware refused | grep -q "^$event	denied	" ||
			echo "$event"
	done)"
expect_line <(csv refused/counters.csv status=ok event) "task_clock_ns"
