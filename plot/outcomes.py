# SPDX-License-Identifier: MIT
"""What became of gets and puts: shares of all, stacked, a row for each pool.

A bar is a whole, so that the axis is the same everywhere. Counts of all
trials are added up.
"""

from matplotlib.patches import Patch

import columns
import facets
import style
from page import MARGIN, NothingToDraw, Page, width

ROW = 0.27
BAR = 0.66          # of a row
PANEL = 2.5
VALUES = 0.75       # beside a panel
GAP = 0.2
BAND = 0.28         # above the panels, for the setting's name
HEADS = 0.2
TICKS = 0.36
LEGEND = 0.55
MOST_HEIGHT = 12
LABEL_SIZE = 9

# No pool's colours: dark is what one hopes for.
LOOKS = {
    "hit": {"facecolor": "#4D4D4D", "linewidth": 0},
    "fallback": {"facecolor": "white", "hatch": "xxxx",
                 "edgecolor": style.FAINT, "linewidth": 0},
    "accepted": {"facecolor": "#9A9A9A", "linewidth": 0},
    "full": {"facecolor": "white", "hatch": "////",
             "edgecolor": style.ALARM, "linewidth": 0},
    "negative": {"facecolor": style.ALARM, "linewidth": 0},
}
NAMES = {
    "hit": "get: hit, from the pool",
    "fallback": "get: fallback, a miss is charged",
    "accepted": "put: accepted",
    "full": "put: refused, the pool is full",
    "negative": "put: refused, its count is below zero",
}


def outcomes_of(trials):
    """Gets and puts by outcome; a side without counts is empty."""
    def total(name):
        if trials is None or name not in trials.columns \
                or trials[name].isna().any():
            return None
        return trials[name].sum()

    hit, fallback = total("get_hit"), total("fallback_allocs")
    accepted, refused = total("put_accepted"), total("put_refused")
    negative = total("put_refused_negative") or 0
    gets = puts = {}
    if hit is not None and fallback is not None and hit + fallback > 0:
        gets = {"hit": hit, "fallback": fallback}
    if accepted is not None and refused is not None \
            and accepted + refused > 0:
        puts = {"accepted": accepted, "full": refused - negative,
                "negative": negative}
    return gets, puts


def share(part):
    """As a text that is 0 % or 100 % only where that is exact."""
    if part in (0, 1):
        return f"{100 * part:.0f} %"
    text = f"{100 * part:.2f} %"
    return {"0.00 %": "<0.01 %", "100.00 %": ">99.99 %"}.get(text, text)


class Panel:
    """One setting: rows of (pool, gets, puts)."""

    def __init__(self, title, rows):
        order = style.ordered_pools(row[0] for row in rows)
        self.title = title
        self.rows = sorted(rows, key=lambda row: order.index(row[0]))

    def height(self):
        return BAND + HEADS + ROW * len(self.rows) + TICKS


class Chart:
    """One file, of one scenario."""

    def __init__(self, run, points, scenario):
        self.run = run
        self.points = points
        self.drawn = points[points["drawn"]]
        self.scenario = scenario
        self.settings = facets.swept_settings(run, points)
        self.panels = list(self.all_panels())
        self.silent = sorted({row[0] for panel in self.panels
                              for row in panel.rows if not row[1]
                              and not row[2]})

    def all_panels(self):
        for values in facets.combinations(self.drawn, self.settings):
            same = facets.select(self.drawn, self.settings, values)
            for place in columns.columns(self.run, same):
                there = columns.at(same, place)
                for count, here in there.groupby("producers"):
                    rows = [(point["pool"], *outcomes_of(
                        self.run.trials_of(point)))
                        for _, point in here.iterrows()]
                    if any(gets or puts for _, gets, puts in rows):
                        yield Panel(facets.panel_title(
                            self.run, self.settings, values, place, count),
                            rows)

    def header(self, page_number, pages):
        title = f"Outcomes of gets and puts in scenario {self.scenario}"
        if pages > 1:
            title += f" ({page_number} of {pages})"
        return facets.header(self.run, title, facets.capital(
            style.SCENARIOS[self.scenario]) + ". Shares of all buffers in "
            "the windows.")

    def footer(self):
        text = "Bars: all of n = " \
            f"{facets.span(self.drawn['n'], str)} trials added up. Beside " \
            "them: the share of hits, and of refusals."
        if any(not row[1] or not row[2] for panel in self.panels
               for row in panel.rows):
            text += " –: no such count is kept."
        return facets.footer((
            text, facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    def draw_side(self, page, left, top, panel, side):
        """side: 1 for gets, 2 for puts."""
        ax = page.panel(left, top, PANEL, ROW * len(panel.rows))
        ax.set_ylim(len(panel.rows) - 0.5, -0.5)
        ax.set_xlim(0, 100)
        ax.set_xticks((0, 25, 50, 75, 100))
        ax.set_xticklabels(("0", "25", "50", "75", "100 %"))
        ax.tick_params(axis="y", length=0)
        for edge in ("top", "right"):
            ax.spines[edge].set_visible(False)
        ax.set_yticks([])
        for y, row in enumerate(panel.rows):
            counts = row[side]
            start = 0
            for name, count in counts.items():
                part = 100 * count / sum(counts.values())
                if part > 0:
                    ax.barh(y, part, BAR, left=start, **LOOKS[name])
                start += part
            text = "–"
            if counts:
                parts = list(counts.values())
                good = parts[0] / sum(parts)
                text = share(good if side == 1 else 1 - good)
            page.text(left + PANEL + VALUES - 0.05, top - ROW * (y + 0.5),
                      text, size=8.5, ha="right", va="center")
        return ax

    def draw_panel(self, page, left, top, panel):
        page.text(MARGIN, top, panel.title, size=9.5, weight="bold", va="top")
        top -= BAND
        right = left + PANEL + VALUES + GAP
        for x, name, value in ((left, "gets", "hits"),
                               (right, "puts", "refused")):
            page.text(x, top, name, size=8.5, va="top", color=style.FAINT)
            page.text(x + PANEL + VALUES - 0.05, top, value, size=8.5,
                      va="top", ha="right", color=style.FAINT)
        top -= HEADS
        ax = self.draw_side(page, left, top, panel, 1)
        self.draw_side(page, right, top, panel, 2)
        facets.label_rows(ax, [row[0] for row in panel.rows], LABEL_SIZE)

    def draw_page(self, panels, page_number, pages):
        names = 0.15 + max(width(row[0], LABEL_SIZE, "bold")
                           for panel in self.panels for row in panel.rows)
        page_width = 2 * MARGIN + names + 2 * (PANEL + VALUES) + GAP
        page = Page(page_width, LEGEND + sum(
            panel.height() for panel in panels),
            self.header(page_number, pages), self.footer(),
            facets.corner(self.run))
        page.figure.legend(
            [Patch(**looks) for looks in LOOKS.values()], NAMES.values(),
            loc="upper left", ncol=3, frameon=False, fontsize=8.5,
            bbox_to_anchor=(MARGIN / page.width,
                            page.body_top / page.height),
            borderpad=0, borderaxespad=0, columnspacing=1.4)
        top = page.body_top - LEGEND
        for panel in panels:
            self.draw_panel(page, MARGIN + names, top, panel)
            top -= panel.height()
        return page


def draw(run, folder, scenario):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, scenario)
    chart = Chart(run, points, scenario)
    if not chart.panels:
        raise NothingToDraw("samples.csv has no counts of outcomes")
    pages = facets.pages_of(chart.panels, MOST_HEIGHT)
    for i, part in enumerate(pages, 1):
        page = chart.draw_page(part, i, len(pages))
        yield from page.save(folder, f"outcomes-{scenario}", i)
