#!/bin/bash
# SPDX-License-Identifier: MIT
# rlimits.sh BENCH: each limit that is too small is one line, which names it and
# what is needed; nothing crashes or hangs. With enough everything runs.
. "$(dirname "$0")/common.sh"
command -v prlimit >/dev/null || skip "no prlimit: install util-linux"
[ -z "$BENCH_SANITIZE" ] ||
	skip "a sanitizer has terabytes of address space, and stacks of its own"
measure=(--scenario uncontended --pool mutex --burst 1 --repetitions 1
	--window-ms 10 --warmup-us 500 --out result)

while IFS='|' read -r limit options reason; do
	rm -rf result
	# shellcheck disable=SC2086 # options
	run prlimit $limit "$bench" "${measure[@]}" $options
	expect_complaint 1 "$reason"
done <<'END'
--nofile=6||open files \(ulimit -n\) is 6, and 32 are needed$
--stack=65536||stack, in KiB \(ulimit -s\), is 64, and 512 are needed$
--as=33554432||address space, in KiB \(ulimit -v\), is 32768, and 65536 are needed$
--data=33554432||data, in KiB \(ulimit -d\), is 32768, and 65536 are needed$
--as=200000000|--buffer-bytes 1048576|a trial needs [0-9]+ KiB of memory, .* ulimit -v \(195312 KiB\)
--fsize=100000||no shared memory for a trial, [0-9]+ KiB: File too large \(limited by ulimit -f\)$
END

# Enough, by so little that a soft limit must be raised to its hard one
rm -rf result
run prlimit --nofile=6:1024 --as=200000000 --data=200000000 --fsize=8000000 \
	"$bench" "${measure[@]}"
expect_measured result

# The limit of processes is not for root, so another user is made up.
as_user=()
if [ "$(id -u)" = 0 ]; then
	as_user=(setpriv --reuid 64999 --regid 64999 --clear-groups)
	cp "$bench" bench
	bench=./bench
	chmod 777 "$work"
fi
rm -rf result
run "${as_user[@]}" prlimit --nproc=1 "$bench" "${measure[@]}"
expect_complaint 1 "a trial has 2 threads, and only 0 can start here .*ulimit -u \(1\)"
[ ! -e result ] || fail "a folder is left behind"
