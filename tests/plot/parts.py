# SPDX-License-Identifier: MIT
"""Checks parts of plot/ by figures that were made up here."""

import math
import types

import numpy
import pandas

from drawing import (axis, counters, facets, latency, line_matrix, outcomes,
                     page, rpc_message_cost as rpc, selection, style, distance)
from forked import check
from make_data import EVERY_POOL


def check_selection():
    points = pandas.DataFrame([
        {"machine": "a", "placement": place, "producers": count}
        for place, most in (("local", 8), ("remote", 4))
        for count in (1, 2, 4, 8) if count <= most])
    kept = selection.ends(points)
    check("the fewest and the most producers of a placement",
          list(kept["producers"]) == [1, 8, 1, 4])
    check("what is between is named",
          "2, 4 producers" in selection.ends_text(points, kept))
    check("nothing between, nothing named",
          selection.ends_text(kept, kept) == "")


def check_lists():
    """All that name many things cut them alike."""
    most = selection.MOST_NAMES
    selection.MOST_NAMES = 2
    points = pandas.DataFrame([
        {"pool": pool, "letter": "", "placement": "local", "producers": 1,
         "n": 3, "interval": False, "ci_level": math.nan,
         "reason": "1 of 4 trials failed (crashed)"} for pool in "abcde"])
    check("failed points are cut as other lists", facets.failed_text(
        points) == "Without the trials that failed: crashed, at a (local, "
        "1 producer: 1 of 4), b (local, 1 producer: 1 of 4), 3 more.")
    points["interval"] = [False] * 4 + [True]
    check("points without interval, too", "(local, n = 3), 2 more."
          in facets.interval_text(points, "Bar"))
    chart = types.SimpleNamespace(
        drawn=points, counts={"a": 1}, pools=[], absent={"starved": "abcde"},
        run=types.SimpleNamespace(settings=[]), settings=[],
        points=points.assign(drawn=True))
    check("operations without latency, too", any(
        "No latency (starved): a, b, 3 more." in text
        for text, _, _ in latency.Chart.footer(chart)))
    selection.MOST_NAMES = most


def row(pool, hits, refused):
    """One pool; a share of hits and of refusals for each trial."""
    return outcomes.Row({"pool": pool, "oversubscribed": False},
                        pandas.DataFrame({
                            "get_hit": [1000 * part for part in hits],
                            "fallback_allocs": [1000 - 1000 * part
                                                for part in hits],
                            "put_refused": [1000 * part for part in refused],
                            "put_accepted": [1000 - 1000 * part
                                             for part in refused]}))


def check_outcomes():
    wide = row("mutex", (0.9, 0.95), (0, 0))
    check("the range over the trials",
          wide.ranges == {"gets": "90.0 – 95.0", "puts": ""})
    check("what is no pool refuses nothing",
          not row("nopool", (0, 0), (1, 1)).puts)
    quiet = outcomes.Panel("Quiet", [row("mutex", (1, 1), (0, 0)),
                                     row("nopool", (0, 0), (1, 1))])
    refuses = outcomes.Panel("Refuses", [row("mutex", (1, 1), (0.1, 0.1))])
    chart = types.SimpleNamespace(left_out=[])
    drawn = outcomes.Chart.worth_drawing(chart, [quiet, refuses])
    check("a panel in which all get hit is only named",
          drawn == [refuses] and chart.left_out[0].endswith(": Quiet."))
    chart.left_out = []
    drawn = outcomes.Chart.worth_drawing(chart, [quiet, quiet])
    check("but not the last one", drawn == [quiet]
          and "all but the first of 2" in chart.left_out[0])


def bar(pool, costs):
    return rpc.Bar(
        {"pool": pool, "pool_share": 0.5, "hit_share": 1,
         "oversubscribed": False},
        pandas.DataFrame({"message_cost_ns": costs,
                          "pool_ns_per_message": [10.0] * len(costs),
                          "miss_ns_per_message": [0.0] * len(costs),
                          "get_hit": [1.0] * len(costs)}))


def check_rpc():
    near = rpc.Panel("near", [bar("mutex", [100.0] * 5 + [9000.0])])
    far = rpc.Panel("far", [bar("mutex", [300.0] * 6)])
    scale = rpc.Scale([near, far])
    check("the longest bar of all panels sets the axis", scale.high == 300)
    check("what is beyond it is counted",
          scale.beyond(near.bars[0]) == "interval to 9000, 1 trial"
          and scale.beyond(far.bars[0]) == "")


def reading(event, values):
    return counters.Reading(event, pandas.DataFrame({
        "value": values, "buffers": [1000.0] * len(values),
        "ns_per_buffer": [100.0] * len(values)}))


def check_counters():
    events = {
        "never": [0.0] * 6, "hardly_ns": [0.0] * 5 + [54e6],
        "rare": [9.0] * 6, "often": [10.0] * 6, "long_ns": [1000.0] * 6}
    page = counters.Panels("a", {
        event: {"mutex": {"consumer": reading(event, values)}}
        for event, values in events.items()})
    zero, rare = counters.Chart.leave_out(types.SimpleNamespace(pages=[page]))
    check("0 in every trial is 0", zero == ["never"])
    check("0 in most trials is rare, with the largest",
          rare == ["hardly_ns (at most 54.0 ms)", "rare (at most 9)"])
    check("what is frequent is drawn", set(page.events) == {"often",
                                                            "long_ns"})


def check_latency():
    buckets = pandas.DataFrame({"low_ns": [10, 20, 40], "count": [90, 10, 9],
                                "high_ns": [20, 40, 80]})
    times, shares = latency.tail(buckets)
    check("a curve ends at ten operations",
          times == [10, 20] and shares == [1, 19 / 109])
    check("times have units", [latency.time_text(ns) for ns in (
        100, 1e4, 1e7, 1e9)] == ["100 ns", "10 µs", "10 ms", "1 s"])
    check("counts are written out", [latency.count_text(count) for count in (
        7, 6683, 239712)] == ["7", "6\u00a0700", "240\u00a0000"])


def check_matrix():
    values = numpy.array([30.0] * 100 + [40.0] * 100 + [425.0, numpy.nan])
    check("one slow pair does not set the scale",
          line_matrix.limits(values) == (30, 40, "max"))
    check("equal pairs have a scale, too",
          line_matrix.limits(numpy.array([5.0, 5.0]))[2] == "neither")


def check_pools_of_a_trial():
    """Pools take turns in a trial: the number of the trial is not enough."""
    table = counters.by_trial(pandas.DataFrame([
        {"trial": "1", "pool": pool, "role": "producer", "event": "cycles",
         "value": value, "status": "ok"}
        for pool, value in (("mutex", 10.0), ("mutex", 20.0),
                            ("percpu", 70.0))]))
    check("counts of two pools of a trial are kept apart",
          list(table["value"]) == [30, 70])
    run = types.SimpleNamespace(latency=pandas.DataFrame([
        {"trial": "1", "pool": pool, "operation": "get", "low_ns": low,
         "high_ns": 2 * low, "count": 100, "status": "ok"}
        for pool, low in (("mutex", 10), ("percpu", 40))]))
    run.part_of = lambda _: run
    run.trials_of = lambda _: pandas.DataFrame({"trial": ["1"]})
    run.several, run.machines = False, [types.SimpleNamespace(name="a")]
    chart = types.SimpleNamespace(run=run, settings=[], absent={}, ranks={},
                                  curves={}, counts={}, rank=lambda _: 0)
    latency.Chart.read(chart, {"pool": "percpu", "machine": "a",
                               "placement": "local", "producers": 1})
    check("latencies, too",
          list(chart.curves.values()) == [([40, 80], [1.0, 1.0])])


def check_ticks():
    """Numbers below an axis have room beside each other, and some are there."""
    for low, high in ((3, 40000), (900, 32000), (5, 20), (0.02, 3e6)):
        for inches in (1.8, 2.4, 5):
            cost = axis.CostAxis((low, high))
            scale = math.log if cost.log else float
            start, end = map(scale, cost.limits())
            ticks = [((scale(tick) - start) / (end - start) * inches,
                      page.width(axis.tick_text(tick), 9) / 2)
                     for tick in cost.ticks_across(inches)]
            check(f"ticks of {low} to {high} on {inches} inches",
                  len(ticks) > 1 and all(
                      b - half_b - a - half_a >= 0.08 for (a, half_a),
                      (b, half_b) in zip(ticks, ticks[1:])))


def check_looks():
    """A pool is told by colour and marker, or by colour and hatch, everywhere
    by the same."""
    known = EVERY_POOL + ["mainline"]
    news = [f"my_pool_{i}" for i in range(20)]
    every = style.pool_styles(known + news)
    check("each pool has looks", set(known) <= set(style.POOLS))
    check("looks do not move", style.pool_styles(news[::-1] + known[::-1])
          == every and all(style.pool_styles([name])[name] == every[name]
                           for name in known))
    for part in "marker", "hatch":
        check(f"no two have the same colour and {part}", len(every) == len({
            (look.colour, getattr(look, part)) for look in every.values()}))
    # To the colour blind these are one colour
    for group in ((style.YELLOW, style.ORANGE, style.VERMILLION),
                  (style.GREEN, style.PURPLE, style.GREY)):
        markers = [look.marker for look in style.POOLS.values()
                   if look.colour in group]
        check("of like colours no two have the same marker",
              len(markers) == len(set(markers)))


def check_distance():
    """What compare_results does not see of ratios by distance"""
    def ratios(lines, values):
        return [(group.line_ns, group.ratio.n, *group.ratio[:3])
                for group in distance.groups(zip(lines, values))]
    check("one distance: nothing", not ratios(
        [100 + i for i in range(20)], [0.1 * i for i in range(20)]))
    check("a group ends at a gap, however wide it is", [
        line for line, *_ in ratios([32, 40, 55] * 8 + [160] * 8,
                                    [0.25] * 24 + [0.4] * 8)] == [40, 160])
    check("three distances, and a trial without a line", [
        (line, n) for line, n, *_ in ratios(
            [20] * 8 + [50] * 8 + [200] * 8 + [None],
            [0.2] * 8 + [0.3] * 8 + [0.4] * 8 + [0.9])]
        == [(20, 8), (50, 8), (200, 8)])
    check("few trials of a distance tell nothing", not ratios(
        [50] + [150] * 19, [0.25] + [0.4] * 19))


TESTS = (check_ticks, check_looks, check_pools_of_a_trial, check_distance,
         check_selection, check_lists, check_outcomes, check_rpc,
         check_counters, check_latency, check_matrix)
