#!/bin/bash
# SPDX-License-Identifier: MIT
# resume.sh BENCH: a run that is killed at a random moment, resumed, killed
# again and resumed has the trials of one that was not, and none of them twice;
# one that is paused stands still, and one that is interrupted is whole
. "$(dirname "$0")/common.sh"
moments=10
# what a sanitizer looks at is the same after each
[ -z "${BENCH_SANITIZE-}" ] || moments=2

measure() { # DIR
	start "$bench" --pool mutex,null,svc_page_pool --scenario uncontended \
		--burst 1,4 --repetitions 4 --slices 4 --window-ms 10 \
		--warmup-us 500 \
		--seed 11 --out "$1"
}

# Each point once in each round, and in the trial that the seed gives it
trials() { # DIR
	csv "$1/samples.csv" trial round pool burst | sort
}

measure whole
await
expect_status 0 1
expected=$(trials whole)
expect_rounds whole 4 6

# expect_whole_trials FOLDER: slices and counters are of trials that have
# samples, and each trial has all of them, once
expect_whole_trials() {
	expect_csv "$1/slices.csv"
	expect_csv "$1/counters.csv"
	expect_equal "$1: slices without samples, twice or not all there" \
		"$(csv "$1/samples.csv" trial pool slices | sort)" \
		"$(csv "$1/slices.csv" trial pool | sort | uniq -c |
			awk '{ print $2 "\t" $3 "\t" $1 }')"
	expect_equal "$1: counters without samples, twice or not all there" \
		"$(csv "$1/samples.csv" trial pool | sort)" \
		"$(csv "$1/counters.csv" event=task_clock_ns trial pool | sort)"
}

# The moments are told, so that one that fails can be tried again.
RANDOM=$$
for ((moment = 1; moment <= moments; moment++)); do
	delays=
	rm -rf killed
	measure killed
	for session in 1 2; do
		delay=0.$(printf '%03d' $((RANDOM % 400)))
		delays+=" $delay"
		sleep "$delay"
		kill -KILL "$started" 2>/dev/null
		await
		for file in samples slices counters; do
			head -n -1 "killed/$file.csv" >whole_lines 2>/dev/null
			[ ! -s whole_lines ] || expect_csv whole_lines
		done
		if [ ! -s killed/trials.bin ]; then
			# nothing to resume yet: as if it had not been started
			rm -rf killed
			measure killed
		elif [ "$session" = 1 ]; then
			start "$bench" --resume killed
		fi
	done
	await
	run "$bench" --resume killed
	expect_status 0 1
	expect_csv killed/samples.csv
	expect_equal "trials of a run killed after$delays s" "$expected" \
		"$(trials killed)"
	expect_whole_trials killed
done

# A run that has ended has ended
run "$bench" --resume killed
expect_status 0 1
expect_equal "trials of a run that had ended" "$expected" "$(trials killed)"

# Killed between the rows of a trial, or between two files: what is of a trial
# that the journal does not have is cut off, and the trial is measured again
for rows in 0 1 2 3; do
	rm -rf torn
	cp -r whole torn
	truncate -s -1 torn/trials.bin
	head -n $((25 - rows)) whole/samples.csv >torn/samples.csv
	head -n 22 torn/samples.csv >before
	for file in slices counters; do
		printf '4,torn' >>"torn/$file.csv"
	done
	[ "$rows" != 1 ] || printf '4,torn' >>torn/samples.csv
	run "$bench" --resume torn
	expect_status 0 1
	expect_equal "trials without the last $rows rows" "$expected" \
		"$(trials torn)"
	expect_equal "rows of the trials before" "$(<before)" \
		"$(head -n 22 torn/samples.csv)"
	expect_whole_trials torn
done

# What cannot be resumed; what else may have become of its files is tried by
# tests/unit/test_journal.c
refuse 2 "give no other option" "$bench" --resume killed --pool null

# refuses FOLDER REGEX: in one line, and no file of the result is touched
refuses() {
	(cd "$1" && md5sum -- *) >before
	run "$bench" --resume "$1"
	expect_status 2
	expect_lines "$out" 0
	expect_equal "lines that say why" 1 "$(grep -c "$2" "$err")"
	expect_equal "files that were touched" "$(<before)" \
		"$(cd "$1" && md5sum -- *)"
}

cp -r killed damaged
sed -i '1s/^/\xef\xbb\xbf/; s/$/\r/' damaged/samples.csv
refuses damaged "samples.csv was changed by another program"

# Its points would be others now
run "$bench" --list --format csv
if [ "$(csv "$out" name=percpu status)" = ok ]; then
	measure_to others "${uncontended[@]}" --pool mutex,percpu \
		--repetitions 2 --window-ms 2
	export GLIBC_TUNABLES=glibc.pthread.rseq=0
	refuses others "trials.bin does not match this run: trial 1 was of other points"
	unset GLIBC_TUNABLES
fi

# A name is any bytes: in JSON, which is UTF-8, and back
folder=$'r\xe9sultats [1] x'
google=$'g %41\xe9"\x01.json'
start "$bench" --pool mutex,null "${uncontended[@]}" --repetitions 100 \
	--window-ms 10 --out "$folder" "--benchmark_out=$google"
wait_until 30 has_rows "$folder/samples.csv" 4 || fail "no rows after 30 s"
# after the trial at hand all stands still
kill -TSTP "$started"
has_stopped() {
	grep -qs '^State:.T' "/proc/$started/status"
}
wait_until 60 has_stopped || fail "has not stopped after 60 s"
expect_equal "workers" "" "$(cat "/proc/$started/task/$started/children")"
cp "$folder/samples.csv" rows
kill -INT "$started"
kill -CONT "$started"
await
expect_status 130
expect_equal "rows after the pause" "$(<rows)" "$(<"$folder/samples.csv")"
expect_equal "how to continue" "bench: to continue: bench --resume '$folder'" \
	"$(grep "to continue" "$err")"
expect_line "$err" "^bench: interrupted in round [0-9]+, after $(
	csv "$folder/samples.csv" trial | tail -n 1) trials; they are in the results$"
expect_equal "samples in the summary" \
	"$(csv "$folder/samples.csv" status=ok trial | wc -l)" \
	"$(csv "$folder/summary.csv" n | awk '{ n += $1 } END { print n }')"
expect_whole_trials "$folder"
expect_no_process
expect_equal "environment.json as UTF-8" "" \
	"$(iconv -f UTF-8 -t UTF-8 "$folder/environment.json" 2>&1 >json)"
rm -f "$google"
start "$bench" --resume "$folder"
wait_until 30 has_rows "$folder/samples.csv" 8 || fail "no more rows"
kill -INT "$started"
await
expect_status 130
[ -s "$google" ] || fail "it was resumed with another --benchmark_out: $(ls)"

# expect_locked ROWS: the run in folder busy, when it has more than these. NFS has
# no lock on what may only be read
expect_locked() {
	local fd locks=0

	await_rows busy "$1"
	kill -STOP "$started"
	for fd in /proc/"$started"/fdinfo/*; do
		grep -q '^lock:.*FLOCK *ADVISORY *WRITE' "$fd" || continue
		expect_line "$fd" '^flags:[[:space:]]*[0-7]*[12]$'
		locks=1
	done
	expect_equal "locks on busy" 1 "$locks"
	refuse 2 "^bench: another bench is running in busy: " \
		"$bench" --resume busy
}

# Two at once in one folder, whether the first is a new one or goes on
measure busy
expect_locked 1
kill -KILL "$started"
await
start "$bench" --resume busy
expect_locked "$(wc -l <busy/samples.csv)"
kill -CONT "$started"
await
expect_status 0 1
expect_equal "trials of a run that two had a try at" "$expected" \
	"$(trials busy)"
