#!/bin/bash
# SPDX-License-Identifier: MIT
# resume.sh BENCH: a run that is killed at a random moment, resumed, killed
# again and resumed has the trials of one that was not, and none of them twice
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1
moments=20

measure() { # DIR
	start "$bench" --pool mutex,null,svc_page_pool --scenario uncontended \
		--burst 1,4 --repetitions 4 --window-ms 10 --warmup-ms 1 \
		--seed 11 --out "$1"
}

# Trials that missed their window are tried again, so only the others have a
# number that is known.
trials() { # DIR
	csv "$1/samples.csv" status=ok round attempt pool burst | sort
}

measure whole
await
expect_status 0
expected=$(trials whole)
expect_equal "trials of a whole run" 24 "$(wc -l <<<"$expected")"

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
	expect_status 0
	expect_csv killed/samples.csv
	expect_csv killed/counters.csv
	expect_equal "trials of a run killed after$delays s" "$expected" \
		"$(trials killed)"
	expect_equal "trials that are there twice" "" \
		"$(csv killed/samples.csv trial | sort | uniq -d)"
	expect_equal "trials without counters, or the reverse" "" \
		"$(diff <(csv killed/samples.csv trial) \
			<(csv killed/counters.csv trial | uniq))"
done

# A run that has ended, for the time that it was given, has ended
run "$bench" --pool mutex,null,svc_page_pool --scenario uncontended \
	--burst 1,4 --window-ms 10 --warmup-ms 1 --max-seconds 1 --out ended
expect_status 0
expected=$(csv ended/samples.csv trial)
run "$bench" --resume ended
expect_status 0
expect_equal "trials of a run that had ended" "$expected" \
	"$(csv ended/samples.csv trial)"

# What is printed at the end, trials that were disturbed excepted: the share of
# the time is that of one session
tables() {
	sed '/^disturbed from outside:/,$d' "$1"
}

# expect_same_tables FOLDER: made of what was measured, and of what was read
expect_same_tables() {
	local folder=$1

	cp "$out" measured
	cp "$folder/summary.csv" summary
	run "$bench" --resume "$folder"
	expect_equal "tables of $folder, read back" "$(tables measured)" \
		"$(tables "$out")"
	expect_equal "summary.csv of $folder, read back" "$(cat summary)" \
		"$(cat "$folder/summary.csv")"
}

if [ "$(nproc)" -ge 2 ]; then
	run "$bench" --scenario handoff,rpc,overflow,uncontended \
		--pool svc_page_pool,mutex,malloc --burst 17 --put single \
		--placement local --producers 1 --repetitions 2 \
		--window-ms 20 --warmup-ms 5 --out tables
	expect_measured tables
	expect_line "$out" "hit % +pool %"
	expect_line "$out" "longest +beyond"
	expect_same_tables tables
	# half of it from the file, half measured now
	start "$bench" --scenario rpc --pool svc_page_pool,nopool,msg_return \
		--payload none --refill posted --burst 1 --placement local \
		--producers 1 --repetitions 4 --window-ms 100 --warmup-ms 5 \
		--out interrupted
	wait_until 30 has_rows interrupted/samples.csv 5 ||
		fail "no rows after 30 s"
	kill -INT "$started"
	await
	expect_status 130
	run "$bench" --resume interrupted
	expect_measured interrupted
	for pool in svc_page_pool nopool msg_return; do
		expect_equal "rows of $pool" 4 "$(csv interrupted/samples.csv \
			status=ok "pool=$pool" round | sort -u | wc -l)"
		# hit %, pool %, ns/page, ratio, ns/msg, CPU/msg, all there
		expect_line "$out" "^  $pool +[0-9.]+ +[0-9.]+ +[0-9.e+]+ +[0-9.]+ +[0-9.e+]+ +[0-9.e+]+ "
	done
	expect_same_tables interrupted
else
	echo "tables of threads are not checked: they need 2 CPUs"
fi

# What cannot be resumed
run "$bench" --resume ended --pool null
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
	refuses "samples are not of this run"
	damage 'NR == 1 { print; next } { row[$at["pool"]] = row[$at["pool"]] $0 "\n" }
		END { for (pool in row) printf "%s", row[pool] }'
	refuses "rows were moved, or two programs wrote at once"
	damage '{ print } NR > 20 && NR < 25 { $at["trial"] += 1000; more = more $0 "\n" }
		END { printf "%s", more }'
	refuses "it ends after [0-9]* trials, and the result has 4 more"
	damage 'NR < 9 { print $0, (NR > 1 ? 7 : "new") }'
	refuses "samples.csv has other columns than this program writes"
	damage 'NR > 1 { $1 = 3 } NR < 9'
	refuses "has columns of schema 3"
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
sed -i 's/,/;/g; s/\./,/g' damaged/samples.csv
refuses "samples.csv has semicolons between its fields"
rm damaged/counters.csv
cp killed/samples.csv damaged
refuses "cannot write damaged/counters.csv"

# A name is any bytes: in JSON, which is UTF-8, and back
folder=$'r\xe9sultats [1] x'
google=$'g %41\xe9"\x01.json'
start "$bench" --pool mutex,null --scenario uncontended --burst 1 \
	--repetitions 100 --window-ms 10 --warmup-ms 1 --out "$folder" \
	"--benchmark_out=$google"
wait_until 30 has_rows "$folder/samples.csv" 4 || fail "no rows after 30 s"
kill -INT "$started"
await
expect_status 130
expect_equal "how to go on" "bench: to go on: bench --resume '$folder'" \
	"$(grep "to go on" "$err")"
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
wait_until 30 has_rows busy/samples.csv 1 || fail "no rows after 30 s"
kill -STOP "$started"
expect_locked busy
cp busy/samples.csv rows
run "$bench" --resume busy
expect_status 2
expect_line "$err" "^bench: another bench is at work in busy: "
kill -KILL "$started"
await
start "$bench" --resume busy
wait_until 30 has_rows busy/samples.csv "$(wc -l <rows)" ||
	fail "no more rows after 30 s"
kill -STOP "$started"
expect_locked busy
run "$bench" --resume busy
expect_status 2
expect_line "$err" "^bench: another bench is at work in busy: "
kill -CONT "$started"
await
expect_status 0
expect_equal "trials that are there twice" "" \
	"$(csv busy/samples.csv trial | sort | uniq -d)"
