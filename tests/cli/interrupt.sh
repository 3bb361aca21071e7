#!/bin/bash
# SPDX-License-Identifier: MIT
# interrupt.sh BENCH: SIGTSTP half way: the trial at hand ends, then all stands
# still; SIGINT: the results are whole, and no process is left
. "$(dirname "$0")/common.sh"

start "$bench" --pool mutex,null "${uncontended[@]}" --repetitions 10000 \
	--window-ms 20 --out result
await_rows result 4
kill -TSTP "$started"
has_stopped() {
	grep -qs '^State:.T' "/proc/$started/status"
}
wait_until 60 has_stopped || fail "has not stopped after 60 s"
expect_equal "workers" "" "$(cat "/proc/$started/task/$started/children")"
before=$(csv result/samples.csv trial | wc -l)
kill -INT "$started"
kill -CONT "$started"
await
expect_status 130
expect_equal "rows after the pause" "$before" \
	"$(csv result/samples.csv trial | wc -l)"
expect_csv result/samples.csv
expect_csv result/summary.csv
expect_line "$err" "^bench: interrupted in round [0-9]+, after [0-9]+ trials; they are in the results$"
expect_line "$err" "^bench: to continue: .*--resume result$"
expect_equal "trials in the message" \
	"$(sed -n 's/.*interrupted in .* after \([0-9]*\) trials.*/\1/p' "$err")" \
	"$(csv result/samples.csv trial | sort -u | wc -l)"
expect_equal "samples in the summary" \
	"$(csv result/samples.csv status=ok trial | wc -l)" \
	"$(csv result/summary.csv n | awk '{ n += $1 } END { print n }')"
for file in slices counters; do
	expect_csv "result/$file.csv"
	expect_equal "trials in $file.csv" \
		"$(csv result/samples.csv trial | uniq)" \
		"$(csv "result/$file.csv" trial | uniq)"
done
expect_line "$out" "^results: result$"
expect_no_process
