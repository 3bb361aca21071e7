# SPDX-License-Identifier: MIT
"""Line transfers between CPUs, two by two: a heat map.

Of scenario floor with --pairs all, whose placements are named `cpus:A-B`.
The shades are of a logarithmic scale that leaves outliers out, so that one
slow pair does not make all others the same; machines share it.
"""

import math
import re

import matplotlib.colors as colors
import matplotlib.ticker as ticker
import numpy

import facets
import style
from page import MARGIN, NotAsked, NothingToDraw, Page

PAIR = re.compile(r"cpus:(\d+)-(\d+)$")
CELL = 0.42
LEAST_SIDE = 2.4
MOST_SIDE = 7.5
# As many CPUs have their numbers in the cells and at every row.
MOST_NUMBERS = 16
AXIS = 0.55         # left of and below the map
BAR = 0.9           # right of it, for the scale
LEAST_WIDTH = 6.5
SHADES = "cividis"
MOST_TICKS = 8
# The scale ends at these percentiles where the extremes are so far beyond.
PERCENTILES = (1, 99)
FAR = 1.3


def pairs_of(points):
    """{(A, B): point} for each pair that has a figure."""
    found = {}
    for _, point in points.iterrows():
        match = PAIR.match(point["placement"])
        if match and point["pool"] == "line_transfer" and point["drawn"]:
            found[tuple(map(int, match.groups()))] = point
    return found


class Matrix:
    """One machine: nan where a pair was not measured."""

    def __init__(self, name, pairs):
        self.name = name
        self.cpus = sorted({cpu for pair in pairs for cpu in pair})
        self.values = numpy.full((len(self.cpus),) * 2, numpy.nan)
        for (a, b), point in pairs.items():
            i, j = self.cpus.index(a), self.cpus.index(b)
            self.values[i, j] = self.values[j, i] = \
                point["median_ns_per_buffer"]
        self.side = min(max(CELL * len(self.cpus), LEAST_SIDE), MOST_SIDE)

    def missing(self):
        count = len(self.cpus)
        return int(numpy.isnan(self.values).sum() - count) // 2

    def height(self):
        return self.side + AXIS + 0.35

    def draw(self, page, top, low, high, beyond):
        page.text(MARGIN, top, self.name, size=9.5, weight="bold", va="top")
        top -= 0.25
        left = MARGIN + AXIS
        ax = page.panel(left, top, self.side, self.side)
        ax.set_facecolor("white")
        image = ax.imshow(self.values, cmap=SHADES, interpolation="nearest",
                          norm=colors.LogNorm(low, high))
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
        scale = page.panel(left + self.side + 0.2, top, 0.16, self.side)
        bar = page.figure.colorbar(image, cax=scale, extend=beyond)
        bar.set_label("ns, one way (log scale)", size=8)
        bar.ax.tick_params(labelsize=8)
        bar.set_ticks(ticks(low, high))
        bar.ax.yaxis.set_major_formatter(ticker.FuncFormatter(
            lambda value, _: f"{value:.3g}"))
        bar.ax.yaxis.set_minor_locator(ticker.NullLocator())

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


def draw(run, folder):
    """Yield the paths of what was written."""
    floors = run.scenario("floor")
    matrices = []
    counts = []
    single = False
    for machine in run.machines:
        pairs = pairs_of(floors[floors["machine"] == machine.name])
        if len(pairs) > 1:
            matrices.append(Matrix(machine.name, pairs))
            counts += [point["n"] for point in pairs.values()]
        elif pairs:
            single = True
    if not matrices:
        if single:
            raise NothingToDraw("a single pair of CPUs was measured: there "
                                "is no matrix")
        raise NotAsked("no pairs of CPUs were measured (bench --scenario "
                       "floor --pairs all)")
    every = numpy.concatenate([matrix.values.ravel() for matrix in matrices])
    low, high, beyond = limits(every)
    notes = [f"Each cell: median of n = {facets.span(counts, str)} trials. "
             "The diagonal is empty: a CPU and itself."]
    if beyond != "neither":
        ends = map(style.number, (numpy.nanmin(every), numpy.nanmax(every)))
        notes.append("Where the scale ends in a point some pairs are beyond "
                     f"it; all are within {' to '.join(ends)} ns.")
    missing = sum(matrix.missing() for matrix in matrices)
    if missing:
        notes.append(f"Empty, too: pairs without a figure ({missing}).")
    width = 2 * MARGIN + AXIS + BAR + max(matrix.side for matrix in matrices)
    page = Page(max(width, LEAST_WIDTH),
                sum(matrix.height() for matrix in matrices),
                facets.header(run, "Line transfers between CPUs",
                              "The time of one cache line, one way, between "
                              "two CPUs (scenario floor). Less is better."),
                facets.footer((" ".join(notes),)), facets.corner(run))
    top = page.body_top
    for matrix in matrices:
        matrix.draw(page, top, low, high, beyond)
        top -= matrix.height()
    yield from page.save(folder, "line-transfers")
