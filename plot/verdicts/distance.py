# SPDX-License-Identifier: MIT
"""Ratios by distance of the CPUs, where they depend on it.

A hypervisor may run two CPUs on one core now and on two sockets then: the line
transfers of the trials tell. Rings gain most where CPUs are near.
"""

import math
import typing

from . import judge, texts

# Between line transfers with such a gap the CPUs were moved by a hypervisor,
# and a group ends there, however wide it is.
LIKE = 1.5
# More groups than that are none: the last has all beyond.
MOST_GROUPS = 8
# Fewer trials have no tenths.
FEWEST = 10


class Group(typing.NamedTuple):
    """Trials whose CPUs were alike far from each other. line_ns: median of
    what a line took; ratio: judge.Interval of theirs, by itself."""
    line_ns: float
    ratio: judge.Interval


def parts(trials):
    """Trials, tuples that begin with the line transfer in ns, taken apart where
    the CPUs were moved: lists, the nearest first. Those without a line
    transfer are left out."""
    found = []
    for trial in sorted((trial for trial in trials if trial[0]),
                        key=lambda trial: trial[0]):
        near = found and trial[0] <= LIKE * found[-1][-1][0]
        if near or len(found) == MOST_GROUPS:
            found[-1].append(trial)
        else:
            found.append([trial])
    return found


def groups(trials):
    """The Groups of (line transfer in ns, ratio) of trials, the nearest first;
    empty where no two of them have intervals apart from each other, so that
    one ratio says it all."""
    found = [Group(judge.median([line for line, _ in part]),
                   judge.median_interval([ratio for _, ratio in part],
                                         judge.VERDICT_LEVEL))
             for part in parts(trials)]
    valid = [group.ratio for group in found if group.ratio.valid]
    apart = valid and max(ratio.low for ratio in valid) > \
        min(ratio.high for ratio in valid)
    return found if apart else []


def group_lines(trials):
    """The groups in a line each."""
    return [f"    at {group.line_ns:.3g} ns a line: "
            f"{texts.ratio(group.ratio.estimate)} "
            f"{texts.interval(group.ratio)}, "
            f"{texts.plural(group.ratio.n, 'trial')}"
            for group in groups(trials)]


def notes(rows):
    """How sure the ratios by distance are; nothing where there are none."""
    if any(groups(row.trials) for row in rows):
        yield "at ... ns a line: each interval is of level " \
            f"{judge.VERDICT_LEVEL:g} by itself."


def change(result):
    """(low, high): how long a line took between the same CPUs at the first and
    at the last tenth of a result's trials, of the placement and number of
    producers where it changed most; None where it did not."""
    places = {}
    for point in result.points:
        lines = places.setdefault((point["placement"], point["producers"]), [])
        lines += [sample.line_transfer_ns for sample in point.samples
                  if sample.good and sample.line_transfer_ns is not None]
    changed = [ends for ends in map(_tenths, places.values())
               if ends and ends[1] > LIKE * ends[0]]
    return max(changed, default=None, key=lambda ends:
               ends[1] / ends[0] if ends[0] else math.inf)


def _tenths(lines):
    if len(lines) < FEWEST:
        return None
    return judge.quantile(lines, 0.1), judge.quantile(lines, 0.9)
