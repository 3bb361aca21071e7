# SPDX-License-Identifier: MIT
"""Text that survives mail: width, quoting, ASCII, what git am looks for."""

import re
import textwrap

# Columns of a line, before anybody quotes it
WIDTH = 72
# sent() may indent a line by one
TEXT_WIDTH = WIDTH - 1
# A command's lines end in a blank and a backslash
COMMAND_WIDTH = WIDTH - 2
INDENT = "  "
# Characters that no shell looks at, as bench writes command.txt
BARE = re.compile(r"[\w./=,:+@%-]+", re.ASCII)
# git am ends the message where a patch seems to begin (patchbreak() of its
# mailinfo), and mbox files begin a mail with "From ".
PATCH = ("---", "diff -", "Index: ", "From ")


def wrapped(text, first=0, rest=0):
    """The lines of a paragraph. first, rest: columns that the first line and
    the others are indented by."""
    return textwrap.wrap(
        " ".join(text.split()), TEXT_WIDTH, initial_indent=" " * first,
        subsequent_indent=" " * rest, break_on_hyphens=False)


def quoted(text):
    """As a shell takes it for one argument. A line end is what a shell makes
    one of: a line of its own would not be what was typed once blanks at its
    end are gone."""
    return "'" + text.replace("'", "'\\''").replace("\n", "'$'\\n''") + "'"


def pieces(argument, room):
    """An argument that is longer than a line, in parts that a backslash before
    the line's end joins: none within quotes, and none that begins like a
    patch. room: columns that the first has."""
    form = str if BARE.fullmatch(argument) else quoted
    part = ""
    for char in argument:
        if len(form(part + char)) > room and \
                not (form is str and char == "-"):
            yield form(part)
            part, room = "", COMMAND_WIDTH - 1
        part += char
    yield form(part)


def command_lines(arguments):
    """A command for a shell, in lines that can be pasted."""
    lines = [INDENT]
    for i, argument in enumerate(arguments):
        text = argument if BARE.fullmatch(argument) else quoted(argument)
        if i and len(lines[-1]) + 1 + len(text) > COMMAND_WIDTH:
            lines[-1] += " \\"
            lines.append(3 * INDENT)
        elif i:
            lines[-1] += " "
        room = COMMAND_WIDTH - len(lines[-1])
        if len(text) <= room:
            lines[-1] += text
            continue
        for k, part in enumerate(pieces(argument, room - 1)):
            if k:
                lines[-1] += "\\"
                lines.append("")
            lines[-1] += part
    return lines


def sent(lines):
    """The lines as mail programs and git am leave them alone: what is not
    ASCII becomes a question mark, blanks at line ends and empty lines after
    empty ones go, and a line that git am would take for a patch is indented.
    """
    kept = []
    for line in lines:
        line = re.sub("[^ -~]", "?", line.rstrip(" "))
        # "-- >8 --" is where git am --scissors begins the message.
        if "--" in line:
            line = re.sub(r"(?<=[<>])(?=[8%])|(?<=[8%])(?=[<>])", " ", line)
        if line.startswith(PATCH):
            line = " " + line
        if line or kept and kept[-1]:
            kept.append(line)
    return kept


def is_ascii(text):
    return re.fullmatch(r"[\n -~]*", text) is not None
