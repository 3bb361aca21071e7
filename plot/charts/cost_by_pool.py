# SPDX-License-Identifier: MIT
"""Cost per buffer, a row for each pool, a column for each placement.

Only the fewest producers of each placement: what more of them do is the
other chart's matter.
"""

from charts import columns, facets, style
from charts.axis import UNIT, CostAxis
from charts.page import MARGIN, Page, width

ROW = 0.3
PANEL_GAP = 0.25
VALUES = 0.6        # room for the medians beside a panel
BAND = 0.25         # above each, for the combination's name
TICKS = 0.45        # below each
AXIS_LABEL = 0.1    # below the last
MOST_HEIGHT = 11    # of all panels of a page
PANEL = 5.0         # width, if there is room
LEAST_PANEL = 1.8
LABEL_SIZE = 9
MARKER = 5
REFERENCES = {"handoff": "line_transfer", "uncontended": "atomic"}


def fewest_producers(points):
    """The points with the fewest producers that their placement has."""
    place = points["machine"] + "\0" + points["placement"]
    least = place.map(points[points["drawn"]].groupby(place)["producers"]
                      .min())
    # A placement without any figure: all of its points, to be listed.
    return points[least.isna() | (points["producers"] == least)]


class Chart:
    """One file: some rows of panels, of one scenario."""

    unit = UNIT
    title = "Cost per buffer by pool"
    number = "The number is the median."
    beside = VALUES

    def __init__(self, run, points, scenario):
        self.run = run
        self.points = points
        self.drawn = points[points["drawn"]]
        self.scenario = scenario
        self.settings = facets.swept_settings(run, points)
        self.places = columns.columns(run, self.drawn)
        self.pools = style.ordered_pools(self.drawn["pool"])
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.references = {place: self.reference(place)
                           for place in self.places}
        self.cost = CostAxis(self.values(), self.unit)
        self.set_sizes()

    def trials(self, point):
        """The figures of the single trials."""
        return self.run.samples_of(point)

    def reference(self, place):
        """The floor that is drawn as a line, or None."""
        floors = self.run.scenario("floor")
        floors = columns.at(floors, place)
        floors = floors[floors["drawn"] & (
            floors["pool"] == REFERENCES[self.scenario])]
        if len(floors):
            least = floors["producers"].min()
            return floors.loc[floors["producers"] == least,
                              "median_ns_per_buffer"].median()
        if REFERENCES[self.scenario] == "line_transfer":
            here = columns.at(self.drawn, place)
            lines = here["line_transfer_ns"].dropna()
            return lines.median() if len(lines) else None
        return None

    def reference_text(self, place):
        name = REFERENCES[self.scenario].replace("_", " ")
        return f"{name} {style.number(self.references[place])}"

    def values(self):
        """Everything that the axis of cost must hold."""
        values = list(self.drawn["median_ns_per_buffer"])
        for column in ("ci_low", "ci_high"):
            values += [value for value in self.drawn[column] if value > 0]
        values += [value for value in self.references.values() if value]
        for _, point in self.drawn.iterrows():
            values += self.trials(point)
        return values

    def place_title(self, place):
        here = columns.at(self.drawn, place)
        count = here["producers"].min()
        title = style.PLACEMENTS.get(place.placement, place.placement)
        if count:
            title += f", {style.producers_phrase(count)}"
        return title

    # What is written.

    def header(self, page_number, pages):
        title = self.title
        if self.scenario != "handoff":
            title += f", {self.scenario}"
        text = facets.capital(style.SCENARIOS[self.scenario])
        fewest = self.drawn["producers"]
        if fewest.nunique() > 1:
            text += ", with the fewest producers of each placement"
        elif fewest.max() > 0:
            text += f", with {style.producers_phrase(fewest.max())}"
        return facets.header(self.run, title,
                             f"{text}. Less is better. {self.number}",
                             page_number, pages)

    def marks_text(self):
        """What marker and bar are."""
        return facets.interval_text(self.drawn, "Bar")

    def floor_text(self):
        """What the dotted line is."""
        return style.FLOORS[REFERENCES[self.scenario]]

    def footer(self):
        marks = self.marks_text()
        if any(self.trials(point)
               for _, point in self.drawn.iterrows()):
            marks += " Thin strokes: the single trials."
        lines = []
        if self.scenario == "handoff" and style.FLOOR_POOL in self.pools:
            lines.append("Dashed line: pool null, the forward queue without "
                         "any pool.")
        if any(self.references.values()):
            lines.append(f"Dotted line: {self.floor_text()}.")
        if self.drawn["oversubscribed"].any():
            lines.append("Hollow: more threads than CPUs.")
        if self.dashes():
            lines.append("–: was not asked for there.")
        return facets.footer((
            marks, " ".join(lines),
            facets.fixed_text(self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    def dashes(self):
        """Whether a pool is nowhere in the file for one of the panels."""
        names = ["machine", "placement"] + self.settings + ["pool"]
        asked = set(map(tuple, self.points[names].values))
        every = facets.combinations(self.drawn, self.settings)
        return any((*place, *values, pool) not in asked
                   for place in self.places for values in every
                   for pool in self.pools)

    # What is drawn.

    def draw_point(self, ax, y, point):
        look = self.looks[point["pool"]]
        colour = look.colour
        samples = self.trials(point)
        ax.plot(samples, [y] * len(samples), "|", color=colour, alpha=0.4,
                markersize=6, markeredgewidth=0.7, zorder=2)
        if point["interval"]:
            # The ends stand out above and below a marker that is wider.
            ax.plot([point["ci_low"], point["ci_high"]], [y, y],
                    color=colour, linewidth=1.3, marker="|", markersize=12,
                    markeredgewidth=1, solid_capstyle="butt", zorder=3)
        ax.plot([point["median_ns_per_buffer"]], [y], zorder=4,
                **style.marker_looks(look, MARKER, point["oversubscribed"],
                                     edge=None))

    def value_text(self, points):
        """What stands beside the row of a pool, and its colour."""
        return style.number(points["median_ns_per_buffer"].median()), \
            style.TEXT

    def draw_lines(self, ax, here, place):
        """The floors, behind the points."""
        reference = self.references[place]
        if reference:
            ax.axvline(reference, color=style.FAINT, linewidth=1,
                       linestyle=":", zorder=1)
            text = self.reference_text(place)
            share = ax.transAxes.inverted().transform(
                ax.transData.transform((reference, 0)))[0]
            right = (1 - share) * self.panel > width(text, 7.5) + 0.1
            ax.annotate(text, (reference, -0.75),
                        xytext=(3 if right else -3, 0),
                        textcoords="offset points", va="center", size=7.5,
                        ha="left" if right else "right",
                        color=style.FAINT, zorder=5,
                        # The other line may be behind the text.
                        bbox={"facecolor": "white", "edgecolor": "none",
                              "pad": 0.8})
        null = here[here["pool"] == style.FLOOR_POOL]
        if self.scenario == "handoff" and len(null):
            ax.axvline(null["median_ns_per_buffer"].median(),
                       color=style.GREY, linewidth=1, linestyle="--",
                       zorder=1)

    def mark_absent(self, ax, here, asked):
        """What failed or is unavailable in words, what nobody asked for by a
        dash. asked: the points of the panel, with those without a figure."""
        beside = ax.get_yaxis_transform()
        for y, pool in enumerate(self.pools):
            if (here["pool"] == pool).any():
                continue
            if (asked["pool"] == pool).any():
                ax.text(0.5, y, "not measured", transform=beside, size=7.5,
                        ha="center", va="center", color=style.FAINT,
                        style="italic", bbox={
                            "facecolor": "white", "edgecolor": "none",
                            "pad": 0.8})
            else:
                ax.text(1.03, y, "–", transform=beside, va="center",
                        size=8.5, color=style.FAINT)

    def draw_panel(self, ax, here, place):
        rows = len(self.pools)
        self.cost.apply(ax.xaxis, ax.set_xscale, ax.set_xlim,
                        self.cost.ticks_across(self.panel))
        # Room for the reference's name above the first row.
        ax.set_ylim(rows - 0.5, -1.05 if any(self.references.values())
                    else -0.6)
        ax.grid(axis="x", color=style.GRID, linewidth=0.6)
        ax.hlines(range(rows), 0, 1, transform=ax.get_yaxis_transform(),
                  colors=style.GRID, linewidth=0.6, zorder=0)
        ax.tick_params(axis="y", length=0)
        beside = ax.get_yaxis_transform()
        for y, pool in enumerate(self.pools):
            mine = here[here["pool"] == pool]
            for _, point in mine.iterrows():
                self.draw_point(ax, y, point)
            if len(mine):
                text, colour = self.value_text(mine)
                ax.text(1.03, y, text, transform=beside, va="center",
                        size=8.5, color=colour)
        self.draw_lines(ax, here, place)

    def set_sizes(self):
        """Widths of the names, of a panel, and of the page; and the columns
        of each page."""
        self.names = 0.15 + max(width(pool, LABEL_SIZE, "bold")
                                for pool in self.pools)
        self.parts, self.panel, self.page_width = columns.fitted(
            self.places, self.names - PANEL_GAP, self.beside + PANEL_GAP,
            LEAST_PANEL, PANEL)

    def row_height(self):
        """A row of panels with what is above and below it."""
        return ROW * (len(self.pools) + 1) + TICKS + \
            (BAND if self.settings else 0)

    def draw_page(self, part, page_number, pages):
        places, combinations = part
        height = ROW * (len(self.pools) + 1)
        heads = columns.Heads(self.run, {
            place: self.place_title(place) for place in places},
            self.panel + self.beside)
        body = heads.height + len(combinations) * self.row_height() + AXIS_LABEL
        page = Page(self.page_width, body, self.header(page_number, pages),
                    self.footer(), facets.corner(self.run))
        top = page.body_top - heads.height
        for values in combinations:
            last = values == combinations[-1]
            if self.settings:
                page.text(MARGIN, top, facets.capital(
                    facets.combination_title(self.settings, values)),
                    size=9.5, weight="bold", va="top")
                top -= BAND
            for column, place in enumerate(places):
                here = facets.select(self.drawn, self.settings, values)
                here = columns.at(here, place)
                left = MARGIN + self.names + column * (
                    self.panel + self.beside + PANEL_GAP)
                if values == combinations[0]:
                    heads.draw(page, page.body_top, place, left)
                ax = page.panel(left, top, self.panel, height, ("bottom",))
                self.draw_panel(ax, here, place)
                self.mark_absent(ax, here, columns.at(facets.select(
                    self.points, self.settings, values), place))
                if column == 0:
                    facets.label_rows(ax, self.pools, LABEL_SIZE)
                else:
                    ax.set_yticks([])
                if last:
                    ax.set_xlabel(self.cost.label)
            top -= height + TICKS
        return page


def pages_of(chart):
    """Columns and combinations of settings of each page, as many as fit."""
    most = max(1, int(MOST_HEIGHT / chart.row_height()))
    for places in chart.parts:
        every = facets.combinations(columns.among(chart.drawn, places),
                                    chart.settings)
        for i in range(0, len(every), most):
            yield places, every[i:i + most]


def draw_pages(chart, folder, name):
    """Yield the paths of what was written."""
    if chart.scenario != "handoff":
        name += f"-{chart.scenario}"
    yield from facets.save_pages(chart, list(pages_of(chart)), folder, name)


def draw(run, folder, scenario):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, scenario)
    chart = Chart(run, fewest_producers(points), scenario)
    yield from draw_pages(chart, folder, "cost-by-pool")
