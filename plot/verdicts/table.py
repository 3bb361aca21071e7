# SPDX-License-Identifier: MIT
"""A CSV file of a result, by RFC 4180, and what may stand in its fields."""

import math
import re
import sys

# Of the files' columns; the oldest that is read, which has no column `where`;
# and the last commit that reads the schema before that.
SCHEMA = 4
OLDEST = 3
OLD_READER = "a4a3e10"
# A column that the schemas before had, and no later one
OLD_COLUMN = "warmup_ms"

# What Table.numbers() takes: how a text looks, what it becomes, what it is. No
# program writes more digits.
COUNT = re.compile(r"[0-9]{1,20}"), int, "a whole number"
SIGNED = re.compile(r"-?[0-9]{1,20}"), int, "a whole number"
FIGURE = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"), \
    float, "a figure"
NUMBER = re.compile(r"-?" + FIGURE[0].pattern), float, "a number"
# Beyond it sums and products of a few could leave the range of a double.
MOST = 1e30

_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
_PLAIN = re.compile(r'[^",\n]*')


class ResultError(Exception):
    """A result cannot be used; the text says why in one line."""


class Table:
    """path; names: of the columns; rows: the fields of each row that are kept,
    all texts; at: where a column's is. wanted: columns to keep, or None: all
    of them."""

    def __init__(self, path, names, wanted=None):
        self.path = path
        self.names = names
        self._kept = [i for i, name in enumerate(names)
                      if wanted is None or name in wanted]
        self.at = {names[i]: at
                   for at, i in reversed(list(enumerate(self._kept)))}
        self.rows = []
        self._lines = []

    def add(self, line, row):
        if len(row) != len(self.names):
            raise _damaged(self.path, line, f"{len(row)} fields, where the "
                           f"first line has {len(self.names)}")
        # most fields are the same texts in all rows: each is kept once
        self.rows.append([sys.intern(row[i]) for i in self._kept])
        self._lines.append(line)

    def damaged(self, index, what):
        """The ResultError to raise for a row, with its line."""
        return _damaged(self.path, self._lines[index], what)

    def need(self, names):
        """ResultError where a column is not there."""
        missing = [name for name in names if name not in self.at]
        if missing and OLD_COLUMN in self.names:
            raise _older(self.path)
        if missing:
            raise ResultError(f"{self.path} lacks columns: "
                              f"{', '.join(missing)}")

    def check_schema(self, newer=False):
        """ResultError where the columns mean something else; newer: what comes
        after SCHEMA is for the caller to judge."""
        texts = self.texts("schema")
        for index, text in enumerate(texts):
            if text in (str(SCHEMA), str(OLDEST)):
                continue
            if not COUNT[0].fullmatch(text):
                raise self.damaged(index, f"schema: '{text[:40]}' is not a "
                                   "whole number")
            if int(text) < OLDEST:
                raise _older(self.path)
            if not newer:
                raise ResultError(
                    f"{self.path} has columns of schema {int(text)}, and this "
                    f"program knows those of schema {SCHEMA}")

    def texts(self, name):
        """A column; empty texts where there is none of this name."""
        at = self.at.get(name)
        if at is None:
            return [""] * len(self.rows)
        return [row[at] for row in self.rows]

    def numbers(self, name, kind, needed=False):
        """A column as numbers; None where a text is empty, which is an error
        where it is needed. kind: COUNT, SIGNED, FIGURE, NUMBER."""
        found = []
        for index, text in enumerate(self.texts(name)):
            value = number(text, kind) if text else None
            if value is None and (text or needed):
                raise self.damaged(index, f"{name}: '{text[:40]}' is not "
                                   f"{kind[2]}")
            found.append(value)
        return found


def number(text, kind):
    """None where it is not of that kind."""
    looks, make, _ = kind
    value = make(text) if looks.fullmatch(text) else None
    return value if value is None or abs(value) <= MOST else None


def content(path):
    """The bytes of a file of a result."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ResultError(f"cannot read {path}: {error.strerror}") from None


def read(path, wanted=None):
    """The Table of a file. A last line without its end was torn when its
    writer died: it is no row, and no error. Bytes that are no UTF-8 are kept
    as Python keeps those of paths."""
    text = content(path).decode("utf-8-sig", "surrogateescape")
    if "\0" in text:
        raise _damaged(path, text.count("\n", 0, text.index("\0")) + 1,
                       "a NUL byte")
    records = _records(path, text)
    _, names = next(records, (0, None))
    if names is None:
        raise ResultError(f"{path} has no whole line")
    if len(names) == 1 and ";" in names[0]:
        raise ResultError(
            f"{path} has semicolons between its fields: it was saved by a "
            "program that writes decimal commas; the file as bench wrote it "
            "is needed")
    table = Table(path, names, wanted)
    for line, row in records:
        table.add(line, row)
    return table


def field(text):
    """A text as a field of a CSV file, in quotes where it needs them."""
    if not re.search(r'[",\r\n]', text):
        return text
    return '"' + re.sub(r"[\r\n]", " ", text.replace('"', '""')) + '"'


def figure_field(value):
    """A figure as a field; empty where there is none."""
    return f"{value:.6g}" if value is not None and math.isfinite(value) else ""


def _damaged(path, line, what):
    return ResultError(f"{path}: line {line}: {what}")


def _older(path):
    return ResultError(
        f"{path} is of an older schema, which this program no longer reads: "
        f"the last commit that does is {OLD_READER}")


def _records(path, text):
    """Yield line and fields of each record."""
    at, line = 0, 1
    while True:
        end = text.find("\n", at)
        if end < 0:
            return
        if text.find('"', at, end) < 0:
            # Nearly all are such, and a file has many thousands.
            fields = text[at:end].rstrip("\r").split(",")
            end += 1
        else:
            fields, end = _quoted_record(path, line, text, at)
            if fields is None:
                return
        yield line, fields
        line += text.count("\n", at, end)
        at = end


def _quoted_record(path, line, text, at):
    """Fields, and where the next record begins; (None, None): torn."""
    fields = []
    while True:
        quoted = text.startswith('"', at)
        match = (_QUOTED if quoted else _PLAIN).match(text, at)
        if not match:
            raise _damaged(path, line, "a quote that is never closed")
        field_text = match[1].replace('""', '"') if quoted else match[0]
        at = match.end()
        if quoted and text.startswith("\r\n", at):
            at += 1
        if at == len(text):
            return None, None
        end = text[at]
        if end not in ",\n":
            raise _damaged(path, line, "text after a closing quote" if quoted
                           else "a quote in a field that does not begin with "
                           "one")
        if not quoted and end == "\n":
            field_text = field_text.rstrip("\r")
        fields.append(field_text)
        at += 1
        if end == "\n":
            return fields, at
