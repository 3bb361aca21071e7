#!/bin/bash
# SPDX-License-Identifier: MIT
# asked_items.sh BENCH_ASKED_ITEMS: an item that the program asks a result for
# by its name is one that it writes: a misspelt one would be unknown for ever
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1
repeat=$here/../../scripts/repeat

run "$bench" --environment --format csv
expect_status 0
names=$(csv "$out" name)
expect_line "$out" "^cpu_model,"

# expect_items WHO LEAST NAME...: they exist, and so many were asked for
expect_items() {
	local who=$1 least=$2
	shift 2

	[ $# -ge "$least" ] || fail "$who asks for $# items: looked at wrongly"
	expect_equal "items that do not exist and $who asks for" "" \
		"$(printf '%s\n' "$@" | grep -Fvx "$names")"
}

run "$bench" --pool mutex,svc_page_pool --scenario uncontended --quick \
	--repetitions 1 --window-ms 2 --warmup-us 500 --out result
asked() {
	run "$bench" "$@"
	sed -n 's/^asked for item //p' "$err" | sort -u
}
# shellcheck disable=SC2046 # names are words
{
	expect_items compare 30 $(asked compare --force result result)
	expect_items mail 10 $(asked mail result)
	expect_items --resume 5 $(asked --resume result)
	expect_items scripts/repeat 3 $(sed -n '/^VOLATILE = {/,/}/p' "$repeat" |
		grep -o '"[a-z_]*"' | tr -d '"')
}
