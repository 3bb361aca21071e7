# SPDX-License-Identifier: MIT
"""A result as tables, one row a point or a trial."""

import collections
import os

import pandas

from charts import files
from charts.files import MESSAGE_COSTS
from verdicts.table import ResultError

# In summary.csv the columns before `n` are the axes of the experiment; those
# that are no setting of a point, or that the charts treat by name, are here.
NOT_SETTINGS = ("schema", "run", "scenario", "pool", "placement", "producers",
                "oversubscribed", "machine")

Machine = collections.namedtuple("Machine", "name label date unfit known")


def frame(columns, numbers):
    """A table of files.columns(); None of none."""
    if columns is None:
        return None
    return pandas.DataFrame({
        name: pandas.Series(values, dtype=float) if name in numbers
        else values for name, values in columns.items()})


class Result:
    """points: one row per point, with the columns `drawn` and `machine`;
    settings: names of the axes that have no name here; machines: one Machine,
    or several after merge(); slices, counters, latency: tables, or None;
    incomplete: what to say of a run that was interrupted."""

    several = False

    def __init__(self, folder):
        """folder: files.Folder"""
        self.points = frame(folder.points, files.NUMBERS)
        self.warnings = folder.warnings
        self.incomplete = folder.incomplete
        environment = folder.environment
        self.environment = environment.members
        names = list(self.points.columns)
        self.settings = [name for name in names[:names.index("n")]
                         if name not in NOT_SETTINGS]
        label = environment.text("label") or \
            "machine unknown (no environment.json)"
        self.machines = [Machine(
            label, label, environment.text("date") or "date unknown",
            environment.unfit, bool(environment.members))]
        self.points.insert(0, "machine", label)
        self.keys = ["scenario", "pool", "placement", "producers"]
        self.trials = {}
        samples = frame(folder.samples, files.SAMPLE_NUMBERS)
        if samples is not None:
            self.keys += [name for name in self.settings
                          if name in samples.columns]
            samples = samples[(samples["status"] == "ok")
                              & (samples["ns_per_buffer"] > 0)]
            self.trials = dict(list(samples.groupby(self.keys)))
        self.slices, self.counters, self.latency = (
            frame(folder.optional.get(name), numbers)
            for name, (_, numbers) in files.OPTIONAL.items())

    def scenario(self, name):
        return self.points[self.points["scenario"] == name]

    def part_of(self, point):
        """The result that a point is from."""
        return self

    def trials_of(self, point):
        """The rows of samples.csv of one point that count, or None."""
        return self.trials.get(tuple(point[key] for key in self.keys))

    def messages_of(self, point):
        """A row of MESSAGE_COSTS for each trial of one point, or None."""
        trials = self.trials_of(point)
        if trials is None or not set(MESSAGE_COSTS) <= set(trials.columns):
            return None
        return trials[list(MESSAGE_COSTS)]

    def samples_of(self, point):
        """ns per buffer of the trials of one point."""
        trials = self.trials_of(point)
        return [] if trials is None else list(trials["ns_per_buffer"])


class Merged(Result):
    """Several results as one, to be drawn side by side."""

    several = True

    def __init__(self, names, runs):
        self.parts = dict(zip(names, runs))
        self.warnings = [text for run in runs for text in run.warnings]
        self.machines = []
        tables = []
        for name, run in self.parts.items():
            self.machines.append(run.machines[0]._replace(name=name))
            tables.append(run.points.assign(machine=name))
        self.settings = list(dict.fromkeys(
            name for run in runs for name in run.settings))
        self.points = pandas.concat(tables, ignore_index=True)
        self.points[self.settings] = self.points[self.settings].fillna("")

    def part_of(self, point):
        return self.parts[point["machine"]]

    def trials_of(self, point):
        return self.part_of(point).trials_of(point)


def merge(folders):
    """One Result of several files.Folder. A machine is named by its label;
    where two have the same, by their folders."""
    runs = list(map(Result, folders))
    if len(runs) == 1:
        return runs[0]
    labels = [run.machines[0].label for run in runs]
    paths = [os.path.normpath(folder.path) for folder in folders]
    if len(set(paths)) < len(paths):
        raise ResultError("a folder is named twice: name each result once")
    paths = [files.shown(path) for path in paths]
    short = [os.path.basename(os.path.abspath(path)) for path in paths]
    names = labels
    if len(set(labels)) < len(labels):
        names = short if len(set(short)) == len(short) else paths
    return Merged(names, runs)
