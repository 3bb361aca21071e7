# SPDX-License-Identifier: MIT
"""Cost as a multiple of the floor: one cache line's way between the CPUs.

The rows are those of cost_by_pool. What is divided by is measured in the same
process, just before the trial: each trial has a multiple of its own, and
median and interval are those of the multiples.
"""

import math

import pandas

from charts import columns, cost_by_pool, facets, style
from charts.page import NothingToDraw
from verdicts import judge


def multiples(run, point):
    """Cost over line transfer, of each trial that has both."""
    trials = run.trials_of(point)
    if trials is None or "line_transfer_ns" not in trials.columns:
        return []
    trials = trials[trials["line_transfer_ns"] > 0]
    return list(trials["ns_per_buffer"] / trials["line_transfer_ns"])


class Chart(cost_by_pool.Chart):
    """Everything in line transfers instead of ns."""

    unit = "line transfers per buffer"
    title = "Cost per buffer as a multiple of a line transfer"

    def reference(self, place):
        return 1

    def reference_text(self, place):
        here = columns.at(self.drawn, place)
        return f"1 = {style.number(here['line_transfer_ns'].median())} ns"

    def trials(self, point):
        return multiples(self.run, point)


def in_line_transfers(run, points):
    """The points with the median and the interval of their multiples; those
    that have none are not drawn."""
    rows = []
    for _, point in points.iterrows():
        values = multiples(run, point) \
            if point["drawn"] and point["line_transfer_ns"] > 0 else []
        point = point.copy()
        if point["drawn"] and not values:
            point["drawn"], point["status"] = False, "ok"
            point["reason"] = "no line transfer beside it"
        if values:
            found = judge.interval(values, point["ci_level"])
            point["n"] = len(values)
            point["median_ns_per_buffer"] = pandas.Series(values).median()
            point["ci_low"], point["ci_high"], point["ci_level"] = \
                found or (math.nan, math.nan, math.nan)
            point["interval"] = found is not None
        rows.append(point)
    return pandas.DataFrame(rows, columns=points.columns).astype(points.dtypes)


def draw(run, folder):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, "handoff")
    points = in_line_transfers(run, points)
    if not points["drawn"].any():
        raise NothingToDraw("scenario handoff has no trial beside a line "
                            "transfer")
    points = cost_by_pool.fewest_producers(points)
    chart = Chart(run, points, "handoff")
    yield from cost_by_pool.draw_pages(chart, folder, "cost-by-line-transfer")
