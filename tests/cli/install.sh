#!/bin/bash
# SPDX-License-Identifier: MIT
# install.sh CMAKE BUILD-FOLDER: what is installed works where it is
. "$(dirname "$0")/common.sh"
cmake=$1
build=$2
prefix=$work/prefix

run "$cmake" --install "$build" --prefix "$prefix"
expect_status 0
# without it nothing below means anything
[ "$failures" -eq 0 ] || exit 1
bench=$prefix/bin/bench

run "$bench" --list
expect_status 0
expect_line "$out" '^ +svc_page_pool '
# a worker is the program again, wherever it is
measure_to result "${uncontended[@]}" --pool svc_page_pool,null \
	--repetitions 1 --window-ms 2
for command in compare mail; do
	run "$bench" "$command" result
	expect_status 0
	expect_line "$out" "^ null "
done
# those that are installed, wherever they were moved to, and not the sources
cp -r "$prefix" moved
echo 'print("the one that was moved")' \
	>moved/libexec/svc-page-pool-bench/plot/compare
run moved/bin/bench compare result
expect_line "$out" "^the one that was moved$"
# but for a program in its build folder: there the sources are meant
mkdir moved/build
cp moved/bin/bench moved/build
: >moved/build/CMakeCache.txt
run moved/build/bench compare result
expect_line "$out" "^ null "
# status 3: pandas or matplotlib is missing
run "$prefix/bin/bench-plot" --out charts result
expect_status 0 3
[ "$status" = 3 ] || [ -s charts/cost-by-pool-uncontended.svg ] ||
	fail "no chart"
run "$prefix/bin/bench-report" --out report.html result
expect_status 0 3
[ "$status" = 3 ] || grep -q '<svg' report.html ||
	fail "no chart in the report"

# completes EXPECTED WORD...: the last word, as the shell would
completes() {
	# shellcheck disable=SC2034 # common.sh tells them
	{
		command_line="completion of: ${*:2}"
		status=none
	}
	bash -c '
		. "$1"
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_bench "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"' bash \
		"$prefix/share/bash-completion/completions/bench" "$bench" \
		"${@:2}" >"$out" 2>"$err"
	expect_lines "$err" 0
	expect_equal "completions" "$1" "$(sort "$out" | xargs)"
}
# pools, floors and scenarios are asked of the program: none is left out
listed() {
	"$bench" --list --format csv >list.csv
	for kind; do
		csv list.csv "kind=$kind" name
	done | sort | xargs
}
completes "compare mail selftest" ""
completes "$(listed pool floor)" --pool ""
completes "$(listed pool floor)" --pool = ""
completes "$(listed pool | xargs -n 1 | sed -n 's/^svc_page_po/mutex,&/p' |
	xargs)" --pool = mutex,svc_page_po
completes "$(listed scenario)" --scenario ""
completes "$(listed placement)" --placement ""
completes "descriptor line none page" --touch ""
completes "--pool-home --pool-max" --pool-
completes --form mail --fo
completes "table time-bench" mail --form ""
completes "" mail "" # results, which the shell completes
for command in compare mail selftest; do
	run "$bench" "$command" --help
	expect_line "$out" "^Usage: .*$command"
done

pages=("$prefix"/share/man/man1/*.1)
[ -e "${pages[0]}" ] || skip "no man pages: help2man is not installed"
command -v man >/dev/null || skip "man pages are not shown: man is not installed"
expect_equal "man pages" "bench.1 bench-compare.1 bench-mail.1 bench-selftest.1" \
	"$(cd "$prefix/share/man/man1" && echo bench.1 bench-*.1)"
for page in "${pages[@]}"; do
	MANWIDTH=80 run man --warnings -l "$page"
	expect_clean
	name=$(basename "$page" .1)
	expect_line "$out" "^ +$name - "
	# Every option that the program has, with its argument in a line of
	# its own. What man shows would not tell: there the text may follow.
	command=${name#bench}
	sed 's/\\f[BIR]//g; s|\\[/,]||g; s/\\-/-/g' "$page" >tags
	run "$bench" ${command:+"${command#-}"} --help
	while read -r option; do
		expect_line tags "^(-., )?$option([=[][^ ]+)?$"
	done < <(sed -nE 's/^ +(-., )?(--[a-z-]+).*/\2/p' "$out")
done
