# SPDX-License-Identifier: MIT
"""A pool's cost divided by svc_page_pool's: the answer, a row for each pool.

The rows are those of cost_by_pool. Each trial has a ratio of its own, of
slices that lay beside each other in one process; median, interval and verdict
are those of summary.csv.
"""

from charts import cost_by_pool, facets, style
from charts.page import NotAsked, NothingToDraw

SHOWN = ("faster", "slower")


class Chart(cost_by_pool.Chart):
    """Ratios instead of ns."""

    unit = f"cost divided by {style.SUBJECT}'s"
    title = f"Cost compared with {style.SUBJECT}"
    number = "The numbers are the median and its interval."
    beside = 1.55

    def reference(self, place):
        return 1

    def reference_text(self, place):
        return style.SUBJECT

    def floor_text(self):
        return f"{style.SUBJECT} itself"

    def trials(self, point):
        trials = self.run.trials_of(point)
        return [] if trials is None else \
            list(trials["ratio_to_svc_page_pool"].dropna())

    def marks_text(self):
        text = "Marker: median of the ratios of n = " \
            f"{facets.span(self.drawn['n'], str)} trials, in each of which " \
            "the pools took turns in one process. Bar: its exact interval; " \
            "all of the run hold together at 99 %. Grey: no difference " \
            "shown, as the interval holds 1 or there is none."
        return " ".join(filter(None, (
            text, facets.bare_text(self.drawn),
            facets.failed_text(self.drawn))))

    def value_text(self, points):
        row = points.iloc[0]
        if row["pool"] == style.SUBJECT:
            return "1", style.TEXT
        text = style.number(row["median_ns_per_buffer"])
        if row["interval"]:
            text += f" [{style.number(row['ci_low'])}, " \
                f"{style.number(row['ci_high'])}]"
        return text, style.TEXT if row["verdict"] in SHOWN else style.FAINT


def as_ratios(points):
    """The points with the ratio and its interval in place of the cost; those
    that have none are not drawn."""
    ratio = points["ratio_to_svc_page_pool"]
    lost = points["drawn"] & ~(ratio > 0)
    points = points.assign(
        drawn=points["drawn"] & ~lost, median_ns_per_buffer=ratio,
        ci_low=points["ratio_low"], ci_high=points["ratio_high"],
        ci_level=points["ratio_level"],
        interval=points["ratio_low"].notna() & points["ratio_high"].notna())
    points.loc[lost, "status"] = "ok"
    points.loc[lost, "reason"] = f"no {style.SUBJECT} beside it"
    return points


def draw(run, folder, scenario):
    """Yield the paths of what was written."""
    points = as_ratios(facets.figures_of(run, scenario))
    if set(points["pool"]) == {style.SUBJECT}:
        raise NotAsked(f"no other pool was measured in scenario {scenario}")
    if not points["drawn"].any():
        raise NothingToDraw(f"scenario {scenario} has no trial with "
                            f"{style.SUBJECT} in it")
    chart = Chart(run, cost_by_pool.fewest_producers(points), scenario)
    yield from cost_by_pool.draw_pages(chart, folder, "ratio-by-pool")
