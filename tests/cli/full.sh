#!/bin/bash
# SPDX-License-Identifier: MIT
# full.sh BENCH: which points a full run has, and what is said of its time
. "$(dirname "$0")/common.sh"
machines=$here/../data/topologies

# points OPTION...: burst, touch, bytes of each point of svc_page_pool, sorted
points() {
	run "$bench" --full --pool svc_page_pool --scenario uncontended "$@" \
		--benchmark_list_tests=true
	expect_status 0
	sed -E 's:.*/burst\:([^/]*)/touch\:([^/]*)/.*/bytes\:([^/]*)/.*:\1 \2 \3:' \
		"$out" | sort
}

# One axis at a time: a product would have 90 of them.
expect_equal "points of a full run" "$(printf '%s\n' "1 descriptor 4096" \
	{1,4,16,64,256}" none 4096" \
	"1 page "{64,256,1024,4096,16384,65536} | sort)" "$(points)"
# What the user names is all that is tried of it, multiplied as ever.
expect_equal "points of a full run with --burst and --touch" "$(printf '%s\n' \
	"16 descriptor "{64,256,1024,4096,16384,65536} | sort)" \
	"$(points --burst 16 --touch descriptor)"
expect_equal "points of a full run with all axes named" \
	"$(printf '%s\n' {2,3}" line "{128,64})" \
	"$(points --burst 2,3 --touch line --buffer-bytes 64,128)"

# Each point once, and as many as the plan counts
run "$bench" --full --scenario handoff,uncontended --benchmark_list_tests=true
expect_status 0
expect_equal "points that are listed twice" "" "$(sort "$out" | uniq -d)"
count=$(wc -l <"$out")
run "$bench" --full --scenario handoff,uncontended --plan
expect_clean
expect_line <(head -n 1 "$out") \
	"^estimated time .*: $count points in [0-9]+ trials x 40 rounds x "

# Producers up to all CPUs but the consumer's
run "$bench" --full --plan --format csv --placement mixed \
	--topology "$machines/xeon-2-nodes-smt.xml"
expect_csv "$out"
expect_equal "producers of a full run" "1 2 4 8 16 31" \
	"$(csv "$out" producers | sort -nu | xargs)"

# trials x rounds x slices x (warmup + window), and what is around them; the
# base is a guest in the trial of malloc
run "$bench" --plan --scenario uncontended --pool mutex --burst 1,16 \
	--repetitions 100 --slices 10 --window-ms 5000 --warmup-us 100000
expect_line "$out" \
	'^estimated time 20 min: 2 points in 2 trials x 100 rounds x 6\.0[1-9] s$'
run "$bench" --plan --scenario uncontended --pool mutex,malloc,svc_page_pool \
	--burst 1 --repetitions 1 --slices 10 --window-ms 5000 --warmup-us 0
expect_line "$out" \
	'^estimated time 20 s: 3 points in 2 trials x 1 round x 10\.0[1-9] s$'

# A run says the same before it begins
measure_to result --scenario uncontended --pool svc_page_pool,mutex,null \
	--burst 1,2,4 --repetitions 2 --window-ms 2 --warmup-us 500
expect_line <(sed -n 2p "$err") \
	'^bench: estimated time ([0-9]|less than 1) s: 9 points in 3 trials x 2 rounds x '

# Buffers that no machine has memory for: 1 TiB
refuse 3 "unavailable: needs [0-9]+ MiB, [0-9]+ MiB are allowed: half of the machine.s memory" \
	"$bench" --full --scenario uncontended --pool svc_page_pool --burst 1 \
	--touch none --buffer-bytes 1048576 --pool-max 1048576 --out none
