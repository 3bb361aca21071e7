# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by the scripts of this folder: run a program, expect something of
# it. An expectation that fails is told with the command that failed it, and
# the script goes on: its exit status says whether there was one.
#
# No time is expected of anything here, only statuses, counts and texts.
set -u
ulimit -c 0
export LC_ALL=C
unset "${!BENCHMARK_@}" "${!HWLOC_@}" "${!GLIBC_TUNABLES@}"
# A crash is to be the same signal in a sanitizer build as in any other.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0"
export TSAN_OPTIONS="${TSAN_OPTIONS:+$TSAN_OPTIONS:}handle_segv=0"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# in a folder of such a name as users have
work=$(mktemp -d -t "Läufe (2) + [alt] XXXXXX")
cd "$work" || exit 1
out=$work/stdout
err=$work/stderr
failures=0
status=0
# the program, but where a script is about another one
bench=${1-}
command_line="nothing was run"
started=

on_exit() {
	local code=$?

	[ -z "$started" ] || kill -KILL "$started" 2>/dev/null
	cd / && rm -rf "$work" \
		${PYTHONPYCACHEPREFIX:+"$PYTHONPYCACHEPREFIX$work"}
	[ "$failures" -eq 0 ] || code=1
	exit "$code"
}
trap on_exit EXIT

skip() {
	echo "SKIP: $1"
	exit 77
}

need_cpus() {
	[ "$(nproc)" -ge "$1" ] ||
		skip "needs $1 CPUs, this process may use $(nproc)"
}

one_node() {
	local nodes=(/sys/devices/system/node/node[0-9]*)

	[ "${#nodes[@]}" -eq 1 ]
}

# fail WHAT: what was expected and what came instead
fail() {
	failures=$((failures + 1))
	{
		printf 'FAILED: %s\n  command: %s\n  exit status: %s\n' \
			"$1" "$command_line" "$status"
		[ ! -s "$err" ] || tail -n 5 "$err" | sed 's/^/  stderr: /'
	} >&2
}

# run COMMAND...: sets status, and what it printed is in $out and $err
run() {
	command_line="$*"
	"$@" >"$out" 2>"$err"
	status=$?
}

# expect_status N...: any of them
expect_status() {
	[[ " $* " == *" $status "* ]] ||
		fail "expected exit status $*, got $status"
}

# expect_clean: it went well, without a word of complaint
expect_clean() {
	expect_status 0
	expect_lines "$err" 0
}

# expect_equal WHAT EXPECTED GOT
expect_equal() {
	[ "$2" = "$3" ] || fail "$1:
$(diff -U 2 --label expected --label got \
	<(printf '%s\n' "$2") <(printf '%s\n' "$3"))"
}

# expect_line FILE REGEX: some line matches
expect_line() {
	grep -Eq -- "$2" "$1" || fail "no line of ${1##*/} matches
  expected: $2
  got: $(head -n 20 "$1" | sed '1!s/^/       /')"
}

# expect_lines FILE N
expect_lines() {
	expect_equal "lines of ${1##*/}" "$2" "$(wc -l <"$1")"
}

# expect_complaint STATUS REGEX [PROGRAM]: this status, nothing on standard
# output, and on standard error one line that begins "bench: " and matches
expect_complaint() {
	expect_status "$1"
	expect_lines "$out" 0
	expect_lines "$err" 1
	expect_line "$err" "^${3-bench}: "
	expect_line "$err" "$2"
}

# refuse STATUS REGEX COMMAND...: what is no longer refused would be measured,
# for hours
refuse() {
	run timeout 30 "${@:3}"
	expect_complaint "$1" "$2" "$(basename "$3")"
}

# expect_refusals SECTION COMMAND...: all that the section of
# tests/data/refused.txt has
expect_refusals() {
	local section=$1 rows=0 code regex arguments words
	shift

	while IFS=$'\t' read -r code regex arguments; do
		eval "words=($arguments)"
		refuse "$code" "$regex" "$@" "${words[@]}"
		rows=$((rows + 1))
	done < <(sed -n "/^\[$section\]\$/,/^\$/{//!p}" \
		"$here/../data/refused.txt")
	[ "$rows" -gt 0 ] || fail "nothing is refused of $section"
}

# What goes wrong in awk must not look like an empty, and so right, answer.
awk() {
	command awk "$@" || echo "awk failed with exit status $?"
}

# json FILE [KEY]...: the value that the keys lead to, if all of the file is
# JSON. A key is a name, the index of a list, or "length".
json() {
	# -S: what a machine adds to each start is not needed
	command python3 -S -c 'import json, math, sys
def number(text):
	value = float(text)
	return value if math.isfinite(value) else sys.exit(text + " is not JSON")
with open(sys.argv[1], encoding="utf-8") as file:
	value = json.load(file, parse_float=number, parse_constant=number)
for key in sys.argv[2:]:
	value = value[key] if isinstance(value, dict) else \
		len(value) if key == "length" else value[int(key)]
print(*value) if isinstance(value, list) else print(value)' "$@"
}

# csv FILE [NAME=VALUE | NAME!=VALUE]... NAME...: these columns, found by
# their names, of the rows in which the conditions hold; a tab between two
csv() {
	awk -f "$here/csv.awk" "$@"
}

# expect_csv FILE: it has rows, they end, and each is as long as the header
expect_csv() {
	local wrong

	if [ ! -s "$1" ]; then
		fail "${1##*/} is missing or empty"
		return
	fi
	wrong=$(awk -v check=1 -f "$here/csv.awk" "$1")
	expect_equal "${1##*/} as CSV" "" "$wrong"
	[ -z "$(tail -c 1 "$1")" ] ||
		fail "the last line of ${1##*/} does not end"
}

# expect_none FILE TEST [CONDITION]...: of the rows that the conditions choose
# TEST is true of none; it is awk's, with the columns by their names
expect_none() {
	local file=$1 test=$2 rest=$2 used=() set=''
	shift 2

	while [[ $rest =~ [a-z][a-z_]+(.*) ]]; do
		used+=("${BASH_REMATCH[0]%"${BASH_REMATCH[1]}"}")
		set+="${used[-1]} = \$${#used[@]}; "
		rest=${BASH_REMATCH[1]}
	done
	expect_equal "rows of $file $* in which $test" "" \
		"$(csv "$file" "$@" "${used[@]}" |
			awk -F '\t' "{ $set} $test")"
}

# expect_empty FILE [CONDITION]... COLUMN...: in none of the rows they have a
# value
expect_empty() {
	expect_equal "values in $*" "" "$(csv "$@" | tr -d '\t\n')"
}

# expect_filled FILE [CONDITION]... COLUMN...: in all of the rows they have one
expect_filled() {
	expect_equal "rows without a value in $*" "" "$(csv "$@" | awk -F '\t' '{
		for (i = 1; i == 1 || i <= NF; i++)
			if ($i == "")
				print "row " NR ": " $0
	}')"
}

# expect_sound FOLDER: what tests/data/sound.txt says of samples.csv
expect_sound() {
	local what words conditions

	# shellcheck disable=SC2086 # conditions and columns
	while IFS=$'\t' read -r what words conditions; do
		case $what in
		empty | filled) "expect_$what" "$1/samples.csv" $words ;;
		none) expect_none "$1/samples.csv" "$words" $conditions ;;
		esac
	done <"$here/../data/sound.txt"
}

# expect_values WHAT ALLOWED-REGEX: each line of standard input
expect_values() {
	local other

	other=$(grep -Evx -- "$2") &&
		other=$(sort <<<"$other" | uniq -c | head -n 5)
	expect_equal "$1 that are not $2" "" "$other"
}

# expect_measured FOLDER: the run ended well. Other work on the machine can
# keep a thread off its CPU in all slices of a trial; the program then says so
# and exits with 1, and that is no fault of it.
expect_measured() {
	local statuses

	expect_csv "$1/samples.csv"
	expect_csv "$1/slices.csv"
	expect_csv "$1/counters.csv"
	expect_csv "$1/summary.csv"
	statuses=$(csv "$1/samples.csv" status!=ok status | sort -u)
	expect_equal "status of rows that are not ok" \
		"${statuses:+missed_window}" "$statuses"
	if [ -z "$statuses" ]; then
		expect_status 0
	else
		expect_status 0 1
	fi
}

# Of a point with one thread that is over soon
# shellcheck disable=SC2034 # not every script uses it
uncontended=(--scenario uncontended --burst 1 --warmup-us 500)

# measure_to FOLDER OPTION...: a run that ends well
measure_to() {
	run "$bench" "${@:2}" --out "$1"
	expect_measured "$1"
}

# The axes that only scenario rpc has
rpc_axes=(clear payload refill queue concurrency connections layout waiting
	load)

# The columns that tell points apart
point_columns=(scenario pool placement producers burst touch put home
	buffer_bytes pool_max miss_ns "${rpc_axes[@]}")

# What one would do without a pool: scenario rpc alone has them
# shellcheck disable=SC2034 # not every script uses it
rivals=(mainline msg_return nopool)

# expect_rounds FOLDER ROUNDS POINTS [CONDITION...]: of each point, one row in
# each round
expect_rounds() {
	local folder=$1 rounds=$2 points=$3 wrong
	shift 3

	wrong=$(csv "$folder/samples.csv" "$@" round "${point_columns[@]}" |
		awk -F '\t' -v rounds="$rounds" -v points="$points" '
		{
			point = $0
			sub(/^[^\t]*\t/, "", point)
			if (seen[$0]++)
				print "twice: " $0
			if ($1 < 1 || $1 > rounds)
				print "round " $1 ": " $0
			if (!count[point]++)
				n++
		}
		END {
			for (point in count)
				if (count[point] != rounds)
					print count[point] " rounds: " point
			if (n != points)
				print n + 0 " points instead of " points
		}')
	expect_equal "rounds of each point" "" "$wrong"
}

# start COMMAND...: in the background; with $mark in its environment and in
# that of every process that it starts
mark=${work##*/}
start() {
	command_line="$* &"
	: >"$out"
	: >"$err"
	# the shell ignores SIGINT for what it starts in the background
	# shellcheck disable=SC2016 # perl's variables
	BENCH_TEST_MARK=$mark perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' \
		"$@" >"$out" 2>"$err" &
	started=$!
}

# Waits for what start() has started; sets status
await() {
	wait "$started" 2>/dev/null
	status=$?
	started=
}

# ids of the processes with the mark, one each line
marked() {
	grep -slF "BENCH_TEST_MARK=$mark" /proc/[0-9]*/environ | cut -d / -f 3
}

# wait_until SECONDS COMMAND...: false when the time is over
wait_until() {
	local end=$((SECONDS + $1 + 1))
	shift

	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
}

has_rows() {
	[ -f "$1" ] && [ "$(wc -l <"$1")" -gt "$2" ]
}

# await_rows FOLDER N: of a run that goes on for long
await_rows() {
	wait_until 60 has_rows "$1/samples.csv" "$2" ||
		fail "no rows after 60 s"
}

none_marked() {
	[ -z "$(marked)" ]
}

expect_no_process() {
	wait_until 2 none_marked ||
		fail "processes left behind: $(marked | tr '\n' ' ')"
}
