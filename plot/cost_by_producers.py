# SPDX-License-Identifier: MIT
"""Cost per buffer against the number of producers, a line for each pool."""

import matplotlib.lines as lines
import matplotlib.ticker as ticker

import facets
import style
from axis import CostAxis, tick_text
from page import MARGIN, Page, width

PANEL_HEIGHT = 2.6
PANEL_GAP = 0.3
TITLES = 0.48
BAND = 0.25
TICKS = 0.5
AXIS_LABEL = 0.1
LEFT = 0.75         # numbers and label of the axis of cost, at least
LABEL = 0.38        # the label alone
TICK_SIZE = 9
MOST_TICKS = 9
MOST_PANELS = 4
PANEL_WIDTHS = {1: 5.5, 2: 4.0, 3: 3.1}
LEAST_WIDTH = 7.5
LEGEND_ROW = 0.22
LEGEND_SIZE = 9
# From here on, doubling is the same step.
LOG_RANGE = 8


class Chart:
    """One file: some rows of panels."""

    def __init__(self, run, points):
        self.run = run
        self.points = points
        self.drawn = points[points["drawn"]]
        self.settings = facets.swept_settings(run, points)
        self.places = facets.placements(self.drawn)
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.counts = sorted(self.drawn["producers"].unique())
        self.log = self.counts[-1] >= LOG_RANGE * self.counts[0] > 0
        costs = self.drawn.groupby("pool")["median_ns_per_buffer"].median()
        # The order of the lines from the top.
        self.pools = list(costs.sort_values(
            ascending=False, kind="stable").index)
        self.cost = CostAxis([
            value for column in ("median_ns_per_buffer", "ci_low", "ci_high")
            for value in self.drawn[column] if value > 0])
        self.left = max([LEFT] + [
            LABEL + width(tick_text(tick), TICK_SIZE)
            for tick in self.cost.ticks(MOST_TICKS)])

    def combinations(self):
        """Those with more than one number of producers, if any has."""
        every = facets.combinations(self.drawn, self.settings)
        several = [values for values in every if facets.select(
            self.drawn, self.settings, values)["producers"].nunique() > 1]
        self.left_out = len(every) - len(several) if several else 0
        return several or every

    def header(self, page_number, pages):
        title = "Cost per buffer by number of producers"
        if pages > 1:
            title += f" ({page_number} of {pages})"
        text = facets.capital(style.SCENARIOS["handoff"]) + \
            ". Less is better."
        if len(self.counts) == 1:
            text += " Measured with " + style.producers_phrase(
                self.counts[0]) + " only: points, no lines."
        return facets.header(self.run, title, text)

    def footer(self):
        marks = facets.interval_text(self.drawn, "Bar")
        if len(self.counts) > 1 or len(self.pools) > 1:
            marks += " Points of one number of producers are set side by " \
                "side, to be told apart."
        notes = []
        if self.drawn["oversubscribed"].any():
            notes.append("Hollow: more threads than CPUs.")
        if self.left_out:
            notes.append("Settings that were measured with one number of "
                         "producers only are in cost-by-pool.")
        return facets.footer((
            marks, " ".join(notes),
            facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    def position(self, count, pool):
        """Beside each other, so that intervals do not hide each other."""
        offset = self.pools.index(pool) - (len(self.pools) - 1) / 2
        if self.log:
            return count * 2 ** (offset * 0.35 / max(len(self.pools), 6))
        step = min((b - a for a, b in zip(self.counts, self.counts[1:])),
                   default=2)
        return count + step * offset * 0.35 / max(len(self.pools), 6)

    def line_looks(self, pool):
        if len(self.counts) == 1:
            return {"linestyle": ""}
        return {"linewidth": 2.2 if pool == style.SUBJECT else 1.3,
                "linestyle": "--" if pool == style.FLOOR_POOL else "-"}

    def draw_pool(self, ax, mine, pool):
        look = self.looks[pool]
        mine = mine.sort_values("producers", kind="stable")
        x = [self.position(count, pool) for count in mine["producers"]]
        y = mine["median_ns_per_buffer"]
        ax.plot(x, y, color=look.colour, zorder=3, **self.line_looks(pool))
        bars = mine["interval"].values
        for at, low, high in zip([at for at, bar in zip(x, bars) if bar],
                                 mine.loc[bars, "ci_low"],
                                 mine.loc[bars, "ci_high"]):
            ax.plot([at, at], [low, high], color=look.colour, linewidth=1.6,
                    marker="_", markersize=9, markeredgewidth=1.1, zorder=4)
        for at, cost, hollow in zip(x, y, mine["oversubscribed"]):
            ax.plot([at], [cost], zorder=5,
                    **style.marker_looks(look, 6.5, hollow))

    def set_producers_axis(self, ax):
        low, high = self.counts[0], self.counts[-1]
        if self.log:
            ax.set_xscale("log", base=2)
            ax.set_xlim(low / 1.5, high * 1.5)
        else:
            step = max((high - low) * 0.08, 0.5)
            ax.set_xlim(low - step, high + step)
        ticks = self.counts
        if len(ticks) > 10:
            ticks = [count for count in ticks if count & (count - 1) == 0]
        ax.xaxis.set_major_locator(ticker.FixedLocator(ticks))
        ax.xaxis.set_major_formatter(
            ticker.FuncFormatter(lambda value, _: f"{value:.0f}"))
        ax.xaxis.set_minor_locator(ticker.NullLocator())

    def draw_panel(self, ax, here):
        self.cost.apply(ax.yaxis, ax.set_yscale, ax.set_ylim,
                        most=MOST_TICKS)
        self.set_producers_axis(ax)
        ax.grid(color=style.GRID, linewidth=0.6)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        for pool in self.pools:
            mine = here[here["pool"] == pool]
            if len(mine):
                self.draw_pool(ax, mine, pool)
        if here.empty:
            ax.text(0.5, 0.5, "not measured", transform=ax.transAxes,
                    size=8, ha="center", va="center", color=style.FAINT,
                    style="italic", backgroundcolor="white")

    def legend(self, page, top, columns):
        """Names in rows, as many to a row as fit."""
        handles = [lines.Line2D([], [], **self.line_looks(pool),
                                **style.marker_looks(self.looks[pool], 6.5))
                   for pool in self.pools]
        legend = page.figure.legend(
            handles, self.pools, loc="upper left", ncol=columns,
            bbox_to_anchor=(MARGIN / page.width, top / page.height),
            frameon=False, fontsize=LEGEND_SIZE, borderpad=0,
            borderaxespad=0, handlelength=2.4, columnspacing=1.8)
        for label in legend.get_texts():
            if label.get_text() == style.SUBJECT:
                label.set_fontweight("bold")

    def sizes(self):
        """Width of a panel and of the page, columns and rows of the
        legend."""
        columns = len(self.places)
        panel = PANEL_WIDTHS.get(columns, 2.6)
        rest = 2 * MARGIN + self.left + (columns - 1) * PANEL_GAP
        panel = max(panel, (LEAST_WIDTH - rest) / columns)
        page_width = rest + columns * panel
        entries = [0.65 + width(pool, LEGEND_SIZE, "bold")
                   for pool in self.pools]
        # As many as fit; the entries run down the columns.
        for across in range(len(entries), 0, -1):
            rows = -(-len(entries) // across)
            room = sum(max(entries[i:i + rows])
                       for i in range(0, len(entries), rows))
            if room <= page_width - 2 * MARGIN:
                break
        return panel, page_width, across, rows

    def draw_page(self, combinations, page_number, pages):
        panel, page_width, across, rows = self.sizes()
        band = BAND if self.settings else 0
        legend = rows * LEGEND_ROW + 0.15
        body = legend + TITLES + AXIS_LABEL + \
            len(combinations) * (band + PANEL_HEIGHT + TICKS)
        page = Page(page_width, body, self.header(page_number, pages),
                    self.footer(), facets.corner(self.run))
        self.legend(page, page.body_top, across)
        titles = page.body_top - legend
        top = titles - TITLES
        for values in combinations:
            if self.settings:
                page.text(MARGIN, top, facets.capital(
                    facets.combination_title(self.settings, values)),
                    size=9.5, weight="bold", va="top")
            top -= band
            for column, place in enumerate(self.places):
                left = MARGIN + self.left + column * (panel + PANEL_GAP)
                if values == combinations[0]:
                    self.title_column(page, left, titles, panel, place)
                here = facets.select(self.drawn, self.settings, values)
                ax = page.panel(left, top, panel, PANEL_HEIGHT)
                self.draw_panel(ax, here[here["placement"] == place])
                if column == 0:
                    ax.set_ylabel(self.cost.label)
                else:
                    ax.tick_params(axis="y", labelleft=False)
                if values == combinations[-1]:
                    ax.set_xlabel("number of producers"
                                  + (" (log scale)" if self.log else ""))
            top -= PANEL_HEIGHT + TICKS
        return page

    def title_column(self, page, left, top, panel, place):
        page.text(left, top, f"placement {place}", size=10, weight="bold",
                  va="top")
        text = style.PLACEMENTS.get(place, place)
        size = 8.5
        while width(text, size) > panel and size > 6:
            size -= 0.5
        page.text(left, top - 0.2, text, size=size, va="top")


def draw(run, points, folder):
    """Yield the paths of what was written."""
    chart = Chart(run, points)
    combinations = chart.combinations()
    pages = [combinations[i:i + MOST_PANELS]
             for i in range(0, len(combinations), MOST_PANELS)]
    name = "cost-by-producers"
    for i, part in enumerate(pages, 1):
        page = chart.draw_page(part, i, len(pages))
        yield from page.save(folder, name if i == 1 else f"{name}-{i}")
