#!/bin/bash
# SPDX-License-Identifier: MIT
# kill.sh BENCH: a trial that bench dies with, each time. That a worker dies with
# its driver is seen by inherited.sh, what is left of rows by resume.sh
. "$(dirname "$0")/common.sh"

# As where a cgroup is out of memory and killed as a whole, time after time: what
# was to take turns in it is given up, and the others are measured
start "$bench" --pool mutex,null --scenario uncontended --burst 1,4 \
	--repetitions 3 --window-ms 600 --warmup-us 500 --seed 3 --out deadly
for death in 1 2 3; do
	wait_until 30 grep -qs "begun *$death times" deadly/trial-at-work.txt ||
		fail "trial 1 was not begun $death times"
	kill -KILL "$started"
	await
	expect_equal "rows after death $death" "" \
		"$(csv deadly/samples.csv trial)"
	[ "$death" = 3 ] || start "$bench" --resume deadly
done
run "$bench" --resume deadly
expect_status 1
expect_equal "trials of which bench has died" "1
1" "$(csv deadly/samples.csv status=driver_died trial)"
expect_line <(csv deadly/samples.csv trial=1 error) \
	"^begun 3 times, and each time bench died with it: too little memory"
expect_rounds deadly 3 2 status!=driver_died
[ ! -e deadly/trial-at-work.txt ] || fail "the note is left behind"
run "$bench" --resume deadly
expect_status 1
expect_equal "rows, read back" 8 "$(csv deadly/samples.csv trial | wc -l)"
