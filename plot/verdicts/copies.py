# SPDX-License-Identifier: MIT
"""Pools that take turns with copies of themselves: runs bench for that, and
makes of its rows what is judged."""

import collections
import contextlib
import ctypes
import math
import os
import signal
import subprocess
import time

from . import program, reader, table
from .table import COUNT, FIGURE, ResultError, field, figure_field

# What is measured, of all that bench can: eight points where there are two
# CPUs
POINTS = ("--scenario=handoff,uncontended",
          "--pool=svc_page_pool,mutex,percpu,null", "--placement=local",
          "--producers=1", "--burst=1")
# Twice those of a run: each comparison is judged for itself.
ROUNDS = 80
# Copies of each pool, and with --quick
COPIES, COPIES_QUICK = 13, 1
# So many turns a trial has room for, beside the pool's own.
COPIES_MAX = 63
# Then the run is interrupted: what was measured tells less, and in time.
LIMIT_SECONDS = 270

SAMPLES = ("comparison", "point", "round", "ratio", "ns_per_buffer",
           "base_ns_per_buffer", "slices")
NEEDED = ("trial", "round", "scenario", "pool", "status", "ns_per_buffer",
          "ratio_to_svc_page_pool", "slices_counted")
PR_SET_PDEATHSIG = 1


def measure(args):
    """Runs bench as asked for. Returns its folder and its exit status."""
    bench = os.environ.get("BENCH_PROGRAM")
    if not bench:
        program.fail(program.EXIT_USAGE, "name the folder of a selftest, or "
                     "measure one by bench selftest")
    folder = args.out or time.strftime(
        f"results/{os.uname().nodename}/%Y%m%dT%H%M%SZ-selftest",
        time.gmtime())
    command = [bench, f"--out={folder}", f"--repetitions={ROUNDS}",
               *choose(bench, args)]
    if args.seed is not None:
        command.append(f"--seed={args.seed}")
    # threads that wait for each other take four times as long
    if args.load:
        command.append("--quick")
    with load(args.load) as loaded:
        began = time.monotonic()
        status, in_time = run(command)
        seconds = time.monotonic() - began
    # of the others bench has said why
    if status not in (0, program.EXIT_FAILED, program.EXIT_INTERRUPTED):
        raise SystemExit(status)
    try:
        write_samples(folder)
        write_facts(folder, loaded, seconds)
    except ResultError:
        if status:
            raise SystemExit(status) from None
        raise
    return folder, status if in_time else 0


def choose(bench, args):
    """Options for as many points and copies as there are to be comparisons,
    or a few more."""
    listed = subprocess.run([bench, *POINTS, "--benchmark_list_tests"],
                            stdout=subprocess.PIPE, check=False)
    names = [name.partition("/iterations")[0]
             for name in os.fsdecode(listed.stdout).splitlines()]
    if listed.returncode or not names:
        # bench has said why
        raise SystemExit(listed.returncode or program.EXIT_NOTHING)
    copies = COPIES_QUICK if args.quick else COPIES
    if args.comparisons:
        names = names[:args.comparisons]
        copies = math.ceil(args.comparisons / len(names))
    if copies > COPIES_MAX:
        program.fail(program.EXIT_USAGE, f"--comparisons: at most "
                     f"{COPIES_MAX * len(names)} on this machine, where "
                     f"{len(names)} points can be measured")
    return [*POINTS, f"--copies={copies}",
            f"--benchmark_filter=^({'|'.join(names)})/iterations"]


def run(command):
    """Runs bench. Returns its exit status, and whether that is its own: a run
    that took too long was interrupted."""
    heard = []

    def interrupt(number, _):
        heard.append(number)
        child.send_signal(signal.SIGINT)

    child = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                             preexec_fn=belong)
    kept = {number: signal.signal(number, interrupt) for number in (
        signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
            if signal.getsignal(number) is not signal.SIG_IGN}
    # No wait with a limit: it would look at the child all the time, on a CPU
    # that is measured.
    signal.alarm(LIMIT_SECONDS)
    status = child.wait()
    signal.alarm(0)
    for number, handler in kept.items():
        signal.signal(number, handler)
    if status < 0:
        program.warn(f"bench died of signal {-status}")
        status = program.EXIT_FAILED
    return status, not (status == program.EXIT_INTERRUPTED and
                        heard == [signal.SIGALRM])


def belong():
    """A child that dies with its parent, and has a process group of its own:
    what stops the terminal's programs is for the parent to hear."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setpgid(0, 0)


@contextlib.contextmanager
def load(wanted):
    """A process that spins on each CPU, meanwhile; gives how many."""
    parent = os.getpid()
    pids = []
    try:
        for cpu in sorted(os.sched_getaffinity(0)) if wanted else ():
            pid = os.fork()
            if not pid:
                spin(cpu, parent)
            pids.append(pid)
        yield len(pids)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def spin(cpu, parent):
    try:
        belong()
        os.sched_setaffinity(0, {cpu})
        while os.getppid() == parent:
            for _ in range(1000000):
                pass
    finally:
        os._exit(program.EXIT_FAILED)


def read_trials(folder):
    """The rows of each trial: the base's first, then those of its copies, of
    which another trial of the same round has the rest where there was no memory
    for all."""
    rows = table.read(os.path.join(folder, "samples.csv"))
    rows.need(NEEDED)
    numbers = {name: rows.numbers(name, kind) for name, kind in (
        ("trial", COUNT), ("round", COUNT), ("ns_per_buffer", FIGURE),
        ("ratio_to_svc_page_pool", FIGURE), ("slices_counted", COUNT))}
    trials = {}
    for trial, of_round, ns, ratio, slices, scenario, pool, status in zip(
            *numbers.values(),
            *map(rows.texts, ("scenario", "pool", "status"))):
        trials.setdefault(trial, []).append((
            f"{scenario}/pool:{pool}", of_round,
            ratio if status == "ok" else None, ns, slices))
    return list(trials.values())


def write_samples(folder):
    """selftest-samples.csv: a row for each ratio of a copy to its base."""
    trials = read_trials(folder)
    points = sorted({rows[0][0] for rows in trials})
    lines = [",".join(SAMPLES)]
    seen = collections.Counter()
    for base, *copies in trials:
        point, of_round, is_good, base_ns, _ = base
        for _, _, ratio, ns, slices in copies:
            number = 1 + points.index(point) + \
                len(points) * seen[point, of_round]
            seen[point, of_round] += 1
            if is_good and ratio:
                lines.append(",".join(map(str, (
                    number, point, of_round, ratio, ns, base_ns, slices))))
    write(folder, "selftest-samples.csv", lines)


def write_facts(folder, loaded, seconds):
    """selftest.csv before its judgement."""
    trials = read_trials(folder)
    slices = table.read(os.path.join(folder, "slices.csv"))
    disturbed = list(map(bool, slices.texts("disturbed")))
    windows = math.fsum(filter(None, slices.numbers("window_ns", FIGURE)))
    good = collections.Counter()
    copies = collections.Counter()
    for base, *rows in trials:
        copies[base[:2]] += len(rows)
        good[base[:2]] += sum(bool(row[2]) for row in rows)
    lost = max(copies.values(), default=0) * len(copies) - sum(good.values())
    seed = reader.read_environment(
        os.path.join(folder, "environment.json")).seed
    write(folder, "selftest.csv", [
        "point,quantity,value,meaning",
        f"all,seed,{seed},of the order of trials and turns"] + [
        f"all,{name},{figure_field(value)},{field(meaning)}"
        for name, value, meaning in (
            ("loaded_cpus", loaded, "by another program; 0: none was started"),
            ("trials", len(trials), ""),
            ("lost", lost, "ratios that a trial did not give"),
            ("disturbed_share", sum(disturbed) / max(len(disturbed), 1),
             "of the slices"),
            ("window_share", windows / 1e9 / seconds,
             "of the time, inside of windows"),
            ("seconds", seconds, ""))])


def judge_resumed(folder, trials, loaded):
    """Whether there are trials that the folder's own files do not have, as
    after bench --resume; then these are written again. How long all sessions
    took is not known."""
    environment, samples = (os.path.join(folder, name) for name in (
        "environment.json", "samples.csv"))
    if not reader.read_environment(environment).has_copies or \
            not os.path.exists(samples) or \
            trials == figure_field(len(read_trials(folder))):
        return False
    write_samples(folder)
    write_facts(folder, float(loaded or "nan"), math.nan)
    return True


def write(folder, name, lines):
    """Half a file never has its name."""
    path = os.path.join(folder, name)
    try:
        with open(f"{path}.new", "w", encoding="utf-8",
                  errors="surrogateescape") as file:
            file.write("\n".join(lines) + "\n")
        os.replace(f"{path}.new", path)
    except OSError as error:
        program.fail(program.EXIT_FAILED,
                     f"cannot write {path}: {error.strerror}")
