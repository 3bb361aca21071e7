#!/bin/bash
# SPDX-License-Identifier: MIT
# faults.sh BENCH: the harness faults no page in within a window: that would mark
# trials as disturbed from outside
. "$(dirname "$0")/common.sh"
need_cpus 2

pools=svc_page_pool,mutex,null
measure_to result --scenario handoff,rpc,uncontended --pool $pools --burst 1 \
	--touch none --placement local --repetitions 12 --slices 4 \
	--window-ms 10
counted=$(csv result/counters.csv event=page_faults_minor status=ok trial |
	wc -l)
[ "$counted" -gt 0 ] || skip "page faults cannot be counted here"

# What faults by itself does so in a third of all trials or more (a page of the
# stack that a first call touches); what comes from outside, in one of a hundred.
expect_equal "threads with a fault, of which more than a tenth" "" "$(
	csv result/counters.csv event=page_faults_minor status=ok role value |
		awk '{ n[$1]++; faulted[$1] += $2 > 0 }
		END {
			for (role in n)
				if (10 * faulted[role] > n[role])
					print role, faulted[role] " of " n[role]
		}')"
