# SPDX-License-Identifier: MIT
"""What several results say of their pools, side by side.

Times of two machines have nothing to do with each other; that a pool is faster
than another one can hold on both.
"""

import itertools
import string
import typing

from . import compare_print, distance, judge, texts
from .compare_print import NAME_WIDTH
from .comparison import Row
from .reader import AXES
from .table import field, figure_field

# Each is called by a letter
MOST_RESULTS = len(string.ascii_uppercase)

AGREE, OPPOSITE, IN_PART, NOT_SHOWN, UNFIT, ONE_ONLY = AGREEMENTS = (
    "agree", "opposite", "in part", "not shown", "unfit", "one only")

MEANING = """\
agree: faster, or slower, in every result that has it; opposite: faster in
one and slower in another; in part: in some, and not shown in others; not
shown: in none; unfit: too little for a verdict in any; one only: one result
has it. verdict: that of bench compare on the result alone, with the interval
that says it; none: no difference shown. ratio: to the base pool in the same
trial, median over n trials. That two ratios differ is no verdict."""


class Entry(typing.NamedTuple):
    """A row, and the number of the comparison that it is of."""
    row: Row
    number: int


def groups(comparisons):
    """Entries of one pool in one setting each, in the order of settings."""
    entries = [Entry(row, number)
               for number, comparison in enumerate(comparisons)
               for row in comparison.rows]

    def point(entry):
        return entry.row.point.order
    return [list(group) for _, group in
            itertools.groupby(sorted(entries, key=point), key=point)]


def agreement(group):
    """What the verdicts of several results on one pool have in common."""
    verdicts = [entry.row.judged.verdict for entry in group]
    said = set(verdicts)
    if len(verdicts) == 1:
        return ONE_ONLY
    if said == {judge.UNFIT}:
        return UNFIT
    if {judge.FASTER, judge.SLOWER} <= said:
        return OPPOSITE
    if not said & {judge.FASTER, judge.SLOWER}:
        return NOT_SHOWN
    return AGREE if len(said) == 1 else IN_PART


def _entry(entry, pool, together):
    judged = entry.row.judged
    yield f" {pool:<{NAME_WIDTH}} {string.ascii_uppercase[entry.number]} " \
        f"{texts.ratio(judged.ratio.estimate):>6} " \
        f"{texts.interval(judged.ratio):>15} " \
        f"{judge.MARKS[judged.verdict]:<7} {together:<9} {judged.n:4}"
    yield from distance.group_lines(entry.row.trials)


def text(comparisons):
    """The lines for a terminal."""
    lines, setting = [], None
    base = comparisons[0].base
    together = groups(comparisons)
    for group in together:
        point = group[0].row.point
        if point.setting != setting:
            setting = point.setting
            lines += compare_print.heading(point, base)
            lines.append(f" {'pool':<{NAME_WIDTH}}   {'ratio':>6} "
                         f"{'interval':>15} {'verdict':<7} {'together':<9} "
                         f"{'n':>4}")
        lines += _entry(group[0], point.pool, agreement(group))
        for entry in group[1:]:
            lines += _entry(entry, "", "")
    if together:
        found = [agreement(group) for group in together]
        lines += ["", f"{texts.plural(len(found), 'comparison')} with {base}:",
                  ", ".join(f"{found.count(name)} {name}"
                            for name in AGREEMENTS), *MEANING.splitlines(),
                  *distance.notes(entry.row for group in together
                                  for entry in group)]
    for letter, comparison in zip(string.ascii_uppercase, comparisons):
        lines += compare_print.result_lines(letter, comparison.results[0])
        lines += [f"  {line}" for line in compare_print.notes(comparison)]
    return lines


def csv(comparisons):
    """A line for each row of each result, below one of names."""
    yield ",".join(AXES) + (
        ",base_pool,result,ratio,ratio_low,ratio_high,level,n,p,p_adjusted,"
        "verdict,together")
    for group in groups(comparisons):
        for entry in group:
            row, judged = entry.row, entry.row.judged
            comparison = comparisons[entry.number]
            fields = [row.point.key, field(row.base_pool),
                      field(comparison.results[0].path),
                      *map(figure_field, judged.ratio[:3]),
                      # .6g would make 1 of a level close to it
                      f"{comparison.family.each:.9g}", str(judged.n),
                      figure_field(judged.p), figure_field(judged.p_adjusted),
                      judged.verdict, agreement(group)]
            yield ",".join(fields)
