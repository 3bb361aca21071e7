# SPDX-License-Identifier: MIT
"""Tests of programs in Python: the programs run as forks of the test, which
has loaded what they need; loading takes longer than what they do."""

import contextlib
import glob
import os
import runpy
import shutil
import signal
import sys
import tempfile
import time
import traceback

TESTS = os.path.dirname(os.path.realpath(__file__))
PLOT = os.path.join(os.path.dirname(TESTS), "plot")
TMP = tempfile.mkdtemp()
failures = 0
sys.dont_write_bytecode = True


def check(what, good):
    global failures
    failures += not good
    print("ok     " if good else "FAILED ", what, flush=True)
    return good


def finish():
    print(failures, "failed")
    shutil.rmtree(TMP)
    sys.exit(failures > 0)


class Ended:
    """A program that has ended."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def refused(self, status, text):
        """One line with this text, and nothing else"""
        good = self.status == status and text in self.err and \
            self.err.count("\n") == 1 and not self.out
        return good or print(f"status {self.status}, and: {self.err}")


def _child(function, out, err):
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        # what Python knows of the old ones is not so of these
        sys.stdout = open(1, "w", closefd=False)
        sys.stderr = open(2, "w", buffering=1, closefd=False,
                          errors="backslashreplace")
        # It may be ignored here, as this may run in the background.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        function()
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(status)


def fork(function, out=None, interrupt=None):
    """Run it in a child. out: a file that it prints to. interrupt: a pattern;
    SIGINT is sent when such a file appears."""
    files = [tempfile.TemporaryFile("w+", encoding="utf-8",
                                    errors="surrogateescape")
             for _ in range(2)]
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _child(function, os.open(out, os.O_WRONLY) if out
               else files[0].fileno(), files[1].fileno())
    while interrupt and not glob.glob(interrupt) and \
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG |
                      os.WNOWAIT) is None:
        time.sleep(0.01)
    if interrupt:
        os.kill(pid, signal.SIGINT)
    status = os.waitpid(pid, 0)[1]
    texts = []
    for file in files:
        with file:
            file.seek(0)
            texts.append(file.read())
    return Ended(os.WEXITSTATUS(status) if os.WIFEXITED(status)
                 else -os.WTERMSIG(status), *texts)


def in_plot(*words):
    """This process is a program of plot/ from now on."""
    sys.argv = list(words)
    sys.path.insert(0, PLOT)


def run(name, *arguments, before=None, **how):
    """A program of plot/. before: called in its process, before it starts"""
    def program():
        in_plot(os.path.join(PLOT, name), *arguments)
        if before:
            before()
        runpy.run_path(sys.argv[0], run_name="__main__")
    return fork(program, **how)
