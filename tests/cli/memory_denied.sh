#!/bin/bash
# SPDX-License-Identifier: MIT
# memory_denied.sh BENCH REFUSE_SYSCALLS: what a container refuses is one line
# before the run. Where the kernel neither places memory nor says where it lies,
# one node is still one node; on several, what needs that proof is unavailable
. "$(dirname "$0")/common.sh"
refuse=$2
docker=get_mempolicy,mbind,move_pages,set_mempolicy,perf_event_open

"$refuse" mbind,move_pages /bin/true || exit

# expect_told WHAT: in one line, and nothing else speaks (libnuma, hwloc)
expect_told() {
	expect_equal "lines on what is refused" \
		"bench: refused here: $1 (bench --environment explains the consequences)" \
		"$(grep refused "$err")"
	expect_values "lines on standard error" "bench: .*" <"$err"
}

run "$refuse" "$docker" "$bench" --pool svc_page_pool,mutex,malloc \
	--scenario uncontended,floor --quick --repetitions 2 --window-ms 20 \
	--warmup-us 500 --out result
expect_told "get_mempolicy, mbind, move_pages, perf_event_open"
expect_measured result
if one_node; then
	expect_rounds result 2 3 scenario=uncontended
else
	expect_rounds result 2 1 scenario=uncontended
	expect_line "$out" "unavailable: the kernel refuses to say on which node memory lies"
fi

# No thread can be pinned: what asks for that is not tried, trial after trial
run "$refuse" sched_setaffinity "$bench" --pool mutex --scenario uncontended \
	--out pinned
expect_complaint 3 "^bench: mutex, single: unavailable: this process may not pin its threads"
if [ "$(nproc)" -ge 2 ]; then
	run "$refuse" "$docker,sched_setaffinity" "$bench" --pool malloc \
		--scenario handoff --placement local,os --producers 1 \
		--burst 1 --repetitions 1 --window-ms 20 --out anywhere
	expect_told "get_mempolicy, mbind, move_pages, perf_event_open, sched_setaffinity"
	expect_measured anywhere
	expect_rounds anywhere 1 1 placement=os
fi
