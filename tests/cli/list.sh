#!/bin/bash
# SPDX-License-Identifier: MIT
# list.sh BENCH: what --list says
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1

run "$bench" --list
expect_status 0
expect_lines "$err" 0
for pool in svc_page_pool malloc jemalloc mutex percpu null; do
	expect_line "$out" "^  $pool +[^ ]"
done
for name in handoff uncontended floor local remote mixed smt llc xllc; do
	expect_line "$out" "^  $name +[^ ]"
done
if one_node; then
	expect_equal "what stands below remote" \
		"unavailable here: this machine has one NUMA node" \
		"$(grep -A 1 '^  remote ' "$out" | tail -n 1 | sed 's/^ *//')"
fi
text=$(sed -n 's/^  \([a-z][a-z_]*\) .*/\1/p' "$out")

run "$bench" --list --format csv
expect_status 0
expect_lines "$err" 0
expect_csv "$out"
expect_equal "header" \
	"kind,name,status,description,reason,cap,synchronization" \
	"$(head -n 1 "$out")"
expect_equal "names, as text and as CSV" "$text" "$(csv "$out" name)"
expect_values "kinds" "scenario|pool|floor|placement" <<<"$(csv "$out" kind)"
expect_values "statuses" "ok|unavailable" <<<"$(csv "$out" status)"
expect_equal "reasons of what is there" "" \
	"$(csv "$out" status=ok reason | tr -d '\n')"
expect_equal "what is unavailable without a reason" "" \
	"$(csv "$out" status=unavailable reason= name)"
expect_equal "what has no description" "" "$(csv "$out" description= name)"
