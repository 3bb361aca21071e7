# SPDX-License-Identifier: MIT
"""A result folder, read by the names of its columns."""

import collections
import csv
import json
import math
import os
import re
import shlex

import pandas

# Of the files' columns; and the last commit that reads the schema before it.
SCHEMA = 3
OLD_READER = "a4a3e10"
# In summary.csv the columns before `n` are the axes of the experiment; those
# that are no setting of a point, or that the charts treat by name, are here.
NOT_SETTINGS = ("schema", "run", "scenario", "pool", "placement", "producers",
                "oversubscribed", "machine")
NUMBERS = ("producers", "n", "median_ns_per_buffer", "ci_low", "ci_high",
           "ci_level", "line_transfer_ns", "unsteady", "hit_share",
           "pool_share", "ratio_to_svc_page_pool", "ratio_low", "ratio_high",
           "ratio_level")
# Never empty: of one thread alone, producers is 0.
WHOLE = ("producers", "n")
OUTCOMES = ("get_hit", "fallback_allocs", "put_accepted", "put_refused",
            "put_refused_negative")
NEEDED = ("scenario", "pool", "placement", "producers", "n",
          "median_ns_per_buffer", "ci_low", "ci_high", "ci_level", "status",
          "reason", "line_transfer_ns", "hit_share", "pool_share",
          "ratio_to_svc_page_pool", "ratio_low", "ratio_high", "ratio_level",
          "verdict")
SAMPLE_NEEDED = ("trial", "scenario", "pool", "placement", "producers",
                 "status", "ns_per_buffer", "ratio_to_svc_page_pool")
SLICES_NEEDED = ("trial", "pool", "start_ns", "ns_per_buffer", "status",
                 "disturbed")
# Of scenario rpc: the cost, two parts of it, and what is there only where a
# pool is called.
MESSAGE_COSTS = ("message_cost_ns", "pool_ns_per_message",
                 "miss_ns_per_message", "get_hit")
# Files that a chart of their own needs.
COUNTERS_NEEDED = ("trial", "pool", "role", "event", "value", "status")
LATENCY_NEEDED = ("trial", "pool", "operation", "low_ns", "high_ns", "count",
                  "status")

# Rounds of a run that is given no number
ROUNDS = 40

# With too few samples there is a median but no interval.
DRAWABLE = ("ok", "too_few_samples")


class ResultError(Exception):
    """Nothing can be drawn; the text says why in one line."""


Machine = collections.namedtuple("Machine", "name label date unfit known")


class Result:
    """points: one row per point, with the columns `drawn` and `machine`;
    settings: names of the axes that have no name here; machines: one Machine,
    or several after merge(); slices, counters, latency: tables, or None;
    incomplete: what to say of a run that was interrupted."""

    several = False

    def __init__(self, points, samples, environment, warnings):
        columns = list(points.columns)
        self.points = points
        self.warnings = warnings
        self.environment = environment
        self.settings = [name for name in columns[:columns.index("n")]
                         if name not in NOT_SETTINGS]
        label = environment.get("label") or \
            "machine unknown (no environment.json)"
        self.machines = [Machine(
            label, label, environment.get("date") or "date unknown",
            environment.get("unfit") or [], bool(environment))]
        self.points.insert(0, "machine", label)
        self.keys = ["scenario", "pool", "placement", "producers"]
        self.trials = {}
        self.slices = self.counters = self.latency = None
        self.incomplete = ""
        if samples is not None:
            self.keys += [name for name in self.settings
                          if name in samples.columns]
            samples = samples[(samples["status"] == "ok")
                              & (samples["ns_per_buffer"] > 0)]
            self.trials = dict(list(samples.groupby(self.keys)))

    def scenario(self, name):
        return self.points[self.points["scenario"] == name]

    def check_figures(self):
        """Raise ResultError where no point has a figure."""
        if not self.points["drawn"].any():
            raise ResultError(
                f"none of the {len(self.points)} points has a figure; column "
                "status of summary.csv says why")

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


def merge(folders, runs):
    """One result of several. A machine is told by its label; where two have
    the same, by their folders."""
    if len(runs) == 1:
        return runs[0]
    labels = [run.machines[0].label for run in runs]
    paths = [os.path.normpath(folder) for folder in folders]
    if len(set(paths)) < len(paths):
        raise ResultError("a folder is named twice: name each result once")
    paths = [shown(path) for path in paths]
    short = [os.path.basename(os.path.abspath(path)) for path in paths]
    names = labels
    if len(set(labels)) < len(labels):
        names = short if len(set(short)) == len(short) else paths
    return Merged(names, runs)


def check_rows(path, file):
    """Raise ResultError for the first row that has lost a field or has one
    too many: its columns would be read as others."""
    rows = csv.reader(file, strict=True)
    try:
        names = next(rows, [])
        if len(names) == 1 and ";" in names[0]:
            raise ResultError(
                f"{path} has semicolons between its fields: it was saved by a "
                "program that writes decimal commas; the file as bench wrote "
                "it is needed")
        for row in rows:
            if len(row) != len(names):
                raise ResultError(
                    f"{path}: line {rows.line_num}: {len(row)} fields, where "
                    f"the first line has {len(names)}")
    except csv.Error as error:
        raise ResultError(
            f"{path}: line {rows.line_num}: {error}") from None


def check_schema(path, table):
    """Raise ResultError where the columns mean something else."""
    other = [value for value in table.get("schema", [])
             if value != str(SCHEMA)]
    if not other:
        return
    if other[0].isdecimal() and int(other[0]) < SCHEMA:
        raise ResultError(
            f"{path} is of an older schema, which this program no longer "
            f"reads: the last commit that does is {OLD_READER}")
    raise ResultError(f"{path} is of schema \"{other[0]}\", and this program "
                      f"reads schema {SCHEMA}")


def read_csv(path, needed):
    """All as text: pandas would take the pool `null` for an absent value."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace",
                  newline="") as file:
            check_rows(path, file)
            file.seek(0)
            table = pandas.read_csv(file, dtype=str, keep_default_na=False,
                                    index_col=False)
    except pandas.errors.EmptyDataError:
        raise ResultError(f"{path} is empty: nothing was measured") from None
    except pandas.errors.ParserError as error:
        text = " ".join(str(error).split())
        raise ResultError(f"{path} is no CSV file: {text}") from None
    except OSError as error:
        raise ResultError(
            f"cannot read {path}: {error.strerror}") from None
    check_schema(path, table)
    absent = [name for name in needed if name not in table.columns]
    if absent:
        raise ResultError(f"{path} has no column {', '.join(absent)}: is it "
                          "a result of this program?")
    return table


def to_numbers(path, table, names):
    """Columns of texts as numbers; what is empty is absent, and never 0."""
    for name in [name for name in table.columns if name in names]:
        texts = table[name]
        numbers = pandas.to_numeric(texts, errors="coerce")
        bad = ~numbers.abs().lt(math.inf) & (texts != "")
        what = "a number"
        if name in WHOLE:
            bad |= ~(numbers.ge(0) & (numbers % 1 == 0))
            what = "a whole number"
        if bad.any():
            # The first line has the names.
            raise ResultError(
                f"{path}: line {bad.idxmax() + 2}: column {name} is "
                f"\"{texts[bad.idxmax()]}\", where {what} belongs")
        table[name] = numbers.astype(int) if name in WHOLE else numbers
    return table


def read_points(path):
    points = read_csv(path, NEEDED)
    if points.empty:
        raise ResultError(f"{path} holds no point: nothing was measured")
    if "oversubscribed" not in points.columns:
        points["oversubscribed"] = ""
    points = to_numbers(path, points, NUMBERS)
    points["oversubscribed"] = points["oversubscribed"].str.lower().isin(
        ("1", "true", "yes"))
    median = points["median_ns_per_buffer"]
    points["drawn"] = points["status"].isin(DRAWABLE) & (median > 0)
    points["interval"] = points["ci_low"].notna() & points["ci_high"].notna()
    return points


def read_samples(path, warnings):
    """The single trials, or None: the charts can do without."""
    if not os.path.exists(path):
        warnings.append(f"there is no {path} (single trials are not drawn)")
        return None
    samples = read_csv(path, SAMPLE_NEEDED)
    if samples.empty:
        warnings.append(f"{path} holds no sample (single trials are not "
                        "drawn)")
    return to_numbers(path, samples, (
        "producers", "ns_per_buffer", "ratio_to_svc_page_pool", "buffers",
        "line_transfer_ns", "slices_counted", "slices_disturbed")
        + MESSAGE_COSTS + OUTCOMES)


def read_optional(path, needed, numbers):
    """A table that only a chart of its own needs, or None."""
    if not os.path.exists(path):
        return None
    return to_numbers(path, read_csv(path, needed), numbers)


def read_environment(path, warnings):
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            environment = json.load(file)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        warnings.append(f"cannot read {path}: {why} (the charts cannot say "
                        "which machine this was)")
        return {}
    if not isinstance(environment, dict):
        warnings.append(f"{path} holds no object (the charts cannot say which "
                        "machine this was)")
        return {}
    return environment


def is_option(name, option, least):
    """Options may be shortened, as long as no other is meant."""
    return len(name) >= least and option.startswith(name)


def rounds_asked(arguments):
    """How many rounds a run was to have; None: not known."""
    if not isinstance(arguments, list) or not arguments:
        return None
    words = list(map(str, arguments))
    rounds = ""
    for word, following in zip(words, words[1:] + [""]):
        name, equals, value = word.partition("=")
        if name == "--benchmark_repetitions":
            rounds = value
        elif is_option(name, "--repetitions", len("--rep")):
            rounds = value if equals else following
    return int(rounds) if rounds.isdecimal() else ROUNDS


def is_left_out(point):
    """A pool with which a trial's process died is not measured again."""
    return re.match(r"\d+ of \d+ trials failed "
                    r"\([^)]*(crashed|timeout|driver_died)", point.reason)


def trials_run(point):
    """Those of the summary that gave a figure, and those that failed."""
    failed = re.match(r"\d+ of (\d+) trials failed", point.reason)
    return int(failed[1]) if failed else point.n


def shown(path):
    """A path as a text: bytes that are no UTF-8 cannot be drawn."""
    return path.encode("utf-8", "replace").decode("utf-8")


def resume_command(folder):
    """As one types it."""
    return f"bench --resume {shown(shlex.quote(folder))}"


def incomplete_text(folder, points, environment):
    """What to say of a run that was interrupted; empty: nothing is known."""
    rounds = rounds_asked(environment.get("arguments"))
    there = points[points["status"] != "unavailable"]
    if rounds is None:
        return ""
    short = sum(trials_run(point) < rounds and not is_left_out(point)
                for point in there.itertuples())
    if not short:
        return ""
    return f"Incomplete: {short} of the {len(there)} points have fewer than " \
        f"{rounds} rounds: the run was interrupted; " \
        f"{resume_command(folder)} goes on with it."


def check_finished(folder):
    """A run that was killed leaves samples, and what is made of them later
    not yet."""
    summary = os.path.join(folder, "summary.csv")
    if not os.path.exists(summary) and \
            os.path.exists(os.path.join(folder, "samples.csv")):
        raise ResultError(
            f"there is no {summary}, as the run did not end: "
            f"{resume_command(folder)} goes on with the run and writes it")


def load(folder):
    """Read a result folder, or raise ResultError."""
    try:
        os.listdir(folder)
    except OSError as error:
        raise ResultError(f"cannot read {folder}: {error.strerror}; give the "
                          "folder that bench wrote") from None
    warnings = []
    check_finished(folder)
    points = read_points(os.path.join(folder, "summary.csv"))
    samples = read_samples(os.path.join(folder, "samples.csv"), warnings)
    environment = read_environment(
        os.path.join(folder, "environment.json"), warnings)
    incomplete = incomplete_text(folder, points, environment)
    if incomplete:
        warnings.insert(0, incomplete)
    run = Result(points, samples, environment, warnings)
    run.incomplete = incomplete
    run.slices = read_optional(os.path.join(folder, "slices.csv"),
                               SLICES_NEEDED, ("start_ns", "ns_per_buffer"))
    run.counters = read_optional(os.path.join(folder, "counters.csv"),
                                 COUNTERS_NEEDED, ("value",))
    run.latency = read_optional(os.path.join(folder, "latency.csv"),
                                LATENCY_NEEDED, ("low_ns", "high_ns", "count"))
    if run.latency is None and \
            (points["scenario"] == "latency")[points["drawn"]].any():
        warnings.append(f"there is no {os.path.join(folder, 'latency.csv')}, "
                        "and with it no chart of scenario latency")
    return run
