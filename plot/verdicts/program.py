# SPDX-License-Identifier: MIT
"""What programs have in common: statuses, messages, and an end by Ctrl-C that
is quiet from the first import on. To be imported first."""

import argparse
import contextlib
import gc
import os
import signal
import sys

from .texts import printable

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_NOTHING = 3
EXIT_INTERRUPTED = 130

# What messages begin with; the program may be installed under another name.
NAME = os.path.basename(os.path.realpath(sys.argv[0]))

if sys.version_info < (3, 8):
    print(f"{NAME}: {sys.executable} is Python "
          f"{sys.version_info[0]}.{sys.version_info[1]}: 3.8 or later is "
          "needed", file=sys.stderr)
    sys.exit(EXIT_NOTHING)

# Closed ones: what is printed is lost, and for the first that is an error.
if sys.stderr is None:
    sys.stderr = open(os.devnull, "w")
if sys.stdout is None:
    sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w")
# Paths are bytes, and are printed as they are.
for _stream in (sys.stdout, sys.stderr):
    _stream.reconfigure(encoding="utf-8", errors="surrogateescape")

# Fields of files are many lists, in no circles: to look for them would take a
# third of the time. Figures are in some, and few.
gc.disable()

# What an interrupt has to undo.
at_interrupt = contextlib.ExitStack()


def _interrupted(*_):
    """Ctrl-C: quietly, and scratch files are removed."""
    # Not by an exception: matplotlib catches all, in its reader of styles,
    # and goes on.
    try:
        at_interrupt.close()
    finally:
        os._exit(EXIT_INTERRUPTED)


# What a script runs in the background is to ignore it.
if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
    signal.signal(signal.SIGINT, _interrupted)
# Who reads the first lines of a text wants no more, and no message.
signal.signal(signal.SIGPIPE, signal.SIG_DFL)


class _Help(argparse.HelpFormatter):
    """As the help of bench itself: "Usage:", and --option=VALUE, which the
    completion of the shell reads."""

    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, prefix or "Usage: ")

    def _fill_text(self, text, width, indent):
        fill = super()._fill_text
        return "\n\n".join(fill(paragraph, width, indent)
                           for paragraph in text.split("\n\n"))

    def _format_action_invocation(self, action):
        if not action.option_strings:
            return action.metavar
        value = f"={action.metavar or action.dest.upper()}" \
            if action.nargs is None else ""
        return ", ".join(action.option_strings) + value


class Parser(argparse.ArgumentParser):
    """Bad usage costs one line."""

    def __init__(self, **keywords):
        super().__init__(add_help=False, formatter_class=_Help, **keywords)
        self.add_argument("-h", "--help", action="help",
                          help="print this help")
        self.add_argument("-?", action="help", help=argparse.SUPPRESS)

    def parse_names(self, words):
        """Options and results in any order; after -- all are results."""
        end = words.index("--") if "--" in words else len(words)
        args = self.parse_intermixed_args(words[:end])
        args.results += words[end + 1:]
        return args

    def print_help(self, file=None):
        say(self.format_help().splitlines())

    def error(self, message):
        fail(EXIT_USAGE, f"{message} (see --help)")


def warn(text):
    """A line on standard error."""
    try:
        print(printable(f"{NAME}: {text}"), file=sys.stderr)
    except OSError:
        # There is nowhere left to say it: the exit status does.
        sys.stderr = open(os.devnull, "w")


def fail(status, text):
    warn(text)
    sys.exit(status)


def say(lines):
    """On standard output."""
    try:
        print("\n".join(map(printable, lines)), flush=True)
    except OSError as error:
        # What is left in the buffer would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        fail(EXIT_FAILED, f"cannot write to standard output: {error.strerror}")


def run(main):
    """The program, which ends by the status that it returns: a result that
    cannot be used costs one line."""
    from .table import ResultError
    try:
        sys.exit(main())
    except ResultError as error:
        fail(EXIT_USAGE, error)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        fail(EXIT_FAILED, f"{name}{error.strerror}")
