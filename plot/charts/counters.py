# SPDX-License-Identifier: MIT
"""What was counted per buffer, by role: a panel for each event.

Counts of the threads of a role are added up, and divided by the buffers of
the trial. An event whose count is not there for one thread is not there. A
rare one has no panel: by the time that a buffer takes, a handful of events
per trial would only draw the costs once more.
"""

import statistics

import matplotlib.ticker as ticker

from charts import facets, selection, style
from charts.page import MARGIN, NothingToDraw, Page, width
from verdicts import judge

ROW = 0.25
LOW_ROW = 0.18      # where a panel has more rows than this:
MANY_ROWS = 16
PANEL = 2.2
GAP = 0.55
ACROSS = 3
BAND = 0.3
TICKS = 0.5
SETTING = 0.3
LEGEND = 0.3
LABEL_SIZE = 8.5
LOW_LABEL_SIZE = 8
# An event has a panel if, at some point, the median trial has so many of it,
# or so much of the window for one in ns.
LEAST_EVENTS = 10
LEAST_SHARE = 0.01
# An interval goes so far beyond the largest median, or it is cut.
FARTHEST = 1.5
# Below it an axis counts by the million buffers.
SMALL = 0.01
GOOD = ("ok", "scaled")


def by_trial(counters):
    """A row for each trial, pool, role and event: the sum of its threads, nan
    unless all of them have a value; and whether one was scaled."""
    counters = counters.assign(
        value=counters["value"].where(counters["status"].isin(GOOD)),
        scaled=counters["status"] == "scaled")
    groups = counters.groupby(["trial", "pool", "role", "event"])
    sums = groups["value"].sum(min_count=1)
    whole = groups["value"].count() == groups.size()
    return sums.where(whole).to_frame("value").assign(
        scaled=groups["scaled"].any()).reset_index()


class Reading:
    """An event, of one role and point: a value for each trial."""

    def __init__(self, event, trials):
        # Lists: there are many readings, and each is short.
        values = list(trials["value"])
        each = list(trials["value"] / trials["buffers"])
        self.most = max(values)
        self.per_buffer = statistics.median(each)
        self.interval = judge.interval(each)
        if event.endswith("_ns"):
            shares = list(each / trials["ns_per_buffer"])
            self.frequent = statistics.median(shares) >= LEAST_SHARE
        else:
            self.frequent = statistics.median(values) >= LEAST_EVENTS


class Panels:
    """One setting: {event: {pool: {role: Reading}}}."""

    def __init__(self, title, events):
        self.title = title
        self.events = events
        self.zero = []
        self.pools = style.ordered_pools(
            pool for pools in events.values() for pool in pools)
        self.low = len(self.pools) > MANY_ROWS
        self.row = LOW_ROW if self.low else ROW

    def drop_zeros(self):
        self.zero = sorted(event for event in self.events if not any(
            reading.most for reading in self.readings(event)))
        for event in self.zero:
            del self.events[event]

    def readings(self, event):
        return [reading for roles in self.events.get(event, {}).values()
                for reading in roles.values()]


def most_text(event, most):
    """The largest value of a trial: "54 ms", "12"."""
    if not event.endswith("_ns"):
        return f"{most:.0f}"
    for size, unit in ((1e6, "ms"), (1e3, "µs")):
        if most >= size:
            return f"{style.number(most / size)} {unit}"
    return f"{most:.0f} ns"


class Chart:
    """One file, of one scenario: a page for each setting."""

    def __init__(self, run, points, scenario):
        self.run = run
        self.points = points
        every = points[points["drawn"]]
        self.drawn = selection.ends(every)
        self.left_out = selection.ends_text(every, self.drawn)
        self.scenario = scenario
        self.settings = facets.swept_settings(run, points)
        self.looks = style.pool_styles(set(run.points["pool"]))
        self.tables = {}
        self.absent = {}
        self.scaled = set()
        for name in {machine.name for machine in run.machines}:
            here = points[points["machine"] == name]
            part = run.part_of(here.iloc[0]) if len(here) else None
            if part is not None and part.counters is not None:
                self.tables[name] = by_trial(part.counters)
                for row in part.counters[~part.counters["status"].isin(GOOD)][
                        ["event", "status"]].drop_duplicates().itertuples():
                    self.absent.setdefault(row.status, set()).add(row.event)
        self.pages = list(self.all_pages())
        self.zero, self.rare = self.leave_out()

    def all_pages(self):
        for _, title, here in facets.panels_of(self.run, self.drawn,
                                               self.settings):
            panels = Panels(title, self.events_of(here))
            if panels.events:
                yield panels

    def leave_out(self):
        """Names of the events that are 0 in every trial of every page, and
        of those that are rare everywhere; their panels are dropped."""
        zero, rare = [], []
        for event in sorted({name for panels in self.pages
                             for name in panels.events}):
            readings = [reading for panels in self.pages
                        for reading in panels.readings(event)]
            most = max(reading.most for reading in readings)
            if most == 0:
                zero.append(event)
            elif not any(reading.frequent for reading in readings):
                rare.append(f"{event} (at most {most_text(event, most)})")
            else:
                continue
            for panels in self.pages:
                panels.events.pop(event, None)
        for panels in self.pages:
            panels.drop_zeros()
        self.pages = [panels for panels in self.pages if panels.events]
        return zero, rare

    def events_of(self, points):
        events = {}
        for _, point in points.iterrows():
            trials = self.run.trials_of(point)
            table = self.tables.get(point["machine"])
            if trials is None or table is None:
                continue
            mine = table.merge(trials[["trial", "pool", "buffers",
                                       "ns_per_buffer"]], on=["trial", "pool"])
            mine = mine[mine["value"].notna() & (mine["buffers"] > 0)]
            self.scaled |= set(mine.loc[mine["scaled"], "event"])
            for (event, role), group in mine.groupby(["event", "role"]):
                events.setdefault(event, {}).setdefault(
                    point["pool"], {})[role] = Reading(event, group)
        return events

    def header(self, page_number, pages):
        return facets.header(
            self.run, f"Counters per buffer in scenario {self.scenario}",
            facets.capital(style.SCENARIOS[self.scenario]) + ". User mode, "
            "the window only; the threads of a role added up.", page_number,
            pages)

    def left_out_text(self):
        """The events without a panel, and why."""
        notes = []
        if self.zero:
            notes.append("Counted, and 0 in every trial: "
                         f"{', '.join(self.zero)}.")
        if self.rare:
            notes.append(
                f"Too rare to be drawn, at every point fewer than "
                f"{LEAST_EVENTS} in the median trial (of what is in ns, less "
                f"than {style.percent(LEAST_SHARE)} of its window): "
                f"{', '.join(self.rare)}, in one trial by one role.")
        for status, events in sorted(self.absent.items()):
            notes.append(f"Not counted, or not always "
                         f"({status.replace('_', ' ')}): "
                         f"{', '.join(sorted(events))}.")
        return " ".join(notes)

    def footer(self, panels):
        readings = [reading for event in panels.events
                    for reading in panels.readings(event)]
        text = "Marker: median of n = " \
            f"{facets.span(self.drawn['n'], str)} trials."
        levels = [reading.interval[2] for reading in readings
                  if reading.interval]
        if levels:
            text += f" Bar: {facets.span(levels, style.percent)} " \
                "confidence interval of the median; an arrow: it goes on " \
                "beyond the axis."
        if len(levels) < len(readings):
            text += " No bar: too few trials."
        if panels.zero:
            text += " 0 in every trial of this setting: " \
                f"{', '.join(panels.zero)}."
        if self.scaled:
            text += " Scaled, as it shared the hardware: " \
                f"{', '.join(sorted(self.scaled))}."
        return facets.footer((
            text, self.left_out_text(), self.left_out, facets.fixed_text(
                self.run, self.drawn, self.settings),
            facets.not_measured_text(self.points)))

    def draw_intervals(self, ax, rows, unit, high):
        """rows: (y, colour, reading)."""
        rows = [row for row in rows if row[2].interval]
        ax.hlines([y for y, _, _ in rows],
                  [reading.interval[0] / unit for _, _, reading in rows],
                  [min(reading.interval[1], high) / unit
                   for _, _, reading in rows],
                  colors=[colour for _, colour, _ in rows], linewidth=1.2,
                  zorder=2)
        cut = [row for row in rows if row[2].interval[1] > high]
        ax.scatter([1.05 * high / unit] * len(cut), [y for y, _, _ in cut],
                   marker=">", s=12, c=[colour for _, colour, _ in cut],
                   zorder=2)

    def draw_event(self, ax, event, panels):
        """Returns how many buffers the axis counts by."""
        names = panels.pools
        readings = panels.readings(event)
        middle = max(reading.per_buffer for reading in readings)
        high = max([middle] + [end for reading in readings
                               for end in (reading.interval or ())[:2]
                               if end <= FARTHEST * middle]) or 1
        unit = 1e-6 if high < SMALL else 1
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.set_xlim(-0.03 * high / unit, 1.08 * high / unit)
        ax.xaxis.set_major_locator(
            ticker.MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        ax.xaxis.set_major_formatter("{x:.10g}")
        ax.grid(color=style.GRID, linewidth=0.6)
        ax.tick_params(axis="y", length=0)
        rows = []
        for row, pool in enumerate(names):
            for role, reading in panels.events[event].get(pool, {}).items():
                y = row + (0.18 if role == "producer" else -0.18)
                look = self.looks[pool]
                rows.append((y, look.colour, reading))
                ax.plot([reading.per_buffer / unit], [y], zorder=3,
                        **style.marker_looks(look, 4.5, role == "producer"))
        self.draw_intervals(ax, rows, unit, high)
        return "buffer" if unit == 1 else "million buffers"

    def draw_page(self, panels, page_number, pages):
        names = 0.15 + max(width(pool, LABEL_SIZE, "bold")
                           for pool in panels.pools)
        height = panels.row * len(panels.pools)
        size = LOW_LABEL_SIZE if panels.low else LABEL_SIZE
        rows = -(-len(panels.events) // ACROSS)
        page = Page(2 * MARGIN + names + ACROSS * PANEL + (ACROSS - 1) * GAP,
                    SETTING + LEGEND + rows * (BAND + height + TICKS),
                    self.header(page_number, pages), self.footer(panels),
                    facets.corner(self.run))
        top = page.body_top
        page.text(MARGIN, top, panels.title, size=9.5, weight="bold",
                  va="top")
        page.text(MARGIN, top - SETTING, "Filled, above: the consumer. "
                  "Hollow, below: the producers.", size=8.5, va="top")
        top -= SETTING + LEGEND
        for i, event in enumerate(sorted(panels.events)):
            row, column = divmod(i, ACROSS)
            left = MARGIN + names + column * (PANEL + GAP)
            y = top - row * (BAND + height + TICKS)
            unit = "ns" if event.endswith("_ns") else "events"
            page.text(left, y, event, size=8.5, weight="bold", va="top")
            ax = page.panel(left, y - BAND + 0.05, PANEL, height, ("bottom",))
            per = self.draw_event(ax, event, panels)
            ax.set_xlabel(f"{unit} per {per}", size=8)
            if column == 0:
                facets.label_rows(ax, panels.pools, size)
            else:
                ax.set_yticks(range(len(panels.pools)))
                ax.set_yticklabels([])
        return page


def draw(run, folder, scenario):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, scenario)
    chart = Chart(run, points, scenario)
    if not chart.tables:
        raise NothingToDraw("there is no counters.csv")
    if not chart.pages:
        why = chart.left_out_text().rstrip(".")
        raise NothingToDraw("counters.csv has no event that is frequent"
                            + (f" ({why})" if why else ""))
    yield from facets.save_pages(chart, chart.pages, folder,
                                 f"counters-{scenario}")
