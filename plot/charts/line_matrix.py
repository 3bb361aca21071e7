# SPDX-License-Identifier: MIT
"""Line transfers between all pairs of CPUs: a heat map.

Of scenario floor with --pairs all, whose placements are named `cpus:A-B`.
The shades are of a logarithmic scale that leaves outliers out, so that one
slow pair does not make all others the same; machines share it.
"""

import collections
import math
import re

from matplotlib.collections import PatchCollection
import matplotlib.colors as colors
from matplotlib.patches import Rectangle
import matplotlib.ticker as ticker
import numpy

from charts import columns, facets, selection, style
from charts.page import MARGIN, NotAsked, NothingToDraw, Page, without_middle

PAIR = re.compile(r"cpus:(\d+)-(\d+)$")
CELL = 0.42
LEAST_SIDE = 2.4
MOST_SIDE = 7.5
# As many CPUs have their numbers in the cells and at every row.
MOST_NUMBERS = 16
AXIS = 0.55         # left of and below the map
BAR = 0.9           # right of it, for the scale
LEAST_WIDTH = 6.5
TITLE_SIZE = 9.5
SHADES = "cividis"
# What no shade of the scale can be taken for, in a small cell, too
ABSENT = {"facecolor": "white", "edgecolor": style.FAINT, "linewidth": 0,
          "hatch": "//////"}
MOST_TICKS = 8
ALL_SIDES = ("left", "bottom", "right", "top")
# The scale ends at these percentiles where the extremes are so far beyond.
PERCENTILES = (1, 99)
FAR = 1.3


def pairs_of(points):
    """{(A, B): point} for each pair that was asked for."""
    found = {}
    for _, point in points.iterrows():
        match = PAIR.match(point["placement"])
        if match and point["pool"] == "line_transfer":
            found[tuple(sorted(map(int, match.groups())))] = point
    return found


class Matrix:
    """One machine: nan where a pair has no figure."""

    def __init__(self, title, mark, pairs):
        """mark: what stands before what is said of this machine."""
        self.title = mark + title
        self.mark = mark
        self.pairs = pairs
        self.drawn = [point for point in pairs.values() if point["drawn"]]
        self.cpus = sorted({cpu for pair in pairs for cpu in pair})
        self.values = numpy.full((len(self.cpus),) * 2, numpy.nan)
        for (a, b), point in pairs.items():
            i, j = self.cpus.index(a), self.cpus.index(b)
            if point["drawn"]:
                self.values[i, j] = self.values[j, i] = \
                    point["median_ns_per_buffer"]
        self.side = min(max(CELL * len(self.cpus), LEAST_SIDE), MOST_SIDE)

    def absent(self):
        """Rows and columns of the pairs without a figure, above the diagonal.
        """
        return [(i, j) for i, j in numpy.argwhere(numpy.isnan(self.values))
                if i < j]

    def why(self, i, j):
        point = self.pairs.get((self.cpus[i], self.cpus[j]))
        if point is None:
            return "not in summary.csv"
        return facets.why_absent(point["status"], point["reason"])

    def absent_text(self):
        """How many pairs have no figure, and why; empty: all have one."""
        reasons = collections.Counter(self.why(*at) for at in self.absent())
        if not reasons:
            return ""
        return f"{self.mark}no figure for " + selection.listed(
            (f"{count} pair{'s' if count > 1 else ''} ({why})"
             for why, count in reasons.most_common()), "; ")

    def height(self):
        return self.side + AXIS + 0.35

    def draw(self, page, top, low, high, beyond):
        # The whole name is above, or in the corner.
        page.text(MARGIN, top, without_middle(
            self.title, TITLE_SIZE, page.width - 2 * MARGIN, "bold"),
            size=TITLE_SIZE, weight="bold", va="top")
        top -= 0.25
        left = MARGIN + AXIS
        ax = page.panel(left, top, self.side, self.side, ALL_SIDES)
        ax.set_facecolor("white")
        image = ax.imshow(self.values, cmap=SHADES, interpolation="nearest",
                          norm=colors.LogNorm(low, high))
        self.hatch_absent(ax)
        count = len(self.cpus)
        step = -(-count // MOST_NUMBERS)
        ax.set_xticks(range(0, count, step))
        ax.set_xticklabels(self.cpus[::step], size=8)
        ax.set_yticks(range(0, count, step))
        ax.set_yticklabels(self.cpus[::step], size=8)
        ax.set_xlabel("CPU")
        ax.set_ylabel("CPU")
        if count <= MOST_NUMBERS:
            self.write_numbers(ax, low, high)
        scale = page.panel(left + self.side + 0.2, top, 0.16, self.side,
                           ALL_SIDES)
        bar = page.figure.colorbar(image, cax=scale, extend=beyond)
        bar.set_label("ns, one way (log scale)", size=8)
        bar.ax.tick_params(labelsize=8)
        bar.set_ticks(ticks(low, high))
        bar.ax.yaxis.set_major_formatter("{x:.3g}")
        bar.ax.yaxis.set_minor_locator(ticker.NullLocator())

    def hatch_absent(self, ax):
        ax.add_collection(PatchCollection(
            [Rectangle((x - 0.5, y - 0.5), 1, 1) for i, j in self.absent()
             for x, y in ((i, j), (j, i))], **ABSENT))

    def write_numbers(self, ax, low, high):
        middle = (low * high) ** 0.5
        for (i, j), value in numpy.ndenumerate(self.values):
            if not numpy.isnan(value):
                ax.text(j, i, style.number(value), size=6.5, ha="center",
                        va="center",
                        color="white" if value < middle else "black")


def ticks(low, high):
    """Round numbers of a logarithmic scale, the ends where there are few."""
    decades = range(math.floor(math.log10(low)),
                    math.ceil(math.log10(high)) + 1)
    for factors in ((1, 1.5, 2, 3, 4, 5, 7), (1, 2, 5), (1,)):
        found = [factor * 10 ** decade for decade in decades
                 for factor in factors if low <= factor * 10 ** decade <= high]
        if len(found) <= MOST_TICKS:
            break
    return found if len(found) > 1 else [low, high]


def limits(values):
    """The ends of the scale, and which of them values are beyond, as
    matplotlib has it."""
    values = values[~numpy.isnan(values)]
    low, high = numpy.percentile(values, PERCENTILES)
    below, above = values.min() * FAR < low, values.max() > FAR * high
    low = low if below else values.min()
    high = high if above else values.max()
    if low == high:
        high *= 1.01    # a scale that has a length
    return low, high, {(True, True): "both", (True, False): "min",
                       (False, True): "max"}.get((below, above), "neither")


def matrices_of(run):
    """One for each machine with several pairs, or NothingToDraw."""
    floors = run.scenario("floor")
    pairs = {machine.name: pairs_of(floors[floors["machine"] == machine.name])
             for machine in run.machines}
    if not any(pairs.values()):
        raise NotAsked("no pairs of CPUs were measured (bench --scenario "
                       "floor --pairs all)")
    marks = columns.letters(run)
    matrices = [Matrix(name, f"{marks[name]}: " if run.several else "", mine)
                for name, mine in pairs.items() if len(mine) > 1]
    if not matrices:
        raise NothingToDraw("there is a single pair of CPUs, which makes no "
                            "matrix")
    if not any(matrix.drawn for matrix in matrices):
        raise NothingToDraw("no pair of CPUs has a figure")
    return matrices


def footer(matrices, every, beyond):
    counts = [point["n"] for matrix in matrices for point in matrix.drawn]
    notes = [f"Each cell: median of n = {facets.span(counts, str)} trials. "
             "The diagonal is empty: a CPU and itself."]
    if beyond != "neither":
        ends = map(style.number, (numpy.nanmin(every), numpy.nanmax(every)))
        notes.append("Where the scale ends in a point some pairs are beyond "
                     f"it; all are within {' to '.join(ends)} ns.")
    absent = "; ".join(filter(None, (
        matrix.absent_text() for matrix in matrices)))
    return facets.footer((" ".join(notes),
                          f"Hatched: {absent}." if absent else ""))


def draw(run, folder):
    """Yield the paths of what was written."""
    matrices = matrices_of(run)
    every = numpy.concatenate([matrix.values.ravel() for matrix in matrices])
    low, high, beyond = limits(every)
    width = 2 * MARGIN + AXIS + BAR + max(matrix.side for matrix in matrices)
    page = Page(max(width, LEAST_WIDTH),
                sum(matrix.height() for matrix in matrices),
                facets.header(run, "Line transfers between CPUs",
                              "The time of one cache line, one way, between "
                              "two CPUs (scenario floor). Less is better."),
                footer(matrices, every, beyond), facets.corner(run))
    top = page.body_top
    for matrix in matrices:
        matrix.draw(page, top, low, high, beyond)
        top -= matrix.height()
    yield from page.save(folder, "line-transfers")
