# SPDX-License-Identifier: MIT
"""What a message costs in scenario rpc: calls of the pool, misses, the rest.

A bar for each pool, a panel for each setting and place. Bars begin at 0 and
so have a linear axis. Machines and placements share it, to be compared;
settings do not: messages of 1 page and of 257 have none in common.
"""

import itertools
import statistics

from matplotlib.legend_handler import HandlerTuple
from matplotlib.patches import Patch
import matplotlib.ticker as ticker

from charts import facets, selection, style
from charts.page import MARGIN, NothingToDraw, Page, width
from verdicts import judge

ROW = 0.3
LOW_ROW = 0.17      # where a panel has more rows than this:
MANY_ROWS = 16
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
LOW_LABEL_SIZE = 8
# Above so many ns the axis is in µs.
MICROSECONDS = 20000
# A bar so many times as long as the middle one does not set the axis; what is
# so far beyond the others' ends would make them too short to be compared.
LONGEST = 3
FARTHEST = 1.5


class Bar:
    """One pool in one setting: the medians over its trials."""

    def __init__(self, point, trials):
        self.pool = point["pool"]
        self.trials = list(trials["message_cost_ns"].dropna())
        self.cost = statistics.median(self.trials)
        self.interval = judge.interval(self.trials)
        self.has_pool = trials["get_hit"].notna().any()
        # summary.csv has no share where a trial has none: a median of the
        # others would be another one.
        share = point["pool_share"]
        self.timed = share == share
        calls = trials["pool_ns_per_message"].dropna()
        self.calls = calls.median() if self.timed and len(calls) else 0
        misses = trials["miss_ns_per_message"].dropna()
        self.misses = misses.median() if len(misses) else 0
        self.rest = max(self.cost - self.calls - self.misses, 0)
        self.end = self.calls + self.misses + self.rest
        self.shares = [share, point["hit_share"] if self.has_pool
                       else float("nan")]
        self.oversubscribed = point["oversubscribed"]

    def marks(self):
        """All that is to be seen of it along the axis."""
        return [self.end, *self.trials, *(self.interval or ())[:2]]

    def texts(self, unit):
        return (style.number(self.cost / unit),) + tuple(
            f"{100 * share:.1f} %" if share == share else "–"
            for share in self.shares)


class Scale:
    """The axis of the panels of one setting."""

    def __init__(self, panels):
        bars = [bar for panel in panels for bar in panel.bars]
        base = max(panel.longest for panel in panels)
        longest = max(bar.end for bar in bars if bar.end <= FARTHEST * base)
        self.high = max(mark for bar in bars for mark in bar.marks()
                        if mark <= FARTHEST * longest)
        self.unit, self.unit_name = (1000, "µs") \
            if base >= MICROSECONDS else (1, "ns")

    def beyond(self, bar):
        """What of a bar is not shown, in words."""
        parts = []
        if bar.interval and bar.interval[1] > self.high:
            parts.append("interval to "
                         f"{style.number(bar.interval[1] / self.unit)}")
        count = sum(not self.shows(value) for value in bar.trials)
        if count:
            parts.append(f"{count} trial" + ("s" if count > 1 else ""))
        return ", ".join(parts)

    def shows(self, value):
        return value <= self.high


class Panel:
    """One setting at one place: its bars."""

    def __init__(self, title, bars):
        self.title = title
        self.scale = None
        order = style.ordered_pools(bar.pool for bar in bars)
        self.bars = sorted(bars, key=lambda bar: order.index(bar.pool))
        middle = statistics.median(bar.end for bar in bars)
        self.longest = max(bar.end for bar in bars
                           if bar.end <= LONGEST * middle)
        self.low = len(bars) > MANY_ROWS
        self.row = LOW_ROW if self.low else ROW

    def height(self):
        return BAND + HEADS + self.row * len(self.bars) + TICKS


class Chart:
    """One file."""

    def __init__(self, run, points):
        self.run = run
        self.points = points
        every = points[points["drawn"]]
        self.drawn = selection.ends(every)
        self.left_out = selection.ends_text(every, self.drawn)
        self.settings = facets.swept_settings(run, points)
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.panels = list(self.all_panels())
        self.pools = sorted({bar.pool for panel in self.panels
                             for bar in panel.bars})

    def all_panels(self):
        """Those of one setting share a scale."""
        every = facets.panels_of(self.run, self.drawn, self.settings)
        for _, group in itertools.groupby(every, lambda found: found[0]):
            panels = [Panel(title, bars) for title, bars in (
                (title, self.bars_of(here)) for _, title, here in group)
                if bars]
            scale = Scale(panels) if panels else None
            for panel in panels:
                panel.scale = scale
                yield panel

    def bars_of(self, points):
        trials = [(point, self.run.messages_of(point))
                  for _, point in points.iterrows()]
        return [Bar(point, mine) for point, mine in trials
                if mine is not None and mine["message_cost_ns"].notna().any()]

    # What is written.

    def header(self, page_number, pages):
        text = facets.capital(style.SCENARIOS["rpc"]) + \
            ". Time of all threads for one message, without their waits for " \
            "each other. Less is better."
        return facets.header(self.run, "Cost of a message in scenario rpc",
                             text, page_number, pages)

    def marks_text(self, bars):
        """What bar, line and strokes are."""
        count = facets.span([len(bar.trials) for bar in bars], str)
        text = f"Bar: medians of n = {count} trials, each a process of its " \
            "own; the rest is what is left of the cost. Thin strokes: the " \
            "cost in the single trials."
        levels = [bar.interval[2] for bar in bars if bar.interval]
        if levels:
            text += f" Line: {facets.span(levels, style.percent)} " \
                "confidence interval of the median cost."
        bare = style.ordered_pools(bar.pool for bar in bars
                                   if not bar.interval)
        if bare:
            text += " Without interval, for too few trials: " \
                f"{selection.listed(bare)}."
        if any(panel.scale.beyond(bar) for panel in self.panels
               for bar in panel.bars):
            text += " What is beyond the axis is named at the row."
        return text

    def notes(self, panels):
        bars = [bar for panel in panels for bar in panel.bars]
        if len({panel.scale for panel in self.panels}) > 1:
            yield "Each setting has an axis of its own, the same for all " \
                "placements and machines."
        if not all(bar.has_pool for bar in bars):
            yield "– twice: no pool is called, no page crosses threads."
        untimed = style.ordered_pools(
            bar.pool for bar in bars if bar.has_pool and not bar.timed)
        if untimed:
            yield "–, and a share of hits: calls of the pool could not be " \
                "timed in every trial, and are in the rest " \
                f"({selection.listed(untimed)})."
        if any(bar.end > panel.scale.high for panel in panels
               for bar in panel.bars):
            yield "Arrow: the bar goes on beyond the axis."
        names = [panel.title for panel in panels
                 if any(bar.oversubscribed for bar in panel.bars)]
        if names:
            yield "More threads than CPUs, so that the times are the " \
                f"scheduler's: {'; '.join(names)}."

    def footer(self, panels):
        return facets.footer((
            self.marks_text([bar for panel in panels for bar in panel.bars]),
            "Beside a bar: the cost, the share of it in calls of the pool, "
            "and the share of pages that the pool had.",
            " ".join(self.notes(panels)), self.left_out,
            facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    # What is drawn.

    def draw_bar(self, ax, y, bar, scale):
        unit = scale.unit
        parts = ((bar.calls, style.bar_looks(self.looks[bar.pool])),
                 (bar.misses, MISSES), (bar.rest, REST))
        left = 0
        for length, looks in parts:
            if length > 0:
                ax.barh(y, length / unit, BAR, left=left / unit, zorder=2,
                        **looks)
            left += length
        trials = [value / unit for value in bar.trials if scale.shows(value)]
        ax.plot(trials, [y] * len(trials), "|", color=style.FAINT, alpha=0.6,
                markersize=7, markeredgewidth=0.7, zorder=3)
        if bar.interval:
            ends = [min(end, scale.high) / unit for end in bar.interval[:2]]
            # White around it, as it may lie on a dark part.
            for colour, wide in (("white", 3.2), (style.TEXT, 1.5)):
                ax.plot(ends, [y, y], color=colour, linewidth=wide, zorder=4,
                        marker="|", markersize=8, markeredgewidth=wide,
                        solid_capstyle="butt")
        if bar.end > scale.high:
            ax.plot([scale.high / unit * AXIS_ROOM], [y], ">", clip_on=False,
                    color=style.TEXT, markersize=7, zorder=5)
        beyond = scale.beyond(bar)
        if beyond:
            ax.text(0.985, y, f"{beyond} →", size=7, ha="right", va="center",
                    transform=ax.get_yaxis_transform(), zorder=6,
                    bbox={"facecolor": "white", "linewidth": 0, "pad": 1})

    def draw_panel(self, page, left, top, panel):
        scale = panel.scale
        page.text(MARGIN, top, panel.title, size=9.5, weight="bold", va="top")
        top -= BAND
        x = left + PANEL
        for name, room in COLUMNS:
            x += room
            text = f"{name}, {scale.unit_name}" if name == "cost" else name
            page.text(x, top, text, size=8, ha="right", va="top",
                      color=style.FAINT)
        top -= HEADS
        ax = page.panel(left, top, PANEL, panel.row * len(panel.bars))
        ax.set_ylim(len(panel.bars) - 0.5, -0.5)
        ax.set_xlim(0, scale.high / scale.unit * AXIS_ROOM)
        ax.xaxis.set_major_locator(
            ticker.MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
        ax.xaxis.set_major_formatter("{x:.10g}")
        ax.grid(axis="x", color=style.GRID, linewidth=0.6)
        ax.tick_params(axis="y", length=0)
        facets.label_rows(ax, [bar.pool for bar in panel.bars],
                          LOW_LABEL_SIZE if panel.low else LABEL_SIZE)
        ax.set_xlabel(f"{scale.unit_name} per message")
        for y, bar in enumerate(panel.bars):
            self.draw_bar(ax, y, bar, scale)
            x = left + PANEL
            for text, (_, room) in zip(bar.texts(scale.unit), COLUMNS):
                x += room
                page.text(x, top - panel.row * (y + 0.5), text, ha="right",
                          size=8 if panel.low else 8.5, va="center")

    def legend(self, page):
        """The part in calls of the pool has its colours: some of them."""
        known = [pool for pool in style.POOLS if pool in self.pools]
        calls = tuple(Patch(**style.bar_looks(self.looks[pool]))
                      for pool in (known or self.pools)[:3])
        page.legend(
            [calls, Patch(**MISSES), Patch(**REST)],
            ["calls of the pool, in its colour", "misses, with their charge",
             "the rest: copying, queues"], 3,
            handler_map={tuple: HandlerTuple(ndivide=None, pad=0)},
            fontsize=LABEL_SIZE, handlelength=2.8, columnspacing=1.6)

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
    yield from facets.save_pages(
        chart, facets.pages_of(chart.panels, MOST_HEIGHT), folder,
        "rpc-message-cost")
