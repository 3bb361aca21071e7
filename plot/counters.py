# SPDX-License-Identifier: MIT
"""What was counted per buffer, by role: a panel for each event.

Counts of the threads of a role are added up, and divided by the buffers of
the trial. An event whose count is not there for one thread is not there.
"""

import matplotlib.ticker as ticker

import columns
import cost_by_pool
import facets
import style
from page import MARGIN, NothingToDraw, Page, width

ROW = 0.25
PANEL = 2.2
GAP = 0.55
ACROSS = 3
BAND = 0.3
TICKS = 0.5
SETTING = 0.3
LEGEND = 0.3
LABEL_SIZE = 8.5
ROLES = ("consumer", "producer")
GOOD = ("ok", "scaled")


def by_trial(counters):
    """A row for each trial, role and event: the sum of its threads, nan
    unless all of them have a value; and whether one was scaled."""
    counters = counters.assign(
        value=counters["value"].where(counters["status"].isin(GOOD)),
        scaled=counters["status"] == "scaled")
    groups = counters.groupby(["trial", "role", "event"])
    sums = groups["value"].sum(min_count=1)
    whole = groups["value"].count() == groups.size()
    return sums.where(whole).to_frame("value").assign(
        scaled=groups["scaled"].any()).reset_index()


class Panels:
    """One setting: {event: {pool: {role: value per buffer}}}."""

    def __init__(self, title, events):
        self.title = title
        self.events = {name: pools for name, pools in events.items()
                       if any(value for roles in pools.values()
                              for value in roles.values())}
        self.zero = sorted(set(events) - set(self.events))
        self.pools = style.ordered_pools(
            pool for pools in self.events.values() for pool in pools)


class Chart:
    """One file, of one scenario: a page for each setting."""

    def __init__(self, run, points, scenario):
        self.run = run
        self.points = points
        self.drawn = points[points["drawn"]]
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

    def all_pages(self):
        for values in facets.combinations(self.drawn, self.settings):
            same = facets.select(self.drawn, self.settings, values)
            for place in columns.columns(self.run, same):
                there = columns.at(same, place)
                for count, here in there.groupby("producers"):
                    panels = Panels(facets.panel_title(
                        self.run, self.settings, values, place, count),
                        self.events_of(here))
                    if panels.events:
                        yield panels

    def events_of(self, points):
        events = {}
        for _, point in points.iterrows():
            trials = self.run.trials_of(point)
            table = self.tables.get(point["machine"])
            if trials is None or table is None \
                    or "trial" not in trials.columns:
                continue
            mine = table.merge(trials[["trial", "buffers"]], on="trial")
            mine = mine[mine["value"].notna() & (mine["buffers"] > 0)]
            self.scaled |= set(mine.loc[mine["scaled"], "event"])
            medians = (mine["value"] / mine["buffers"]).groupby(
                [mine["event"], mine["role"]]).median()
            for (event, role), value in medians.items():
                events.setdefault(event, {}).setdefault(
                    point["pool"], {})[role] = value
        return events

    def header(self, page_number):
        title = f"Counters per buffer in scenario {self.scenario}"
        if len(self.pages) > 1:
            title += f" ({page_number} of {len(self.pages)})"
        return facets.header(self.run, title, facets.capital(
            style.SCENARIOS[self.scenario]) + ". User mode, the window only; "
            "the threads of a role added up.")

    def footer(self, panels):
        notes = ["Marker: median of n = "
                 f"{facets.span(self.drawn['n'], str)} trials."]
        if panels.zero:
            notes.append(f"Counted, and 0: {', '.join(panels.zero)}.")
        for status, events in sorted(self.absent.items()):
            notes.append(f"Not counted, or not always "
                         f"({status.replace('_', ' ')}): "
                         f"{', '.join(sorted(events))}.")
        if self.scaled:
            notes.append("Scaled, as it shared the hardware: "
                         f"{', '.join(sorted(self.scaled))}.")
        return facets.footer((" ".join(notes), facets.fixed_text(
            self.run, self.drawn, self.settings)))

    def draw_event(self, ax, pools, names):
        ax.set_ylim(len(names) - 0.5, -0.5)
        high = max(value for roles in pools.values()
                   for value in roles.values())
        ax.set_xlim(-0.03 * high, 1.08 * high)
        ax.xaxis.set_major_locator(
            ticker.MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        ax.xaxis.set_major_formatter(
            ticker.FuncFormatter(lambda value, _: f"{value:.4g}"))
        ax.grid(color=style.GRID, linewidth=0.6)
        ax.tick_params(axis="y", length=0)
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        for y, pool in enumerate(names):
            for role, value in pools.get(pool, {}).items():
                ax.plot([value], [y + (0.16 if role == "producer" else -0.16)],
                        **style.marker_looks(self.looks[pool], 5.5,
                                             role == "producer"))

    def draw_page(self, panels, page_number):
        names = 0.15 + max(width(pool, LABEL_SIZE, "bold")
                           for pool in panels.pools)
        height = ROW * len(panels.pools)
        rows = -(-len(panels.events) // ACROSS)
        page = Page(2 * MARGIN + names + ACROSS * PANEL + (ACROSS - 1) * GAP,
                    SETTING + LEGEND + rows * (BAND + height + TICKS),
                    self.header(page_number), self.footer(panels),
                    facets.corner(self.run))
        top = page.body_top
        page.text(MARGIN, top, panels.title, size=9.5, weight="bold",
                  va="top")
        page.text(MARGIN, top - SETTING, "Filled, above: the consumer. "
                  "Hollow, below: the producers.", size=8.5, va="top")
        top -= SETTING + LEGEND
        for i, (event, pools) in enumerate(sorted(panels.events.items())):
            row, column = divmod(i, ACROSS)
            left = MARGIN + names + column * (PANEL + GAP)
            y = top - row * (BAND + height + TICKS)
            unit = "ns" if event.endswith("_ns") else "events"
            page.text(left, y, event, size=8.5, weight="bold", va="top")
            ax = page.panel(left, y - BAND + 0.05, PANEL, height)
            self.draw_event(ax, pools, panels.pools)
            ax.set_xlabel(f"{unit} per buffer", size=8)
            if column == 0:
                facets.label_rows(ax, panels.pools, LABEL_SIZE)
            else:
                ax.set_yticks(range(len(panels.pools)))
                ax.set_yticklabels([])
        return page


def draw(run, folder, scenario):
    """Yield the paths of what was written."""
    points = facets.figures_of(run, scenario)
    chart = Chart(run, cost_by_pool.fewest_producers(points), scenario)
    if not chart.tables:
        raise NothingToDraw("there is no counters.csv")
    if not chart.pages:
        why = "; ".join(f"{status.replace('_', ' ')}: "
                        f"{', '.join(sorted(events))}"
                        for status, events in sorted(chart.absent.items()))
        raise NothingToDraw("counters.csv has no count above 0"
                            + (f" ({why})" if why else ""))
    for i, panels in enumerate(chart.pages, 1):
        yield from chart.draw_page(panels, i).save(
            folder, f"counters-{scenario}", i)
