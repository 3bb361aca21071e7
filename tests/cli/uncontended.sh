#!/bin/bash
# SPDX-License-Identifier: MIT
# uncontended.sh BENCH-UNCONTENDED: bad input costs one line, and ends as in
# bench
. "$(dirname "$0")/common.sh"

expect_refusals bench-uncontended "$bench"
run "$bench" --benchmark_list_tests --benchmark_filter=mutex
expect_status 0
expect_equal "names" uncontended/pool:mutex "$(<"$out")"
run "$bench" --benchmark_filter=pool:null --benchmark_min_time=0.01
expect_status 0
expect_line "$out" "^uncontended/pool:null "
