#!/bin/bash
# SPDX-License-Identifier: MIT
# asked_items.sh BENCH: an item that the program asks a result for by its name
# is one that it writes: a misspelt one would be unknown for ever
. "$(dirname "$0")/common.sh"
root=$here/../..

run "$bench" --environment --format csv
expect_status 0
# measured_in: results of a kernel have it, kernel_result tests that
names=$(csv "$out" name && echo measured_in)
expect_line "$out" "^cpu_model,"

# expect_items WHO LEAST: the items that standard input quotes exist, and so many
# are asked for
expect_items() {
	local items

	items=$(grep -o '"[a-z_]*"' | tr -d '"' | sort -u)
	[ "$(wc -l <<<"$items")" -ge "$2" ] ||
		fail "$1 asks for few items: looked at wrongly"
	expect_equal "items that do not exist and $1 asks for" "" \
		"$(grep -Fvx "$names" <<<"$items")"
}

expect_items scripts/repeat 3 < <(
	sed -n '/^VOLATILE = {/,/}/p' "$root/scripts/repeat")

run "$bench" --pool mutex,svc_page_pool --scenario uncontended --quick \
	--repetitions 1 --window-ms 2 --warmup-us 500 --out result
# asked_by SCRIPT ARGUMENT...: of plot/
asked_by() {
	run python3 -B - "$root/plot" "$@" <<-'EOF'
		import runpy
		import sys
		folder, script = sys.argv[1:3]
		sys.path.insert(0, folder)
		from verdicts import reader
		item = reader.Environment.item


		def asked(environment, name):
		    print(f'"{name}"', file=sys.stderr)
		    return item(environment, name)


		reader.Environment.item = asked
		sys.argv[:] = sys.argv[2:]
		runpy.run_path(f"{folder}/{script}", run_name="__main__")
	EOF
	cat "$err"
}
expect_items compare 30 < <(asked_by compare --force result result)
expect_items mail 10 < <(asked_by mail result)
