#!/bin/bash
# SPDX-License-Identifier: MIT
# inherited.sh BENCH OTHER_MALLOC: what the process that starts bench may leave
# to it: dispositions and masks of signals, closed descriptors, a umask and
# LD_PRELOAD. Limits are in rlimits.sh.
. "$(dirname "$0")/common.sh"
other_malloc=$2
data=$here/../data/topologies
# shellcheck disable=SC2054 # a list of pools
short=(--scenario uncontended --pool mutex,malloc --burst 1 --repetitions 1
	--window-ms 10 --warmup-us 500 --out result)
long=(--scenario uncontended --pool mutex --burst 1 --repetitions 10000
	--window-ms 20 --warmup-us 500 --out result)

# Starters: each changes this shell, and the command takes its place
plainly() {
	exec "$@"
}
ignoring() { # SIGNAL,...
	# shellcheck disable=SC2086 # names
	trap '' ${1//,/ }
	exec "${@:2}"
}
# env --block-signal came with coreutils 8.31
blocking() {
	exec python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.execv(sys.argv[1], sys.argv[1:])' "$@"
}
with_umask() { # MASK
	umask "$1"
	exec "${@:2}"
}
closed() { # DESCRIPTOR,...
	local fd

	for fd in ${1//,/ }; do
		eval "exec $fd>&-"
	done
	exec "${@:2}"
}
in_child() { # STARTER COMMAND...
	("$@")
}

# start_by STARTER COMMAND...: as start()
start_by() {
	command_line="$* &"
	(export BENCH_TEST_MARK="$mark"; "$@") >"$out" 2>"$err" &
	started=$!
}

# What does not matter: all is measured
while read -r starter argument; do
	rm -rf result
	run in_child "$starter" ${argument:+"$argument"} "$bench" "${short[@]}"
	expect_measured result
	expect_equal "pools measured" 2 \
		"$(csv result/samples.csv pool | sort -u | wc -l)"
done <<'END'
ignoring CHLD
ignoring CHLD,PIPE,INT,TERM,ALRM,HUP,XFSZ,USR1
blocking
closed 0
closed 2
with_umask 0077
END

# hwloc reads files in a child of its own
for file in "$data"/*.xml; do
	run in_child ignoring CHLD "$bench" --plan --topology "$file"
	expect_status 0
done
echo "<topology" >damaged.xml
run in_child ignoring CHLD,ALRM "$bench" --plan --topology damaged.xml
expect_complaint 2 "damaged"

# nor is what scripts start taken for a success
run in_child ignoring CHLD "$here/../../scripts/fuzz-topology" -n 1 \
	--bench /bin/false
expect_status 1

# With no standard output the results are not what is written to in its place
rm -rf result
run in_child closed 0,1,2 "$bench" "${short[@]}"
expect_status 1
expect_rounds "$work/result" 1 2
expect_csv result/samples.csv
expect_csv result/summary.csv
run in_child closed 1 "$bench" --list
expect_complaint 1 "cannot write to standard output: Bad file descriptor"

# Folders that their owner could not use
for mask in 0777 0277 0477; do
	rm -rf result
	run in_child with_umask "$mask" "$bench" "${short[@]}"
	expect_complaint 2 "the umask is $mask, .*: set one like 022"
	[ ! -e result ] || fail "a folder is left behind"
done

# Workers are given the malloc of the C library, whatever bench itself has
rm -rf result
run env LD_PRELOAD="$other_malloc" "$bench" "${short[@]}"
expect_measured result
expect_values "providers of malloc" "libc.*" \
	< <(csv result/samples.csv status=ok malloc_provider)

# begin STARTER...: a run that goes on for long, and has rows
begin() {
	rm -rf result
	start_by "$@" "$bench" "${long[@]}"
	await_rows result 2
}

# Asked to stop, in whatever state: the trial ends and the summary is there
while read -r signals starter argument; do
	begin "$starter" ${argument:+"$argument"}
	for signal in ${signals//,/ }; do
		kill "-$signal" "$started"
	done
	await
	expect_status 130
	expect_csv result/summary.csv
	expect_line "$err" "^bench: to continue: .*--resume result$"
	expect_values "statuses" "ok|missed_window" \
		< <(csv result/samples.csv status)
	expect_no_process
done <<'END'
HUP plainly
HUP,HUP plainly
TERM,HUP plainly
HUP,TERM plainly
TERM ignoring TERM,INT,PIPE
INT ignoring INT,QUIT,CHLD
INT blocking
TERM blocking
HUP blocking
END

# A supervisor tells all processes of it
begin plainly
for pid in $(marked); do
	kill -TERM "$pid" 2>/dev/null
done
await
expect_status 130
expect_values "statuses" "ok|missed_window" < <(csv result/samples.csv status)

# nohup
rm -rf result
start_by ignoring HUP "$bench" "${long[@]}" --repetitions 20
wait_until 30 has_rows result/samples.csv 2
kill -HUP "$started"
await
expect_measured result
expect_rounds "$work/result" 20 1

# A second signal ends it at once: in a window that lasts for minutes
handled() { # SIGNAL: it is no longer caught
	local caught

	caught=$(sed -n 's/^SigCgt:\t//p' "/proc/$started/status")
	((!(16#$caught >> ($(kill -l "$1") - 1) & 1)))
}
worker_runs() {
	[ "$(marked | wc -l)" -ge 2 ]
}
while read -r first second code; do
	rm -rf result
	start_by plainly "$bench" "${long[@]}" --window-ms 200000
	wait_until 30 worker_runs || fail "no worker after 30 s"
	kill "-$first" "$started"
	wait_until 30 handled "$first" || fail "$first was not heard"
	kill "-$second" "$started"
	await
	expect_status "$code"
	[ ! -e result/summary.csv ] || fail "it waited for the trial"
	expect_no_process
done <<'END'
INT TERM 143
TERM INT 130
INT INT 130
END

# Who reads leaves: the run goes on, and says that it was not heard
rm -rf result
command_line="bench ... 2>&1 | grep -m 1 estimated"
"$bench" "${short[@]}" --repetitions 3 2>&1 | grep -q -m 1 estimated
status=${PIPESTATUS[0]}
expect_status 1
expect_rounds "$work/result" 3 2
expect_csv result/summary.csv
