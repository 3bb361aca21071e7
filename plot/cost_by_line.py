# SPDX-License-Identifier: MIT
"""Cost as a multiple of the floor: one cache line's way between the CPUs.

The rows are those of cost_by_pool. What is divided by is measured in the same
process, just before the trial.
"""

import cost_by_pool
import facets
from page import NothingToDraw

COSTS = ("median_ns_per_buffer", "ci_low", "ci_high")


class Chart(cost_by_pool.Chart):
    """Everything in line transfers instead of ns."""

    unit = "line transfers per buffer"
    title = "Cost per buffer as a multiple of a line transfer"

    def reference(self, place):
        return 1

    def trials(self, point):
        trials = self.run.trials_of(point)
        if trials is None or "line_transfer_ns" not in trials.columns:
            return []
        ratios = trials["ns_per_buffer"] / trials["line_transfer_ns"]
        return list(ratios[trials["line_transfer_ns"] > 0])

    def footer(self):
        return super().footer() + facets.footer((
            "Each cost, and each end of its interval, is divided by the "
            "median line transfer of the same trials, and a trial by its "
            "own: how sure that median is, the bars do not show.",))


def draw(run, folder):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, "handoff")
    points = points[~points["drawn"] | (points["line_transfer_ns"] > 0)]
    if not points["drawn"].any():
        raise NothingToDraw("scenario handoff has no figure beside a line "
                            "transfer")
    points = cost_by_pool.fewest_producers(points)
    points = points.assign(**{
        name: points[name] / points["line_transfer_ns"] for name in COSTS})
    chart = Chart(run, points, "handoff")
    yield from cost_by_pool.draw_pages(chart, folder, "cost-by-line-transfer")
