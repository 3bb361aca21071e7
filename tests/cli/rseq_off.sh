#!/bin/bash
# SPDX-License-Identifier: MIT
# rseq_off.sh BENCH: without restartable sequences, percpu says why it is
# unavailable, and percpu_locked takes its place under its own name
. "$(dirname "$0")/common.sh"
export GLIBC_TUNABLES=glibc.pthread.rseq=0

run "$bench" --list
expect_status 0
expect_line "$out" "^  percpu_locked +[^ ]"
expect_line <(grep -A 1 '^  percpu ' "$out") "unavailable here: ."
run "$bench" --list --format csv
expect_equal "percpu" unavailable "$(csv "$out" name=percpu status)"
expect_equal "percpu_locked" ok "$(csv "$out" name=percpu_locked status)"

measure_to result --scenario uncontended --quick --repetitions 1 \
	--window-ms 20 --warmup-us 500
expect_equal "percpu_locked in samples.csv" 1 \
	"$(csv result/samples.csv pool=percpu_locked round | sort -u | wc -l)"
expect_equal "percpu in samples.csv" "" "$(csv result/samples.csv \
	pool=percpu status)"

run "$bench" --pool percpu --scenario uncontended --burst 1
expect_complaint 3 "percpu, single: unavailable: ."
run "$bench" --pool percpu
expect_status 3
expect_lines "$out" 0
expect_line "$err" "^bench: percpu, .*: unavailable: ."
if [ -e results ]; then
	fail "a folder was made for nothing"
fi

# Where they are, the stand-in is measured only by its name
unset GLIBC_TUNABLES
run "$bench" --list --format csv
if [ "$(csv "$out" name=percpu status)" = ok ]; then
	expect_equal "percpu_locked beside percpu" "" \
		"$(csv "$out" name=percpu_locked status)"
fi
