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

# the CPU of a thread that is pinned
pinned_to() { # THREAD
	taskset -cp "$1" 2>/dev/null | sed -n 's/.*: \([0-9]*\)$/\1/p'
}

# pinned threads of the worker, which is marked as the driver is
pinned() {
	local process thread

	for process in $(marked); do
		[ "$process" != "$started" ] || continue
		for thread in "/proc/$process/task"/*; do
			[ -z "$(pinned_to "${thread##*/}")" ] ||
				echo "${thread##*/}"
		done
	done
}
are_pinned() {
	[ "$(pinned | wc -l)" -eq "$1" ]
}

# moved FOLDER THREADS CPUS OPTION...: each thread to these; "": the other CPU
moved() {
	local folder=$1 threads=$2 list=$3 thread to
	shift 3
	start "$bench" --pool mutex --burst 1 --repetitions 1 \
		--slices 6 --window-ms 3000 --warmup-us 50000 --out "$folder" "$@"
	wait_until 30 are_pinned "$threads" || fail "no worker after 30 s"
	for thread in $(pinned); do
		to=${list:-${cpus[0]}}
		[ "$(pinned_to "$thread")" != "$to" ] || to=${cpus[1]}
		taskset -cp "$to" "$thread" >/dev/null
	done
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
