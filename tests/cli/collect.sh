#!/bin/bash
# SPDX-License-Identifier: MIT
# collect.sh BENCH: hosts get the commit, run it, and what they
# measured comes back, however the run ended. The hosts are folders here; those
# of the last part are asked through a real sshd.
. "$(dirname "$0")/common.sh"
for program in git parallel flock setsid; do
	command -v "$program" >/dev/null ||
		skip "$program is missing: scripts/deps --test installs it"
done
unset "${!COLLECT_@}" "${!GIT_@}" PARALLEL XDG_CACHE_HOME
export TMPDIR=$work

# A repository whose build is nothing but the program at hand. That other work
# kept a trial off its CPU is status 1, and no matter here.
mkdir -p repository/scripts bin machines
cp "$here/../../scripts/collect" repository/scripts/
git_here() {
	git -C repository -c user.name=test -c user.email=test@localhost "$@"
}
git_here init -q
git_here add scripts
git_here commit -q -m "a commit to be built"
commit=$(git_here rev-parse HEAD)
cat >bin/cmake <<END
#!/bin/bash
[ ! -e "\$HOME/broken" ] || { echo "libnuma not found"; exit 1; }
[ "\$1" != --build ] || { mkdir -p build && ln -sf "$work/program" build/bench; }
END
cat >program <<END
#!/bin/bash
[[ " \$* " != *" 100000 "* ]] || exec "$bench" "\$@"
"$bench" "\$@"
status=\$?
[ \$status = 1 ] || exit \$status
END

# env of coreutils before 8.31
cat >bin/env <<'END'
#!/bin/bash
[[ " $* " != *" --default-signal"* ]] || exit 125
exec /usr/bin/env "$@"
END

# As the first process of many containers it is given all orphans, and never asks
# how they ended. SIGINT is passed on.
cat >lazy-init <<'END'
#!/usr/bin/env python3
import ctypes, signal, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
child = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGINT, lambda *_: child.send_signal(signal.SIGINT))
status = child.wait()
sys.exit(status if status >= 0 else 128 - status)
END

# A machine is a home with a lock of its own, and may greet who comes
cat >rsh <<END
#!/bin/bash
[ "\$TMPDIR" = "$work" ] || exit 254
export HOME="$work/machines/\${1##*@}"
export TMPDIR=\$HOME
[ ! -e "\$HOME/greets" ] || echo "Welcome to \$1, last reboot: yesterday"
[ ! -e "\$HOME/shared" ] || TMPDIR=\$(<"\$HOME/shared")
shift
if [ -e "\$HOME/lost" ]; then
	echo "no route to host" >&2
	exit 255
fi
# a server's child is no member of its client's process group
cd "\$HOME" && exec setsid sh -c "\$*"
END
chmod +x bin/* program rsh lazy-init
# the latter is a command and its options: no name with blanks
export PATH=$work:$work/bin:$PATH COLLECT_RSH=rsh
collect=repository/scripts/collect
some=(--scenario uncontended --pool null --burst 1 --warmup-us 500)
short=("${some[@]}" --repetitions 1 --window-ms 2)

node=$(uname -n)

add_machine() {
	for machine; do
		mkdir -p "machines/$machine"
	done
}
source_of() {
	echo "machines/$1/.cache/svc-page-pool-bench/collect/$node/source"
}
# Hosts keep theirs, which are named by the second.
forget_results() {
	rm -rf repository/results
	sleep 1
}
# the folder here of what a host measured
folder_of() {
	echo repository/results/"$1"/*
}

add_machine one two.example
: >machines/two.example/greets
printf '# machines\none\n\n  me@two.example  # the second\n' >hosts
run "$collect" --hosts hosts -- "${short[@]}" --benchmark_context="a='b c'"
expect_status 0
expect_lines "$out" 2
expect_lines "$err" 0
expect_line "$out" '^ok one results/one/[0-9]{8}T[0-9]{6}Z$'
expect_line "$out" '^ok me@two.example results/two.example/[0-9]{8}T[0-9]{6}Z$'
for machine in one two.example; do
	expect_csv "$(folder_of "$machine")/summary.csv"
	expect_line "$(folder_of "$machine")/command.txt" "'--benchmark_context=a='.''b c'"
	expect_equal "commit on $machine" "$commit" \
		"$(git -C "$(source_of "$machine")" rev-parse HEAD)"
done

# A later commit is built in the same place; what is not committed is told
echo "echo changed" >>repository/scripts/other
git_here add scripts
git_here commit -q -m "another one"
echo "# not sent" >>repository/scripts/other
forget_results
run "$collect" one -- "${short[@]}"
expect_status 0
expect_lines "$err" 1
expect_line "$err" "^collect: what is not committed is not sent: "
expect_equal "commit of the second time" "$(git_here rev-parse HEAD)" \
	"$(git -C "$(source_of one)" rev-parse HEAD)"
expect_equal "change on the host" "echo changed" \
	"$(cat "$(source_of one)/scripts/other")"
git_here checkout -q -- scripts

# What fails on one host is no matter of the other one
add_machine broken lost
: >machines/broken/broken
: >machines/lost/lost
forget_results
run "$collect" broken one lost -- "${short[@]}"
expect_status 1
expect_lines "$out" 3
expect_line "$out" '^ok one '
expect_line "$out" '^failed broken -: not built: libnuma not found$'
expect_line "$out" '^failed lost -: not reached: no route to host$'
forget_results
run "$collect" one -- --pool nonsense
expect_status 1
expect_line "$out" "^failed one -: exit status 2: bench: .*'nonsense'"
expect_equal "folders without a result" "" "$(find repository/results -name '*Z')"

# One machine by two names
add_machine twin-a twin-b
echo "$work/machines" | tee machines/twin-a/shared >machines/twin-b/shared
run "$collect" twin-a twin-b -- "${some[@]}" --repetitions 20 --window-ms 100
expect_status 1
expect_equal "one of the two ran" 1 "$(grep -c '^ok twin-' "$out")"
expect_line "$out" '^failed twin-. -: .*another (run is on this machine|commit was built)'

# has_samples HOST N
has_samples() {
	local file

	for file in "$(source_of "$1")"/results/"$1"/*/samples.csv; do
		has_rows "$file" "$2" && return
	done
	return 1
}

# expect_part HOST: what was measured until the end came back, as a result
expect_part() {
	expect_csv "$(folder_of "$1")/samples.csv"
	expect_csv "$(folder_of "$1")/summary.csv"
	expect_equal "samples here and there" "$(cat \
		"$(source_of "$1")/results/$1"/*/samples.csv)" \
		"$(cat "$(folder_of "$1")/samples.csv")"
	expect_no_process
}

# one_of PROGRAM: the oldest process of the test that runs it. Ids begin anew
# when they are used up, so it is told by the time of its start (proc(5)).
one_of() {
	local process

	for process in $(marked); do
		[ "/proc/$process/exe" -ef "$1" ] || continue
		sed "s/.*) //" "/proc/$process/stat" 2>/dev/null |
			awk -v id="$process" '{ print $20, id }'
	done | sort -n | awk 'NR == 1 { print $2 } END { exit !NR }' ||
		fail "no process runs $1"
}

# interrupt HOST WHAT COMMAND...: the command, while HOST measures; collect must
# say that it failed because of WHAT. parallel takes an orphan that nobody reaps
# for one of its jobs, and waits for it.
interrupt() {
	local host=$1 what=$2
	shift 2

	forget_results
	rm -rf "machines/$host/.cache"
	start ./lazy-init "$collect" "$host" -- "${some[@]}" \
		--repetitions 100000 --window-ms 10
	wait_until 60 has_samples "$host" 3 || fail "no samples after 60 s"
	"$@"
	await
	expect_line "$out" "^failed $host results/$host/[0-9TZ]+: $what"
	expect_part "$host"
}
interrupt_collect() {
	kill -INT "$started"
}
interrupt_bench() {
	kill -TERM "$(one_of "$bench")"
}
cut_connection() {
	kill -KILL "$(one_of "$(command -v ssh)")"
}

interrupt one interrupted interrupt_collect
expect_status 130
interrupt one "exit status 130: .*" interrupt_bench
expect_status 1

# What costs one line
expect_refusals collect "$collect"

# The same through ssh. The server is the other end of a pipe: no port is open.
sshd=$(PATH=$PATH:/usr/sbin command -v sshd) ||
	skip "all but ssh was tested: sshd is missing (openssh-server)"
command -v ssh >/dev/null ||
	skip "all but ssh was tested: ssh is missing (openssh-client)"
ssh-keygen -q -t ed25519 -N "" -f host_key
ssh-keygen -q -t ed25519 -N "" -f key
add_machine real
# Brackets in the name of a file of keys are a pattern since OpenSSH 10.
cat >sshd_config <<END
HostKey "$work/host_key"
AuthorizedKeysFile "/proc/$$/cwd/key.pub"
PidFile none
StrictModes no
UsePAM no
SetEnv "HOME=$work/machines/real" "TMPDIR=$work/machines/real" "PATH=$PATH" "BENCH_TEST_MARK=$mark"
END
cat >ssh_config <<END
Host real
	ProxyCommand setsid $sshd -i -f "$work/sshd_config"
	User $(id -un)
	IdentityFile "$work/key"
	IdentitiesOnly yes
	UserKnownHostsFile "$work/known_hosts"
	StrictHostKeyChecking no
	LogLevel ERROR
	BatchMode yes
END
printf '#!/bin/bash\nexec ssh -F "%s" "$@"\n' "$work/ssh_config" >rsh
# where the server's unprivileged part lives
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
run ssh -F "$work/ssh_config" real true
[ "$status" -eq 0 ] ||
	skip "all but ssh was tested: sshd cannot be used here: $(tail -n 1 "$err")"
forget_results
run "$collect" real -- "${short[@]}" --benchmark_context="a='b c'"
expect_status 0
expect_line "$out" '^ok real results/real/'
expect_csv "$(folder_of real)/summary.csv"
expect_line "$(folder_of real)/command.txt" "'--benchmark_context=a='.''b c'"
interrupt real interrupted interrupt_collect
expect_status 130
interrupt real "exit status [0-9]+" cut_connection
expect_status 1
