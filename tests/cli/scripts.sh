#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts.sh BENCH: what scripts refuse they refuse at once, in one line, with
# status 2: before a build and before a trial, which both take minutes. What
# builds and what counts are stand-ins here.
. "$(dirname "$0")/common.sh"
unset BENCH

mkdir -p repository/{scripts,bench,src,build} bin
cp "$here"/../../scripts/{quickstart,accounting-cost,perf?*,check-distro} \
	"$here"/../../scripts/kernel-headers \
	repository/scripts/
ln -s "$(realpath "$here/../../plot")" repository/plot
cat >bin/stand-in <<END
#!/bin/bash
echo "\${0##*/} \$*" >>"$work/built"
exit 1
END
chmod +x bin/stand-in
ln -s ../../bin/stand-in repository/scripts/deps
ln -s stand-in bin/cmake
PATH=$work/bin:$PATH

# nothing_built COMMAND...: which refuses something
nothing_built() {
	rm -f built
	"$@"
	[ ! -e built ] || fail "built all the same: $(<built)"
}
# refuses SCRIPT: all that it is known to
refuses() {
	nothing_built expect_refusals "$1" "repository/scripts/$1"
}

# quickstart
touch file
mkdir result
touch result/samples.csv
refuses quickstart
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 555 locked
	for folder in locked locked/below; do
		nothing_built refuse 2 "into \"$folder\" \(Permission denied\): " \
			repository/scripts/quickstart "$folder"
	done
fi
# what is wrong later leaves no folder that nothing is in
rm -f built
run repository/scripts/quickstart new
expect_status 1
expect_equal "what was tried" "deps " "$(<built)"
[ ! -e new ] || fail "an empty folder is left"
expect_equal "folders of results" "" \
	"$(find repository -name results -o -name '*.csv')"

refuses check-distro
refuses kernel-headers
[ ! -e roots ] || fail "a folder for nothing"

# accounting-cost: names are those of a bench that is newer than its source
cat >repository/build/bench <<END
#!/bin/bash
exec "$bench" "\$@"
END
chmod +x repository/build/bench
refuses accounting-cost
for help in -h --help; do
	run repository/scripts/accounting-cost "$help"
	expect_status 0
	expect_line "$out" "^Usage: scripts/accounting-cost "
done
touch -d "1 minute" repository/src/pool.c
rm -f built
run repository/scripts/accounting-cost -p foo
expect_status 1
expect_line "$err" "^accounting-cost: building build-accounting/$"
expect_line built "^cmake "

# perf-stat and its like: points are counted before the first trial, and an
# interruption ends it
cat >bin/perf <<END
#!/bin/bash
[ "\$1" != --version ] || { echo version; exit 0; }
[ "\$*" != "stat -h" ] || { echo --json-output; exit 0; }
trap '' INT
echo "\$*" >>"$work/built"
sleep 5
END
chmod +x bin/perf
export BENCH=$bench
refuses perf-stat
nothing_built refuse 2 "name one pool, " repository/scripts/perf-record
nothing_built refuse 2 "name one pool, " repository/scripts/perf-c2c mutex percpu
if [ "$(nproc)" -ge 2 ]; then
	nothing_built refuse 2 "2 points of mutex, which perf cannot tell apart: " \
		repository/scripts/perf-stat mutex percpu -- --burst 1,16
	nothing_built run repository/scripts/perf-stat mutex foo
	expect_complaint 2 "unknown pool 'foo'"
	start repository/scripts/perf-stat mutex percpu
	wait_until 30 test -s built || fail "nothing was run"
	kill -INT "$started"
	await
	expect_status 130
	expect_lines "$out" 0
	expect_lines built 1
	expect_no_process

	# What perf is told: the windows of the pool, and not those of the line
	# beside it. Whether other work leaves a figure of them says nothing here.
	mkfifo ctl ack
	exec 7<>ctl 8<>ack
	while read -r -u 7 command; do
		echo "$command" >>told
		echo ack >&8
	done &
	answers=$!
	run env BENCH_PERF_CONTROL=ctl,ack "$bench" --scenario handoff \
		--pool mutex --burst 1 --placement local --producers 1 \
		--slices 4 --window-ms 4 --repetitions 1 --out counted
	kill "$answers"
	windows=$(awk -f "$here/csv.awk" counted/slices.csv pool=mutex \
		window_ns | grep -c .)
	expect_equal "what perf is told" "$windows disable $windows enable" \
		"$(sort told | uniq -c | xargs)"
else
	echo "a producer is not possible here: perf-stat is not checked"
fi

# Trials that are good, and counts that are known: per buffer 1 of pool a and 2
# of b, in odd turns 1 % more. Events of a PMU have commas in their names, and
# ratios that perf adds may be no numbers. perf writes a line for each name,
# which it splits at commas that are not between two slashes.
cat >bin/perf <<'END'
#!/bin/bash
case "$*" in
--version) echo version; exit ;;
"stat -h") echo --json-output; exit ;;
"c2c record -o "*" true")
	[ ! -e cannot ] || { echo "memory events not supported"; exit 255; }
	touch "$4"
	exit
	;;
"report "*)
	echo "# 3 samples"
	echo "90.00%,measures,[.] a_consumer_none"
	echo "9.00%,[kernel.kallsyms],[k] irq"
	exit
	;;
"c2c report "*) echo "0x0 0 100% [.] a_put  measures  pool.c:2  0"; exit ;;
"evlist "*) echo cpu-clock; exit ;;
"annotate "*) echo "annotated: ${*: -1}"; exit ;;
esac
tool=$1
while [ "$1" != -D ]; do
	case $1 in
	-o) out=$2 ;;
	-e) events=$2 ;;
	esac
	shift
done
while [ "$1" != "$BENCH" ]; do
	shift
done
"$@" || exit
[ "$tool" = stat ] || { echo samples >"$out"; exit; }
pool=$(tail -n 1 order)
count=$((1000 + $(grep -cx "$pool" order) % 2 * 10))
[ "$pool" = a ] || count=$((2 * count))
echo "# started on Sat Nov 28 20:00:00 2026" >"$out"
grep -oE '([^,/]|/[^/]*/)+' <<<"$events" | while read -r event; do
	echo "{\"counter-value\" : \"$count.000000\", \"unit\" : \"\", \"event\" : \"$event\", \"event-runtime\" : 200, \"pcnt-running\" : 50.00, \"metric-value\" : -nan, \"metric-unit\" : \"\"}"
done >>"$out"
echo '{"counter-value" : "<not supported>", "unit" : "", "event" : "none", "event-runtime" : 0, "pcnt-running" : 100.00}' >>"$out"
END
# bench: of 1000 buffers 400 are of a slice that bench does not count, and perf
# does; one slice has no window
cat >bin/measures <<'END'
#!/bin/bash
[[ "$*" != *--benchmark_list_tests* ]] || { echo one; exit; }
while [ $# -gt 1 ]; do
	case $1 in
	--out) out=$2 ;;
	--pool) pool=$2 ;;
	esac
	shift
done
echo "$pool" >>order
mkdir -p "$out"
cat >"$out/samples.csv" <<EOF
schema,run,trial,round,scenario,pool,placement,producers,burst,touch,put,buffer_bytes,pool_max,miss_ns,clear,payload,refill,queue,concurrency,connections,layout,waiting,load,order,huge_pages,home,pool_home,consumer_node,remote_node,slices,window_ms,warmup_us,oversubscribed,status,error,window_ns,buffers,ns_per_buffer,fallback_allocs,line_transfer_ns,malloc_provider
3,r,1,1,handoff,$pool,local,1,1,none,single,4096,259,60,,,,,,,,,,,,consumer,,,,10,200,2000,0,ok,,2e8,600,10,0,40,libc
EOF
# the first trial of b as bench tells of one that was disturbed
[ "$(xargs <order)" != "a b" ] || [ ! -e disturbed ] ||
	sed -i 's/,ok,/,missed_window,/' "$out/samples.csv"
cat >"$out/slices.csv" <<EOF
pool,buffers,status
$pool,600,ok
$pool,400,missed_window
$pool,,missed_window
line_transfer,9,ok
EOF
cat >"$out/counters.csv" <<EOF
pool,role,event,value
$pool,consumer,task_clock_ns,300
$pool,producer,task_clock_ns,300
EOF
END
chmod +x bin/measures
export BENCH=$work/bin/measures
for event in cycles cpu/event=0xd1,umask=0x20/u \
	cpu/event=0x28,umask=0x07,period=200003/; do
	rm -f order
	run repository/scripts/perf-stat a b -e "task-clock,$event" \
		--format csv -- --repetitions 5
	expect_status 0
	expect_csv "$out"
	expect_equal "turns" "a b b a a b b a a b" "$(xargs <order)"
	expect_equal "counts of $event" \
		"b 5 2.02 2 2.02 0.9375 2 2 2 0.9375 scaled" \
		"$(csv "$out" event="$event" pool=b pool n median low high \
			level ratio ratio_low ratio_high ratio_level status |
			tr '\t' ' ')"
	expect_equal "what is absent" "a 0   not supported
b 0   not supported" "$(csv "$out" event=none pool n median ratio status |
		tr '\t' ' ')"
	expect_equal "own clock" "1 ns" \
		"$(csv "$out" event="task_clock_ns of bench" pool=a median \
			unit | tr '\t' ' ')"
done
touch disturbed
rm order
run repository/scripts/perf-stat a b -e cycles --format csv -- --repetitions 3
expect_status 0
expect_line "$err" "^perf-stat: a trial of b ended as missed_window: "
expect_equal "turns with counts, and pairs" "3 1.01, 2 2.01 2" "$(csv "$out" \
	event=cycles n median ratio | sed 's/\t1$/,/' | xargs)"
rm order disturbed
run repository/scripts/perf-stat a b -e task-clock -- --repetitions=2
expect_status 0
expect_line "$out" "^ b +2\.01e\+06 +- +2\.000 +-$"
expect_line "$out" "^ a +not supported$"
expect_line "$out" "part of the time: task-clock 50\.00 %"
expect_line "$out" "no interval: 5 turns are needed"

printf '%s\n' "int a;" "	head->first = a;" >repository/src/pool.c
run repository/scripts/perf-record a --out kept
expect_clean
expect_line "$out" "^annotated: a_consumer_none$"
expect_equal "samples" samples "$(<kept)"
run repository/scripts/perf-c2c a
expect_clean
expect_line "$out" "^pool\.c:2  head->first = a;$"
touch cannot
rm -f order
refuse 3 "cannot sample addresses here: memory events" \
	repository/scripts/perf-c2c a
[ ! -e order ] || fail "measured all the same"
