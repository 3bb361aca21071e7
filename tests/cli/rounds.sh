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

order() {
	csv "$1/samples.csv" round "${point_columns[@]}"
}

# turns FOLDER [TRIAL]: whose they are, one line for each block
turns() {
	csv "$1/slices.csv" ${2:+"trial=$2"} trial block pool | awk -F '\t' '
		$1 "\t" $2 != block { block = $1 "\t" $2; printf "\n" }
		{ printf " %s", $3 }'
}

for n in 1 3; do
	measure "rounds-$n" 7 "$n"
done
measure same 7 3
measure other 8 3
expect_equal "order of the same seed" "$(order rounds-3)" "$(order same)"
expect_equal "turns of the same seed" "$(turns rounds-3)" "$(turns same)"
if [ "$(turns same)" = "$(turns other)" ]; then
	fail "seeds 7 and 8 give the same turns"
fi
# 18 trials of one to three pools, with 3 blocks each
expect_equal "pools that have not one turn in each block" "" \
	"$(csv same/slices.csv trial block pool | sort | uniq -d)"
expect_equal "pools that take turns" "malloc svc_page_pool
mutex null svc_page_pool" "$(csv same/slices.csv trial pool | sort -u |
	awk '{ of[$1] = of[$1] " " $2 } END { for (t in of) print of[t] }' |
	sed 's/^ //' | sort -u)"
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
