# SPDX-License-Identifier: MIT
"""What perf-stat, perf-record and perf-c2c have in common: trials of a pool
under perf, whose events are on in the windows of the pool alone.

perf starts with its events off, and the worker switches them: on as the
consumer's window opens, off as it closes (src/trial/perf_control.h).
"""

import os
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), os.pardir)
sys.path.insert(0, os.path.join(ROOT, "plot"))
from verdicts import (compare_print, program,  # noqa: E402: found by the path
                      reader, table)
from verdicts.program import EXIT_FAILED, EXIT_USAGE, fail  # noqa: E402

EXIT_MISSING = 3
BENCH = os.environ.get("BENCH") or os.path.join(ROOT, "build", "bench")
# Few and long windows, as the producers run on while perf switches.
DEFAULTS = {"--scenario": "handoff", "--placement": "local",
            "--producers": "1", "--burst": "1", "--slices": "10",
            "--window-ms": "400", "--warmup-us": "2000"}
EPILOG = """OPTIONs go to bench; unless given there: {}: few and long windows,
as the producers run on while perf switches its counters. There must be one
point only. BENCH in the environment is the program (default: build/bench).

Exit status: 0 success; 1 a trial or perf failed; 2 bad usage; 3 perf or the
program is missing, or this machine cannot do it; 130 interrupted.""".format(
    " ".join(map(" ".join, DEFAULTS.items())))


def parser(text, pools):
    """pools: as the usage names them."""
    asked = program.Parser(
        prog=f"scripts/{program.NAME}", description=text, epilog=EPILOG,
        usage=f"scripts/{program.NAME} [OPTION...] {pools} [-- OPTION...]")
    asked.add_argument("pools", metavar="POOL", nargs="*",
                       help="whose windows they are")
    return asked


def parsed(asked, most):
    """The arguments; of them `options` are those of bench. most: pools."""
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    args = asked.parse_intermixed_args(words[:at])
    args.options = words[at + 1:]
    if not 0 < len(args.pools) <= most:
        fail(EXIT_USAGE, f"name one pool{' or more' if most > 1 else ''}, and "
             "options of bench after -- (see --help)")
    return args


def output(*command):
    """All that a program prints; empty where it cannot be started."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              errors="replace", check=False).stdout
    except OSError:
        return ""


def ask(*arguments):
    """What perf prints of its samples; its error ends the program."""
    found = subprocess.run(["perf", *arguments], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                           text=True, errors="replace", check=False)
    if found.returncode:
        sys.stderr.write(found.stderr)
        fail(EXIT_FAILED, f"perf {arguments[0]} failed with exit status "
             f"{found.returncode}, see above")
    return found.stdout


class Windows:
    """Trials of one point of some pools."""

    def __init__(self, pools, options):
        given = {option.split("=")[0] for option in options}
        self._options = [
            "--repetitions", "1", *(word for name, value in DEFAULTS.items()
                                    if name not in given
                                    for word in (name, value)), *options]
        for pool in pools:
            if not pool or pool[0] == "-" or set(pool) & set(", \t\n"):
                fail(EXIT_USAGE, f"\"{pool}\" is no name of a pool (see "
                     "--help)")
        if not output("perf", "--version"):
            fail(EXIT_MISSING, "perf does not run: install linux-perf "
                 "(Debian), linux-tools-generic (Ubuntu) or perf (Fedora, "
                 "RHEL), or run scripts/deps --perf")
        if not os.access(BENCH, os.X_OK):
            fail(EXIT_MISSING, f"{BENCH} is missing: cmake --preset release "
                 "&& cmake --build build")
        # before a trial, which may be long, is thrown away
        for pool in pools:
            self._check_point(pool)
        self._scratch = tempfile.TemporaryDirectory()
        self._process = None
        program.at_interrupt.callback(self._end)
        # perf and bench have a session of their own, and would go on
        for number in signal.SIGTERM, signal.SIGHUP:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, signal.getsignal(signal.SIGINT))
        self.fifos = [self.path(name) for name in ("ctl", "ack")]
        for fifo in self.fifos:
            os.mkfifo(fifo)

    def _end(self):
        """bench ends with its trial, and perf with bench."""
        if self._process and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            os.waitpid(self._process.pid, 0)
        self._scratch.cleanup()

    def path(self, name):
        """A file that is gone at the end."""
        return os.path.join(self._scratch.name, name)

    def _command(self, pool):
        return [BENCH, *self._options, "--pool", pool]

    def _check_point(self, pool):
        found = subprocess.run([*self._command(pool),
                                "--benchmark_list_tests"],
                               stdout=subprocess.PIPE, check=False)
        if found.returncode:
            sys.exit(found.returncode)
        points = found.stdout.count(b"\n")
        if points > 1:
            fail(EXIT_USAGE, f"{points} points of {pool}, which perf cannot "
                 "tell apart: give one value of each option")

    def trial(self, pool, name, *perf):
        """One trial of a pool under `perf ...`, whose options end before those
        that are the same for all. Return: its folder, `name`.out."""
        out = self.path(f"{name}.out")
        fifos = ",".join(self.fifos)
        with open(self.path("log"), "w+", errors="replace") as log:
            # a group of its own: an interrupt ends the trial, and not perf
            self._process = subprocess.Popen(
                ["perf", *perf, "-D", "-1", "--control", f"fifo:{fifos}",
                 "--", *self._command(pool), "--out", out],
                stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "LC_ALL": "C", "BENCH_PERF_CONTROL": fifos})
            status = self._process.wait()
            log.seek(0)
            # perf's own words about its switches are no error of bench
            text = "".join(line for line in log if line.strip() not in
                           ("Events enabled", "Events disabled"))
        # bench tells of a trial that went wrong by its row, too
        if status and not (status == EXIT_FAILED and os.path.exists(
                os.path.join(out, "samples.csv"))):
            sys.stderr.write(text)
            if status == EXIT_USAGE:
                sys.exit(status)
            fail(EXIT_FAILED, f"the trial of {pool} failed with exit status "
                 f"{status}, see above")
        return out


def point_of(out, pool):
    """What bench measured of a pool: the reader.Point, and buffers handed out
    in all its windows, also in those that bench does not count, as perf
    does."""
    points = [point for point in reader.load(out).points
              if point.pool == pool]
    if not points:
        fail(EXIT_FAILED, f"bench measured no trial of {pool}: can this "
             "machine run it? See bench --list")
    rows = table.read(reader.beside(out, "slices.csv"))
    rows.need(("pool", "buffers"))
    buffers = sum(number or 0 for name, number in
                  zip(rows.texts("pool"),
                      rows.numbers("buffers", table.COUNT)) if name == pool)
    return points[0], buffers


def why_bad(point):
    """Why its trial has no figure; None: it has one."""
    sample = point.rounds[-1]
    return None if sample.good else \
        f"a trial of {point.pool} ended as {sample.status}: {sample.error}"


def heading(point):
    """Of what one pool's samples are."""
    why = why_bad(point)
    # a loop that other work interrupted is the loop all the same
    if why and point.rounds[-1].status != "missed_window":
        fail(EXIT_FAILED, why)
    if why:
        program.warn(why)
    return [point.pool, *compare_print.heading(point, None)[1:]]


def run(main):
    try:
        main()
    except table.ResultError as error:
        fail(EXIT_FAILED, error)
