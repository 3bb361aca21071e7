# SPDX-License-Identifier: MIT
"""How often verdicts are right: comparisons of a pool with itself, as `bench
selftest` measured them."""

import math
import re

from . import judge, table
from .table import COUNT, FIGURE

# Side B is made slower by so much.
SLOWER_PERCENT = (1, 2, 5, 10)
# Of comparisons so many are to be found.
WANTED_SHARE = 0.9
SCENARIOS = ("handoff", "uncontended")
# How the name of a point begins: its scenario, and its pool somewhere
POINT = re.compile(r"([^/]*).*?/pool:([^/]*)")
NEEDED = ("comparison", "point", "round", "ratio", "base_ns_per_buffer")


class Comparison:
    """A pool with a copy of itself. number; point: its name; ratios: one a
    trial; across: base_ns of the set's trials, by round."""

    def __init__(self, number, point, across):
        self.number = number
        self.point = point
        self.ratios = []
        self.across = across

    @property
    def scenario(self):
        return POINT.match(self.point)[1]

    @property
    def pool(self):
        return POINT.match(self.point)[2]


def read(path):
    """The Comparisons of selftest-samples.csv, in the order of their
    numbers."""
    rows = table.read(path)
    rows.need(NEEDED)
    numbers = rows.numbers("comparison", COUNT, needed=True)
    rounds = rows.numbers("round", COUNT, needed=True)
    ratios = rows.numbers("ratio", FIGURE, needed=True)
    bases = rows.numbers("base_ns_per_buffer", FIGURE, needed=True)
    found, sets = {}, {}
    for index, (number, point, round_number, ratio, base) in enumerate(zip(
            numbers, rows.texts("point"), rounds, ratios, bases)):
        if not POINT.match(point):
            raise rows.damaged(index, f"point: '{point[:40]}' is not the name "
                               "of one")
        if not ratio or not base:
            raise rows.damaged(index, "a ratio or a time of 0")
        across = sets.setdefault(point, {})
        across[round_number] = base
        one = found.setdefault(number, Comparison(number, point, across))
        one.ratios.append(ratio)
    return [found[number] for number in sorted(found)]


def _spread_percent(values):
    """The middle half, percent."""
    return 100 * (judge.quantile(values, 0.75) - judge.quantile(values, 0.25))


def _across_percent(one):
    """From one trial to the next the same pool is another process's."""
    ns = list(one.across.values())
    return _spread_percent([after / before
                            for before, after in zip(ns, ns[1:])])


def _median(values):
    """nan where one of them is."""
    return math.nan if any(map(math.isnan, values)) else judge.median(values)


class Group:
    """What some comparisons have in common."""

    def __init__(self, name, comparisons):
        self.name = name
        self.comparisons = len(comparisons)
        family = judge.family(True, judge.VERDICT_LEVEL, 1)
        verdicts = [judge.verdict_of_ratios(one.ratios, family)
                    for one in comparisons]
        lows = [verdict.ratio.low for verdict in verdicts
                if verdict.ratio.valid]
        self.fit = len(lows)
        self.unfit = len(verdicts) - len(lows)
        self.alarms = sum(verdict.verdict in (judge.FASTER, judge.SLOWER)
                          for verdict in verdicts)
        self.found = [sum(low * (1 + percent / 100) > 1 for low in lows)
                      for percent in SLOWER_PERCENT]
        # what is slower by more than this is found
        self.smallest_found = judge.quantile(
            [1 / low for low in lows] + [math.inf] * self.unfit, WANTED_SHARE)
        self.within = _median([_spread_percent(one.ratios)
                               for one in comparisons])
        self.across = _median([_across_percent(one) for one in comparisons])

    @property
    def share(self):
        """(low, high) that the false alarms may stand for; nan: not known."""
        return judge.share_interval(self.alarms, self.fit) or \
            (math.nan, math.nan)

    @property
    def consistent(self):
        """With the level: fewer alarms than that are no fault. nan: not
        known."""
        return self.share[0] <= 1 - judge.VERDICT_LEVEL if self.fit \
            else math.nan


def groups(comparisons, short):
    """The Groups of scenarios and points; short: names that fit a column."""
    for scenario in SCENARIOS:
        yield Group(scenario, [one for one in comparisons
                               if one.scenario == scenario])
    for point in dict.fromkeys(one.point for one in comparisons):
        members = [one for one in comparisons if one.point == point]
        name = f"{members[0].scenario} {members[0].pool}" if short else point
        yield Group(name, members)
