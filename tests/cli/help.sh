#!/bin/bash
# SPDX-License-Identifier: MIT
# help.sh BENCH: --help, --version, --columns
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"

run "$bench" --help
expect_clean
for option in list plan columns scenario pool placement producers burst put \
	touch home remote-node buffer-bytes pool-max oversubscribe quick full \
	repetitions copies slices window-ms warmup-us seed out resume \
	format topology; do
	expect_line "$out" "^ +(-., )?--${option}[ =]"
done
# Lines are folded: look at the text as one
expect_line <(tr -s ' \n' ' ' <"$out") \
	"Exit status: 0 .*1 .*2 .*3 .*130"

run "$bench" --version
expect_clean
expect_line "$out" "^bench [0-9]+\.[0-9]+"

run "$bench" --columns
expect_clean
for file in samples.csv slices.csv counters.csv summary.csv; do
	expect_line "$out" "^### $file$"
done
