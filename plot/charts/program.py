# SPDX-License-Identifier: MIT
"""What plot and report have in common: pandas and matplotlib, which they load
when a result was found to be readable, and scratch folders."""

import os
import signal
import sys
import tempfile

from verdicts import program

# The distribution's, for which scripts/deps installs packages: python3 may be
# that of an environment, which has them or not.
SYSTEM_PYTHON = "/usr/bin/python3"

EXIT_MISSING = 3


def load_libraries():
    """To be called before what draws is imported; ends the program in one line
    where they are not there."""
    try:
        import matplotlib
        matplotlib.use("Agg")
        import pandas  # noqa: F401  (told here, and not by who needs it)
    except ImportError as error:
        if sys.executable != SYSTEM_PYTHON and \
                os.access(SYSTEM_PYTHON, os.X_OK):
            os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])
        program.fail(
            EXIT_MISSING,
            f"{sys.executable} cannot load pandas and matplotlib ({error}): "
            "install python3-pandas python3-matplotlib, run scripts/deps, or "
            "activate an environment that has both")


def scratch_folder(within=None):
    """For `with`: a folder that is gone at the end, an interrupt's too."""
    # An interrupt between the two lines would not know of the folder.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        folder = tempfile.TemporaryDirectory(dir=within, prefix=".plot-")
        program.at_interrupt.callback(folder.cleanup)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return folder
