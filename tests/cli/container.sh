#!/bin/bash
# SPDX-License-Identifier: MIT
# container.sh BENCH_BAD_POOLS: a cgroup's limits of CPU time and memory are
# named before they are felt, and what they did to a trial is said of it
. "$(dirname "$0")/common.sh"
version=2
group=
leave() {
	[ -z "$group" ] || rmdir "$group"
	on_exit
}
trap leave EXIT

# make_group CONTROLLER: sets $group, of version 1 where that has it
make_group() {
	local top=/sys/fs/cgroup

	if [ -d "$top/$1" ]; then
		version=1
		top+=/$1
	elif ! { echo "+$1" >"$top/cgroup.subtree_control"; } 2>/dev/null; then
		skip "no cgroup with controller $1 can be made here"
	fi
	mkdir "$top/$mark" 2>/dev/null ||
		skip "no cgroup with controller $1 can be made here"
	group=$top/$mark
}

drop_group() {
	rmdir "$group"
	group=
}

# inside COMMAND...: run it in the group
inside() {
	# shellcheck disable=SC2016 # expanded by that shell
	run bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}

make_group cpu
case $version in
1)
	echo 50000 >"$group/cpu.cfs_period_us"
	echo 10000 >"$group/cpu.cfs_quota_us"
	;;
2) echo "10000 50000" >"$group/cpu.max" ;;
esac
inside "$bench" --environment --format csv
expect_line "$out" '^cpu_quota,unfit,0\.20 CPUs,'
# its threads may share a CPU, and so never miss their window
inside "$bench" --scenario overflow --pool mutex --put single --placement os \
	--producers 1 --oversubscribe --repetitions 2 --window-ms 300 --out slow
expect_status 0
expect_line "$out" '^Unfit for publication: .*CPU quota of 0.20 CPUs'
expect_values "marks" "(.*\+)?throttled" \
	<<<"$(csv slow/samples.csv disturbed)"
drop_group

make_group memory
case $version in
1) echo 64M >"$group/memory.limit_in_bytes" ;;
2) echo 64M >"$group/memory.max" ;;
esac
inside "$bench" --environment --format csv
expect_line "$out" '^memory_limit,warning,64 MiB,'
inside "$bench" --scenario uncontended --pool mutex --burst 1 \
	--pool-max 65536 --out large
expect_complaint 3 \
	'^bench: mutex, .*: unavailable: needs 2[6-9][0-9] MiB, [3-6][0-9] MiB are allowed: what the memory limit of its cgroup leaves$'
# what nobody foresaw
if [ -z "${BENCH_SANITIZE:-}" ]; then
	inside "$bench" --scenario uncontended --pool bad_hog,mutex --burst 1 \
		--repetitions 1 --window-ms 20 --out hog
	expect_status 1
	expect_equal "status of bad_hog" \
		"crashed	out of memory: the kernel killed the worker: raise the limit (container, cgroup), or measure smaller points" \
		"$(csv hog/samples.csv pool=bad_hog status error)"
	expect_line <(csv hog/samples.csv pool=mutex status) \
		'^(ok|missed_window)$'
fi
drop_group
