# SPDX-License-Identifier: MIT
"""Figures and counts as texts, as the live table has them."""

import math
import re

# What a terminal takes for orders, or ends a line; what no encoding has. Other
# bytes that are no UTF-8 are left, as paths are such.
_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udc9f\udd00-\udfff]")


def printable(text):
    """For one line: a result may hold any text."""
    return _UNPRINTABLE.sub("?", text)


def figure(value):
    """Three digits that mean something, in at most 6 columns: "1.2M"."""
    if value is None or not math.isfinite(value):
        return "-"
    if value >= 1e6:
        return f"{value / 1e6:.{1 if value < 1e8 else 0}f}M"
    return f"{value:.{2 if value < 10 else 1 if value < 1000 else 0}f}"


def ratio(value):
    """In at most 6 columns, with three digits or four."""
    if value is None or not math.isfinite(value):
        return "-"
    if value >= 1000 or value < 0.001:
        return f"{value:.0e}"
    places = 1 if value >= 100 else 2 if value >= 10 else \
        3 if value >= 0.1 else 4
    return f"{value:.{places}f}"


def interval(of):
    """Of an Interval of ratios, "[0.911,0.953]" in at most 15 columns."""
    return f"[{ratio(of.low)},{ratio(of.high)}]" if of.valid else "-"


def plural(count, noun):
    """"1 trial", "2 trials"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def too_few(most, family):
    """Why ratios of at most so many trials have no interval, and what would
    help."""
    return f"{plural(most, 'trial')} {'is' if most == 1 else 'are'} too few " \
        f"for level {family.level:g} over " \
        f"{plural(family.tested, 'comparison')}: {family.needed} are needed"


def level(family):
    """What the intervals of all comparisons hold at."""
    if family.tested > 1:
        return f"All {family.tested} intervals hold together at level " \
            f"{family.level:g}: each is of level {family.each:.7g}"
    return f"The interval is of level {family.level:g}"
