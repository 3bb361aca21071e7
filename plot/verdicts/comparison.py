# SPDX-License-Identifier: MIT
"""The points that two results have in common, or the pools of one result, with
a verdict for each."""

import collections

from . import judge
from .reader import AXES
from .table import ResultError

BASE_POOL = "svc_page_pool"
FLOOR = "floor"
# Scenarios whose ns per buffer is no figure; one that is not known here is
# taken for one that has a cost.
NO_COST = ("overflow", "latency")
# In these a pool in user space differs from the same one in a kernel, where a
# miss is a real allocation.
CALIBRATED = ("where", "clear", "miss_ns")


class Row:
    """One comparison. point: what both sides share, except the pool of the
    base; base_pool; times: ns per buffer of each side's good samples; ns: their
    medians; trials: (line transfer in ns, ratio of change to base) of each
    trial of one result that has both; failed: trials of both sides without a
    figure; disturbed: good samples of both sides that were disturbed; judged:
    judge.Verdict, set when all rows are known."""

    judged = None

    def __init__(self, base, change, trials):
        self.point = change
        self.base_pool = base.pool
        samples = base.rounds + change.rounds
        good = [sample for sample in samples if sample.good]
        self.times = [[sample.ns_per_buffer for sample in point.rounds
                       if sample.good] for point in (base, change)]
        self.ns = [judge.median(times) for times in self.times]
        self.failed = len(samples) - len(good)
        self.disturbed = sum(bool(sample.disturbed) for sample in good)
        self.trials = list(trials)

    @property
    def ratios(self):
        return [ratio for _, ratio in self.trials]

    @property
    def why_none(self):
        """Why it has figures of the change and no ratio; None where it has
        one, or no figure."""
        if self.judged.n or not self.times[1]:
            return None
        if not self.times[0]:
            return "the base has no good trial"
        if self.base_pool == self.point.pool:
            return "no round has a good trial of both"
        if self.base_pool == BASE_POOL:
            return "its trials have no figure of the base"
        return f"no round has a ratio of both to {BASE_POOL}"


class Comparison:
    """results: one whose pools are compared with the pool `base`, or base and
    change; rows: those of one setting follow each other; only: points of each
    side that have no counterpart; has_cost: a point is of a scenario that has
    a cost; family: judge.Family of the rows. calibrate: points of two results
    are counterparts wherever they ran, and so are their rounds: they took
    turns."""

    def __init__(self, results, base, filters, level, calibrate=False):
        self.results = results
        self.base = base
        self.filters = filters
        self.rows = []
        self.only = [], []
        sides = [_sorted_points(result) for result in results]
        self.has_cost = any(sides)
        if len(results) > 1:
            self._match_results(*sides, calibrate)
        else:
            self._match_pools(*sides)
        paired = base is not None or calibrate
        tested = sum(bool(row.trials) if paired else all(row.times)
                     for row in self.rows)
        self.family = judge.family(paired, level, tested)
        for row in self.rows:
            row.judged = judge.verdict_of_ratios(row.ratios, self.family) \
                if paired else judge.verdict_of_times(*row.times, self.family)

    def _match_results(self, base, change, calibrate):
        """The same points of two results."""
        def key(point):
            return tuple(point[axis] for axis in AXES
                         if not (calibrate and axis in CALIBRATED))
        for result, points in zip(self.results, (base, change)):
            for count in collections.Counter(map(key, points)).values():
                if count > 1:
                    raise ResultError(
                        f"{result.path} has {count} points that are one where "
                        f"{', '.join(CALIBRATED)} do not count: one value of "
                        "each would be right")
        others = {key(point): point for point in change}
        for point in filter(self.filters.wants, base):
            other = others.get(key(point))
            if other:
                self.rows.append(Row(point, other, _same_rounds(point, other)
                                     if calibrate else ()))
            else:
                self.only[0].append(point)
        known = set(map(key, base))
        self.only[1].extend(point for point in change
                            if key(point) not in known
                            and self.filters.wants(point))

    def _match_pools(self, points):
        """The pools of one result with one of them."""
        settings = {}
        for point in points:
            settings.setdefault(point.setting, []).append(point)
        for point in points:
            is_base = point.pool == self.base
            # a floor is no pool, and so none that lacks its base
            if point["scenario"] == FLOOR or \
                    not self.filters.wants(point, any_pool=is_base):
                continue
            others = [other for other in settings[point.setting]
                      if (other.pool == self.base) != is_base]
            if not others:
                self.only[0 if is_base else 1].append(point)
            elif not is_base:
                self.rows.append(Row(others[0], point,
                                     _ratios(others[0], point)))

    @property
    def most_unfit(self):
        """Ratios of the row that has most of those that have too few; 0 where
        no row is without an interval for lack of trials."""
        return max((row.judged.n for row in self.rows
                    if row.judged.verdict == judge.UNFIT), default=0)

    def counts(self):
        """How many rows have each of judge.VERDICTS."""
        found = [row.judged.verdict for row in self.rows]
        return {verdict: found.count(verdict) for verdict in judge.VERDICTS}


def _sorted_points(result):
    return sorted((point for point in result.points
                   if point["scenario"] not in NO_COST),
                  key=lambda point: point.order)


def _ratios(base, change):
    """Each pool is known by its ratio to BASE_POOL in its own trial. Where
    that is the base, nothing else is asked."""
    of_base = {sample.round: sample.ratio_to_svc_page_pool
               for sample in base.rounds if sample.good}
    for sample in change.rounds:
        by = 1 if base.pool == BASE_POOL else of_base.get(sample.round)
        ratio = sample.ratio_to_svc_page_pool
        if sample.good and ratio is not None and by:
            yield sample.line_transfer_ns, ratio / by


def _same_rounds(base, change):
    """The ratio of each round that both have."""
    of_base = {sample.round: sample.ns_per_buffer
               for sample in base.rounds if sample.good}
    for sample in change.rounds:
        if sample.good and of_base.get(sample.round):
            yield None, sample.ns_per_buffer / of_base[sample.round]
