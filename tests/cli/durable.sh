#!/bin/bash
# SPDX-License-Identifier: MIT
# durable.sh BENCH REFUSE_SYSCALLS: what results/README.md promises: a trial is
# on the disk before the next one begins, and names of files with them; what
# the kernel or the filesystem does not do is said
. "$(dirname "$0")/common.sh"
refuse=$2
tiny=("${uncontended[@]}" --pool mutex --repetitions 3 --window-ms 2)

"$refuse" fdatasync /bin/true || exit
run "$refuse" fdatasync "$bench" "${tiny[@]}" --out rows
expect_complaint 2 "cannot write rows/samples.csv: Operation not permitted; its last rows may be lost$"
run "$refuse" fsync "$bench" "${tiny[@]}" --out names
expect_complaint 2 "cannot sync folder .*: Operation not permitted$"

# A filesystem without locks: no run is refused for it, but it is told
run "$refuse" flock "$bench" "${tiny[@]}" --out unlocked
expect_measured unlocked
told="^bench: unlocked cannot be locked \(Operation not permitted\): nothing keeps two bench from adding to it at once$"
expect_line "$err" "$told"
run "$refuse" flock "$bench" --resume unlocked
expect_status 0 1
expect_line "$err" "$told"

# The order: the journal comes last, when the rows of its trial are on the disk
if ! strace -o /dev/null /bin/true 2>/dev/null; then
	echo "the order of calls is not checked: it needs strace"
	exit
fi
# LeakSanitizer does not work under it
run env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" \
	strace -y -o calls -e trace=write,fdatasync,fsync,rename \
	"$bench" "${tiny[@]}" --out new/traced
expect_measured new/traced
rows=$(csv new/traced/samples.csv trial | wc -l)
expect_equal "calls for each trial" "$(for ((i = 0; i < rows; i++)); do
	printf '%s\n' write:slices fdatasync:slices write:counters \
		fdatasync:counters write:samples fdatasync:samples \
		write:trials fdatasync:trials
done)" "$(sed -nE 's|^(write\|fdatasync)\([0-9]+<.*/(samples\|slices\|counters\|trials)\.(csv\|bin)>.*|\1:\2|p' \
	calls | tail -n "+9")"
# strace escapes letters of the path before it
for folder in "${work##* }"{,/new,/new/traced}; do
	expect_line calls "^fsync\([0-9]+<[^>]*$folder>\) += 0$"
done
expect_equal "the last calls" "fsync:summary.csv rename: fsync:traced" "$(
	sed -nE 's/^(fsync|rename)\(([0-9]+<.*\/([^/>]*)>)?.*/\1:\3/p' calls |
		sed 's/\.[0-9]*\.tmp$//' | tail -n 3 | xargs)"
