#!/bin/bash
# SPDX-License-Identifier: MIT
# file_capabilities.sh BENCH: with them the loader ignores LD_PRELOAD, and so
# no allocator can be preloaded; said before the first trial
. "$(dirname "$0")/common.sh"
[ "$(id -u)" = 0 ] || skip "needs root: setcap"
for program in setcap setpriv; do
	command -v "$program" >/dev/null || skip "no $program"
done
bench=$work/bench
cp "$1" "$bench"
chmod 777 "$work"
user=(setpriv --reuid 64999 --regid 64999 --clear-groups)
measure=("${user[@]}" "$bench" "${uncontended[@]}" --repetitions 1
	--window-ms 10 --out result)
setcap cap_sys_nice+ep "$bench" 2>/dev/null || skip "setcap is refused"

# refused [OPTION...]: why jemalloc is unavailable
refused() {
	"${user[@]}" "$@" "$bench" --list --format csv >list.csv
	csv list.csv kind=pool name=jemalloc reason
}

[ -z "$("$1" --list --format csv | sed -n '/^pool,jemalloc,unav/p')" ] ||
	skip "no jemalloc"
[ "$(findmnt -no OPTIONS -T "$work" | grep -c nosuid)" = 0 ] ||
	skip "$work is on a file system without capabilities (nosuid)"
expect_values "reasons of jemalloc" "this program has file capabilities, .*" \
	< <(refused)
run "${measure[@]}" --pool jemalloc
expect_complaint 3 "jemalloc, .*: unavailable: this program has file capabilities, so the loader ignores LD_PRELOAD"
run "${measure[@]}" --pool malloc,mutex
expect_measured result

# What the reason advises
setcap -r "$bench"
expect_equal "reason with ambient capabilities" "" \
	"$(refused --inh-caps +sys_nice --ambient-caps +sys_nice)"
