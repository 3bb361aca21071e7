# SPDX-License-Identifier: MIT
"""The files of a result folder as the charts take them: columns of texts and
of numbers. Of the standard library alone, so that what is wrong with a result
is said before anything slow is loaded."""

import functools
import os
import re

from verdicts import reader, table
from verdicts.table import COUNT, NUMBER, ResultError
from verdicts.texts import printable

# Columns that are numbers, or empty: of summary.csv
NUMBERS = ("median_ns_per_buffer", "ci_low", "ci_high", "ci_level",
           "line_transfer_ns", "unsteady", "hit_share", "pool_share",
           "ratio_to_svc_page_pool", "ratio_low", "ratio_high", "ratio_level")
# Never empty: of one thread alone, producers is 0.
WHOLE = ("producers", "n")
NEEDED = ("scenario", "pool", "placement", "producers", "n",
          "median_ns_per_buffer", "ci_low", "ci_high", "ci_level", "status",
          "reason", "line_transfer_ns", "hit_share", "pool_share",
          "ratio_to_svc_page_pool", "ratio_low", "ratio_high", "ratio_level",
          "verdict")
# Of samples.csv. Of scenario rpc: the cost, two parts of it, and what is there
# only where a pool is called.
MESSAGE_COSTS = ("message_cost_ns", "pool_ns_per_message",
                 "miss_ns_per_message", "get_hit")
SAMPLE_NUMBERS = ("ns_per_buffer", "ratio_to_svc_page_pool", "buffers",
                  "line_transfer_ns", "slices_counted", "slices_disturbed",
                  "fallback_allocs", "put_accepted", "put_refused",
                  "put_refused_negative") + MESSAGE_COSTS
SAMPLE_NEEDED = ("trial", "scenario", "pool", "placement", "producers",
                 "status", "ns_per_buffer", "ratio_to_svc_page_pool")
# Files that a chart of their own needs: all their columns, and the numbers.
OPTIONAL = {
    "slices.csv": (("trial", "pool", "start_ns", "ns_per_buffer", "status",
                    "disturbed"), ("start_ns", "ns_per_buffer")),
    "counters.csv": (("trial", "pool", "role", "event", "value", "status"),
                     ("value",)),
    "latency.csv": (("trial", "pool", "operation", "low_ns", "high_ns",
                     "count", "status"), ("low_ns", "high_ns", "count")),
}
# With too few samples there is a median but no interval.
DRAWABLE = ("ok", "too_few_samples")


class Folder:
    """path; points: columns of summary.csv, by name, with `drawn`; samples:
    of samples.csv, or None; optional: of the files of OPTIONAL that there
    are; environment: reader.Environment; incomplete: what to say of a run that
    was interrupted; warnings: what the charts can do without."""

    def __init__(self, path):
        try:
            os.listdir(path)
        except OSError as error:
            raise ResultError(f"cannot read {path}: {error.strerror}; give "
                              "the folder that bench wrote") from None
        self.path = path
        self.warnings = []
        self._check_finished()
        self.points = self._read_points()
        self.samples = self._read_samples()
        self.environment = self._read_environment()
        self.environment.check_base(path)
        self.incomplete = self._incomplete_text()
        if self.incomplete:
            self.warnings.insert(0, self.incomplete)
        self.optional = {
            name: columns(self.file(name), needed, (), numbers,
                          {"schema", *needed})
            for name, (needed, numbers) in OPTIONAL.items()
            if os.path.exists(self.file(name))}
        if "latency.csv" not in self.optional and any(
                scenario == "latency" and drawn for scenario, drawn
                in zip(self.points["scenario"], self.points["drawn"])):
            self.warnings.append(f"there is no {self.file('latency.csv')}, "
                                 "and with it no chart of scenario latency")

    def file(self, name):
        return os.path.join(self.path, name)

    def _resume_command(self):
        return shown(reader.Result(self.path).resume_command)

    def _check_finished(self):
        """A run that was killed leaves samples, and what is made of them later
        not yet."""
        summary = self.file("summary.csv")
        if not os.path.exists(summary) and \
                os.path.exists(self.file("samples.csv")):
            raise ResultError(
                f"there is no {summary}, as the run did not end: "
                f"{self._resume_command()} continues the run and writes it")

    def _read_points(self):
        path = self.file("summary.csv")
        points = columns(path, NEEDED, WHOLE, NUMBERS)
        if not points["pool"]:
            raise ResultError(f"{path} holds no point: nothing was measured")
        shared = points.get("oversubscribed", [""] * len(points["pool"]))
        points["oversubscribed"] = [text == "1" for text in shared]
        points["drawn"] = [status in DRAWABLE and (median or 0) > 0
                           for status, median in zip(
                               points["status"],
                               points["median_ns_per_buffer"])]
        points["interval"] = [None not in ends for ends in zip(
            points["ci_low"], points["ci_high"])]
        return points

    def _read_samples(self):
        """The single trials, or None: the charts can do without."""
        path = self.file("samples.csv")
        if not os.path.exists(path):
            self.warnings.append(f"there is no {path} (single trials are not "
                                 "drawn)")
            return None
        samples = columns(path, SAMPLE_NEEDED, ("producers",), SAMPLE_NUMBERS)
        if not samples["trial"]:
            self.warnings.append(f"{path} holds no sample (single trials are "
                                 "not drawn)")
        return samples

    def _read_environment(self):
        try:
            return reader.read_environment(self.file("environment.json"))
        except ResultError as error:
            self.warnings.append(f"{error} (the charts cannot say which "
                                 "machine this was)")
        return reader.Environment({})

    def _incomplete_text(self):
        """Empty: the run came to its end, or nothing is known."""
        if not self.environment.arguments:
            return ""
        rounds = self.environment.rounds
        there = [(n, reason) for n, status, reason in zip(
            self.points["n"], self.points["status"], self.points["reason"])
            if status != "unavailable"]
        short = sum(trials_run(n, reason) < rounds and not is_left_out(reason)
                    for n, reason in there)
        if not short:
            return ""
        return f"Incomplete: {short} of the {len(there)} points have fewer " \
            f"than {rounds} rounds: the run was interrupted; " \
            f"{self._resume_command()} continues it."


def columns(path, needed, whole, numbers, wanted=None):
    """{name: texts, or numbers that are None where a field is empty}; wanted:
    columns to keep, or None: all of them"""
    rows = table.read(path, wanted)
    rows.need(needed)
    rows.check_schema()
    found = {}
    for name in filter(rows.at.__contains__, rows.names):
        if name in whole:
            found[name] = rows.numbers(name, COUNT, True)
        else:
            found[name] = rows.numbers(name, NUMBER) if name in numbers \
                else list(map(drawable, rows.texts(name)))
    return found


@functools.lru_cache(maxsize=None)  # most fields are the same few texts
def drawable(text):
    return shown(printable(text))


def is_left_out(reason):
    """A pool with which a trial's process died is not measured again."""
    return re.match(r"\d+ of \d+ trials failed "
                    r"\([^)]*(crashed|timeout|driver_died)", reason)


def trials_run(n, reason):
    """Those of the summary that gave a figure, and those that failed."""
    failed = re.match(r"[0-9]+ of ([0-9]{1,9}) trials failed", reason)
    return int(failed[1]) if failed else n


def shown(path):
    """A text of bytes, such as a path: what is no UTF-8 cannot be drawn."""
    return path.encode("utf-8", "replace").decode("utf-8")


def check_figures(folders):
    """ResultError where no point of any has a figure."""
    drawn = [is_drawn for folder in folders
             for is_drawn in folder.points["drawn"]]
    if not any(drawn):
        raise ResultError(f"none of the {len(drawn)} points has a figure; "
                          "column status of summary.csv says why")
