#!/bin/bash
# SPDX-License-Identifier: MIT
# rounds.sh BENCH: --repetitions N is exactly N, and the seed is the order
. "$(dirname "$0")/common.sh"

# measure FOLDER SEED ROUNDS
measure() {
	measure_to "$1" --pool svc_page_pool,mutex,null,malloc \
		--scenario uncontended --burst 1,4,16 --repetitions "$3" \
		--slices 3 --window-ms 10 --warmup-us 500 --seed "$2"
	expect_rounds "$1" "$3" 12
}

# order FOLDER ROUND: of the points
order() {
	csv "$1/samples.csv" "round=$2" "${point_columns[@]}"
}

# turns FOLDER: whose they are, in the first round, which has 6 trials
turns() {
	csv "$1/slices.csv" trial slice pool | awk '$1 <= 6'
}

measure short 7 1
measure long 7 2
measure other 8 1
expect_equal "order of the same seed" "$(order short 1)" "$(order long 1)"
expect_equal "turns of the same seed" "$(turns short)" "$(turns long)"
expect_equal "points of another seed" "$(order short 1 | sort)" \
	"$(order other 1 | sort)"
[ "$(order short 1)" != "$(order other 1)" ] ||
	fail "seeds 7 and 8 give the same order"
[ "$(turns short)" != "$(turns other)" ] ||
	fail "seeds 7 and 8 give the same turns"
[ "$(order long 1)" != "$(order long 2)" ] ||
	fail "rounds 1 and 2 have the same order"
