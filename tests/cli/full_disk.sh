#!/bin/bash
# SPDX-License-Identifier: MIT
# full_disk.sh BENCH: a full disk, which is a small tmpfs in a mount namespace
# of its own: exit status 1, and what was written before is whole
bench=$1
. "$(dirname "$0")/own-mounts.sh"
. "$(dirname "$0")/common.sh"

# fill SIZE: run until the disk is full
fill() {
	mkdir disk
	mount -t tmpfs -o "size=$1" none disk || exit 1
	run "$bench" --pool mutex,null "${uncontended[@]}" --repetitions 10000 \
		--window-ms 10 --out disk/result
}

fill 64k
expect_status 1
expect_csv disk/result/samples.csv
expect_line "$err" "^bench: cannot write disk/result/((samples|slices|counters).csv|trials.bin): No space left on device; every trial before is in it$"
expect_equal "lines of complaint about rows" 1 \
	"$(grep -c 'every trial before' "$err")"
umount disk
rmdir disk

# Full from the start
fill 4k
expect_complaint 1 "cannot write .*: No space left on device"
# nor is that a fault of the folder's name
refuse 1 ": No space left on device" \
	"$bench" selftest --quick --comparisons 1 --out disk/selftest
umount disk
