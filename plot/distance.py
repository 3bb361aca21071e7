# SPDX-License-Identifier: MIT
"""Ratios by distance of the CPUs, where they depend on it.

A hypervisor may run two CPUs on one core now and on two sockets then: the line
transfers of the trials tell. Rings gain most where CPUs are near.
"""

import statistics

import median

# As in src/report/distance.h: trials whose line transfers differ by more ran
# on two machines, in effect.
LIKE = 1.5
LEVEL = 0.99


def groups_of(trials):
    """The trials in groups of one distance each, the nearest first."""
    trials = trials[(trials["line_transfer_ns"] > 0)
                    & (trials["ratio_to_svc_page_pool"] > 0)]
    trials = trials.sort_values("line_transfer_ns", kind="stable")
    lines = trials["line_transfer_ns"]
    return [group for _, group in trials.groupby(
        (lines > LIKE * lines.shift()).cumsum())]


def ratios(trials):
    """(line transfer in ns, n, ratio, low, high) of each distance, where the
    intervals of two of them have nothing in common; else none."""
    found = []
    for group in groups_of(trials):
        values = list(group["ratio_to_svc_page_pool"])
        interval = median.interval(values, LEVEL)
        if interval:
            found.append((statistics.median(group["line_transfer_ns"]),
                          len(values), statistics.median(values),
                          *interval[:2]))
    lows, highs = [row[3] for row in found], [row[4] for row in found]
    return found if found and max(lows) > min(highs) else []
