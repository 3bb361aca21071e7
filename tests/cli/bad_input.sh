#!/bin/bash
# SPDX-License-Identifier: MIT
# bad_input.sh BENCH: one line that says what was wrong and what would be
# right, exit status 2, or 3 where it cannot run here; nothing run
. "$(dirname "$0")/common.sh"

touch file
expect_refusals bench "$bench"
if [ "$(nproc)" -ge 2 ]; then
	expect_refusals "bench, two CPUs" "$bench"
else
	echo "producers are not possible here: their pools are not checked"
fi
if one_node; then
	expect_refusals "bench, one node" "$bench"
else
	echo "placement remote is possible here: not checked"
fi
cpus=$(nproc)
refuse 2 "--producers: $cpus and a consumer need $((cpus + 1)) CPUs.*--oversubscribe" \
	"$bench" --producers "$cpus"
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 555 locked
	refuse 2 "locked.*Permission denied" "$bench" --out locked
fi
for folder in file file/below; do
	refuse 2 ".*$folder.*: Not a directory$" "$bench" selftest --quick \
		--comparisons 1 --out "$folder"
done

# A result is never written over
tiny=(--scenario floor --pool empty_loop --repetitions 1 --window-ms 10
	--warmup-us 500)
measure_to result "${tiny[@]}"
before=$(cksum result/*)
refuse 2 "result already holds a result" "$bench" "${tiny[@]}" --out result
refuse 2 "result/samples.csv is no folder: name the folder of the result" \
	"$bench" --resume result/samples.csv
expect_equal "the first result" "$before" "$(cksum result/*)"

expect_equal "what else was left" "file result" \
	"$(find . -mindepth 1 -maxdepth 1 ! -name std\* ! -name locked \
		-printf '%f\n' | sort | xargs)"
