#!/bin/bash
# SPDX-License-Identifier: MIT
# example.sh CMAKE BUILD-FOLDER CC LIBRARY README: the example of README.md, as
# it stands there, is built against the installed library alone, and runs.
set -euo pipefail

cmake=$1
build=$2
cc=$3
readme=$5
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
unset "${!BENCHMARK_@}" CPATH C_INCLUDE_PATH LIBRARY_PATH

fail() {
	echo "$1"
	cat output
	exit 1
}

"$cmake" --install "$build" --prefix "$directory/prefix" --component gbench
package=$(find prefix -name gbench.pc)
export PKG_CONFIG_PATH=$directory/${package%/*}

# the first block of C, and the command under it
awk '/^```/ { inside = 0 } inside; /^```c$/ && !n++ { inside = 1 }' \
	"$readme" >example.c
lines=$(wc -l <example.c)
if [ "$lines" -lt 10 ] || [ "$lines" -gt 30 ]; then
	echo "$readme: an example of $lines lines"
	exit 1
fi
command=$(sed -n 's/^cc \(.*example\.c.*\)/\1/p' "$readme")
eval "\"$cc\" -Wall -Wextra -Werror $command"

./example --benchmark_min_time=0.01 >output
grep -q '^copy/8 .* bytes=' output || fail "no copy/8"
grep -q '^copy/4096 .* bytes=' output || fail "no copy/4096"
./example --benchmark_list_tests >output
[ "$(grep -c '^copy/' output)" -eq "$(wc -l <output)" ] || fail "names"
! ./example --benchmark_format=xml >output 2>&1 || fail "a bad flag is taken"
grep -q -- '--benchmark_format=xml: not console, json or csv' output ||
	fail "a bad flag is not told"
