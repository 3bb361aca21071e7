#!/bin/bash
# SPDX-License-Identifier: MIT
# repeat.sh BENCH: a result's run is made again with its seed, and the last line
# says what bench compare found. Where a difference must be known, a stand-in
# for the run makes it: what is measured here says nothing.
. "$(dirname "$0")/common.sh"
export BENCH=$1
repeat=$here/../../scripts/repeat
command -v python3 >/dev/null || skip "python3 is missing"

measure() { # DIR ROUNDS OPTION...
	local folder=$1 rounds=$2
	shift 2
	run "$bench" --scenario uncontended --pool svc_page_pool,mutex --burst 1 \
		--window-ms 2 --warmup-us 500 --repetitions "$rounds" "$@"
	expect_measured "$folder"
}

last_line() {
	tail -n 1 "$out"
}

# anew ARGUMENT...: scripts/repeat, into a folder that is not there
anew() {
	rm -rf new
	run "$repeat" "$@" --out new
}

# expect_refused STATUS REGEX: one line, and nothing was run
expect_refused() {
	expect_complaint "$1" "^repeat: $2" repeat
	expect_equal "folders of new results" "" "$(ls -d new 2>/dev/null)"
}

# Said before the run, where bench compare will say it after
verdicts_only="^repeat: another machine or build: verdicts will be compared, not times"

# A name is any bytes, and what they are is passed on
folder=$'r\xe9sultats [1] x'
measure "$folder" 1 --out "$folder" --benchmark_filter=$'mutex|\xe9'
run "$repeat" "$folder" --out "$folder/2"
expect_measured "$folder/2"
expect_equal "arguments with the seed, --out excepted" \
	"$(json "$folder/environment.json" arguments_encoded | sed 's/--out [^ ]* //')" \
	"$(json "$folder/2/environment.json" arguments_encoded | sed 's/ --seed.*//')"
expect_line "$err" "^repeat: .*'--benchmark_filter=mutex\\|.' --seed"
grep -qF "$folder" "$out" || fail "bench compare names another folder"

# A run, twice: the seed was drawn, and is the same
measure old 2 --ou old --benchmark_out=google.json
cp google.json google
anew old
expect_measured new
expect_equal "seed" "$(json old/environment.json seed)" "$(json new/environment.json seed)"
expect_equal "command" "$bench --scenario uncontended --pool svc_page_pool,mutex --burst 1 --window-ms 2 --warmup-us 500 --repetitions 2 --seed $(json old/environment.json seed) --out new" \
	"$(json new/environment.json arguments)"
expect_equal "what the old run wrote elsewhere" "$(<google)" "$(<google.json)"
expect_line "$err" "^repeat: --benchmark_out=google.json is left out"
expect_line "$err" "^repeat: no verdict will come of this: "
expect_equal "last line" "unfit to tell: no verdict at any of 2 points" \
	"$(last_line)"
expect_equal "what differs between two runs of one build" "" \
	"$(grep -E ' was .* and is ' "$err")"

# Where it goes by default; the old command's --out is replaced
mkdir elsewhere
run env -C elsewhere "$repeat" ../new
folder=$(sed -n 's/^.* --out \(results.*\)$/\1/p' "$err")
expect_csv "elsewhere/$folder/samples.csv"
expect_equal "folders named" 1 "$(grep -o -- --out \
	"elsewhere/$folder/command.txt" | wc -l)"

# What differs is told before; another machine is not compared
sed -i 's/"host": ".*"/"host": "other"/
/"kernel": {/{n;s/: ".*"/: "5.4.0"/};/"governor": {/{n;s/: .*,/: "powersave",/}' \
	old/environment.json
anew old
expect_line "$err" "^repeat: host was other and is $(uname -n)$"
expect_line "$err" "^repeat: kernel was 5.4.0 and is $(uname -r)$"
expect_line "$err" "^repeat: governor was powersave and is "
expect_line "$out" "kernel: 5.4.0 in base"
expect_equal "what is said of a machine that is the same" "" \
	"$(grep -E "$verdicts_only" "$err")"
sed -i '/"cpu_model": {/{n;s/: ".*"/: "abacus"/}' old/environment.json
anew old
expect_status 0
expect_line "$err" "^repeat: cpu_model was abacus and is "
expect_line "$err" "$verdicts_only"
expect_equal "last line" "not the same machine or build; of 1 verdicts 0 agree, 0 opposite, 1 unfit to tell" \
	"$(last_line)"
anew --force old
expect_status 0
expect_line "$out" "abacus in base"

# A known difference. The stand-in leaves the old samples, times as much
measure base 20 --seed 3 --out base
cat >stand-in <<END
#!/bin/bash
case \$1 in
compare | --environment) exec "$bench" "\$@" ;;
esac
cp -r "$work/base" "\${!#}"
# awk's line is one of many columns, none of them with a comma in it
awk -F, -v OFS=, -v pool="\$POOL" -v mutex="\$MUTEX" '
NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i; print; next }
\$at["ns_per_buffer"] != "" {
	\$at["ns_per_buffer"] *= \$at["pool"] == "mutex" ? mutex : pool
	\$at["ratio_to_svc_page_pool"] *= \$at["pool"] == "mutex" ? mutex / pool : 1
}
{ print }' \
	"$work/base/samples.csv" >"\${!#}/samples.csv"
exit \${STATUS-0}
END
chmod +x stand-in
# expect_outcome POOL MUTEX LINE: of points with so many times their figures
expect_outcome() {
	BENCH=./stand-in POOL=$1 MUTEX=$2 anew base
	expect_status 0
	expect_equal "last line" "$3" "$(last_line)"
}
expect_outcome 1 1 "no difference shown"
expect_outcome 1 100 "a difference at 1 of 2 points: 1 slower (ratio 100); no difference shown at 1"
expect_outcome 0.001 100 "a difference at 2 of 2 points: 1 faster (ratio 0.001), 1 slower (ratio 100)"
expect_outcome 100 200 "a difference at 2 of 2 points: 2 slower (ratio 100 to 200)"
# On another machine the times say nothing, and the verdict is the other way
# round than it was, or the same, or gone.
cp -r base kept
awk -F, -v OFS=, '
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
$at["ns_per_buffer"] != "" {
	$at["ns_per_buffer"] = $at["pool"] == "mutex" ? 50 : 100
	$at["ratio_to_svc_page_pool"] = $at["ns_per_buffer"] / 100
}
{ print }' kept/samples.csv >base/samples.csv
sed -i '/"cpu_model": {/{n;s/: ".*"/: "abacus"/}' base/environment.json
told="not the same machine or build; of 1 verdicts"
# the new environment is the true one
sed -i 's,cp -r .*,&\ncp "'"$work"'/kept/environment.json" "${!#}",' stand-in
expect_outcome 3 3 "$told 1 agree, 0 opposite"
expect_outcome 3 30 "$told 0 agree, 1 opposite"
expect_outcome 3 6 "$told 0 agree, 0 opposite, 1 shown by one only"
rm -rf base
cp -r kept base
for ending in "130 interrupted; what was measured is in new" \
	"3 the run ended with status 3"; do
	STATUS=${ending%% *} BENCH=./stand-in POOL=1 MUTEX=1 anew base
	expect_status "${ending%% *}"
	expect_line "$err" "^repeat: ${ending#* }"
done

# A run that is interrupted ends as it would alone
measure long 2 --seed 3 --out long
sed -i '/"--repetitions"/{n;s/2/100000/}' long/environment.json
rm -rf new
start "$repeat" long --out new
await_rows new 4
read -r child _ <"/proc/$started/task/$started/children"
kill -INT "$started" "$child"
await
expect_status 130
expect_line "$err" "^repeat: interrupted; what was measured is in new"
expect_csv new/summary.csv
expect_no_process

# What cannot be repeated
# cannot NAME REGEX CHANGE [OPTION...]: base, after the change
cannot() {
	cp -r base "$1"
	(cd "$1" && eval "$3")
	anew "${@:4}" "$1"
	expect_refused 2 "$2"
}
cannot damaged "damaged has no samples: " "rm samples.csv" --force
cannot empty "empty has no samples: " "sed -i 1q samples.csv" --force
cannot unsaid "unsaid does not say how it was made" \
	"rm environment.json command.txt" --force
cannot schema "schema: not comparable \(see [^)]*--force\): base has columns of schema 5" \
	"sed -i '2,\$s/^4,/5,/' samples.csv"
cannot resumed "resumed was made by --resume=other, " \
	"sed -i 's/\"--seed\"/\"--resume=other\"/' environment.json" --force
cannot selftest "selftest is of bench selftest: only a run can be repeated" \
	"sed -i 's/\"--scenario\"/\"--copies=1\", &/' environment.json" --force
cannot level "level: --level: '7' is not" : --level 7 --force
mkdir bare
anew bare
expect_refused 2 "bare does not say how it was made: it has no command.txt, [^[]*$"
anew nowhere
expect_refused 2 "nowhere is no folder"
for missing in ./nothing ./bare; do
	BENCH=$missing anew base
	expect_refused 3 "$missing is missing"
done

# command.txt alone says it, too
cp -r base alone
rm alone/environment.json
anew --force alone
expect_line "$err" "^repeat: the machine and the build of the result are not known"
expect_equal "what is said where times are compared by force" "" \
	"$(grep -E "$verdicts_only" "$err")"
expect_equal "command" "$(sed "s/--out base/--out new/" base/command.txt)" \
	"$(<new/command.txt)"
