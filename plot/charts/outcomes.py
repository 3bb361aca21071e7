# SPDX-License-Identifier: MIT
"""What became of gets and puts: shares of all, stacked, a row for each pool.

A bar is a whole, so that the axis is the same everywhere. Counts of all
trials are added up. Where nearly all gets hit there is nothing to see: such
panels are named, and in a long chart such pools.
"""

from matplotlib.patches import Patch

from charts import facets, selection, style
from charts.page import MARGIN, NothingToDraw, Page, width

ROW = 0.27
LOW_ROW = 0.17      # where a panel has more rows than this:
MANY_ROWS = 16
BAR = 0.66          # of a row
PANEL = 2.2
VALUES = 0.72       # beside a panel
RANGES = 0.78       # beside them
GAP = 0.2
BAND = 0.28         # above the panels, for the setting's name
HEADS = 0.2
TICKS = 0.36
LEGEND = 0.55
MOST_HEIGHT = 12
LABEL_SIZE = 9
LOW_LABEL_SIZE = 8
# Shares of misses, and of refusals, with which a panel is not worth its room,
# and a pool is not in a chart of more pages.
LITTLE = 0.001
LITTLE_IN_MANY = 0.005
MOST_PAGES = 10
# Trials whose shares lie closer together are not worth a range.
NARROW = 0.001
# What calls no pool: what it gives back is released, and not refused.
NO_POOL = ("nopool",)

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


def little_text(most):
    return f"Not drawn, as at most {style.percent(most)} of a pool's gets " \
        f"missed and at most {style.percent(most)} of its puts were refused: "


def range_of(part, rest):
    """The least and the largest share of part in a trial, in percent."""
    shares = part / (part + rest)
    low, high = shares.min(), shares.max()
    if high - low <= NARROW:
        return ""
    return f"{100 * low:.1f} – {100 * high:.1f}"


class Row:
    """One pool in one setting."""

    def __init__(self, point, trials):
        self.pool = point["pool"]
        self.oversubscribed = point["oversubscribed"]
        self.gets, self.puts = outcomes_of(trials)
        self.ranges = {"gets": "", "puts": ""}
        if self.gets:
            self.ranges["gets"] = range_of(
                trials["get_hit"], trials["fallback_allocs"])
        if self.pool in NO_POOL:
            self.puts = {}
        if self.puts:
            self.ranges["puts"] = range_of(
                trials["put_refused"], trials["put_accepted"])

    def silent(self):
        return not self.gets and not self.puts

    def quiet(self, most):
        """No more misses, and no more refusals."""
        return self.pool in NO_POOL or all(
            1 - next(iter(counts.values())) / sum(counts.values()) <= most
            for counts in (self.gets, self.puts) if counts)


class Panel:
    """One setting."""

    def __init__(self, title, rows):
        order = style.ordered_pools(row.pool for row in rows)
        self.title = title
        self.oversubscribed = any(row.oversubscribed for row in rows)
        self.rows = sorted(rows, key=lambda row: order.index(row.pool))

    def low(self):
        return len(self.rows) > MANY_ROWS

    def row(self):
        return LOW_ROW if self.low() else ROW

    def height(self):
        return BAND + HEADS + self.row() * len(self.rows) + TICKS

    def without(self, pools):
        return Panel(self.title, [row for row in self.rows
                                  if row.pool not in pools])


class Chart:
    """One file, of one scenario."""

    def __init__(self, run, points, scenario):
        self.run = run
        self.points = points
        every = points[points["drawn"]]
        self.drawn = selection.ends(every)
        self.scenario = scenario
        self.settings = facets.swept_settings(run, points)
        self.left_out = [selection.ends_text(every, self.drawn)]
        self.panels = self.worth_drawing(list(self.all_panels()))

    def all_panels(self):
        for _, title, here in facets.panels_of(self.run, self.drawn,
                                               self.settings):
            rows = [Row(point, self.run.trials_of(point))
                    for _, point in here.iterrows()]
            if not all(row.silent() for row in rows):
                yield Panel(title, rows)

    def worth_drawing(self, panels):
        """Without what is quiet; left_out gets a sentence about it."""
        loud = [panel for panel in panels
                if not all(row.quiet(LITTLE) for row in panel.rows)]
        quiet = [panel.title for panel in panels if panel not in loud]
        if panels and not loud:
            loud = panels[:1]
            quiet = [f"all but the first of {len(panels)} panels"] \
                if len(panels) > 1 else []
        if quiet:
            self.left_out.append(little_text(LITTLE) + selection.listed(
                quiet, " / ") + ".")
        if len(facets.pages_of(loud, MOST_HEIGHT)) <= MOST_PAGES:
            return loud
        rows = [row for panel in loud for row in panel.rows]
        pools = {row.pool for row in rows} - {
            row.pool for row in rows
            if row.silent() or not row.quiet(LITTLE_IN_MANY)}
        if pools:
            self.left_out.append(little_text(LITTLE_IN_MANY) + ", ".join(
                style.ordered_pools(pools)) + ".")
        return [panel for panel in (panel.without(pools) for panel in loud)
                if panel.rows]

    def header(self, page_number, pages):
        return facets.header(
            self.run, f"Outcomes of gets and puts in scenario {self.scenario}",
            facets.capital(style.SCENARIOS[self.scenario]) + ". Shares of all "
            "buffers in the windows.", page_number, pages)

    def footer(self):
        text = "Bars: all of n = " \
            f"{facets.span(self.drawn['n'], str)} trials added up. Beside " \
            "them: the share of hits, and of refusals, and its range over " \
            f"the trials where that is wider than {style.percent(NARROW)}."
        if any(not row.gets or not row.puts for panel in self.panels
               for row in panel.rows):
            text += " –: no such count is kept."
        if any(row.pool in NO_POOL for panel in self.panels
               for row in panel.rows):
            text += f" {', '.join(NO_POOL)}: its puts are released, as " \
                "there is no pool that could refuse them."
        if any(panel.oversubscribed for panel in self.panels):
            text += " OVERSUBSCRIBED: threads share a CPU, so that the " \
                "shares are the scheduler's, too."
        return facets.footer((
            text, " ".join(filter(None, self.left_out)),
            facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    def draw_side(self, page, left, top, panel, side):
        """side: gets or puts."""
        ax = page.panel(left, top, PANEL, panel.row() * len(panel.rows))
        ax.set_ylim(len(panel.rows) - 0.5, -0.5)
        ax.set_xlim(0, 100)
        ax.set_xticks((0, 25, 50, 75, 100))
        ax.set_xticklabels(("0", "25", "50", "75", "100 %"))
        ax.tick_params(axis="y", length=0)
        ax.set_yticks([])
        for y, row in enumerate(panel.rows):
            counts = getattr(row, side)
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
                text = share(good if side == "gets" else 1 - good)
            middle = top - panel.row() * (y + 0.5)
            page.text(left + PANEL + VALUES - 0.05, middle, text, ha="right",
                      size=8 if panel.low() else 8.5, va="center")
            page.text(left + PANEL + VALUES + RANGES - 0.05, middle,
                      row.ranges[side], size=7.5, ha="right", va="center",
                      color=style.FAINT)
        return ax

    def draw_panel(self, page, left, top, panel):
        page.text(MARGIN, top, panel.title, size=9.5, weight="bold", va="top")
        top -= BAND
        if panel.oversubscribed:
            page.text(page.width - MARGIN, top + BAND, "OVERSUBSCRIBED",
                      size=8.5, weight="bold", va="top", ha="right",
                      color=style.ALARM)
        right = left + PANEL + VALUES + RANGES + GAP
        for x, name, value in ((left, "gets", "hits"),
                               (right, "puts", "refused")):
            page.text(x, top, name, size=8.5, va="top", color=style.FAINT)
            page.text(x + PANEL + VALUES - 0.05, top, value, size=8.5,
                      va="top", ha="right", color=style.FAINT)
            page.text(x + PANEL + VALUES + RANGES - 0.05, top, "range, %",
                      size=8.5, va="top", ha="right", color=style.FAINT)
        top -= HEADS
        ax = self.draw_side(page, left, top, panel, "gets")
        self.draw_side(page, right, top, panel, "puts")
        facets.label_rows(ax, [row.pool for row in panel.rows],
                          LOW_LABEL_SIZE if panel.low() else LABEL_SIZE)

    def draw_page(self, panels, page_number, pages):
        names = 0.15 + max(width(row.pool, LABEL_SIZE, "bold")
                           for panel in self.panels for row in panel.rows)
        page_width = 2 * MARGIN + names + GAP + \
            2 * (PANEL + VALUES + RANGES)
        page = Page(page_width, LEGEND + sum(
            panel.height() for panel in panels),
            self.header(page_number, pages), self.footer(),
            facets.corner(self.run))
        page.legend([Patch(**looks) for looks in LOOKS.values()],
                    NAMES.values(), 3, fontsize=8.5, columnspacing=1.4)
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
    yield from facets.save_pages(
        chart, facets.pages_of(chart.panels, MOST_HEIGHT), folder,
        f"outcomes-{scenario}")
