#!/bin/bash
# SPDX-License-Identifier: MIT
# mail.sh BENCH: mails of a result: width, ASCII, quoting, git am, the figures
# and verdicts of bench compare, and what is said when something is missing
# shellcheck disable=SC2016 # the variables of awk
. "$(dirname "$0")/common.sh"
reference=$here/../../results/reference

# expect_mail: what run() printed is a mail
expect_mail() {
	expect_status 0
	expect_lines "$err" 0
	expect_equal "$command_line: lines over 72 columns" "" \
		"$(grep -E '^.{73}' "$out")"
	expect_equal "$command_line: lines with other bytes than ASCII" "" \
		"$(grep -Ev '^[ -~]*$' "$out")"
	expect_equal "$command_line: what mail programs change" "" \
		"$(grep -En ' $|^(---|diff -|Index: |From )|>8|8<' "$out")"
	expect_equal "$command_line: empty lines after empty ones" "" \
		"$(cat -s "$out" | diff - "$out")"
	expect_line "$out" '^Question: '
	expect_equal "lines of the machine" 3 "$(awk '
		/^Machine: / { told = 1 }
		/^$/ { told = 0 }
		told { n++ }
		END { print n }' "$out")"
	expect_line "$out" '^Unfit for publication:'
	expect_line "$out" '^Limits: '
	expect_line "$out" '^To repeat it'
}

# rows FILE: of the tables of times, in the mail's order: pool, ratio, interval,
# mark, base, change, n
rows() {
	awk '$1 == "pool" { table = $2 == "ratio"; next }
		!table { next }
		/^    / { next }
		/^$/ { table = 0; next }
		NF == 7 && $4 != "base" { print $1, $2, $3, $4, $5, $6, $7 }
		NF != 7 { print "not a row: " $0 }' "$1"
}

for folder in "$reference"/*/; do
	for form in "" --plot --no-plot --form=time-bench; do
		run "$bench" mail "$folder" ${form:+"$form"}
		expect_mail
	done
done

run "$bench" --scenario uncontended,floor --pool \
	svc_page_pool,svc_page_ring,mutex,null,atomic --burst 1,16 \
	--repetitions 14 --slices 4 --window-ms 2 --seed 7 --out result
expect_measured result
# --force: in a sanitizer build as well
run "$bench" compare --force result --format csv
cp "$out" compare.csv
run "$bench" mail result
expect_mail
cp "$out" mail

# Three deep, and back: what is read there is what bench compare says.
sed 's/^/> > > /' mail | sed -E 's/^(> ){3}//' >unquoted
expect_equal "rows" "$(csv compare.csv pool | wc -l)" \
	"$(rows unquoted | wc -l)"
# compare's rows in the mail's order
while read -r burst; do
	csv compare.csv "burst=$burst" pool ratio ratio_low ratio_high \
		verdict base_ns change_ns n_change
done < <(csv compare.csv burst | sort -nu) >compared
expect_equal "figures that are not those of bench compare" "" "$(
	rows unquoted | tr -d '[]' | paste compared - | awk -F '\t' '
	# three digits are printed at least, and four after the point
	function differ(a, b) {
		return a > b * 1.006 + 6e-5 || b > a * 1.006 + 6e-5
	}
	{
		n = split($NF, mail, " ")
		split(mail[3], interval, ",")
		mark = $5 == "no difference shown" ? "none" : $5
		if (n != 7 || mail[1] != $1 || differ(mail[2], $2) ||
		    differ(interval[1], $3) || differ(interval[2], $4) ||
		    mail[4] != mark || differ(mail[5], $6) ||
		    differ(mail[6], $7) ||
		    # where the base has no figure there is a time, no ratio
		    mail[7] < 1 || mail[7] + 0 > $8 + 0)
			print
	}')"
# and of the run's own summary, which is corrected for as many
verdicts() {
	csv "$1" pool!=svc_page_pool scenario=uncontended burst pool "${@:2}" |
		sort
}
expect_equal "verdicts of summary.csv" \
	"$(verdicts result/summary.csv verdict)" "$(verdicts compare.csv verdict)"
expect_equal "ratios of summary.csv that are not those of bench compare" "" "$(
	paste <(verdicts result/summary.csv ratio_low ratio_high) \
		<(verdicts compare.csv ratio_low ratio_high) | awk -F '\t' '
	{
		for (i = 3; i <= 4; i++)
			if (($i - $(i + 4)) ^ 2 > 1e-10 * $i * $i)
				print
	}')"
# the question, the answer in a few words, the setting: then the figures
expect_equal "lines before the first figure" "" "$(
	sed '/^ pool /q' mail | sed -n '16,$p')"
# other work can take all of a pool's figures
[ -n "$(csv compare.csv pool=svc_page_ring verdict=unfit pool)" ] ||
	expect_line mail '^ svc_page_ring +\|.*o.*\|$'
expect_line mail '^A scale, ns'
expect_equal "figures of the base pool that are not those of summary.csv" "" \
	"$({
		csv result/summary.csv pool=svc_page_pool burst \
			median_ns_per_buffer | sort -n | cut -f 2
		awk '$1 == "svc_page_pool" && $4 == "base" { print $5 }' mail
	} | awk '{ value[NR] = $1 }
		END {
			for (i = 1; i <= 2; i++)
				if (NR != 4 || value[i + 2] > value[i] * 1.006 ||
				    value[i] > value[i + 2] * 1.006)
					print value[i], value[i + 2], NR
		}')"

# As the message of a patch, by way of a mailbox
if command -v git >/dev/null; then
	git_quiet() {
		git -c user.name=test -c user.email=test@localhost \
			-c commit.gpgSign=false "$@" >git.out 2>&1 ||
			fail "git $*: $(tail -n 3 git.out)"
	}
	git_quiet init -q repository
	echo one >repository/file
	git_quiet -C repository add file
	git_quiet -C repository commit -q -m first
	{
		printf 'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n'
		printf 'From: test <test@localhost>\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: [PATCH] pool: figures\n\n'
		cat mail
		printf -- '---\n file | 2 +-\n\ndiff --git a/file b/file\n--- a/file\n+++ b/file\n@@ -1 +1 @@\n-one\n+two\n-- \n2.39.5\n'
	} >figures.patch
	git_quiet -C repository am --scissors "$work/figures.patch"
	expect_equal "the message after git am" "$(cat mail)" \
		"$(git -C repository log -1 --format=%b)"
	expect_equal "the patch after git am" two "$(cat repository/file)"
else
	echo "git is not installed: git am is not checked"
fi

# The command can be pasted: the shell makes the same arguments of it.
arguments() {
	sed -n '/^To repeat it/,$p' "$1" | sed 1,2d |
		sed "1s:^ *[^ ]*:printf '%s\\\\n':" | bash
}
expect_equal "arguments of the command" "$(
	sed "s:^[^ ]*:printf '%s\\\\n':" result/command.txt | bash)" \
	"$(arguments mail)"

# A long argument, in quotes
cp -r result quoted
long=$(printf "it's %0100d -- --- end" 7)
printf "bench --out '%s' --seed 7\n" "${long//\'/\'\\\'\'}" \
	>quoted/command.txt
run "$bench" mail quoted
expect_mail
expect_equal "a long argument" "--out
$long
--seed
7" "$(arguments "$out")"

# A line end in it, at each place of a line; and what follows is not cut off
run python3 -B - "$here/../../plot" <<'END'
import subprocess
import sys
sys.path.insert(0, sys.argv[1])
from verdicts.mail_text import PATCH, command_lines, sent
for n in range(40, 76):
    said = ["--out", f"{7:0{n}}\n  From x\n--- y", "--seed", "7"]
    lines = sent(command_lines(["bench", *said]))
    got = subprocess.run(
        ["bash", "-c", "\n".join(lines).replace("bench", "printf '%s\\0'", 1)],
        stdout=subprocess.PIPE).stdout.decode().split("\0")
    if got != said + [""] or any(len(line) > 72 or line.startswith(PATCH)
                                 for line in lines):
        print(n, got, *lines, sep="\n", file=sys.stderr)
END
expect_clean

# The seed that a run drew stands behind the whole command
printf "bench --out 'a\nb'\n" >quoted/command.txt
sed -i '/"--seed"/,+1d' quoted/environment.json
run "$bench" mail quoted
expect_mail
expect_equal "a seed after a line end" "--out
a
b
--seed
7" "$(arguments "$out")"
expect_line "$out" '^To repeat it \(--seed is added: the run drew it\):'
rm quoted/environment.json
run "$bench" mail quoted
expect_line "$out" '^To repeat it \(the seed is not known: the order will be'

# What it was started under
cp result/environment.json result/command.txt quoted
sed -i '/"scheduling": {/{n;s/: ".*"/: "fifo 10"/}' quoted/environment.json
run "$bench" mail quoted
expect_mail
expect_line "$out" '^To repeat it \(under chrt -f 10\):'

# The other form: time and count are the sums over all trials.
run "$bench" mail --form time-bench result
expect_mail
expect_equal "lines of time_bench" \
	"$(csv result/summary.csv status=ok pool | wc -l)" \
	"$(grep -c '^Type:' "$out")"
tr '\n' ' ' <"$out" | sed 's/Type:/\n&/g; s/  */ /g' >lines
expect_line lines "^Type:uncontended/null/single/0/burst:16 Per elem: $(
	csv result/samples.csv status=ok pool=null burst=16 window_ns buffers |
		awk '{ ns += $1; n += $2 } END { printf "%.3f ns \\(step:16\\) - \\(measurement period time:%.9f sec time_interval:%.0f\\) - \\(invoke count:%.0f\\)", ns / n, ns / 1e9, ns, n }')"
expect_equal "cycles that nobody knows" "" "$(grep -F 'cycles(tsc):' "$out")"

# What is missing is said.
good=$(csv result/samples.csv status=ok trial | wc -l)
expect_line mail "^  Trials: $good good \\("
mkdir bare
cp result/samples.csv bare
run "$bench" mail bare
expect_status 0
expect_line "$out" '^Machine: unknown, sockets unknown'
expect_line "$out" '^Unfit for publication: unknown, there is no environment'
expect_line "$out" '^  Missing: summary.csv'
expect_line "$out" '^  Missing: hardware counters \(there is no counters.csv\)'
expect_line "$out" '^To repeat it: unknown'

# variant NAME AWK: a result whose samples a program has changed
variant() {
	mkdir "$1"
	cp result/environment.json result/command.txt "$1"
	awk -F , -v OFS=, "
		NR == 1 { for (i = 1; i <= NF; i++) column[\$i] = i }
		$2" result/samples.csv >"$1/samples.csv"
	run "$bench" mail "$1"
	expect_mail
}

variant two_rounds 'NR == 1 || $column["round"] <= 2'
expect_line "$out" '^  No verdict for some: 2 trials are too few for level'
expect_equal "verdicts of two rounds" "unfit" \
	"$(rows "$out" | cut -d ' ' -f 4 | sort -u)"
expect_equal "intervals of two rounds" "-" \
	"$(rows "$out" | cut -d ' ' -f 3 | sort -u)"
variant one_pool 'NR == 1 || $column["pool"] == "svc_page_pool"'
expect_line "$out" '^  Nothing is compared: no setting has times'
variant no_base 'NR == 1 || $column["pool"] == "mutex"'
expect_line "$out" '^  Nothing is compared: no sample is of svc_page_pool'
expect_line "$out" '^ mutex +- +- +- +- +[0-9.]+ +[0-9]+$'
variant failed 'NR > 1 && $column["pool"] == "mutex" {
	if ($column["round"] > 1 && $column["burst"] == 16)
		next
	$column["status"] = "crashed"
	$column["error"] = "killed by signal 11"
	$column["ns_per_buffer"] = ""
} 1'
expect_line "$out" '^  Trials: [0-9]+ good \(0 to [0-9]+ of each of 9 points\), [1-9][0-9]+ failed'
expect_line "$out" '([0-9]+) of \1 trials failed \(crashed\): killed by signal 11'
expect_line "$out" '^ mutex +- +- +unfit +[0-9.]+ +- +0$'
# a name that a line begins with, and git am with a patch
variant foreign 'NR > 1 { $column["scenario"] = "diff -u" } 1'
expect_line "$out" '^ diff -u, one thread'

# Figures of a second and more
variant slow 'NR > 1 && $column["ns_per_buffer"] != "" {
	$column["ns_per_buffer"] *= 1e8
} 1'
expect_line "$out" '^ svc_page_pool +- +- +base +[0-9.]+M '

# Failures of several kinds, each with its number
variant kinds 'NR > 1 && $column["pool"] == "mutex" && $column["burst"] == 1 {
	$column["status"] = $column["round"] % 2 ? "crashed" : "timeout"
	$column["error"] = "-- >8 -- whatever"
	$column["ns_per_buffer"] = ""
} 1'
expect_line "$out" '\(7 crashed, 7 timeout; the last\): -- > ?8 --'
# without the base pool the others still have their figures
variant no_good_base 'NR > 1 {
	$column["ratio_to_svc_page_pool"] = ""
	if ($column["pool"] == "svc_page_pool") {
		$column["status"] = "crashed"
		$column["ns_per_buffer"] = ""
	}
} 1'
expect_line "$out" '^ mutex +- +- +unfit +- +[0-9.]+ +0$'
expect_line "$out" '^    not compared: the base has no good trial$'
# counts that were not taken are not 0
variant uncounted 'NR > 1 {
	if ($column["pool"] == "null")
		next
	$column["scenario"] = "rpc"
	$column["get_hit"] = ""
} 1'
expect_line "$out" '^ mutex +- +'
# hardware counters: had, or not, and why
cp result/counters.csv uncounted
sed -i -E 's/^(.*,(cycles|instructions)),[^,]*,([^,]*),([^,]*),.*/\1,,\3,\4,denied/' \
	uncounted/counters.csv
run "$bench" mail uncounted
expect_line "$out" '^  Missing: hardware counters \(denied\)\.$'
sed -i -E 's/^(.*,cycles),,([^,]*),([^,]*),.*/\1,17,\2,\3,ok/' \
	uncounted/counters.csv
run "$bench" mail uncounted
expect_equal "hardware counters that were had" "" \
	"$(grep 'hardware counters' "$out")"

# Two pools of the result, at one burst, as twins: the second takes FACTOR times
# as long
twins() { # PRODUCERS FACTOR BURST
	rm -rf twins_result
	variant twins_result "NR > 1 {
		if (\$column[\"burst\"] != $3)
			next
		\$column[\"scenario\"] = \"handoff\"
		\$column[\"producers\"] = $1
		\$column[\"placement\"] = \"local\"
		fast = 100 + \$column[\"round\"] % 3
		if (\$column[\"pool\"] == \"mutex\") {
			\$column[\"pool\"] = \"svc_page_pool_nocount\"
		} else if (\$column[\"pool\"] == \"svc_page_ring\") {
			\$column[\"pool\"] = \"urcu_lfstack\"
			fast *= $2
		}
		\$column[\"ns_per_buffer\"] = fast
		\$column[\"ratio_to_svc_page_pool\"] = fast / 100
	} 1"
	tr -s ' \n' ' ' <"$out" >twins
}
twins 1 1 1
expect_line twins ' twin control: urcu_lfstack is 1\.00 \[1\.00, 1\.00\] of svc_page_pool_nocount, which does the same \(local, burst 1\): within 10% '
twins 1 0.8 1
expect_line twins ' HARNESS SUSPECT: urcu_lfstack is 0\.80 \[0\.80, 0\.80\] '
twins 1 '($column["round"] % 2 ? 1.05 : 1.35)' 1
expect_line twins ' twin control: urcu_lfstack is 1\.[0-9]* \[1\.05, 1\.35\] of .*: cannot tell, the interval reaches beyond 10% '
twins 1 2 1
expect_line twins ' HARNESS SUSPECT: urcu_lfstack is 2\.00 \[2\.00, 2\.00\] of svc_page_pool_nocount, which does the same \(local, burst 1\): believe no ratio of this run '
for setting in "2 3 1" "1 3 16"; do
	# shellcheck disable=SC2086 # three words
	twins $setting
	expect_equal "a twin control with producers, factor, burst $setting" "" \
		"$(grep -E 'twin control|HARNESS' "$out")"
done

# Bad usage
refused() { # STATUS REGEX ARGUMENT...
	run "$bench" mail "${@:3}"
	expect_complaint "$1" "^bench mail: $2" "bench mail"
}
refused 2 'name a result'
refused 2 "result is of no kernel" result result
refused 2 "'result' is a third result" result result result
refused 2 'cannot read .*nowhere' nowhere
mkdir nothing
refused 2 'cannot read nothing/samples.csv' nothing
refused 2 "--base: no sample is of 'nobody'" --base nobody result
refused 2 "--pool: no sample is of 'nobody'" --pool nobody result
refused 2 "--form: 'letter' is neither table nor time-bench" --form letter \
	result
refused 2 '--question: byte 0xe2 is not' --question $'\xe2\x80\x93' result
mkdir empty
head -n 1 result/samples.csv >empty/samples.csv
refused 3 'empty has no sample' empty
run "$bench" mail --base mutex --pool null result
expect_mail
expect_equal "pools that were asked for" null \
	"$(rows "$out" | cut -d ' ' -f 1 | sort -u)"
