# SPDX-License-Identifier: MIT
"""How long single operations take: the share that takes longer, log by log.

A panel for each operation and load. The tail is what a median hides, so that
the axis runs down to the rarest share that still rests on some operations.
Histograms of all trials are added up.
"""

import matplotlib.lines as lines
import matplotlib.ticker as ticker

from charts import columns, facets, selection, style
from charts.page import (LEGEND_SIZE, MARGIN, NothingToDraw, Page,
                         legend_size)

OPERATIONS = {"get": "get: one buffer taken from the pool",
              "put": "put: one buffer given back",
              "handoff": "handoff: from the put to the get of a buffer"}
PANEL_HEIGHT = 2.5
PANEL_WIDTHS = {1: 6.2, 2: 3.8, 3: 3.1}
LEFT = 0.75
GAP = 0.3
BAND = 0.28
TICKS = 0.55
HEAD_SIZE = 9
MOST_COLOURED = 8
MOST_ROWS = 6
THICK = ("svc_page_pool", "svc_page_ring")
# Fewer operations that took as long are no share, as for the percentiles of
# summary.csv.
LEAST_ABOVE = 10
# Of the operations, so many are faster.
GUIDES = (0.5, 0.99, 0.999)


def tail(buckets):
    """(ns, share that took at least as long), from histograms of trials, as
    far as there are LEAST_ABOVE operations.

    The share is exact at the buckets' lower ends and nowhere else.
    """
    counts = buckets.groupby("low_ns")["count"].sum().sort_index()
    above = counts[::-1].cumsum()[::-1]
    some = above[above >= LEAST_ABOVE]
    shares = list(some / counts.sum())
    if len(some) < len(above):
        return list(some.index), shares
    return list(some.index) + [buckets["high_ns"].max()], shares + shares[-1:]


def time_text(ns):
    """100 ns, 10 µs, 10 ms."""
    for size, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "µs")):
        if ns >= size:
            return f"{ns / size:.10g} {unit}"
    return f"{ns:.10g} ns"


def count_text(count):
    """240 000: two digits of it."""
    digits = max(len(str(int(count))) - 2, 0)
    return f"{round(int(count), -digits):,}".replace(",", "\u00a0")


def percent(value):
    return f"{100 * value:.10g} %"


class Chart:
    """One file; `shown` holds (column, values) of the panels across."""

    def __init__(self, run, points):
        self.run = run
        self.points = points
        self.drawn = points[points["drawn"]]
        self.settings = facets.swept_settings(run, points)
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.curves = {}
        self.counts = {}
        self.absent = {}
        self.ranks = {}
        for _, point in self.drawn.iterrows():
            self.read(point)
        self.heads = list(dict.fromkeys(key[0] for key in self.curves))
        self.heads.sort(key=self.ranks.get)
        self.operations = [name for name in OPERATIONS if any(
            key[1] == name for key in self.curves)]
        typical = {}
        for (_, _, pool), (x, share) in self.curves.items():
            middle = next((ns for ns, part in zip(x, share) if part <= 0.5),
                          x[-1])
            typical[pool] = min(typical.get(pool, middle), middle)
        self.pools = style.ordered_pools(typical)
        self.coloured = style.in_colour(typical, MOST_COLOURED)

    def read(self, point):
        trials = self.run.trials_of(point)
        table = self.run.part_of(point).latency
        if table is None or trials is None:
            return
        mine = table[table["trial"].isin(trials["trial"])
                     & (table["pool"] == point["pool"])]
        for row in mine[mine["status"] != "ok"].itertuples():
            self.absent.setdefault(row.status, set()).add(
                f"{row.operation} of {point['pool']}")
        mine = mine[(mine["status"] == "ok") & (mine["count"] > 0)]
        values = tuple(point[name] for name in self.settings)
        head = (facets.panel_title(
            self.run, self.settings, values,
            columns.Column(point["machine"], point["placement"]),
            point["producers"]))
        self.ranks[head] = self.rank(point)
        for operation, buckets in mine.groupby("operation"):
            if buckets["count"].sum() < LEAST_ABOVE:
                self.absent.setdefault(
                    f"fewer than {LEAST_ABOVE} operations", set()).add(
                    f"{operation} of {point['pool']}")
                continue
            self.curves[head, operation, point["pool"]] = tail(buckets)
            self.counts[head, operation, point["pool"]] = \
                buckets["count"].sum()

    def rank(self, point):
        """Where the row of a point stands: settings as everywhere, then by
        machine and placement."""
        places = columns.columns(self.run, self.drawn)
        return [facets.as_number(point[name]) for name in self.settings], \
            places.index(columns.Column(point["machine"],
                                        point["placement"])), \
            point["producers"]

    def header(self, page_number, pages):
        return facets.header(
            self.run, "Latency of single operations", facets.capital(
                style.SCENARIOS["latency"]) + ". The share of operations that "
            "took at least so long: left and low is better.", page_number,
            pages)

    def footer(self):
        notes = ["Lines: the histograms of n = "
                 f"{facets.span(self.drawn['n'], str)} trials added up, "
                 f"{facets.span(self.counts.values(), count_text)} "
                 "operations each; a step is a bucket. A curve ends where "
                 f"fewer than {LEAST_ABOVE} operations took as long. No "
                 "intervals: its last shares rest on few operations. Thin "
                 "lines across: "
                 f"{', '.join(percent(1 - part) for part in GUIDES)} take "
                 "longer. The stamp's own cost (stamp_ns) is in every figure; "
                 "a paced get counts from when it was due."]
        grey = [pool for pool in self.pools if pool not in self.coloured]
        if grey:
            notes.append(f"Grey: {', '.join(grey)}.")
        for status, names in sorted(self.absent.items()):
            notes.append(f"No latency ({status.replace('_', ' ')}): "
                         f"{selection.listed(sorted(names))}.")
        return facets.footer((
            " ".join(notes),
            facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    def line_looks(self, pool):
        if pool not in self.coloured:
            return {"color": style.GREY, "alpha": 0.45, "linewidth": 0.7}
        return {**style.marker_looks(self.looks[pool], 5),
                "linewidth": 2.2 if pool in THICK else 1.2,
                "linestyle": "--" if pool == style.FLOOR_POOL else "-"}

    def limits(self):
        every = [curve for curve in self.curves.values()]
        low = min(ns for x, _ in every for ns in x if ns > 0)
        high = max(x[-1] for x, _ in every)
        least = min(share[-1] for _, share in every)
        return low / 1.2, high * 1.2, least / 1.5

    def draw_panel(self, ax, head, operation):
        low, high, least = self.limits()
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_xlim(low, high)
        ax.set_ylim(least, 1.4)
        ax.xaxis.set_major_formatter(lambda value, _: time_text(value))
        ax.yaxis.set_major_formatter(lambda value, _: percent(value))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(ticker.LogLocator(10, numticks=8))
            axis.set_minor_locator(ticker.NullLocator())
        ax.grid(color=style.GRID, linewidth=0.6)
        for part in GUIDES:
            ax.axhline(1 - part, color=style.FAINT, linewidth=0.6, zorder=1)
        found = False
        for i, pool in enumerate(self.pools):
            curve = self.curves.get((head, operation, pool))
            if curve:
                found = True
                x, share = [max(ns, low) for ns in curve[0]], curve[1]
                step = max(1, len(x) // 6)
                ax.plot(x, share, drawstyle="steps-pre",
                        markevery=(i % step, step),
                        zorder=2 + (pool in self.coloured) + (pool in THICK),
                        **self.line_looks(pool))
        if not found:
            ax.text(0.5, 0.5, "not measured", transform=ax.transAxes, size=8,
                    ha="center", va="center", color=style.FAINT,
                    style="italic", backgroundcolor="white")

    def legend(self, page, across):
        names = [pool for pool in self.pools if pool in self.coloured]
        handles = [lines.Line2D([], [], **self.line_looks(pool))
                   for pool in names]
        page.legend(handles, names, across, fontsize=LEGEND_SIZE,
                    handlelength=2.4, columnspacing=1.8)

    def draw_page(self, heads, page_number, pages):
        count = len(self.operations)
        panel = PANEL_WIDTHS.get(count, 3)
        page_width = 2 * MARGIN + LEFT + count * panel + (count - 1) * GAP
        across, legend = legend_size(self.coloured, page_width)
        page = Page(page_width, legend + len(heads) * (
            2 * BAND + PANEL_HEIGHT + TICKS), self.header(page_number, pages),
            self.footer(), facets.corner(self.run))
        self.legend(page, across)
        top = page.body_top - legend
        for head in heads:
            page.text(MARGIN, top, head, size=9.5, weight="bold", va="top")
            for i, operation in enumerate(self.operations):
                left = MARGIN + LEFT + i * (panel + GAP)
                page.text(left, top - BAND, OPERATIONS[operation],
                          size=HEAD_SIZE, va="top")
                ax = page.panel(left, top - 2 * BAND, panel, PANEL_HEIGHT)
                self.draw_panel(ax, head, operation)
                ax.set_xlabel("time (log scale)")
                if i == 0:
                    ax.set_ylabel("share of operations (log scale)")
                else:
                    ax.tick_params(axis="y", labelleft=False)
            top -= 2 * BAND + PANEL_HEIGHT + TICKS
        return page


def draw(run, folder):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, "latency")
    chart = Chart(run, points)
    if not chart.curves:
        raise NothingToDraw("no trial has a histogram in latency.csv")
    pages = [chart.heads[i:i + MOST_ROWS]
             for i in range(0, len(chart.heads), MOST_ROWS)]
    yield from facets.save_pages(chart, pages, folder, "latency")
