# SPDX-License-Identifier: MIT
"""The axis of cost: linear from 0, or logarithmic where that is needed."""

import math

import matplotlib.ticker as ticker

from charts.page import width

UNIT = "ns per buffer"
# More than this between the smallest and the largest value: logarithmic.
LINEAR_RANGE = 10
TICK_SIZE = 9
TICK_GAP = 0.1      # inches between two numbers, at least


def tick_text(value):
    """As many digits as have room: 500000, but 2e6."""
    if value < 1e6:
        return f"{value:.10g}"
    power = math.floor(math.log10(value) + 1e-9)
    return f"{value / 10 ** power:.3g}e{power}"


def beside(ticks, texts, places):
    """The ticks whose numbers have room beside the one before. places: where
    their middles are, in inches."""
    kept, end = [], -math.inf
    for tick, text, place in zip(ticks, texts, places):
        half = width(text, TICK_SIZE) / 2
        if place - half >= end:
            kept.append(tick)
            end = place + half + TICK_GAP
    return kept


class CostAxis:
    """One scale for all panels of a chart, so that they can be compared."""

    def __init__(self, values, unit=UNIT):
        self.low, self.high = min(values), max(values)
        self.log = self.high > LINEAR_RANGE * self.low
        self.label = unit + (" (log scale)" if self.log else "")

    def limits(self):
        if self.log:
            room = (self.high / self.low) ** 0.05
            return self.low / room, self.high * room
        return 0, self.high * 1.06

    def ticks(self, most):
        """Round numbers, no more than fit."""
        if not self.log:
            return ticker.MaxNLocator(most - 1, steps=[1, 2, 2.5, 5, 10]) \
                .tick_values(*self.limits())
        low, high = self.limits()
        decades = range(math.floor(math.log10(low)),
                        math.ceil(math.log10(high)) + 1)
        for factors in ((1, 2, 5), (1, 3), (1,)):
            found = [factor * 10.0 ** decade for decade in decades
                     for factor in factors
                     if low <= factor * 10.0 ** decade <= high]
            if len(found) <= most:
                break
        return found[::math.ceil(len(found) / most)]

    def ticks_within(self, most):
        low, high = self.limits()
        return [tick for tick in self.ticks(most) if low <= tick <= high]

    def ticks_across(self, inches):
        """Round numbers with room beside each other on an axis across."""
        low, high = (math.log(limit) for limit in self.limits()) \
            if self.log else self.limits()
        for most in range(max(3, int(inches / 0.42)), 1, -1):
            ticks = self.ticks_within(most)
            places = [((math.log(tick) if self.log else tick) - low)
                      / (high - low) * inches for tick in ticks]
            if beside(ticks, map(tick_text, ticks), places) == ticks:
                break
        return ticks

    def apply(self, axis, set_scale, set_limits, ticks):
        """axis: ax.xaxis or ax.yaxis, with the functions of its axes."""
        if self.log:
            set_scale("log")
        low, high = self.limits()
        axis.set_major_locator(ticker.FixedLocator(ticks))
        axis.set_major_formatter(lambda value, _: tick_text(value))
        axis.set_minor_locator(ticker.NullLocator())
        set_limits(low, high)
