#!/bin/bash
# SPDX-License-Identifier: MIT
# asked_items.sh BENCH: an item that a script asks a result for by its name is
# one that the program writes: a misspelt one would be unknown for ever
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
repeat=$here/../../scripts/repeat
plot=$here/../../plot

run "$bench" --environment --format csv
expect_status 0
# measured_in: results of a kernel have it, kernel_result tests that
names=$(csv "$out" name && echo measured_in)
expect_line "$out" "^cpu_model,"

# expect_items WHO LEAST NAME...: they exist, and so many were asked for
expect_items() {
	local who=$1 least=$2
	shift 2

	[ $# -ge "$least" ] || fail "$who asks for $# items: looked at wrongly"
	expect_equal "items that do not exist and $who asks for" "" \
		"$(printf '%s\n' "$@" | grep -Fvx "$names")"
}

run "$bench" --pool mutex,svc_page_pool --scenario uncontended --quick \
	--repetitions 1 --window-ms 2 --warmup-us 500 --out result
# asked_by SCRIPT ARGUMENT...: a script of plot/
asked_by() {
	run python3 - "$plot" "$@" <<-'EOF'
		import runpy
		import sys
		folder, script = sys.argv[1:3]
		sys.path.insert(0, folder)
		from verdicts import reader
		item = reader.Environment.item


		def asked(environment, name):
		    print("asked for item", name, file=sys.stderr)
		    return item(environment, name)


		reader.Environment.item = asked
		sys.argv[:] = sys.argv[2:]
		runpy.run_path(f"{folder}/{script}", run_name="__main__")
	EOF
	sed -n 's/^asked for item //p' "$err" | sort -u
}
# shellcheck disable=SC2046 # names are words
{
	expect_items compare 30 $(asked_by compare --force result result)
	expect_items mail 10 $(asked_by mail result)
	expect_items scripts/repeat 3 $(sed -n '/^VOLATILE = {/,/}/p' "$repeat" |
		grep -o '"[a-z_]*"' | tr -d '"')
}
