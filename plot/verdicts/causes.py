# SPDX-License-Identifier: MIT
"""What may explain a figure: lines and locked operations that bench-lines
counted, instructions that callgrind counted, hardware counters of the
result."""

import math
import os

from . import judge, table
from .table import COUNT, FIGURE, ResultError

LINES = "lines.csv"
INSTRUCTIONS = "instructions.csv"
# Of a point, what bench-lines varies; and the rest as it has it.
COUNTED_AXES = ("scenario", "placement", "producers", "burst", "pool")
FIXED_AXES = {"touch": ("none", ""), "put": ("single", ""), "order": ("",),
              "home": ("consumer", ""), "pool_home": ("",)}
COLUMNS = ("loads", "stores", "locked", "transfers_local", "transfers_remote",
           "upgrades", "wait_ns")
MOVES = ("transfers_local", "transfers_remote", "upgrades")
CONSUMER, PRODUCER, ALL = "consumer", "producer", "all"
RING = "forward ring"
# Counts have four digits behind the point.
ROUNDED = 1e-4
# They say how the machine was disturbed, and nothing of the pool.
SOFTWARE = ("task_clock_ns", "run_delay_ns", "page_faults_minor",
            "page_faults_major", "switches_voluntary", "switches_involuntary")


class Counted:
    """A pool at one point, as bench-lines counted it. where: its topology and
    distance; line_ns: what a line took; predicted: ns per buffer; roles: {role:
    {variable: {column: number per buffer}}}, the variable "" is the sum."""

    def __init__(self, where, line_ns, producers):
        self.where = where
        self.line_ns = line_ns
        self.producers = producers
        self.predicted = None
        self.roles = {}

    def total(self, *columns):
        """Of all roles; None where it was not counted."""
        numbers = [self.roles.get(ALL, {}).get("", {}).get(column)
                   for column in columns]
        return None if None in numbers else sum(numbers)

    @property
    def lines(self):
        return self.total(*MOVES)

    def moved(self):
        """{variable: lines} of those that move at all, most first."""
        found = {name: sum(columns[column] for column in MOVES)
                 for name, columns in self.roles.get(ALL, {}).items() if name}
        return {name: found[name] for name in
                sorted(found, key=lambda name: -found[name]) if found[name]}

    def waits(self, role):
        """{variable: ns per buffer} that one thread of a role waited for
        it."""
        threads = self.producers if role == PRODUCER else 1
        return {name: columns["wait_ns"] / threads
                for name, columns in self.roles.get(role, {}).items() if name}

    def whole(self):
        """Whether all rows are there: of each role its sum, and what it is the
        sum of."""
        roles = {CONSUMER, ALL} | ({PRODUCER} if self.producers else set())
        return self.predicted is not None and roles == set(self.roles) and \
            all("" in of and all(abs(
                2 * of[""][column] - sum(row[column] for row in of.values()))
                < ROUNDED * len(of) for column in ("locked", *MOVES))
                for of in self.roles.values())

    @property
    def slower(self):
        """The role that waits longer for lines of the pool: in the ring
        between the two the other one waits for it."""
        return max([role for role in (CONSUMER, PRODUCER)
                    if role in self.roles] or [ALL],
                   key=lambda role: sum(
                       wait for name, wait in self.waits(role).items()
                       if name != RING))


def line_of(points):
    """Median of what a line took in the trials of points; None: of none it is
    known."""
    lines = [sample.line_transfer_ns for point in points
             for sample in point.rounds
             if sample.good and sample.line_transfer_ns]
    return judge.median(lines) if lines else None


class Lines:
    """A file of bench-lines, by time and not by turns."""

    def __init__(self, path):
        self._points = {}
        rows = table.read(path)
        rows.need((*COUNTED_AXES, *COLUMNS, "topology", "distance",
                   "line_transfer_ns", "role", "variable", "predicted_ns"))
        numbers = {name: rows.numbers(name, FIGURE, name in COLUMNS)
                   for name in
                   (*COLUMNS, "line_transfer_ns", "predicted_ns")}
        producers = rows.numbers("producers", COUNT, True)
        keys = zip(*map(rows.texts, COUNTED_AXES))
        where = zip(rows.texts("topology"), rows.texts("distance"))
        for i, (key, place, role, variable) in enumerate(zip(
                keys, where, rows.texts("role"), rows.texts("variable"))):
            line_ns = numbers["line_transfer_ns"][i]
            of_point = self._points.setdefault(key, {})
            counted = of_point.setdefault((place, line_ns), Counted(
                place, line_ns, producers[i]))
            if variable in counted.roles.setdefault(role, {}):
                raise ResultError(f"{path}: {' '.join(key)}, {role} "
                                  f"{variable or 'in all'}: there twice")
            counted.roles[role][variable] = {
                name: numbers[name][i] for name in COLUMNS}
            if numbers["predicted_ns"][i] is not None:
                counted.predicted = numbers["predicted_ns"][i]
        for key, of_point in self._points.items():
            if not all(counted.whole() for counted in of_point.values()):
                raise ResultError(f"{path}: {' '.join(key)}: rows are missing")

    def of(self, point, line_ns):
        """The Counted of a point whose lines took most nearly as long; None:
        it was not counted."""
        if any(point[axis] not in values
               for axis, values in FIXED_AXES.items()):
            return None
        found = self._points.get(tuple(point[axis] for axis in COUNTED_AXES))
        if not found:
            return None
        return min(found.values(), key=lambda one: abs(
            math.log(one.line_ns / line_ns))
            if one.line_ns and line_ns else 0)


def read_instructions(path):
    """{pool: instructions per get and put}; empty where there is no file."""
    if not os.path.exists(path):
        return {}
    rows = table.read(path)
    rows.need(("pool", "instructions"))
    return dict(zip(rows.texts("pool"),
                    rows.numbers("instructions", FIGURE, True)))


def read_counters(result):
    """{Point: {(role, event): count per buffer}} of hardware, medians over the
    trials in which all threads of a role counted."""
    path = result.file("counters.csv")
    if not os.path.exists(path):
        return {}
    rows = table.read(path)
    rows.need(("trial", "pool", "role", "event", "value"))
    sums = {}
    for trial, pool, role, event, value in zip(
            rows.numbers("trial", COUNT, True),
            *map(rows.texts, ("pool", "role", "event")),
            rows.numbers("value", COUNT)):
        if event not in SOFTWARE:
            sums.setdefault((trial, pool), {}).setdefault(
                (role, event), []).append(value)
    found = {}
    for point in result.points:
        for sample in point.samples:
            if not sample.good or not sample.buffers:
                continue
            for key, values in sums.get((sample.trial, point.pool),
                                        {}).items():
                if None not in values:
                    found.setdefault(point, {}).setdefault(key, []).append(
                        sum(values) / sample.buffers)
    return {point: {key: judge.median(values) for key, values in of.items()}
            for point, of in found.items()}


class Causes:
    """All of a result. lines: Lines, or None with why_no_lines; instructions;
    counters."""

    def __init__(self, result, lines_path, instructions, why_no_lines=None):
        self.lines = Lines(lines_path) if lines_path else None
        self.why_no_lines = why_no_lines
        self.instructions = instructions
        self.counters = read_counters(result)


def of_folder(result):
    """What was kept in the folder of a result."""
    return Causes(result, result.file(LINES),
                  read_instructions(result.file(INSTRUCTIONS)))
