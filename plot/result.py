# SPDX-License-Identifier: MIT
"""A result folder, read by the names of its columns."""

import json
import os

import pandas

# In summary.csv the columns before `n` are the axes of the experiment; those
# that are no setting of a point, or that the charts treat by name, are here.
NOT_SETTINGS = ("schema", "run", "scenario", "pool", "placement", "producers",
                "oversubscribed")
NUMBERS = ("producers", "n", "median_ns_per_buffer", "ci_low", "ci_high",
           "ci_level", "line_transfer_ns", "hit_share", "pool_share")
NEEDED = ("scenario", "pool", "placement", "producers", "n",
          "median_ns_per_buffer", "ci_low", "ci_high", "ci_level", "status")
SAMPLE_NEEDED = ("scenario", "pool", "placement", "producers", "status",
                 "ns_per_buffer")
# Of scenario rpc: the cost, two parts of it, and what is there only where a
# pool is called.
MESSAGE_COSTS = ("message_cost_ns", "pool_ns_per_message",
                 "miss_ns_per_message", "get_hit")

# What is measured there is no cost of a pool: floors are scale, and overflow
# counts, its time means nothing.
NO_COST = ("floor", "overflow")

# With too few samples there is a median but no interval.
DRAWABLE = ("ok", "too_few_samples")


class ResultError(Exception):
    """Nothing can be drawn; the text says why in one line."""


class Result:
    """points: one row per point, with a column `drawn`; settings: names of
    the axes that have no name here; label, date, unfit: of the machine."""

    def __init__(self, points, samples, environment, warnings):
        columns = list(points.columns)
        self.points = points
        self.warnings = warnings
        self.settings = [name for name in columns[:columns.index("n")]
                         if name not in NOT_SETTINGS]
        self.label = environment.get("label") or \
            "machine unknown (no environment.json)"
        self.date = environment.get("date") or "date unknown"
        self.unfit = environment.get("unfit") or []
        self.known_machine = bool(environment)
        self.keys = ["scenario", "pool", "placement", "producers"]
        self.samples = {}
        self.messages = {}
        if samples is not None:
            self.keys += [name for name in self.settings
                          if name in samples.columns]
            samples = last_attempts(samples, self.keys)
            samples = samples[(samples["status"] == "ok")
                              & (samples["ns_per_buffer"] > 0)]
            self.samples = {
                key: list(rows["ns_per_buffer"])
                for key, rows in samples.groupby(self.keys)}
            if set(MESSAGE_COSTS) <= set(samples.columns):
                rpc = samples[samples["scenario"] == "rpc"]
                self.messages = {
                    key: rows[list(MESSAGE_COSTS)]
                    for key, rows in rpc.groupby(self.keys)}

    def scenario(self, name):
        return self.points[self.points["scenario"] == name]

    def messages_of(self, point):
        """A row of MESSAGE_COSTS for each trial of one point, or None."""
        return self.messages.get(tuple(point[key] for key in self.keys))

    def samples_of(self, point):
        """ns per buffer of the trials of one point."""
        return self.samples.get(tuple(point[key] for key in self.keys), [])


def last_attempts(samples, keys):
    """A round that was disturbed is measured again: the last one counts."""
    if not {"attempt", "round"} <= set(samples.columns):
        return samples
    attempt = pandas.to_numeric(samples["attempt"], errors="coerce").fillna(0)
    last = attempt.groupby([samples[key] for key in keys + ["round"]])
    return samples[attempt == last.transform("max")]


def read_csv(path, needed):
    """All as text: pandas would take the pool `null` for an absent value."""
    try:
        table = pandas.read_csv(path, dtype=str, keep_default_na=False,
                                encoding="utf-8", encoding_errors="replace")
    except pandas.errors.EmptyDataError:
        raise ResultError(f"{path} is empty: nothing was measured") from None
    except pandas.errors.ParserError as error:
        text = " ".join(str(error).split())
        raise ResultError(f"{path} is no CSV file: {text}") from None
    except OSError as error:
        raise ResultError(
            f"cannot read {path}: {error.strerror}") from None
    # The last line of a run that was cut off has too few fields.
    table = table.fillna("")
    absent = [name for name in needed if name not in table.columns]
    if absent:
        raise ResultError(f"{path} has no column {', '.join(absent)}: is it "
                          "a result of this program?")
    return table


def to_numbers(table, names):
    for name in names:
        if name in table.columns:
            table[name] = pandas.to_numeric(table[name], errors="coerce")
    return table


def read_points(path):
    points = read_csv(path, NEEDED)
    if points.empty:
        raise ResultError(f"{path} holds no point: nothing was measured")
    for name in ("reason", "oversubscribed", "line_transfer_ns", "hit_share",
                 "pool_share"):
        if name not in points.columns:
            points[name] = ""
    points = to_numbers(points, NUMBERS)
    points["producers"] = points["producers"].fillna(0).astype(int)
    points["n"] = points["n"].fillna(0).astype(int)
    points["oversubscribed"] = points["oversubscribed"].str.lower().isin(
        ("1", "true", "yes"))
    median = points["median_ns_per_buffer"]
    points["drawn"] = points["status"].isin(DRAWABLE) & (median > 0)
    points["interval"] = points["ci_low"].notna() & points["ci_high"].notna()
    return points


def read_samples(path, warnings):
    """The single trials, or None: the charts can do without."""
    try:
        samples = read_csv(path, SAMPLE_NEEDED)
    except ResultError as error:
        warnings.append(f"{error} (single trials are not drawn)")
        return None
    samples = to_numbers(samples, ("producers", "ns_per_buffer")
                         + MESSAGE_COSTS)
    samples["producers"] = samples["producers"].fillna(0).astype(int)
    return samples


def read_environment(path, warnings):
    try:
        with open(path, encoding="utf-8") as file:
            environment = json.load(file)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        warnings.append(f"cannot read {path}: {why} (the charts cannot say "
                        "which machine this was)")
        return {}
    return environment if isinstance(environment, dict) else {}


def load(folder):
    """Read a result folder, or raise ResultError."""
    try:
        os.listdir(folder)
    except OSError as error:
        raise ResultError(f"cannot read {folder}: {error.strerror}; give the "
                          "folder that bench wrote") from None
    warnings = []
    points = read_points(os.path.join(folder, "summary.csv"))
    samples = read_samples(os.path.join(folder, "samples.csv"), warnings)
    environment = read_environment(
        os.path.join(folder, "environment.json"), warnings)
    run = Result(points, samples, environment, warnings)
    pools = points[~points["scenario"].isin(NO_COST)]
    if pools.empty:
        raise ResultError(
            f"{folder}: it has only the scenarios "
            f"{', '.join(sorted(set(points['scenario'])))}, whose points have "
            "no cost of a pool to draw")
    if not pools["drawn"].any():
        raise ResultError(
            f"{folder}: none of its {len(pools)} points of pools has a "
            "figure; column status of summary.csv says why")
    return run
