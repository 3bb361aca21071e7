# SPDX-License-Identifier: MIT
"""What a message costs in scenario rpc: calls of the pool, misses, the rest.

A bar for each pool, a panel for each setting. Bars begin at 0 and so have a
linear axis, each panel its own: messages of 1 page and of 257 share none.
"""

import statistics

from matplotlib.legend_handler import HandlerTuple
from matplotlib.patches import Patch
import matplotlib.ticker as ticker

import columns
import facets
import style
from page import MARGIN, NothingToDraw, Page, width

ROW = 0.3
BAR = 0.62          # of a row
BAND = 0.28         # above a panel, for the setting's name
HEADS = 0.2         # above a panel, for the names of the columns beside it
TICKS = 0.58        # below a panel, with the axis's label
LEGEND = 0.36
PANEL = 4.6
AXIS_ROOM = 1.03    # beyond what is drawn
COLUMNS = (("cost", 0.62), ("pool", 0.62), ("hits", 0.62))
MOST_HEIGHT = 12    # of all panels of a page
LABEL_SIZE = 9
# Above so many ns the axis is in µs.
MICROSECONDS = 20000
# A bar so many times as long as the middle one, or a trial so far beyond the
# bars, would make all others too short to be compared.
LONGEST = 3
FARTHEST = 1.5


class Bar:
    """One pool in one setting: the medians over its trials."""

    def __init__(self, point, trials):
        self.pool = point["pool"]
        self.trials = list(trials["message_cost_ns"].dropna())
        self.cost = statistics.median(self.trials)
        calls = list(trials["pool_ns_per_message"].dropna())
        misses = list(trials["miss_ns_per_message"].dropna())
        self.has_pool = trials["get_hit"].notna().any()
        self.timed = bool(calls)
        self.calls = statistics.median(calls or [0])
        self.misses = statistics.median(misses or [0])
        self.rest = max(self.cost - self.calls - self.misses, 0)
        self.end = self.calls + self.misses + self.rest
        share = point["pool_share"]
        if share != share and self.timed:
            share = self.calls / self.cost
        self.shares = [share, point["hit_share"] if self.has_pool
                       else float("nan")]
        self.oversubscribed = point["oversubscribed"]

    def texts(self, unit):
        return (style.number(self.cost / unit),) + tuple(
            f"{100 * share:.1f} %" if share == share else "–"
            for share in self.shares)


class Panel:
    """One setting: its bars."""

    def __init__(self, title, bars):
        self.title = title
        order = style.ordered_pools(bar.pool for bar in bars)
        self.bars = sorted(bars, key=lambda bar: order.index(bar.pool))
        middle = statistics.median(bar.end for bar in bars)
        self.longest = max(bar.end for bar in bars
                           if bar.end <= LONGEST * middle)
        every = [value for bar in bars for value in bar.trials]
        self.shown = [value for value in every if self.shows(value)]
        self.hidden = len(every) - len(self.shown)
        self.high = max(self.shown + [self.longest])
        self.unit, self.unit_name = (1000, "µs") \
            if self.longest >= MICROSECONDS else (1, "ns")

    def shows(self, trial):
        return trial <= FARTHEST * self.longest

    def cuts(self, bar):
        return bar.end > self.high

    def height(self):
        return BAND + HEADS + ROW * len(self.bars) + TICKS


class Chart:
    """One file."""

    def __init__(self, run, points):
        self.run = run
        self.points = points
        self.drawn = points[points["drawn"]]
        self.settings = facets.swept_settings(run, points)
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.panels = list(self.all_panels())
        self.pools = sorted({bar.pool for panel in self.panels
                             for bar in panel.bars})

    def all_panels(self):
        for values in facets.combinations(self.drawn, self.settings):
            same = facets.select(self.drawn, self.settings, values)
            for place in columns.columns(self.run, same):
                there = columns.at(same, place)
                for count in sorted(there["producers"].unique()):
                    here = there[there["producers"] == count]
                    bars = [Bar(point, trials) for point, trials in (
                        (point, self.run.messages_of(point))
                        for _, point in here.iterrows())
                        if trials is not None
                        and trials["message_cost_ns"].notna().any()]
                    if bars:
                        yield Panel(facets.panel_title(
                            self.run, self.settings, values, place, count),
                            bars)

    # What is written.

    def header(self, page_number, pages):
        title = "Cost of a message in scenario rpc"
        if pages > 1:
            title += f" ({page_number} of {pages})"
        text = facets.capital(style.SCENARIOS["rpc"]) + \
            ". Time of all threads for one message, without their waits for " \
            "each other. Less is better."
        return facets.header(self.run, title, text)

    def footer(self, panels):
        bars = [bar for panel in panels for bar in panel.bars]
        count = facets.span(self.drawn["n"], str)
        marks = f"Bar: medians of n = {count} trials, each a process of its " \
            "own; the rest is what is left of the cost. Thin strokes: the " \
            "cost in the single trials."
        hidden = sum(panel.hidden for panel in panels)
        if hidden:
            marks += f" {hidden} of them, far beyond the other bars, are " \
                "left out."
        columns = "Beside a bar: the cost, the share of it in calls of the " \
            "pool, and the share of pages that the pool had."
        notes = ["Each panel has an axis of its own."] \
            if len(self.panels) > 1 else []
        if not all(bar.has_pool for bar in bars):
            notes.append("– twice: no pool is called, no page crosses "
                         "threads.")
        if not all(bar.timed for bar in bars if bar.has_pool):
            notes.append("–, and a share of hits: calls of the pool could "
                         "not be timed, and are in the rest.")
        if any(panel.cuts(bar) for panel in panels for bar in panel.bars):
            notes.append("Arrow: the bar goes on beyond the axis.")
        if any(bar.oversubscribed for bar in bars):
            names = [panel.title for panel in panels
                     if any(bar.oversubscribed for bar in panel.bars)]
            notes.append("More threads than CPUs, so that the times are the "
                         f"scheduler's: {'; '.join(names)}.")
        return facets.footer((
            marks, columns, " ".join(notes),
            facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    # What is drawn.

    def draw_bar(self, ax, y, bar, panel):
        unit = panel.unit
        parts = ((bar.calls, style.bar_looks(self.looks[bar.pool])),
                 (bar.misses, MISSES), (bar.rest, REST))
        left = 0
        for length, looks in parts:
            if length > 0:
                ax.barh(y, length / unit, BAR, left=left / unit, zorder=2,
                        **looks)
            left += length
        if panel.cuts(bar):
            ax.plot([panel.high / unit * AXIS_ROOM], [y], ">", clip_on=False,
                    color=style.TEXT, markersize=7, zorder=4)
        trials = [value / unit for value in bar.trials if panel.shows(value)]
        ax.plot(trials, [y] * len(trials), "|", color=style.FAINT, alpha=0.6,
                markersize=7, markeredgewidth=0.7, zorder=3)

    def draw_panel(self, page, left, top, panel):
        page.text(MARGIN, top, panel.title, size=9.5, weight="bold", va="top")
        top -= BAND
        x = left + PANEL
        for name, room in COLUMNS:
            x += room
            text = f"{name}, {panel.unit_name}" if name == "cost" else name
            page.text(x, top, text, size=8, ha="right", va="top",
                      color=style.FAINT)
        top -= HEADS
        ax = page.panel(left, top, PANEL, ROW * len(panel.bars))
        ax.set_ylim(len(panel.bars) - 0.5, -0.5)
        ax.set_xlim(0, panel.high / panel.unit * AXIS_ROOM)
        ax.xaxis.set_major_locator(
            ticker.MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
        ax.xaxis.set_major_formatter(ticker.FuncFormatter(
            lambda value, _: f"{value:.10g}"))
        ax.grid(axis="x", color=style.GRID, linewidth=0.6)
        ax.tick_params(axis="y", length=0)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        facets.label_rows(ax, [bar.pool for bar in panel.bars], LABEL_SIZE)
        ax.set_xlabel(f"{panel.unit_name} per message")
        for y, bar in enumerate(panel.bars):
            self.draw_bar(ax, y, bar, panel)
            x = left + PANEL
            for text, (_, room) in zip(bar.texts(panel.unit), COLUMNS):
                x += room
                page.text(x, top - ROW * (y + 0.5), text, size=8.5,
                          ha="right", va="center")

    def legend(self, page):
        """The part in calls of the pool has its colours: some of them."""
        known = [pool for pool in style.POOLS if pool in self.pools]
        calls = tuple(Patch(**style.bar_looks(self.looks[pool]))
                      for pool in (known or self.pools)[:3])
        page.figure.legend(
            [calls, Patch(**MISSES), Patch(**REST)],
            ["calls of the pool, in its colour", "misses, with their charge",
             "the rest: copying, queues"],
            handler_map={tuple: HandlerTuple(ndivide=None, pad=0)},
            loc="upper left", ncol=3, frameon=False, fontsize=LABEL_SIZE,
            bbox_to_anchor=(MARGIN / page.width,
                            page.body_top / page.height),
            borderpad=0, borderaxespad=0, handlelength=2.8,
            columnspacing=1.6)

    def draw_page(self, panels, page_number, pages):
        names = max(width(pool, LABEL_SIZE, "bold")
                    for pool in self.pools) + 0.15
        page_width = 2 * MARGIN + names + PANEL + \
            sum(room for _, room in COLUMNS)
        body = LEGEND + sum(panel.height() for panel in panels)
        page = Page(page_width, body, self.header(page_number, pages),
                    self.footer(panels), facets.corner(self.run))
        self.legend(page)
        top = page.body_top - LEGEND
        for panel in panels:
            self.draw_panel(page, MARGIN + names, top, panel)
            top -= panel.height()
        return page


MISSES = {"facecolor": "white", "hatch": style.MISS_HATCH,
          "edgecolor": style.FAINT, "linewidth": 0}
REST = {"facecolor": style.REST, "edgecolor": "white", "linewidth": 0}


def draw(run, folder):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, "rpc")
    chart = Chart(run, points)
    if not chart.panels:
        raise NothingToDraw("samples.csv has no costs of messages")
    pages = facets.pages_of(chart.panels, MOST_HEIGHT)
    for i, part in enumerate(pages, 1):
        page = chart.draw_page(part, i, len(pages))
        yield from page.save(folder, "rpc-message-cost", i)
