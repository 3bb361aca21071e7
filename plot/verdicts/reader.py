# SPDX-License-Identifier: MIT
"""A result folder read back: samples, points, environment, and whether the
run came to its end."""

import collections
import functools
import json
import os
import re
import shlex
import urllib.parse

from . import table
from .table import COUNT, FIGURE, SIGNED, ResultError
from .texts import printable

# The columns that together say which point a row is of, as the program orders
# them: those of samples.csv from scenario to oversubscribed.
AXES = ("scenario", "pool", "placement", "producers", "burst", "touch", "put",
        "buffer_bytes", "pool_max", "miss_ns", "clear", "payload", "refill",
        "queue", "concurrency", "connections", "layout", "waiting", "load",
        "order", "huge_pages", "home", "pool_home", "consumer_node",
        "remote_node", "where", "slices", "window_ms", "warmup_us", "oversubscribed")
# Where a file without that column was measured; headings say nothing of it.
WHERE, USER = "where", "user"
# Of samples.csv, beside the axes; a file may be without the other columns.
NEEDED = ("schema", "run", "trial", "round", "status", "error", "window_ns",
          "buffers", "ns_per_buffer", "fallback_allocs", "line_transfer_ns",
          "malloc_provider")
TEXTS = ("status", "error", "malloc_provider", "disturbed", "steady")
WHOLE = ("trial", "round")
COUNTS = ("buffers", "fallback_allocs", "put_accepted", "put_refused",
          "put_refused_negative", "get_hit", "wrong_node", "leaked",
          "longest_list")
SIGNED_COUNTS = ("count_lowest", "count_highest")
FIGURES = ("window_ns", "ns_per_buffer", "line_transfer_ns", "starved_share",
           "ns_per_message", "cpu_ns_per_message", "pool_share",
           "break_even_miss_ns", "ratio_to_svc_page_pool")

STATUSES = ("ok", "starved", "missed_window", "error", "crashed", "timeout",
            "bystander", "driver_died")
# With these a trial's process died; and how errors begin of those that are
# not to blame for it.
DEATHS = ("crashed", "timeout", "driver_died")
NOT_TO_BLAME = ("before any turn: ", "while it was the turn of ")

# What every good sample has
ABOVE_0 = ("buffers", "ns_per_buffer")

# Rounds of a run that is given no number
ROUNDS = 40

LATENCY_OPERATIONS = ("put", "get", "handoff")


class Sample(collections.namedtuple(
        "Sample", TEXTS + WHOLE + COUNTS + SIGNED_COUNTS + FIGURES)):
    """A row of samples.csv: by the names of its columns TEXTS, and numbers,
    which are None where they are absent."""

    __slots__ = ()

    @property
    def good(self):
        return self.status == "ok"

    @property
    def to_blame(self):
        """The trial's process died in the turn of this sample's pool."""
        return self.status in DEATHS and \
            not self.error.startswith(NOT_TO_BLAME)


class Point:
    """What rows were measured at: point["burst"] is an axis as a text; key:
    all of AXES as a row has them; samples: its rows."""

    def __init__(self, values):
        self._axis = dict(zip(AXES, values))
        self.key = ",".join(map(table.field, values))
        self.samples = []

    def __getitem__(self, axis):
        return self._axis[axis]

    @property
    def pool(self):
        return self["pool"]

    def told(self, axis):
        """The value of an axis, empty where it goes without saying."""
        return "" if (axis, self[axis]) == (WHERE, USER) else self[axis]

    @functools.cached_property
    def setting(self):
        """Sorts points by all axes but the pool; numbers in the texts count
        as numbers."""
        return tuple(_order(text) for axis, text in self._axis.items()
                     if axis != "pool")

    @property
    def order(self):
        """Sorts points by setting, then by the name of the pool."""
        return self.setting, self.pool

    @property
    def key_order(self):
        """Sorts points by their keys: by scenario, pool, placement..."""
        return _order(self.key)

    @functools.cached_property
    def rounds(self):
        """What counts: of several samples in a round the last, by round."""
        last = {}
        for sample in sorted(self.samples, key=lambda s: (s.round, s.trial)):
            last[sample.round] = sample
        return list(last.values())


class Environment:
    """environment.json: what is not there is None, or empty."""

    def __init__(self, members):
        self.members = members

    def _list(self, name):
        value = self.members.get(name)
        return [text for text in value if isinstance(text, str)] \
            if isinstance(value, list) else []

    def text(self, name):
        value = self.members.get(name)
        return value if isinstance(value, str) else None

    def item(self, name):
        """Value of an item ("cpu_model")."""
        items = self.members.get("items")
        item = items.get(name) if isinstance(items, dict) else None
        value = item.get("value") if isinstance(item, dict) else None
        return value if isinstance(value, str) else None

    @property
    def label(self):
        """The machine in one line."""
        return self.text("label") or "unknown machine"

    @property
    def unfit(self):
        """Reasons why the figures are unfit for publication."""
        return self._list("unfit")

    @property
    def arguments(self):
        """The command line, program first; bytes that are no UTF-8 as Python
        has them in paths."""
        encoded = self._list("arguments_encoded")
        return [os.fsdecode(urllib.parse.unquote_to_bytes(text))
                for text in encoded] or self._list("arguments")

    @property
    def has_copies(self):
        """It is of bench selftest."""
        names = [word.partition("=")[0] for word in self.arguments]
        return any(len(name) >= len("--cop") and "--copies".startswith(name)
                   for name in names)

    def check_base(self, path):
        """ResultError where ratios are to no base pool: of bench selftest."""
        if self.has_copies:
            raise ResultError(f"{path} is of bench selftest: its pools are "
                              "compared with copies of themselves")

    @property
    def seed(self):
        """Of the order. One that a double cannot hold is written as text."""
        value = self.members.get("seed")
        if isinstance(value, str) and COUNT[0].fullmatch(value):
            return int(value)
        return value if type(value) is int and value >= 0 else None

    @property
    def rounds(self):
        """How many rounds the run was to have."""
        rounds = 0
        words = self.arguments[1:]
        for word, following in zip(words, words[1:] + [""]):
            name, equals, value = word.partition("=")
            # options may be shortened, as long as no other is meant
            if name == "--benchmark_repetitions" or (
                    len(name) >= len("--rep")
                    and "--repetitions".startswith(name)):
                number = COUNT[0].match(value if equals else following)
                rounds = int(number[0]) if number else 0
        return rounds or ROUNDS


class Result:
    """path: as it was named; samples and points in the order of the file;
    schema: of its columns, and run: whose it is, both None where there is no
    row; known: there is an environment.json; environment: empty where not."""

    def __init__(self, path):
        self.path = path
        self.samples = []
        self.points = []
        self.schema = self.run = None
        self.known = False
        self.environment = Environment({})

    def file(self, name):
        """The path of a file beside samples.csv, whether or not it is
        there."""
        return beside(self.path, name)

    def item(self, name):
        return self.environment.item(name)

    @functools.cached_property
    def incomplete(self):
        """How many points have fewer rounds than a run that came to its end.
        One that its trial died of was left out from then on."""
        asked = self.environment.rounds
        return sum(len(point.rounds) < asked
                   and not point.rounds[-1].to_blame
                   for point in self.points)

    @property
    def resume_command(self):
        """Goes on with a run that was interrupted; as one types it."""
        return f"bench --resume {shlex.quote(self.path)}"


def beside(path, name):
    """A file of a result. path: of the folder, or of its samples.csv"""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    return os.path.join(folder, name)


def load(path):
    """The Result of a folder, or of its samples.csv; ResultError for what is
    missing or damaged. Columns are found by their names; those that are not
    known are ignored. A schema after SCHEMA is for the caller to judge."""
    result = Result(path)
    rows = table.read(
        beside(path, "samples.csv") if os.path.isdir(path) else path,
        {*NEEDED, *AXES, *Sample._fields})
    rows.need(NEEDED + tuple(axis for axis in AXES if axis != WHERE))
    rows.check_schema(newer=True)
    _read_identity(result, rows)
    _read_samples(result, rows)
    environment = beside(path, "environment.json")
    if os.path.exists(environment):
        result.environment = read_environment(environment)
        result.known = True
        _check_run(result, environment)
        result.environment.check_base(path)
    return result


def read_environment(path):
    """The Environment of a file; ResultError where it is none."""
    text = table.content(path).decode("utf-8-sig", "replace")
    try:
        members = _plain(json.loads(text))
    # digits by the thousand, brackets by the thousand
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise ResultError(f"cannot read {path}: it is not a JSON object")
    return Environment(members)


def _plain(value):
    """Of JSON: all texts can be printed."""
    if isinstance(value, str):
        return printable(value.encode("utf-8", "replace").decode())
    if isinstance(value, list):
        return list(map(_plain, value))
    if isinstance(value, dict):
        return {_plain(name): _plain(of) for name, of in value.items()}
    return value


def read_latency(path):
    """{(trial, pool): {operation: {ns in the middle of a bucket: count}}} of
    latency.csv; an operation that counted nothing has no buckets."""
    rows = table.read(path)
    rows.need(("trial", "pool", "operation", "low_ns", "high_ns", "count"))
    rows.check_schema()
    found = {}
    columns = zip(rows.numbers("trial", COUNT, True), rows.texts("pool"),
                  rows.texts("operation"), rows.numbers("low_ns", COUNT),
                  rows.numbers("high_ns", COUNT), rows.numbers("count", COUNT))
    for index, (trial, pool, operation, low, high, count) in \
            enumerate(columns):
        if operation not in LATENCY_OPERATIONS:
            raise rows.damaged(index, f"operation: '{operation[:40]}' is not "
                               "known")
        of_trial = found.setdefault((trial, pool), {})
        if low is None:
            continue
        if high is None or count is None:
            raise rows.damaged(index, "a bucket without its end or its count")
        buckets = of_trial.setdefault(operation, {})
        middle = (low + high) / 2
        buckets[middle] = buckets.get(middle, 0) + count
    return found


def _order(text):
    """As strverscmp() orders texts without leading zeros."""
    return tuple((ord("0"), len(part), part) if part[0] in "0123456789"
                 else (ord(part),)
                 for part in re.findall(r"[0-9]+|[^0-9]", text))


def _read_identity(result, rows):
    """One file is one run: rounds of several would be taken for pairs."""
    schemas = rows.numbers("schema", COUNT, needed=True)
    for index, (schema, run) in enumerate(zip(schemas, rows.texts("run"))):
        if result.run is None:
            result.schema, result.run = schema, run
        if schema != result.schema:
            raise rows.damaged(index, f"schema {schema} after rows of schema "
                               f"{result.schema}")
        if run != result.run:
            raise rows.damaged(index, f"run '{run[:40]}' after rows of run "
                               f"{result.run[:40]}")


def _read_samples(result, rows):
    columns = [rows.texts(name) for name in TEXTS]
    columns += [rows.numbers(name, kind, name in WHOLE)
                for names, kind in ((WHOLE + COUNTS, COUNT),
                                    (SIGNED_COUNTS, SIGNED),
                                    (FIGURES, FIGURE))
                for name in names]
    # the axis that is reckoned with
    rows.numbers("pool_max", COUNT)
    at = [rows.at.get(axis) for axis in AXES]
    points = {}
    for index, sample in enumerate(map(Sample._make, zip(*columns))):
        if sample.status not in STATUSES:
            raise rows.damaged(index, f"status: '{sample.status[:40]}' is not "
                               "known")
        for name in ABOVE_0 if sample.good else ():
            if not getattr(sample, name):
                raise rows.damaged(index, "status is ok, but there is no "
                                   f"{name} above 0")
        row = rows.rows[index]
        axes = tuple([USER if i is None else row[i] for i in at])
        if axes not in points:
            points[axes] = Point(axes)
        points[axes].samples.append(sample)
        result.samples.append(sample)
    result.points = list(points.values())


def _check_run(result, path):
    run = result.environment.text("run")
    # samples without a row do not say whose they are
    if result.run is None:
        result.run = run
    if result.run is not None and run != result.run:
        raise ResultError(f"{path} is of run {run or 'unknown'}, samples.csv "
                          f"of run {result.run}")
