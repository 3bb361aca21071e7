# SPDX-License-Identifier: MIT
"""The exact interval of a median, as src/stats/median.c has it."""

import math

LEVEL = 0.95


def rank(count, level):
    """How far from either end of the sorted values the interval begins, and
    its level, of which the order alone is the reason; 0: too few values."""
    # A level that comes from a file is cut to some digits: 0.96875 by 6
    # values must not be lost to the last one.
    limit = (1 - level) * (1 + 1e-9)
    found, miss, outside = 0, 0, 0
    for below in range(count // 2):
        outside += 2 * math.comb(count, below) / 2 ** count
        # Nor is there an interval of a level that is not known.
        if not outside <= limit:
            break
        found, miss = below + 1, outside
    return found, 1 - miss


def interval(values, level=LEVEL):
    """(low, high, level) of the narrowest one at this level or more, or None
    where there are too few values."""
    k, reached = rank(len(values), level)
    if not k:
        return None
    values = sorted(values)
    return values[k - 1], values[-k], reached
