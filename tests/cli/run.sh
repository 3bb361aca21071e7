#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh BENCH: a short run leaves six files, and what is in them
# agrees. BENCH_SANITIZE: the sanitizer of the build, whose malloc it is then.
. "$(dirname "$0")/common.sh"

# what a sanitizer looks at is the same in each round
rounds=2
[ -z "${BENCH_SANITIZE-}" ] || rounds=1
options=(--quick --repetitions "$rounds" --slices 4 --window-ms 4 --warmup-us 500)
# by default overflow lets threads share CPUs where there are few: pools whose
# threads wait for each other in turn then take seconds for each trial
case $(nproc) in
2 | 3) options+=(--producers 1) ;;
esac
run "$bench" --list --format csv
pools=$(csv "$out" kind=pool status=ok name)
listed=$(csv "$out" kind=pool name)

allocators=$(csv "$out" kind=pool cap=none name!=null name)

# pools_of SCENARIO: those that it has, by those that handoff has: null is the
# floor of queues, an allocator has no cap, and a rival is one in rpc alone
pools_of() {
	case $1 in
	handoff | uncontended) echo "$measured" ;;
	overflow) grep -Fvx -e null -e "$allocators" <<<"$measured" ;;
	rpc) (grep -vx null <<<"$measured"
		printf '%s\n' "${rivals[@]}") | sort ;;
	esac
}

measure_to result "${options[@]}" --seed 12345
expect_line "$out" "^results: result$"
expect_line "$err" "^bench: [0-9]+ points, .*seed 12345, results in result$"
expect_equal "files" "command.txt counters.csv environment.json samples.csv slices.csv summary.csv trials.bin" \
	"$(find result -mindepth 1 -printf '%f\n' | sort | xargs)"
expect_equal "command.txt" \
	"$bench ${options[*]} --seed 12345 --out result" \
	"$(cat result/command.txt)"

# samples.csv
# not all pools that are listed: some only vary another one
measured=$(csv result/samples.csv scenario=uncontended pool | sort -u)
for pool in svc_page_pool malloc mutex percpu null; do
	grep -qx "$pool" <<<"$measured" || fail "$pool was not measured"
done
expect_equal "pools that were measured, and are not listed" "" \
	"$(grep -Fvxf <(echo "$pools") <<<"$measured")"
run "$bench" --full --scenario handoff --benchmark_list_tests=true
# allocators are listed and not to be had with a sanitizer's malloc
[ -n "${BENCH_SANITIZE:-}" ] ||
	expect_equal "pools that a full run has not" "" "$(grep -Fvx \
		-f <(sed -n 's/.*pool:\([^/]*\).*/\1/p' "$out"
			printf '%s\n' "${rivals[@]}") <<<"$listed")"
points=$(csv result/summary.csv status!=unavailable pool | wc -l)
expect_rounds result "$rounds" "$points"
expect_equal "trials that are not numbered 1, 2, ..." "" \
	"$(csv result/samples.csv trial | uniq | awk '$1 != NR')"
expect_equal "runs" 1 "$(csv result/samples.csv run | sort -u | wc -l)"
expect_sound result
# one get finds nothing for all that are then allocated
expect_none result/samples.csv \
	"get_empty > fallback_allocs || !get_empty != !fallback_allocs" \
	get_hit!= scenario=rpc
expect_equal "wrong_node of allocators" "" \
	"$(csv result/samples.csv wrong_node!= pool | grep -Fx "$allocators")"
expect_equal "wrong_node empty in other pools" "" \
	"$(csv result/samples.csv status=ok scenario!=floor pool!=mainline \
		wrong_node= pool | grep -Fvx "$allocators")"
if one_node; then
	expect_values "wrong_node on one node" "0|" \
		<<<"$(csv result/samples.csv wrong_node)"
fi
# overflow counts, so that its threads may take turns
expect_values "oversubscribed" 0 \
	<<<"$(csv result/samples.csv scenario!=overflow oversubscribed)"
# their times mean nothing
expect_empty result/summary.csv scenario=overflow ratio_to_svc_page_pool
if [ -n "${BENCH_SANITIZE:-}" ]; then
	echo "providers of malloc are not checked: built with a sanitizer"
else
	expect_values "malloc's providers" 'libc[.-].*' \
		<<<"$(csv result/samples.csv pool=malloc malloc_provider)"
	# glibc before 2.34 is a file of another name, behind the same link
	mkdir old
	cp "$(ldd "$bench" | awk '$1 == "libc.so.6" { print $3 }')" \
		old/libc-2.28.so
	ln -s libc-2.28.so old/libc.so.6
	run env LD_LIBRARY_PATH=old "$bench" "${uncontended[@]}" --slices 2 \
		--pool malloc,malloc_untrimmed --repetitions 1 --window-ms 2 \
		--out old/result
	expect_measured old/result
	expect_values "malloc's providers, old glibc" 'libc-2\.28\.so .*' \
		<<<"$(csv old/result/samples.csv malloc_provider)"
	if grep -qx jemalloc <<<"$pools"; then
		expect_values "jemalloc's providers" '.*libjemalloc.*' \
			<<<"$(csv result/samples.csv pool=jemalloc \
				malloc_provider)"
	fi
fi

# counters.csv
expect_values "statuses of counters" \
	"ok|scaled|unsupported|denied|not_scheduled|not_applicable" \
	<<<"$(csv result/counters.csv status)"
expect_equal "counters with a value and no right to it, or without" "" \
	"$(csv result/counters.csv event status value enabled_ns running_ns |
		awk -F '\t' '
		{ has_value = $2 == "ok" || $2 == "scaled" }
		# both times or none, and none without a value
		has_value != ($3 != "") || ($4 == "") != ($5 == "") ||
			!has_value && $4 != ""')"
expect_equal "trials and pools in counters.csv" \
	"$(csv result/samples.csv trial pool)" \
	"$(csv result/counters.csv trial pool | uniq)"
expect_equal "roles of a trial, and its producers" "" \
	"$( (csv result/samples.csv trial pool producers | sed 's/^/trial\t/'
	csv result/counters.csv event=task_clock_ns trial pool role thread) |
		awk -F '\t' '
		$1 == "trial" { producers[$2 "\t" $3] = $4; next }
		{ of = $1 "\t" $2; n[of, $3]++ }
		$4 != n[of, $3] - 1 { print "thread: " $0 }
		END {
			for (t in producers)
				if (n[t, "consumer"] != 1 ||
				    n[t, "producer"] + 0 != producers[t])
					print "threads of " t
		}')"

# slices.csv: each pool has its turns, those of svc_page_pool and of a line's
# way for the others' sake too, and what counts of them is the sample
expect_equal "pools of a trial in slices.csv, and not in samples.csv" \
	"line_transfer
svc_page_pool" "$( (csv result/samples.csv trial pool | sed 's/^/of\t/'
	csv result/slices.csv trial pool | sort -u) | awk -F '\t' '
		$1 == "of" { of[$2, $3] = 1; next }
		!(($1, $2) in of) { print $2 }' | sort -u)"
expect_equal "slices that are not those of their sample" "" "$( (
	csv result/samples.csv status=ok trial pool slices_counted buffers \
		window_ns | sed 's/^/of\t/'
	csv result/slices.csv trial pool status buffers window_ns) | awk -F '\t' '
		function off(a, b) { return a > b ? a - b : b - a }
		$1 == "of" { counted[$2 "\t" $3] = $4; buffers[$2 "\t" $3] = $5
			window[$2 "\t" $3] = $6; next }
		$3 == "ok" { at = $1 "\t" $2; n[at]++; b[at] += $4; w[at] += $5 }
		END {
			for (at in counted)
				if (n[at] != counted[at] || b[at] != buffers[at] ||
				    off(w[at], window[at]) > 1e-6 * w[at] + 20)
					print at, n[at], b[at], w[at]
		}')"
expect_equal "slices of a trial that are not in the order of time" "" \
	"$(csv result/slices.csv start_ns!= trial slice start_ns | awk -F '\t' '
		$1 == trial && ($2 <= slice || $3 <= start) { print }
		{ trial = $1; slice = $2; start = $3 }')"
# Where other work took its slices, a line's way is not known.
expect_equal "a line's way that was measured and is not told, or not where it is" \
	"" "$( (
	csv result/slices.csv pool=line_transfer trial status
	echo samples
	csv result/samples.csv status=ok line_transfer_ns= producers!=0 \
		oversubscribed=0 scenario!=floor trial pool) | awk -F '\t' '
		$1 == "samples" { samples = 1; next }
		!samples { all[$1]++; ok[$1] += $2 == "ok"; next }
		$1 in all && all[$1] == ok[$1] { print }'
	csv result/samples.csv line_transfer_ns!= producers=0 trial pool)"

# summary.csv: the axes in the order of samples.csv, then the figures
axes=$(head -n 1 result/samples.csv | tr , '\n' |
	sed -n '/^scenario$/,/^status$/p' | grep -v '^status$' | xargs)
summary_header=$(head -n 1 result/summary.csv | tr , ' ')
expect_line <(echo "$summary_header") \
	"^schema run $axes n median_ns_per_buffer ci_low ci_high ci_level status( |$)"
# those too that are not available here
measured=$(csv result/summary.csv scenario=uncontended pool | sort -u)
for scenario in handoff overflow rpc; do
	expect_equal "pools of $scenario in summary.csv" \
		"$(pools_of "$scenario")" \
		"$(csv result/summary.csv "scenario=$scenario" pool | sort -u)"
	expect_equal "placements of $scenario without a row for each pool" "" \
		"$(csv result/summary.csv "scenario=$scenario" placement pool |
			sort -u | cut -f 1 | uniq -c | awk \
			-v n="$(pools_of "$scenario" | wc -l)" '$1 != n')"
done
expect_empty result/summary.csv n=0 median_ns_per_buffer
expect_filled result/summary.csv n!=0 median_ns_per_buffer
expect_values "statuses of two samples" \
	"too_few_samples|unavailable|missed_window" \
	<<<"$(csv result/summary.csv status)"
expect_filled result/summary.csv status=unavailable reason

# --format csv prints summary.csv
measure_to printed --pool null "${uncontended[@]}" --repetitions 6 \
	--window-ms 2 --format csv
expect_equal "what --format csv prints" "$(cat printed/summary.csv)" \
	"$(cat "$out")"
