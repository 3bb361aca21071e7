#!/bin/bash
# SPDX-License-Identifier: MIT
# bad_input.sh BENCH: one line that says what was wrong and what would be
# right, exit status 2, nothing run
. "$(dirname "$0")/common.sh"

# The nearest name is in the message
refuse 2 "'svc_page_pol': did you mean svc_page_pool\?" --pool svc_page_pol
refuse 2 "'mutx': did you mean mutex\?" --pool null,mutx
# What --list shows, and what it does not; no guess where nothing is near
refuse 2 "unknown pool 'x' \(bench --list shows all\)$" --pool x
refuse 2 "unknown pool 'fxgotcw' \(bench --list shows all\)$" --pool fxgotcw
refuse 2 "unknown touch 'x' \(none, descriptor, line, page\)$" --touch x
refuse 2 "'lane': did you mean line\? \(line, packed32\)$" --layout lane
for names in "" "null," ,null null,,mutex; do
	refuse 2 "--pool: a name is empty in '$names': give one, " --pool "$names"
done
refuse 2 "--scenario: a name is empty in 'rpc,': " "--scenario=rpc,"
refuse 2 "--placement: a name is empty in '': " --placement ""
refuse 2 "--touch: a name is empty in 'none,': " "--touch=none,"
refuse 2 "'handof': did you mean handoff\?" --scenario handof
refuse 2 "'locl': did you mean local\?" --placement locl
refuse 2 "'descripter': did you mean descriptor\?" --touch descripter
refuse 2 "'bulkk': did you mean bulk\?" --put bulkk
refuse 2 "'$(printf 'x%.0s' {1..60})'" --pool "$(printf 'x%.0s' {1..5000})"

refuse 2 "--remote-node: there is no node 99" --remote-node 99
refuse 2 "--home: there is no node 99" --home 99
refuse 2 "--home: 'here' is not" --home here
refuse 2 "--home: '-1' is not" --home -1

cpus=$(nproc)
refuse 2 "--producers: $cpus and a consumer need $((cpus + 1)) CPUs.*--oversubscribe" \
	--producers "$cpus"
for value in 0 -1 abc 1- 3-1 - 1,,2 "" " 1" +1 1.5 0x1 1e2 \
	99999999999999999999; do
	refuse 2 "--producers: .*('|the range 3-1 )" "--producers=$value"
done
for value in 0 513 -1 1-513 mixed "" 4,,5; do
	refuse 2 "--burst: '.*' is not a number from 1 to 512" "--burst=$value"
done
refuse 2 "--load: '0' is not a number from 1 to 100" --load 0
refuse 2 "--load: '101' is not a number from 1 to 100" --load 101
# the rate would be that of one cold message
for scenario in rpc latency; do
	refuse 2 "--warmup-us 0: load 30 of scenario $scenario is a percentage of" \
		--warmup-us 0 --load 100,30 --scenario "$scenario"
done
refuse 2 "--connections: '0' is not a number from 1 to 64" --connections 0
refuse 2 "--connections: '65' is not a number from 1 to 64" --connections 65
refuse 2 "'pack32': did you mean packed32\?" --layout pack32
refuse 2 "unknown refill 'slots' \(empty-slots, posted\)$" --refill slots
refuse 2 "unknown clear 'true' \(no, yes\)$" --clear true
refuse 2 "--repetitions: '0' is not" --repetitions 0
refuse 2 "--repetitions: '-1' is not" --repetitions=-1
refuse 2 "--buffer-bytes: '63' is not" --buffer-bytes 63
refuse 2 "--buffer-bytes: 100 is not a multiple of 64" --buffer-bytes 100
refuse 2 "--window-ms: '-5' is not" --window-ms -5
refuse 2 "--window-ms: '0' is not" --window-ms 0
refuse 2 "--warmup-us: 'x' is not" --warmup-us x
refuse 2 "--slices: '0' is not a number from 1 to 227" --slices 0
refuse 2 "--slices: '228' is not a number from 1 to 227" --slices 228
refuse 2 "--pool-max: '0' is not" --pool-max 0
refuse 2 "--seed: '18446744073709551616' is not" --seed 18446744073709551616

# An axis that no chosen scenario has
refuse 2 "--payload has no effect on the chosen scenarios: .*rpc" \
	--payload none --scenario handoff
refuse 2 "--load has no effect on the chosen scenarios: .*rpc" --load 50 \
	--scenario handoff,overflow,uncontended
refuse 2 "--burst mix has no effect on the chosen scenarios: .*rpc" \
	--burst mix --scenario handoff
refuse 2 "--touch has no effect on the chosen scenarios: .*handoff" \
	--touch line --scenario rpc
refuse 2 "--miss-ns has no effect on the chosen scenarios: .*handoff" \
	--miss-ns 5 --scenario overflow
refuse 2 "--pool-max has no effect on the chosen scenarios: .*handoff" \
	--pool-max 5 --scenario floor

refuse 2 "nothing" --resume nothing
refuse 2 "--format: 'xml' is neither text nor csv" --format xml
refuse 2 "'stray' is not an option" stray

# getopt says these in its own words
for argument in --nonsense -x --quick=1 --pool --p; do
	refuse 2 "option" "$argument"
done

# Folders that results cannot be written to
touch file
refuse 2 "file/samples.csv: Not a directory" --out file
refuse 2 "file/below: Not a directory" --out file/below
refuse 2 "/proc/nothing" --out /proc/nothing
refuse 2 "output folder" --out ""
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 555 locked
	refuse 2 "locked.*Permission denied" --out locked
fi

for folder in file file/below; do
	run timeout 30 "$bench" selftest --quick --comparisons 1 --out "$folder"
	expect_complaint 2 ".*$folder.*: Not a directory$"
done

# A result is never written over
tiny=(--scenario floor --pool empty_loop --repetitions 1 --window-ms 10
	--warmup-us 500)
measure_to result "${tiny[@]}"
before=$(cksum result/*)
refuse 2 "result already holds a result" "${tiny[@]}" --out result
refuse 2 "result/samples.csv is no folder: name the folder of the result" \
	--resume result/samples.csv
expect_equal "the first result" "$before" "$(cksum result/*)"

expect_equal "what else was left" "file result" \
	"$(find . -mindepth 1 -maxdepth 1 ! -name std\* ! -name locked \
		-printf '%f\n' | sort | xargs)"
