# SPDX-License-Identifier: MIT
"""Cost per buffer against a number that was varied, a line for each pool."""

import collections

import matplotlib.lines as lines
import matplotlib.ticker as ticker
import pandas

from charts import columns, facets, selection, style
from charts.axis import TICK_SIZE, CostAxis, beside, tick_text
from charts.page import (LEGEND_ROW, LEGEND_SIZE, MARGIN, NotAsked,
                         NothingToDraw, Page, RestLeftOut, even_parts, width)

PANEL_HEIGHT = 2.6
PANEL_GAP = 0.3
BAND = 0.25
TICKS = 0.5
AXIS_LABEL = 0.1
LEFT = 0.75         # numbers and label of the axis of cost, at least
LABEL = 0.38        # the label alone
MOST_TICKS = 9
MOST_PANELS = 3     # below each other: with the texts, some 13 inches
MOST_PAGES = 8
PANEL = 5.5         # width, if there is room
LEAST_PANEL = 2.6
MARKER = 4.5
# From here on, doubling is the same step.
LOG_RANGE = 8
# More lines than that cannot be told apart: others go on a page of theirs.
MOST_POOLS = 12

# singular: "points of the same ..", "measured with one .. only"
Axis = collections.namedtuple("Axis", "column name singular file")
AXES = {axis.column: axis for axis in (
    Axis("producers", "number of producers", "number of producers",
         "producers"),
    Axis("burst", "buffers per message", "burst", "burst"),
    Axis("buffer_bytes", "size of a buffer in bytes", "size of a buffer",
         "buffer-size"))}


def legend_columns(widths, room):
    """Columns and rows of a legend with entries of these widths."""
    for rows in range(1, len(widths) + 1):
        across = -(-len(widths) // rows)
        # matplotlib gives the first columns one entry more than the others.
        short, longer = divmod(len(widths), across)
        ends = [(i + 1) * short + min(i + 1, longer) for i in range(across)]
        used = sum(max(widths[start:end])
                   for start, end in zip([0] + ends, ends))
        if used <= room:
            break
    return across, rows


class Chart:
    """One file: some rows of panels."""

    def __init__(self, run, points, scenario, axis):
        self.run = run
        self.scenario = scenario
        self.axis = axis
        self.points = points
        self.drawn = points[points["drawn"]]
        self.settings = facets.swept_settings(run, points, axis.column)
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.counts = sorted(self.drawn["x"].unique())
        self.log = self.counts[-1] >= LOG_RANGE * self.counts[0] > 0
        self.pools = style.ordered_pools(self.drawn["pool"])
        self.groups = self.pool_groups()
        self.cost = CostAxis([
            value for column in ("median_ns_per_buffer", "ci_low", "ci_high")
            for value in self.drawn[column] if value > 0])
        self.left = max([LEFT] + [
            LABEL + width(tick_text(tick), TICK_SIZE)
            for tick in self.cost.ticks(MOST_TICKS)])
        self.select_panels()
        self.set_sizes()
        self.rest = self.cut_settings()

    def select_panels(self):
        """The settings and placements with more than one number on the axis,
        if any has."""
        every = facets.combinations(self.drawn, self.settings)
        places = columns.columns(self.run, self.drawn)
        lines = [(values, place) for values in every for place in places
                 if columns.at(facets.select(
                     self.drawn, self.settings, values),
                     place)["x"].nunique() > 1]
        rows = {values for values, _ in lines}
        across = {place for _, place in lines}
        self.combinations = [values for values in every
                             if values in rows] or every
        self.places = [place for place in places if place in across] or places
        self.left_out = self.combinations != every or self.places != places

    def set_sizes(self):
        """Widths of a panel and of the page, and the columns of each page."""
        self.parts, self.panel, self.page_width = columns.fitted(
            self.places, self.left - PANEL_GAP, PANEL_GAP, LEAST_PANEL, PANEL)

    def cut_settings(self):
        """Drop the settings that there are no pages for; what to say of them,
        or nothing."""
        # Pools and placements are what is compared: all of them are kept.
        pages = max(1, MOST_PAGES // (len(self.groups) * len(self.parts)))
        most = pages * MOST_PANELS
        every, gone = self.combinations, self.combinations[most:]
        self.combinations = every[:most]
        if not gone:
            return ""
        names = (facets.combination_title(self.settings, values)
                 for values in gone)
        return f"{len(gone)} of {len(every)} settings, for which there is no " \
            f"page ({selection.listed(names, ' / ')}); a run with fewer " \
            "values of these axes has room for them, and summary.csv has all"

    def pool_groups(self):
        """The pools of each page: those that a reader asks for, then the
        others, with the subject to compare with."""
        costs = self.drawn.groupby("pool")["median_ns_per_buffer"].median()
        first = style.in_colour(dict(costs), MOST_POOLS)
        groups = [[pool for pool in self.pools if pool in first]]
        others = [pool for pool in self.pools if pool not in first]
        if others:
            subject = [pool for pool in self.pools if pool == style.SUBJECT]
            groups += [subject + part
                       for part in even_parts(others, MOST_POOLS - 1)]
        return groups

    def header(self, page_number, pages):
        title = f"Cost per buffer by {self.axis.name}"
        if self.scenario != "handoff":
            title += f", {self.scenario}"
        text = facets.capital(style.SCENARIOS[self.scenario]) + \
            ". Less is better."
        return facets.header(self.run, title, text, page_number, pages)

    def footer(self, is_last):
        marks = facets.interval_text(self.drawn, "Bar")
        if len(self.pools) > 1:
            marks += f" Points of the same {self.axis.singular} are set " \
                "side by side, to be told apart."
        notes = []
        if self.drawn["oversubscribed"].any():
            notes.append("Hollow: more threads than CPUs.")
        if self.left_out:
            notes.append("Left out: settings and placements that were "
                         f"measured with one {self.axis.singular} only; "
                         "summary.csv has them.")
        if self.rest and is_last:
            notes.append(f"Left out: {self.rest}.")
        if len(self.groups) > 1:
            notes.append("More pools than can be told apart: the others have "
                         "pages of their own.")
        return facets.footer((
            marks, " ".join(notes),
            facets.fixed_text(self.run, self.drawn, self.settings,
                              self.axis.column),
            facets.not_measured_text(self.points)))

    def position(self, count, pool, pools):
        """Beside each other, so that intervals do not hide each other."""
        offset = pools.index(pool) - (len(pools) - 1) / 2
        share = offset * 0.35 / max(len(pools), 6)
        if self.log:
            return count * 2 ** share
        step = min(b - a for a, b in zip(self.counts, self.counts[1:]))
        return count + step * share

    def line_looks(self, pool):
        return {"linewidth": 2.2 if pool == style.SUBJECT else 1.3,
                "linestyle": "--" if pool == style.FLOOR_POOL else "-"}

    def draw_pool(self, ax, mine, pool, pools):
        look = self.looks[pool]
        mine = mine.sort_values("x", kind="stable")
        x = [self.position(count, pool, pools) for count in mine["x"]]
        y = mine["median_ns_per_buffer"]
        ax.plot(x, y, color=look.colour, zorder=3, **self.line_looks(pool))
        bars = mine["interval"].values
        for at, low, high in zip([at for at, bar in zip(x, bars) if bar],
                                 mine.loc[bars, "ci_low"],
                                 mine.loc[bars, "ci_high"]):
            # The ends stand out beside a marker that is higher.
            ax.plot([at, at], [low, high], color=look.colour, linewidth=1.4,
                    marker="_", markersize=9, markeredgewidth=0.9, zorder=4)
        for at, cost, hollow in zip(x, y, mine["oversubscribed"]):
            ax.plot([at], [cost], zorder=5, **style.marker_looks(
                look, MARKER, hollow, edge=None))

    def set_numbers_axis(self, ax):
        low, high = self.counts[0], self.counts[-1]
        if self.log:
            ax.set_xscale("log", base=2)
            ax.set_xlim(low / 1.5, high * 1.5)
        else:
            step = max((high - low) * 0.08, 0.5)
            ax.set_xlim(low - step, high + step)
        share = ax.transAxes.inverted()
        places = [share.transform(ax.transData.transform((count, 1)))[0]
                  * self.panel for count in self.counts]
        texts = [f"{count:.0f}" for count in self.counts]
        ticks = beside(self.counts, texts, places)
        ax.xaxis.set_major_locator(ticker.FixedLocator(ticks))
        ax.xaxis.set_major_formatter("{x:.0f}")
        ax.xaxis.set_minor_locator(ticker.NullLocator())

    def draw_panel(self, ax, here, pools):
        """here: its points, with those without a figure."""
        self.cost.apply(ax.yaxis, ax.set_yscale, ax.set_ylim,
                        self.cost.ticks_within(MOST_TICKS))
        self.set_numbers_axis(ax)
        ax.grid(color=style.GRID, linewidth=0.6)
        drawn = here[here["drawn"]]
        for pool in pools:
            mine = drawn[drawn["pool"] == pool]
            if len(mine):
                self.draw_pool(ax, mine, pool, pools)
        if drawn.empty:
            # A dash: nobody asked for it
            ax.text(0.5, 0.5, "–" if here.empty else "not measured",
                    transform=ax.transAxes, size=8, ha="center", va="center",
                    color=style.FAINT, style="italic",
                    backgroundcolor="white")

    def legend(self, page, names, across):
        handles = [lines.Line2D([], [], **self.line_looks(pool),
                                **style.marker_looks(self.looks[pool], 6))
                   for pool in names]
        legend = page.legend(handles, names, across, fontsize=LEGEND_SIZE,
                             handlelength=2.4, columnspacing=1.8)
        for label in legend.get_texts():
            if label.get_text() == style.SUBJECT:
                label.set_fontweight("bold")

    def draw_page(self, part, page_number, pages):
        pools, places, combinations = part
        band = BAND if self.settings else 0
        across, rows = legend_columns(
            [0.65 + width(pool, LEGEND_SIZE, "bold") for pool in pools],
            self.page_width - 2 * MARGIN)
        legend = rows * LEGEND_ROW + 0.15
        heads = columns.Heads(self.run, {
            place: style.PLACEMENTS.get(place.placement, place.placement)
            for place in places}, self.panel)
        body = legend + heads.height + AXIS_LABEL + \
            len(combinations) * (band + PANEL_HEIGHT + TICKS)
        page = Page(self.page_width, body, self.header(page_number, pages),
                    self.footer(page_number == pages),
                    facets.corner(self.run))
        self.legend(page, pools, across)
        titles = page.body_top - legend
        top = titles - heads.height
        for values in combinations:
            if self.settings:
                page.text(MARGIN, top, facets.capital(
                    facets.combination_title(self.settings, values)),
                    size=9.5, weight="bold", va="top")
            top -= band
            for column, place in enumerate(places):
                left = MARGIN + self.left + column * (self.panel + PANEL_GAP)
                if values == combinations[0]:
                    heads.draw(page, titles, place, left)
                here = columns.at(facets.select(
                    self.points, self.settings, values), place)
                here = here[here["pool"].isin(pools)]
                ax = page.panel(left, top, self.panel, PANEL_HEIGHT)
                self.draw_panel(ax, here, pools)
                if column == 0:
                    ax.set_ylabel(self.cost.label)
                else:
                    ax.tick_params(axis="y", labelleft=False)
                if values == combinations[-1]:
                    ax.set_xlabel(self.axis.name
                                  + (" (log scale)" if self.log else ""))
            top -= PANEL_HEIGHT + TICKS
        return page

    def pages(self):
        """Pools, columns, and combinations of settings of each page, as many
        as fit."""
        for pools in self.groups:
            mine = self.drawn[self.drawn["pool"].isin(pools)]
            for places in self.parts:
                here = facets.combinations(columns.among(mine, places),
                                           self.settings)
                every = [values for values in self.combinations
                         if values in here]
                for i in range(0, len(every), MOST_PANELS):
                    yield pools, places, every[i:i + MOST_PANELS]


def check_varied(axis, scenario, points):
    """Raise NothingToDraw unless two numbers have a figure."""
    if points.loc[points["drawn"], "x"].nunique() > 1:
        return
    # What a machine cannot do no reader waits for.
    tried = points[points["status"] != "unavailable"]
    if tried["x"].nunique() > 1:
        raise NothingToDraw(f"only one {axis.singular} has a figure in "
                            f"scenario {scenario}")
    raise NotAsked(f"{axis.name} did not vary in scenario {scenario}")


def draw(run, folder, scenario, column):
    """Yield the paths of what was written."""
    axis = AXES[column]
    points = facets.figures_of(run, scenario)
    points = points.assign(x=pandas.to_numeric(points[column], errors="coerce")
                           if column in points.columns else None)
    points = points[points["x"].notna() | ~points["drawn"]]
    check_varied(axis, scenario, points)
    chart = Chart(run, points, scenario, axis)
    name = f"cost-by-{axis.file}"
    if scenario != "handoff":
        name += f"-{scenario}"
    yield from facets.save_pages(chart, list(chart.pages()), folder, name)
    if chart.rest:
        raise RestLeftOut(chart.rest)
