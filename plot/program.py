# SPDX-License-Identifier: MIT
"""What the programs of this folder have in common: statuses, messages, and an
end by Ctrl-C that is quiet from the first import on. To be imported first."""

import argparse
import contextlib
import os
import signal
import sys
import tempfile

# The distribution's, for which scripts/deps installs packages: python3 may be
# that of an environment, which has them or not.
SYSTEM_PYTHON = "/usr/bin/python3"

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_MISSING = 3
EXIT_INTERRUPTED = 130

# What messages begin with; the program may be installed under another name.
NAME = os.path.basename(os.path.realpath(sys.argv[0]))

# Paths are bytes, and are printed as they are.
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(encoding="utf-8", errors="surrogateescape")

# What an interrupt has to undo.
_scratch = contextlib.ExitStack()


def interrupted(*_):
    """Ctrl-C: quietly, and scratch files are removed."""
    # Not by an exception: matplotlib catches all, in its reader of styles,
    # and goes on.
    try:
        _scratch.close()
    finally:
        os._exit(EXIT_INTERRUPTED)


# What a script runs in the background is to ignore it.
if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
    signal.signal(signal.SIGINT, interrupted)

try:
    import matplotlib
    matplotlib.use("Agg")
    import pandas  # noqa: F401  (result.py needs it; told here in one line)
except ImportError as error:
    if sys.executable != SYSTEM_PYTHON and os.access(SYSTEM_PYTHON, os.X_OK):
        os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])
    print(f"{NAME}: {sys.executable} cannot load pandas and matplotlib "
          f"({error}): install python3-pandas python3-matplotlib, run "
          "scripts/deps, or activate an environment that has both",
          file=sys.stderr)
    sys.exit(EXIT_MISSING)


def scratch_folder(within=None):
    """For `with`: a folder that is gone at the end, an interrupt's too."""
    # An interrupt between the two lines would not know of the folder.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        folder = tempfile.TemporaryDirectory(dir=within, prefix=".plot-")
        _scratch.callback(folder.cleanup)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return folder


class Parser(argparse.ArgumentParser):
    """Bad usage costs one line."""

    def error(self, message):
        fail(EXIT_USAGE, f"{message} (see --help)")


def warn(text):
    """On standard error."""
    print(f"{NAME}: {text}", file=sys.stderr)


def fail(status, text):
    warn(text)
    sys.exit(status)


def say(text):
    """On standard output."""
    try:
        print(text, flush=True)
    except OSError as error:
        # What is left in the buffer would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        fail(EXIT_FAILED, f"cannot write standard output: {error.strerror}")
