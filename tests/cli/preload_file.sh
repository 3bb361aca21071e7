#!/bin/bash
# SPDX-License-Identifier: MIT
# preload_file.sh BENCH OTHER_MALLOC: /etc/ld.so.preload, by which agents and
# hardened allocators come; in a mount namespace with an /etc of its own
other_malloc=$2
. "$(dirname "$0")/own-mounts.sh"
. "$(dirname "$0")/common.sh"
# of the other one the loader and the names of programs (awk) are needed
cp -a /etc/ld.so.cache /etc/alternatives . 2>/dev/null
mount -t tmpfs none /etc || exit 1
cp -a ./* /etc/
measure=("${uncontended[@]}" --repetitions 1 --window-ms 10)

reason_of() { # POOL: why it is unavailable
	"$bench" --list --format csv >list.csv
	csv list.csv kind=pool "name=$1" reason
}

printf '# an agent\n%s\n' "$other_malloc" >/etc/ld.so.preload
for pool in malloc malloc_untrimmed; do
	expect_values "reasons of $pool" "/etc/ld.so.preload loads the malloc of $other_malloc into every program: .*" \
		< <(reason_of "$pool")
done
expect_equal "reason of mutex" "" "$(reason_of mutex)"
# before a trial
refuse 3 "malloc, .*: unavailable: /etc/ld.so.preload loads the malloc of " \
	"$bench" "${measure[@]}" --pool malloc --out alone
measure_to beside "${measure[@]}" --pool malloc,mutex
expect_equal "pools measured" mutex "$(csv beside/samples.csv pool | sort -u)"

# One that leaves malloc alone is no reason
# The list is complete before the file changes: the loader maps it.
harmless=$(ldd "$bench" | sed -n 's/.*libhwloc.* => \(.*\) (.*/\1/p')
[ "$harmless" ] || fail "no other library to name"
echo "$harmless" >/etc/ld.so.preload
expect_equal "reason of malloc" "" "$(reason_of malloc)"
measure_to harmless "${measure[@]}" --pool malloc
