#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts.sh BENCH: what scripts refuse they refuse at once, in one line, with
# status 2: before a build and before a trial, which both take minutes. What
# builds and what counts are stand-ins here.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
unset BENCH EVENTS

mkdir -p repository/{scripts,bench,src,build} bin
cp "$here"/../../scripts/{quickstart,accounting-cost,perf-stat,check-distro} \
	"$here"/../../scripts/kernel-headers \
	repository/scripts/
cat >bin/stand-in <<END
#!/bin/bash
echo "\${0##*/} \$*" >>"$work/built"
exit 1
END
chmod +x bin/stand-in
ln -s ../../bin/stand-in repository/scripts/deps
ln -s stand-in bin/cmake
PATH=$work/bin:$PATH

# refuse REGEX SCRIPT ARGUMENT...: nothing was built or measured
refuse() {
	local regex=$1 script=$2
	shift 2

	rm -f built
	run timeout 30 "repository/scripts/$script" "$@"
	expect_complaint 2 "^$script: $regex" "$script"
	[ ! -e built ] || fail "built all the same: $(<built)"
}

# quickstart
touch file
mkdir result
touch result/samples.csv
refuse "the name of the folder is empty: " quickstart ""
refuse "result already holds a result: name another folder$" quickstart result
refuse "no result can be written into \"file\" \(.*\): " quickstart file
refuse "no result can be written into \"file/below\" \(Not a directory\): " \
	quickstart file/below
refuse "give one folder at most" quickstart a b
refuse 'unknown option "--out"' quickstart --out a
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 555 locked
	refuse "no result can be written into \"locked\" \(Permission denied\): " \
		quickstart locked
	refuse "no result can be written into \"locked/below\" \(Permission denied\): " \
		quickstart locked/below
fi
# what is wrong later leaves no folder that nothing is in
rm -f built
run repository/scripts/quickstart new
expect_status 1
expect_equal "what was tried" "deps " "$(<built)"
[ ! -e new ] || fail "an empty folder is left"
expect_equal "folders of results" "" \
	"$(find repository -name results -o -name '*.csv')"

# check-distro
refuse "no release given: " check-distro
refuse "-c needs a value" check-distro -c
refuse "-m needs a value" check-distro -m "" trixie
refuse 'unknown option "--suite"' check-distro --suite trixie
refuse '"../trixie" is no name of a release' check-distro ../trixie
refuse "one release at a time" check-distro -c roots trixie bookworm
refuse "no command was given after --" check-distro -c roots trixie --

# kernel-headers
refuse "which version\?" kernel-headers
refuse "which version\?" kernel-headers 6.1 6.12
refuse '"6" is no version of a kernel' kernel-headers 6
[ ! -e roots ] || fail "a folder for nothing"

# accounting-cost: names are those of a bench that is newer than its source
cat >repository/build/bench <<END
#!/bin/bash
exec "$bench" "\$@"
END
chmod +x repository/build/bench
refuse "unknown pool 'foo' \\(bench" accounting-cost -p foo
refuse "unknown scenario 'handof': did you mean handoff\?" accounting-cost \
	-s handof
refuse '-n: "0" is not a number' accounting-cost -n 0
refuse '-n: "five" is not a number' accounting-cost -nfive
refuse "-p needs a value" accounting-cost -p
refuse '"--pool" is not an option' accounting-cost --pool mutex
refuse '"stray" is not an option' accounting-cost stray
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

# perf-stat: points are counted before the first trial, and an interruption
# ends it, though perf says that all went well
cat >bin/perf <<END
#!/bin/bash
[ "\$1" != --version ] || exit 0
[ "\$*" != "stat -h" ] || { echo --json-output; exit 0; }
echo "\$*" >>"$work/built"
trap '' INT
sleep 1
END
chmod +x bin/perf
export BENCH=$bench
refuse "give two pools" perf-stat mutex
refuse '"--foo" is no name of a pool' perf-stat mutex --foo
if [ "$(nproc)" -ge 2 ]; then
	refuse "2 points of mutex, which perf cannot tell apart: " perf-stat \
		mutex percpu -- --burst 1,16
	rm -f built
	run repository/scripts/perf-stat mutex foo
	expect_status 2
	expect_complaint 2 "unknown pool 'foo'"
	[ ! -e built ] || fail "measured all the same"
	start repository/scripts/perf-stat mutex percpu
	wait_until 30 test -e built || fail "nothing was run"
	kill -INT "$started"
	await
	expect_status 130
	expect_lines "$out" 0
	expect_line "$err" "^perf-stat: interrupted$"
	expect_lines built 1
else
	echo "a producer is not possible here: perf-stat is not checked"
fi

# What perf is told: the windows of the pool, and not those of the line beside
# it. Whether other work leaves a figure of them says nothing here.
if [ "$(nproc)" -ge 2 ]; then
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
fi

# perf-stat: events of a PMU have commas in their names, and ratios that perf
# adds may be no numbers. One point, one good trial; perf writes a line for each
# name, which it splits at commas that are not between two slashes.
cat >bin/perf <<'END'
#!/bin/bash
case "$*" in
--version) exit ;;
"stat -h") echo --json-output; exit ;;
esac
[[ " $* " == *" -j "* ]] || exit
while [ "$1" != -- ]; do
	case $1 in
	-o) out=$2 ;;
	-e) events=$2 ;;
	esac
	shift
done
shift
"$@" || exit
echo "# started on Sat Nov 28 20:00:00 2026" >"$out"
grep -oE '([^,/]|/[^/]*/)+' <<<"$events" | while read -r event; do
	echo "{\"counter-value\" : \"123456.000000\", \"unit\" : \"\", \"event\" : \"$event\", \"event-runtime\" : 200, \"pcnt-running\" : 50.00, \"metric-value\" : -nan, \"metric-unit\" : \"\"}"
done >>"$out"
echo '{"counter-value" : "<not supported>", "unit" : "", "event" : "none", "event-runtime" : 0, "pcnt-running" : 100.00}' >>"$out"
END
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
mkdir -p "$out"
printf 'pool,status,error,buffers,scenario\n%s,ok,,600,handoff\n' \
	"$pool" >"$out/samples.csv"
# one slice that bench does not count, and perf does; one without a window
printf 'pool,buffers,status\n%s,600,ok\n%s,400,missed_window\n%s,,missed_window\nline_transfer,9,ok\n' \
	"$pool" "$pool" "$pool" >"$out/slices.csv"
END
chmod +x bin/measures
export BENCH=$work/bin/measures
for event in cycles cpu/event=0xd1,umask=0x20/u \
	cpu/event=0x28,umask=0x07,period=200003/; do
	run env EVENTS="task-clock,$event" repository/scripts/perf-stat a b
	expect_status 0
	expect_line "$out" "^$event +123\.5 +123\.5 +1\.000$"
	expect_line "$out" "^task-clock \(ns\) +1\.235e\+08 "
	expect_line "$out" "^none +not supported +not supported$"
	expect_line "$out" "part of the time: .*$event 50\.00 %"
done
