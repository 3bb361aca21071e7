# SPDX-License-Identifier: MIT
"""The slices of one trial: what each pool cost in each of its turns.

What the machine did meanwhile all pools have in common, and ratios are of
slices that lay beside each other.
"""

import matplotlib.lines as lines

from charts import columns, facets, style
from charts.axis import CostAxis
from charts.page import LEGEND_SIZE, MARGIN, NotAsked, Page, legend_size

HEIGHT = 4.2
PANEL = 8.4
LEFT = 0.75
TICKS = 0.5
MOST_COLOURED = 8
MOST_TICKS = 9


def trial_of(run):
    """The first trial of scenario handoff: its point of svc_page_pool and
    its slices, or NotAsked."""
    if run.several:
        raise NotAsked("slices are those of one result")
    if run.slices is None:
        raise NotAsked("there is no slices.csv")
    points = facets.figures_of(run, "handoff")
    for _, point in points[points["pool"] == style.SUBJECT].iterrows():
        trials = run.trials_of(point)
        if trials is None or trials.empty:
            continue
        trial = trials["trial"].iloc[0]
        found = run.slices[(run.slices["trial"] == trial)
                           & (run.slices["status"] == "ok")
                           & (run.slices["ns_per_buffer"] > 0)]
        if len(found):
            return point, found.sort_values("start_ns")
    raise NotAsked("no trial of scenario handoff has slices")


class Chart:
    """One file of one panel."""

    def __init__(self, run, point, slices):
        self.run = run
        self.point = point
        self.slices = slices
        costs = slices.groupby("pool")["ns_per_buffer"].median()
        self.pools = style.ordered_pools(costs.index)
        self.coloured = [pool for pool in self.pools if pool in
                         style.in_colour(dict(costs), MOST_COLOURED)]
        self.looks = style.pool_styles(self.pools)
        self.settings = facets.swept_settings(run, run.scenario("handoff"))
        self.cost = CostAxis(list(slices["ns_per_buffer"]))

    def title(self):
        return facets.panel_title(
            self.run, self.settings,
            [self.point[name] for name in self.settings],
            columns.Column(self.point["machine"], self.point["placement"]),
            self.point["producers"])

    def looks_of(self, pool):
        if pool not in self.coloured:
            return {"color": style.GREY, "alpha": 0.45, "linewidth": 0.7}
        return {"linewidth": 2.2 if pool == style.SUBJECT else 0.9,
                **style.marker_looks(self.looks[pool], 4.5, edge=None)}

    def footer(self):
        text = "Marker: one turn of a pool, at the time of its start. Its " \
            "ratio is taken to the turn of svc_page_pool that was nearest; " \
            "the trial's is their median."
        grey = [pool for pool in self.pools if pool not in self.coloured]
        if grey:
            text += f" Grey: {', '.join(grey)}."
        disturbed = self.slices["disturbed"] != ""
        if disturbed.any():
            text += f" Ringed: {disturbed.sum()} turns in which something " \
                "came from outside; they count."
        return facets.footer((text, facets.fixed_text(
            self.run, self.point.to_frame().T, self.settings)))

    def draw_panel(self, ax):
        self.cost.apply(ax.yaxis, ax.set_yscale, ax.set_ylim,
                        self.cost.ticks_within(MOST_TICKS))
        ax.grid(color=style.GRID, linewidth=0.6)
        for pool in self.pools:
            mine = self.slices[self.slices["pool"] == pool]
            ax.plot(mine["start_ns"] / 1e6, mine["ns_per_buffer"],
                    zorder=2 + (pool in self.coloured)
                    + (pool == style.SUBJECT), **self.looks_of(pool))
        ringed = self.slices[self.slices["disturbed"] != ""]
        ax.plot(ringed["start_ns"] / 1e6, ringed["ns_per_buffer"], "o",
                markersize=9, markerfacecolor="none",
                markeredgecolor=style.ALARM, markeredgewidth=0.8, zorder=5)
        ax.set_ylabel(self.cost.label)
        ax.set_xlabel("ms since the first slice")

    def draw(self, folder):
        page_width = 2 * MARGIN + LEFT + PANEL
        across, legend = legend_size(self.coloured, page_width)
        page = Page(page_width, legend + HEIGHT + TICKS, facets.header(
            self.run, "Slices of one trial", f"{self.title()}. Pools take "
            "turns in one process, in an order drawn anew each time."),
            self.footer(), facets.corner(self.run))
        page.legend([lines.Line2D([], [], **self.looks_of(pool))
                     for pool in self.coloured], self.coloured, across,
                    fontsize=LEGEND_SIZE, handlelength=2.4, columnspacing=1.8)
        self.draw_panel(page.panel(MARGIN + LEFT, page.body_top - legend,
                                   PANEL, HEIGHT))
        return page.save(folder, "slices")


def draw(run, folder):
    """Yield the paths of what was written."""
    yield from Chart(run, *trial_of(run)).draw(folder)
