#!/bin/bash
# SPDX-License-Identifier: MIT
# stdout_full.sh BENCH: what could not be printed was not reported
. "$(dirname "$0")/common.sh"
[ -w /dev/full ] || skip "no /dev/full"

print_to_full() {
	"$bench" "$@" >/dev/full
}

for option in --help --list --plan --columns --benchmark_list_tests; do
	run print_to_full "$option"
	expect_complaint 1 "cannot write to standard output: No space left"
done
for format in --format=text --format=csv --benchmark_format=json; do
	run print_to_full "${uncontended[@]}" --pool mutex --repetitions 1 \
		--window-ms 20 --out "${format#--}" "$format"
	expect_status 1
	expect_line "$err" \
		"^bench: cannot write to standard output: No space left"
	# the files have it
	expect_rounds "$work/${format#--}" 1 1
	expect_csv "$work/${format#--}/summary.csv"
done
