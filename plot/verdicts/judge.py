# SPDX-License-Identifier: MIT
"""From figures to verdicts: exact intervals of medians and of ratios of
medians, p-values that never disagree with them, and the correction for how
many comparisons are told at once.

The numbers are those of src/stats, which judges the summary of a run: a test
holds the two to each other.
"""

import bisect
import functools
import math
import typing

# Of the interval of a single median; of all verdicts together
LEVEL = 0.95
VERDICT_LEVEL = 0.99

FASTER = "faster"
SLOWER = "slower"
NO_DIFFERENCE = "no difference shown"
UNFIT = "unfit"
VERDICTS = (FASTER, SLOWER, NO_DIFFERENCE, UNFIT)
# The same in a column of 6
MARKS = {FASTER: "faster", SLOWER: "slower", NO_DIFFERENCE: "none",
         UNFIT: "unfit"}

# A level that a file has cut to some digits, or that is reached exactly, such
# as 0.96875 by 6 values, must not be lost to the last one.
_SLACK = 1 + 1e-9


class Interval(typing.NamedTuple):
    """An estimate with its interval; low, high and level (that is reached)
    are None where there are too few values. n: how many there are."""
    estimate: float
    low: typing.Optional[float]
    high: typing.Optional[float]
    level: typing.Optional[float]
    n: int

    @property
    def valid(self):
        return self.low is not None


class Family(typing.NamedTuple):
    """Comparisons that are stated together. paired: each has ratios that were
    measured as such, else two sets of times; level: of all of them together;
    tested: how many of them have figures, which is what is corrected for;
    each: level of one of them; needed: fewest values that have an interval of
    that level."""
    paired: bool
    level: float
    tested: int
    each: float
    needed: int


class Verdict(typing.NamedTuple):
    """One comparison. ratio: change to base, its interval of level
    Family.each; n: values of the side that has fewer; p: p-value, None where
    there was nothing to test; p_adjusted: times Family.tested: where it is at
    most 1 - Family.level, and nowhere else, the interval leaves out 1;
    verdict: one of VERDICTS, what the interval says and nothing else."""
    ratio: Interval
    n: int
    p: typing.Optional[float]
    p_adjusted: typing.Optional[float]
    verdict: str


def quantile(values, share):
    """Between two values on the line between them; nan where there is none."""
    if not values:
        return math.nan
    values = sorted(values)
    position = (len(values) - 1) * share
    below = int(position)
    if below >= len(values) - 1:
        return values[-1]
    low, high = values[below], values[below + 1]
    part = position - below
    if part == 0 or low == high:
        return low
    # From the nearer end, so that no result leaves [low, high].
    if part < 0.5:
        return low + (high - low) * part
    return high - (high - low) * (1 - part)


def median(values):
    return quantile(values, 0.5)


@functools.lru_cache(maxsize=None)
def _misses(count):
    """Of the interval from the k-th value to the k-th last of so many, k from
    1: the probability that it misses the median, 2 P(B <= k - 1), B binomial
    with so many tries of probability 1/2."""
    found, outside, ways = [], 0, 1
    for below in range(count // 2):
        outside += 2 * ways
        found.append(outside / 2 ** count)
        ways = ways * (count - below) // (below + 1)
    return found


def _rank(count, miss):
    """How far from the ends the narrowest interval begins that misses with
    this probability at most; 0: there is none, nor of one that is nan."""
    limit = miss * _SLACK
    return bisect.bisect_right(_misses(count), limit) if limit >= 0 else 0


def interval(values, level=LEVEL):
    """(low, high, level reached) of the narrowest interval of the median at
    this level or more, or None where there are too few values. It holds for
    every distribution (Conover, "Practical Nonparametric Statistics", 3.2)."""
    k = _rank(len(values), 1 - level)
    if not k:
        return None
    values = sorted(values)
    return values[k - 1], values[-k], 1 - _misses(len(values))[k - 1]


def median_interval(values, level=LEVEL):
    """The median's Interval."""
    ends = interval(values, level) or (None, None, None)
    return Interval(median(values), *ends, len(values))


def median_test(values, wanted):
    """p-value of the sign test: is the median of the values the one wanted?
    The smallest a at which the interval of level 1 - a leaves it out. None
    without values."""
    if not values:
        return None
    fewer = min(sum(value <= wanted for value in values),
                sum(value >= wanted for value in values))
    misses = _misses(len(values))
    return misses[fewer] if fewer < len(misses) else 1.0


def unpaired_ratio(base, change, level):
    """The Interval of the ratio of two medians of separate runs. Each median
    may miss in half of the cases, and the ratio lies between the quotients of
    opposite ends (Bonferroni)."""
    n = min(len(base), len(change))
    nothing = Interval(math.nan, None, None, None, n)
    if not n:
        return nothing
    base, change = sorted(base), sorted(change)
    if base[0] <= 0 or change[0] < 0:
        return nothing
    estimate = median(change) / median(base)
    miss = (1 - level) / 2
    kb, kc = _rank(len(base), miss), _rank(len(change), miss)
    if not kb or not kc:
        return nothing._replace(estimate=estimate)
    reached = 1 - _misses(len(base))[kb - 1] - _misses(len(change))[kc - 1]
    return Interval(estimate, change[kc - 1] / base[-kb],
                    change[-kc] / base[kb - 1], reached, n)


def _smallest_alpha(x, y):
    """The smallest a, among those at which x's own interval is just reached,
    at which the two medians' intervals have no point in common."""
    for k, miss in enumerate(_misses(len(x)), 1):
        other = _rank(len(y), miss)
        if other and (x[-k] < y[other - 1] or y[-other] < x[k - 1]):
            return min(1.0, 2 * miss)
    return 1.0


def unpaired_test(base, change):
    """p-value: are the medians of two separate runs equal? The smallest a for
    which their intervals of level 1 - a / 2 have no point in common: it holds
    on skewed and bimodal samples of different shapes. None without values."""
    if not base or not change:
        return None
    base, change = sorted(base), sorted(change)
    return min(_smallest_alpha(base, change), _smallest_alpha(change, base))


def level_of_each(level, count):
    """The level of one of so many statements that are to hold together
    (Bonferroni): one level for all, which intervals can have."""
    return 1 - (1 - level) / max(count, 1)


def least_values(level):
    """The fewest values whose median has an interval of this level."""
    count, miss = 0, 2.0
    while miss > (1 - level) * _SLACK:
        miss /= 2
        count += 1
    return count


def family(paired, level, tested):
    """So many comparisons that have figures, told at once."""
    each = level_of_each(level, tested)
    # of two sets of times each may miss in half of the cases
    return Family(paired, level, tested, each, least_values(
        each if paired else level_of_each(each, 2)))


def verdict_of(ratio):
    """What the interval of a ratio of times says. A difference is stated
    where it leaves out 1, and by nothing else."""
    if not ratio.valid or not math.isfinite(ratio.high):
        return UNFIT
    if ratio.high < 1:
        return FASTER
    return SLOWER if ratio.low > 1 else NO_DIFFERENCE


def _make(ratio, p, together):
    adjusted = None if p is None else min(1, p * together.tested)
    return Verdict(ratio, ratio.n, p, adjusted, verdict_of(ratio))


def verdict_of_ratios(ratios, together):
    """The Verdict on ratios of change to base, one a trial; together: the
    Family that it is of."""
    return _make(median_interval(ratios, together.each),
                 median_test(ratios, 1), together)


def verdict_of_times(base, change, together):
    """The Verdict on the times of two runs."""
    return _make(unpaired_ratio(base, change, together.each),
                 unpaired_test(base, change), together)


def share_interval(found, count, level=LEVEL):
    """(low, high) of the share that so many of `count` stand for (Clopper and
    Pearson, Biometrika 26, 1934), or None for 0 of 0."""
    if not count:
        return None
    miss = (1 - level) / 2
    # of the others the share grows as that of those that were found falls
    return (_share_of_tail(found, count, miss) if found else 0.0,
            1 - _share_of_tail(count - found, count, miss)
            if found < count else 1.0)


def _share_of_tail(least, count, probability):
    """The share at which `least` or more of `count` have this probability."""
    ways = [math.log(math.comb(count, k)) for k in range(least, count + 1)]
    low, high = 0.0, 1.0
    while True:
        share = low + (high - low) / 2
        if not low < share < high:
            return share
        tail = math.fsum(
            math.exp(way + k * math.log(share)
                     + (count - k) * math.log1p(-share))
            for k, way in enumerate(ways, least))
        if tail < probability:
            low = share
        else:
            high = share
