#!/bin/bash
# SPDX-License-Identifier: MIT
# rounds.sh BENCH: --repetitions N is exactly N, and the seed is the order
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1

# measure FOLDER SEED ROUNDS
measure() {
	run "$bench" --pool svc_page_pool,mutex,null,malloc \
		--scenario uncontended --burst 1,4,16 --repetitions "$3" \
		--window-ms 10 --warmup-ms 1 --seed "$2" --out "$1"
	expect_measured "$1"
	expect_rounds "$1" "$3" 12
}

# Trials that missed their window are repeated at the end of their round: the
# first of each is the order
order() {
	csv "$1/samples.csv" round "${point_columns[@]}" |
		awk '!seen[$0]++'
}

for n in 1 3; do
	measure "rounds-$n" 7 "$n"
done
measure same 7 3
measure other 8 3
expect_equal "order of the same seed" "$(order rounds-3)" "$(order same)"
if [ "$(order same)" = "$(order other)" ]; then
	fail "seeds 7 and 8 give the same order"
fi
expect_equal "points of another seed" "$(order same | sort)" \
	"$(order other | sort)"
expect_equal "first round of a shorter run" "$(order rounds-1)" \
	"$(order same | grep '^1	')"
if [ "$(order same | grep '^1	' | cut -f 2-)" = \
	"$(order same | grep '^2	' | cut -f 2-)" ]; then
	fail "rounds 1 and 2 have the same order"
fi
