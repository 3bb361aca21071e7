#!/bin/bash
# SPDX-License-Identifier: MIT
# moved.sh BENCH: threads that are moved from outside while a trial runs: a mark
# or an error, and no hang; and a run is not resumed on other CPUs
. "$(dirname "$0")/common.sh"
need_cpus 2
cpus=()
for ((cpu = 0; ${#cpus[@]} < 2; cpu++)); do
	! taskset -c "$cpu" true 2>/dev/null || cpus+=("$cpu")
done

# pinned threads of the worker, which is a child of the driver, each a line
# "THREAD CPU"
pinned() {
	local worker

	worker=$(pgrep -P "$started") || return
	command awk '$1 == "Pid:" { id = $2 }
		/^Cpus_allowed_list:\t[0-9]*$/ { print id, $2 }' \
		"/proc/$worker/task"/*/status 2>/dev/null
}
are_pinned() {
	threads=$(pinned)
	[ "$(wc -l <<<"$threads")" -eq "$1" ] && [ -n "$threads" ]
}

# moved FOLDER THREADS CPUS OPTION...: each thread to these; "": the other CPU
moved() {
	local folder=$1 count=$2 list=$3 threads thread cpu to
	shift 3
	start "$bench" --pool mutex --burst 1 --repetitions 1 \
		--slices 6 --window-ms 1200 --warmup-us 50000 --out "$folder" "$@"
	wait_until 30 are_pinned "$count" || fail "no worker after 30 s"
	while read -r thread cpu; do
		to=${list:-${cpus[0]}}
		[ "$cpu" != "$to" ] || to=${cpus[1]}
		taskset -cp "$to" "$thread" >/dev/null
	done <<<"$threads"
	await
	expect_csv "$folder/samples.csv"
	expect_values "what became of $folder" \
		"ok	(.*\+)?migration(\+.*)?	|error		thread runs on CPU .*|missed_window		.*" \
		<<<"$(csv "$folder/samples.csv" status disturbed error)"
}

moved alone 1 "" --scenario uncontended
moved swapped 2 "" --scenario handoff --placement local --producers 1
# bound to none, as after a cpuset was rewritten, wherever it is at the end
moved loosened 1 "${cpus[0]},${cpus[1]}" --scenario uncontended

run taskset -c "${cpus[0]}" "$bench" --resume alone
expect_complaint 2 \
	"^bench: --resume: cpus_allowed was '[-0-9,]+' and is '${cpus[0]}': start a new run$"
