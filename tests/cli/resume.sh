#!/bin/bash
# SPDX-License-Identifier: MIT
# resume.sh BENCH: a run that is killed at a random moment, resumed, killed
# again and resumed has the trials of one that was not, and none of them twice
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
		if [ ! -s killed/environment.json ]; then
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

# The memory that is found now is kept, where none was
rm killed/memory.txt
run "$bench" --resume killed
[ -s killed/memory.txt ] || fail "the memory is not kept"

# Killed between the rows of a trial, or between two files: what is of a trial
# that is not whole is cut off, and the trial is measured again
for rows in 0 1 2 3; do
	rm -rf torn
	cp -r whole torn
	head -n $((25 - rows)) whole/samples.csv >torn/samples.csv
	head -n 22 torn/samples.csv >before
	for file in slices counters; do
		sed '$s/,\([0-9]*\),/,9,/' <(tail -n 1 "whole/$file.csv") \
			>>"torn/$file.csv"
		printf '3,torn' >>"torn/$file.csv"
	done
	[ "$rows" != 1 ] || printf '3,torn' >>torn/samples.csv
	run "$bench" --resume torn
	expect_status 0 1
	expect_equal "trials without the last $rows rows" "$expected" \
		"$(trials torn)"
	expect_equal "rows of the trials before" "$(<before)" \
		"$(head -n 22 torn/samples.csv)"
	[ "$rows" = 0 ] || expect_whole_trials torn
done

# What cannot be resumed
run "$bench" --resume killed --pool null
expect_status 2
expect_lines "$err" 1
run "$bench" --resume nowhere
expect_status 2
expect_lines "$err" 1

# refuses REGEX: in one line, and no file of the result is touched
refuses() {
	(cd damaged && md5sum -- *) >before
	run "$bench" --resume damaged
	expect_status 2
	expect_lines "$out" 0
	expect_equal "lines that say why" 1 "$(grep -c "$1" "$err")"
	expect_equal "files that were touched" "$(<before)" \
		"$(cd damaged && md5sum -- *)"
}
# damage AWK: of the samples; columns by their names in at, and in rows a run
# that lacks its last rows
damage() {
	rm -rf damaged
	cp -r killed damaged
	awk -F, -v OFS=, "
		NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i }
		$1" killed/samples.csv >damaged/samples.csv
}
# shellcheck disable=SC2016 # awk's own
{
	damage 'NR > 1 && NR < 9 && $at["pool"] == "svc_page_pool" {
		$at["pool"] = "other_pool"
	} NR < 9'
	refuses "samples.csv does not match this run"
	damage 'NR == 1 { print; next } { row[$at["pool"]] = row[$at["pool"]] $0 "\n" }
		END { for (pool in row) printf "%s", row[pool] }'
	refuses "rows were moved, or two programs wrote at once"
	damage '{ print } NR > 20 && NR < 25 { $at["trial"] += 1000; more = more $0 "\n" }
		END { printf "%s", more }'
	refuses "it has [0-9]* trials, and the result has 4 more"
	damage 'NR < 9 { print $0, (NR > 1 ? 7 : "new") }'
	refuses "samples.csv has other columns than this program writes"
	damage 'NR > 1 { $1 = 5 } NR < 9'
	refuses "has columns of schema 5"
}

# A table that another program has saved is read, but not added to
rm -rf damaged
cp -r killed damaged
sed -i '1s/^/\xef\xbb\xbf/; s/$/\r/' damaged/samples.csv
# a sanitizer's figures are not compared
if [ -z "${BENCH_SANITIZE-}" ]; then
	run "$bench" compare killed damaged
	expect_equal "what compare says of it" "" "$(<"$err")"
fi
refuses "samples.csv was saved by another program (it has a byte-order mark or CR LF)"
cp killed/samples.csv damaged
: >damaged/memory.txt
refuses "damaged/memory.txt is empty: start a new run"
cp killed/memory.txt damaged
rm damaged/counters.csv
refuses "cannot write damaged/counters.csv"

# A name is any bytes: in JSON, which is UTF-8, and back
folder=$'r\xe9sultats [1] x'
google=$'g %41\xe9"\x01.json'
start "$bench" --pool mutex,null "${uncontended[@]}" --repetitions 100 \
	--window-ms 10 --out "$folder" "--benchmark_out=$google"
wait_until 30 has_rows "$folder/samples.csv" 4 || fail "no rows after 30 s"
kill -INT "$started"
await
expect_status 130
expect_equal "how to continue" "bench: to continue: bench --resume '$folder'" \
	"$(grep "to continue" "$err")"
expect_equal "environment.json as UTF-8" "" \
	"$(iconv -f UTF-8 -t UTF-8 "$folder/environment.json" 2>&1 >json)"
rm -f "$google"
start "$bench" --resume "$folder"
wait_until 30 has_rows "$folder/samples.csv" 8 || fail "no more rows"
kill -INT "$started"
await
expect_status 130
[ -s "$google" ] || fail "it was resumed with another --benchmark_out: $(ls)"

# expect_locked FOLDER: NFS has no lock on what may only be read
expect_locked() {
	local fd

	for fd in /proc/"$started"/fdinfo/*; do
		grep -q '^lock:.*FLOCK *ADVISORY *WRITE' "$fd" || continue
		expect_line "$fd" '^flags:[[:space:]]*[0-7]*[12]$'
		return
	done
	fail "no lock is held on $1"
}

# Two at once in one folder, whether the first is a new one or goes on
measure busy
await_rows busy 1
kill -STOP "$started"
expect_locked busy
cp busy/samples.csv rows
run "$bench" --resume busy
expect_status 2
expect_line "$err" "^bench: another bench is running in busy: "
kill -KILL "$started"
await
start "$bench" --resume busy
await_rows busy "$(wc -l <rows)"
kill -STOP "$started"
expect_locked busy
run "$bench" --resume busy
expect_status 2
expect_line "$err" "^bench: another bench is running in busy: "
kill -CONT "$started"
await
expect_status 0 1
expect_equal "trials of a run that two had a try at" "$expected" \
	"$(trials busy)"
