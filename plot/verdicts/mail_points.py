# SPDX-License-Identifier: MIT
"""What a mail says of each point, and the files beside samples.csv."""

import collections
import math
import os

from . import judge, reader, table
from .comparison import CALIBRATED, FLOOR
from .table import ResultError

# Their loops count hits; elsewhere all buffers are hits but the fallbacks.
COUNTS_HITS = ("rpc", "overflow")
RPC_FIGURES = ("pool_share", "ns_per_message", "cpu_ns_per_message",
               "break_even_miss_ns")
PERCENTILES = (0.5, 0.9, 0.99, 0.999, 0.9999)
# A percentile has so many values above it, or there is none.
TAIL = 10


class Figures:
    """What the samples of a point say together. A share or count that was not
    taken is None, a median of nothing nan. row: its comparison with the base
    pool, or None; latency: {operation: {ns: count}} of all trials, of
    scenario latency."""

    def __init__(self, point, row):
        self.point = point
        self.row = row
        self.good = [sample for sample in point.rounds if sample.good]
        self.failed = [sample for sample in point.rounds if not sample.good]
        self.n = len(self.good)
        self.median = judge.median(self.values("ns_per_buffer"))
        self.window_ns = math.fsum(self.values("window_ns"))
        self.buffers = self.total("buffers")
        self.leaked = self.total("leaked")
        self.refused = self.total("put_refused")
        self.puts = self.total("put_accepted") + self.refused
        # of what calls no pool nothing is counted
        self.has_calls = bool(self.values("put_accepted"))
        self.latency = {}

    @property
    def pool(self):
        return self.point.pool

    def values(self, column):
        """Those that are there, by round."""
        values = [getattr(sample, column) for sample in self.good]
        return [value for value in values if value is not None]

    def total(self, column):
        return sum(self.values(column))

    def median_of(self, column):
        return judge.median(self.values(column))

    @property
    def hit_share(self):
        """Of the buffers, those that the pool handed out."""
        handed_out = self.buffers + self.leaked
        if not self.has_calls or handed_out <= 0 or \
                len(self.values("get_hit")) < self.n:
            return None
        hits = self.total("get_hit") \
            if self.point["scenario"] in COUNTS_HITS \
            else self.buffers - self.total("fallback_allocs")
        return hits / handed_out

    @property
    def wrong_node_share(self):
        if self.hit_share is None or not self.values("wrong_node"):
            return None
        return self.total("wrong_node") / self.buffers

    @property
    def starved_share(self):
        return self.total("starved_share") / self.n \
            if self.has_calls and self.n else None

    @property
    def reason(self):
        """Of trials that failed: how many, by what, and the last's error."""
        kinds = collections.Counter(sample.status for sample in self.failed)
        text = ", ".join(
            status if len(kinds) == 1 else f"{kinds[status]} {status}"
            for status in reader.STATUSES if status in kinds)
        if len(kinds) > 1:
            text += "; the last"
        return f"{len(self.failed)} of {len(self.failed) + self.n} trials " \
            f"failed ({text}): {self.failed[-1].error}"

    def percentiles(self, operation):
        """ns of PERCENTILES, nan where too few values lie above; how many
        values there are."""
        buckets = self.latency.get(operation, {})
        return [percentile(buckets, share) for share in PERCENTILES], \
            sum(buckets.values())


def percentile(buckets, share):
    """Of {ns: count}; nan where too few values lie above it"""
    total = sum(buckets.values())
    rank = max(1, math.ceil(share * total))
    if total < rank + TAIL:
        return math.nan
    for middle, count in sorted(buckets.items()):
        rank -= count
        if rank <= 0:
            return middle


class Mail:
    """A result, ready to be told. settings: the Figures of one setting each,
    the base pool first; figures: all of them; common: axes that all points of
    a scenario share; reasons: why points have no figure, each with how many,
    or None where there is no summary.csv; no_counters: why there are no
    hardware counters, or None; has_latency: there is a
    latency.csv; command: as it was typed, or None; where: its points ran;
    in_kernel: matches() with a kernel's comparison; of_uml: that is of
    user-mode Linux."""

    def __init__(self, result, comparison, kernel=None):
        self.result = result
        self.kernel = kernel
        self.where = result.points[0]["where"]
        self.in_kernel = matches(comparison.rows, kernel.rows) \
            if kernel else []
        self.of_uml = any(other.point["where"] == "uml"
                          for _, other in self.in_kernel)
        self.comparison = comparison
        self.base = comparison.base
        rows = {row.point: row for row in comparison.rows}
        settings = {}
        for point in sorted(filter(self.wants, result.points),
                            key=lambda point: point.key_order):
            settings.setdefault(point.setting, []).append(
                Figures(point, rows.get(point)))
        self.settings = [sorted(setting, key=lambda one: not self.is_base(one))
                         for setting in settings.values()]
        self.figures = [one for setting in self.settings for one in setting]
        self.common = {
            scenario: {axis for axis in reader.AXES
                       if len({one.point[axis] for one in self.figures
                               if one.point["scenario"] == scenario}) == 1}
            for scenario in {one.point["scenario"] for one in self.figures}}
        self.reasons = read_reasons(result.file("summary.csv"))
        self.no_counters = why_no_counters(result.file("counters.csv"))
        self.command = read_command(result.file("command.txt"))
        self.has_latency = os.path.exists(result.file("latency.csv"))
        if self.has_latency:
            self.add_latency(result.file("latency.csv"))

    def wants(self, point):
        """The base pool is what the others are compared with, and floors are a
        scale for all of them."""
        return point["scenario"] == FLOOR or self.comparison.filters.wants(
            point, any_pool=point.pool == self.base)

    def is_base(self, figures):
        return figures.pool == self.base

    def of_scenario(self, scenario):
        return [one for one in self.figures
                if one.point["scenario"] == scenario]

    def add_latency(self, path):
        wanted = self.of_scenario("latency")
        every = reader.read_latency(path) if wanted else {}
        for figures in wanted:
            for sample in figures.good:
                trial = every.get((sample.trial, figures.pool))
                if trial is None:
                    raise ResultError(
                        f"{path} has nothing of {figures.pool} in trial "
                        f"{sample.trial}, which samples.csv has")
                for operation, buckets in trial.items():
                    figures.latency.setdefault(
                        operation, collections.Counter()).update(buckets)


# What a comparison in a kernel has in common with its match in user space
MATCHED = ("scenario", "pool", "producers", "burst", "put")
# Where a kernel differs in any case, and how finely it was measured
NO_SETTING = (*CALIBRATED, "slices", "window_ms", "warmup_us")


def matches(rows, kernel_rows):
    """(row, row of the kernel's result) of the same pool and setting."""
    def key(row):
        return tuple(row.point[axis] for axis in MATCHED)
    return [(row, other) for row in rows for other in kernel_rows
            if key(row) == key(other)]


def differences(here, kernel):
    """Axes that two points of a match both have, with different values."""
    return [axis for axis in reader.AXES if axis not in NO_SETTING
            and here[axis] and kernel[axis] and here[axis] != kernel[axis]]


def read_reasons(path):
    if not os.path.exists(path):
        return None
    rows = table.read(path)
    rows.need(("status", "reason"))
    return collections.Counter(
        reason for status, reason in zip(rows.texts("status"),
                                         rows.texts("reason"))
        if status in ("unavailable", "not_measured"))


def why_no_counters(path):
    """Every machine with hardware counters has cycles and instructions."""
    why = "there is no counters.csv"
    if not os.path.exists(path):
        return why
    why = "counters.csv has none"
    rows = table.read(path)
    rows.need(("value", "status", "event"))
    for value, status, event in zip(*map(rows.texts, ("value", "status",
                                                      "event"))):
        if event in ("cycles", "instructions"):
            if value:
                return None
            why = status
    return why


def read_command(path):
    if not os.path.exists(path):
        return None
    return table.content(path).decode("utf-8", "surrogateescape")
