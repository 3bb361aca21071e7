# SPDX-License-Identifier: MIT
"""The exact interval of a median, as src/stats/median.c has it."""

import math

LEVEL = 0.95


def rank(count):
    """How far from either end of the sorted values the interval begins, and
    its level, of which the order alone is the reason; 0: too few values."""
    # 0.96875 by 6 values must not be lost to a last digit.
    limit = (1 - LEVEL) * (1 + 1e-12)
    found, miss, outside = 0, 0, 0
    for below in range(count // 2):
        outside += 2 * math.comb(count, below) / 2 ** count
        if outside > limit:
            break
        found, miss = below + 1, outside
    return found, 1 - miss


def interval(values):
    """(low, high, level), or None where there are too few values."""
    k, level = rank(len(values))
    if not k:
        return None
    values = sorted(values)
    return values[k - 1], values[-k], level
