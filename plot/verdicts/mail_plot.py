# SPDX-License-Identifier: MIT
"""Ratios with their intervals, drawn by characters."""

import math

from . import mail_text
from .compare_print import NAME_WIDTH

# Columns between the bars
PLOT = mail_text.WIDTH - NAME_WIDTH - 4
# Farther from 1 than a factor of 2^OCTAVES nothing is drawn in place
OCTAVES = 6
# Columns that a label and the space beside it take
LABEL = 6


class Scale:
    """The axis, the same in all settings: from 2^low to 2^high."""

    def __init__(self, intervals):
        shown = [value for ratio in intervals for value in
                 (ratio.estimate, *((ratio.low, ratio.high)
                                    if ratio.valid else ()))
                 if 0 < value < math.inf]
        octaves = [math.log2(value) for value in shown]
        self.low = max(min(map(math.floor, octaves + [-1])), -OCTAVES)
        self.high = min(max(map(math.ceil, octaves + [1])), OCTAVES)

    def column(self, ratio):
        """Of a ratio; -1 or PLOT where it lies beyond the axis."""
        place = (math.log2(ratio) - self.low) / (self.high - self.low) \
            if ratio > 0 else -1
        if place < 0:
            return -1
        # halves go up, as 0.5 of a column is no column nearer to 0
        return PLOT if place > 1 else math.floor(place * (PLOT - 1) + 0.5)

    def row(self, ratio):
        """One ratio between the bars."""
        base, low, high, middle = (
            self.column(value) if value is not None else -1 for value in
            (1, ratio.low, ratio.high, ratio.estimate))
        line = [" "] * PLOT
        line[base] = "."
        if ratio.valid:
            first, last = max(low, 0), min(high, PLOT - 1)
            first, last = min(first, PLOT - 1), max(last, 0)
            for i in range(first, last + 1):
                line[i] = ":" if i == base else "-"
            line[first] = "<" if low < 0 else "("
            line[last] = ">" if high >= PLOT else ")"
        if middle < 0:
            line[0] = "<"
        elif middle >= PLOT:
            line[-1] = ">"
        else:
            line[middle] = "o" if ratio.valid else "?"
        return "".join(line)

    def labels(self):
        """Powers of 2 below the rows, as many as there is room for, 1 among
        them."""
        step = -(-(self.high - self.low) * LABEL // PLOT)
        line = [" "] * PLOT
        for i in range(self.low, self.high + 1):
            if i % step:
                continue
            label = ("1/" if i < 0 else "") + str(2 ** abs(i))
            at = self.column(2.0 ** i) - len(label) // 2
            at = min(max(at, 0), PLOT - len(label))
            line[at:at + len(label)] = label
        return "".join(line)


def rows(scale, named):
    """The lines of one setting's (name, interval of its ratio), with the axis
    below; none where no ratio is known."""
    lines = [f" {name:{NAME_WIDTH}} |{scale.row(ratio)}|"
             for name, ratio in named if math.isfinite(ratio.estimate)]
    if not lines:
        return []
    return ["", *lines,
            f" {'ratio, log scale':{NAME_WIDTH}}  {scale.labels()}"]
