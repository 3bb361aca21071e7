# SPDX-License-Identifier: MIT
"""The figures, in tables that a program can still read when quoted, or as
time_bench prints times."""

import math

from . import distance, judge, mail_plot, texts
from .comparison import FLOOR, NO_COST
from .compare_print import NAME_WIDTH, place, sharing
from .mail_points import RPC_FIGURES, differences
from .mail_text import wrapped
from .reader import AXES, LATENCY_OPERATIONS

# More comparisons than that are not drawn unasked
PLOT_ROWS = 40
# Waiting for buffers, or misses, that are worth a line
SHARE_TOLD = 0.01
# What a heading says in words, or a row
TOLD_ELSEWHERE = ("scenario", "pool", "placement", "producers",
                  "oversubscribed")
P999 = 3

LEGENDS = {
    "rpc": "hit%: pages that the pool handed out; pool%: share of a message's "
    "cost spent in calls of the pool; ns/msg: elapsed; CPU/msg: CPU time "
    "of all threads, ns; even: the cost of a miss, ns, above which the pool "
    "pays off; wrong%: pages of another node than the "
    "receiver's.",
    "overflow": "In overflow: longest: list that the consumer found when it "
    "looked; beyond: the cap (pool_max); highest, lowest: the pool's own "
    "count; full%: puts refused; false: those refused for a count below zero. "
    "Counts, no times.",
    "latency": "In latency: ns, percentiles of all trials together, those "
    "with 10 samples above, the stamp's own cost (stamp_ns in samples.csv) "
    "included; n: samples; ratio: of p99.9 to the base's; get with load below "
    "100: from when it was due; handoff: from the start of a put until the "
    "consumer has the buffer, so that a pool that is first in, first out "
    "shows how many others lie in it. Not compared: no interval, no verdict.",
}


def plots(mail, asked):
    """Whether ratios are drawn. asked: True, False, or None: where there are
    few."""
    count = len(mail.comparison.rows)
    return count > 0 if asked else asked is None and 0 < count <= PLOT_ROWS


def name(figures):
    """Of the pool, in a column."""
    pool = figures.pool
    if len(pool) > NAME_WIDTH:
        pool = pool[:NAME_WIDTH - 1] + "~"
    return f" {pool:{NAME_WIDTH}}"


def row(first, fields, widths):
    """A line of a table: texts to the right of their columns."""
    return first + "".join(f" {text:>{width}}"
                           for text, width in zip(fields, widths))


def share(part):
    return "-" if part is None or math.isnan(part) else f"{100 * part:.1f}"


def count_text(number, width):
    """In millions where no column is wide enough."""
    text = f"{number:.0f}"
    return text if len(text) <= width else f"{number / 1e6:.0f}M"


def axes(mail, point, common):
    """The axes that all points of a scenario share; else the others."""
    return [f"{axis} {point[axis]}" for axis in AXES
            if point.told(axis) and axis not in TOLD_ELSEWHERE
            and (axis in mail.common[point["scenario"]]) == common]


TIMES = ("pool", "ratio", "interval", "mark", "base", "change", "n")
TIME_WIDTHS = (6, 15, 6, 6, 6, 4)
KERNEL_WIDTHS = (6, 6, 15, 6, 4)


def time_row(mail, figures):
    compared = figures.row
    if not compared:
        # A pool without a base is a change that nothing stands beside.
        base = mail.is_base(figures)
        median = texts.figure(figures.median)
        return [row(name(figures), (
            "-", "-", "base" if base else "-", median if base else "-",
            "-" if base else median, str(figures.n)), TIME_WIDTHS)]
    judged = compared.judged
    lines = [row(name(figures), (
        texts.ratio(judged.ratio.estimate), texts.interval(judged.ratio),
        judge.MARKS[judged.verdict], *map(texts.figure, compared.ns),
        str(judged.n)), TIME_WIDTHS), *distance.group_lines(compared.trials)]
    if compared.why_none:
        lines.append(f"    not compared: {compared.why_none}")
    return lines


RPC = ("pool", "hit%", "pool%", "ns/msg", "CPU/msg", "even", "wrong%", "n")
RPC_WIDTHS = (6, 6, 7, 7, 7, 6, 3)


def rpc_row(figures):
    pool_share, *times = map(figures.median_of, RPC_FIGURES)
    return row(name(figures), (
        share(figures.hit_share), share(pool_share),
        *map(texts.figure, times), share(figures.wrong_node_share),
        str(figures.n)), RPC_WIDTHS)


OVERFLOW = ("pool", "longest", "beyond", "highest", "lowest", "full%", "false",
            "n")
OVERFLOW_WIDTHS = (7, 6, 7, 7, 6, 6, 3)


def overflow_row(figures):
    longest = max(figures.values("longest_list"), default=None)
    beyond = None if longest is None else \
        max(longest - int(figures.point["pool_max"] or 0), 0)
    # a pool is empty at the start, and then its count is 0
    highest = max(figures.values("count_highest") + [0]) \
        if figures.values("count_highest") else None
    lowest = min(figures.values("count_lowest") + [0]) \
        if figures.values("count_lowest") else None
    puts = figures.puts
    false = figures.total("put_refused_negative") if puts else None
    counts = [("-" if number is None else count_text(number, width))
              for number, width in zip(
                  (longest, beyond, highest, lowest), OVERFLOW_WIDTHS)]
    return row(name(figures), (
        *counts, share(figures.refused / puts if puts else None),
        "-" if false is None else count_text(false, 6), str(figures.n)),
        OVERFLOW_WIDTHS)


def outcomes(figures):
    """What the columns have no room for, where there is any."""
    in_table = figures.point["scenario"] in LEGENDS and \
        figures.point["scenario"] != "latency"
    hits, wrong = figures.hit_share, figures.wrong_node_share
    if not in_table and hits is not None and hits < 1 - SHARE_TOLD:
        yield f"    {100 * hits:.1f} % of the buffers came from the pool"
    if not in_table and figures.refused:
        refused = 100 * figures.refused / figures.puts
        form = ".2g" if refused < 0.1 else ".1f"
        yield f"    {refused:{form}} % of the puts were refused"
    if not in_table and wrong:
        yield f"    {100 * wrong:.1f} % of the buffers lay on another node"
    if figures.leaked:
        leaked = 1000 * figures.leaked / figures.buffers
        yield f"    leaked {leaked:.3g} of each 1000 pages"
    if (figures.starved_share or 0) > SHARE_TOLD:
        yield "    the consumer waited for a buffer for " \
            f"{100 * figures.starved_share:.0f} % of the time"
    if figures.failed:
        yield from wrapped(figures.reason, 4, 6)


def latency_tables(mail, setting):
    """The percentiles, by operation; what came besides is below all of them,
    so each with its pool."""
    base = setting[0] if mail.is_base(setting[0]) else None
    widths = (6,) * 7
    for operation in LATENCY_OPERATIONS:
        yield row(f" {operation:{NAME_WIDTH}}", (
            "p50", "p90", "p99", "p99.9", "p99.99", "n", "ratio"), widths)
        for figures in setting:
            ns, samples = figures.percentiles(operation)
            of_base = base.percentiles(operation)[0][P999] if base else None
            yield row(name(figures), (
                *map(texts.figure, ns),
                "-" if not samples else
                f"{samples:.0e}" if samples >= 1e6 else str(samples),
                texts.ratio(ns[P999] / of_base if of_base else None)), widths)
    for figures in setting:
        lines = list(outcomes(figures))
        if lines:
            yield f"{name(figures)}:"
            yield from lines


def heading(mail, point):
    yield ""
    yield from wrapped(", ".join((
        point["scenario"], place(point), *axes(mail, point, False))) + ":", 0,
        2)
    if sharing(point):
        yield f"  {sharing(point)}"


def table(names, widths, setting, row_of, with_outcomes=True):
    yield row(f" {names[0]:{NAME_WIDTH}}", names[1:], widths)
    for figures in setting:
        lines = row_of(figures)
        yield from [lines] if isinstance(lines, str) else lines
        if with_outcomes:
            yield from outcomes(figures)


def setting_tables(mail, setting, scale):
    """scale: of the plot, or None: there is none."""
    scenario = setting[0].point["scenario"]
    yield from heading(mail, setting[0].point)
    if scenario == "overflow":
        yield from table(OVERFLOW, OVERFLOW_WIDTHS, setting, overflow_row)
        return
    if scenario == "latency":
        yield from latency_tables(mail, setting)
        return
    yield from table(TIMES, TIME_WIDTHS, setting,
                     lambda figures: time_row(mail, figures))
    if scenario == "rpc":
        yield from table(RPC, RPC_WIDTHS, setting, rpc_row, False)
    if scale:
        yield from mail_plot.rows(scale, [
            (name(one)[1:], one.row.judged.ratio) for one in setting
            if one.row])


def floors(mail):
    """Floors are no pools: a line each, to read the other figures by."""
    every = mail.of_scenario(FLOOR)
    if every:
        yield ""
        yield "A scale, ns (median of n trials; floors of this machine):"
    pairs = [one for one in every if one.point["placement"][:5] == "cpus:"]
    for one in every:
        if one not in pairs:
            yield f"{name(one)} {one.point['placement'][:12]:12} " \
                f"{texts.figure(one.median):>7} {one.n:4}"
            yield from outcomes(one)
    # A matrix is for a chart.
    medians = [one.median for one in pairs if one.n]
    if medians:
        least, middle, most = map(texts.figure, (
            min(medians), judge.median(medians), max(medians)))
        yield from wrapped(
            "a cache line between "
            f"{texts.plural(len(medians), 'pair')} of CPUs: least {least}, "
            f"median {middle}, most {most}", 1, 3)
    failed = [one for one in pairs if not one.n]
    if failed:
        yield from wrapped(
            f"no figure for {texts.plural(len(failed), 'pair')} of CPUs, the "
            f"last of them {failed[-1].point['placement']}: "
            f"{failed[-1].reason}", 1, 3)


def legend(mail, asked):
    scenarios = {one.point["scenario"] for one in mail.figures}
    yield ""
    if scenarios - {FLOOR, *NO_COST}:
        yield from wrapped(
            "ratio: change to base in the same trial, median over n trials, "
            "with its exact interval; mark: what the interval says: faster or "
            "slower where it leaves out 1, else none (no difference shown); "
            f"unfit: no interval. {texts.level(mail.comparison.family)}. "
            "base, change: median ns per buffer"
            f"{' (in rpc: page)' if 'rpc' in scenarios else ''}.")
    yield from distance.notes(mail.comparison.rows)
    for scenario, text in LEGENDS.items():
        if scenario in scenarios:
            yield from wrapped(text)
    count = len(mail.comparison.rows)
    if asked is None and count > PLOT_ROWS:
        yield from wrapped(f"No plot of so many comparisons ({count}): --plot "
                           "draws them.")


def tables(mail, asked):
    """asked: for the plot, as for plots()."""
    scale = mail_plot.Scale(row.judged.ratio for row in mail.comparison.rows) \
        if plots(mail, asked) else None
    told = None
    for setting in mail.settings:
        point = setting[0].point
        if point["scenario"] == FLOOR:
            continue
        common = axes(mail, point, True)
        if point["scenario"] != told and common:
            yield ""
            yield from wrapped(f"In all of {point['scenario']}: "
                               f"{', '.join(common)}.", 0, 2)
        told = point["scenario"]
        yield from setting_tables(mail, setting, scale)
    yield from floors(mail)
    yield from legend(mail, asked)


def in_kernel(mail):
    """Beside ratios of user space those of the same pools in a kernel; where
    their settings differ, each heading says in what."""
    groups = {}
    for here, other in mail.in_kernel:
        point = other.point
        heading = [point["scenario"], place(point), *(
            f"{axis} {point[axis]}" for axis in ("burst", "put", "clear"))]
        heading += [f"{axis} {point[axis]} (here {here.point[axis]})"
                    for axis in differences(here.point, point)]
        groups.setdefault(", ".join(heading), []).append((here, other))
    where = "user-mode Linux" if mail.of_uml else "a kernel"
    for heading, matched in groups.items():
        yield ""
        yield from wrapped(f"In {where}, {heading}:", 0, 2)
        yield row(f" {'pool':{NAME_WIDTH}}", (
            "here", "there", "interval", "mark", "n"), KERNEL_WIDTHS)
        for here, other in matched:
            judged = other.judged
            yield row(f" {other.point.pool:{NAME_WIDTH}}", (
                texts.ratio(here.judged.ratio.estimate),
                texts.ratio(judged.ratio.estimate),
                texts.interval(judged.ratio), judge.MARKS[judged.verdict],
                str(judged.n)), KERNEL_WIDTHS)


def time_bench(mail):
    """Times in the form that readers of time_bench's lines know."""
    for figures in mail.figures:
        if figures.point["scenario"] not in NO_COST:
            yield from time_bench_line(mail, figures)
    yield ""
    yield from wrapped(
        "In these lines Type is scenario, pool, placement, producers and what "
        "else varies; elem: a buffer (in rpc a page); step: the burst, 0 "
        "where there is none. Time and count are the sums over all good "
        "trials, so that ns are a mean; medians, intervals and verdicts are "
        "in the other form (--form table). cycles(tsc) and tsc_interval are "
        "left out: the rate of the counter is not in a result.")
    without = sum(one.point["scenario"] in NO_COST for one in mail.figures)
    if without:
        yield from wrapped(f"Left out: {without} points of scenarios overflow "
                           "and latency, whose time for a buffer is no "
                           "figure.")


def time_bench_line(mail, figures):
    point = figures.point
    # one word: readers of these lines take the type up to a blank
    others = ",".join(axes(mail, point, False)).replace(" ", ":")
    kind = "/".join(filter(None, (
        point["scenario"], point.pool, point["placement"],
        point["producers"], others)))
    yield ""
    if not figures.buffers:
        yield from wrapped(f"Type:{kind}: no figure, {len(figures.failed)} "
                           "trials failed", 0, 2)
        return
    burst = point["burst"] if point["burst"].isdecimal() else "0"
    ns = figures.window_ns
    yield from wrapped(
        f"Type:{kind} Per elem: {ns / figures.buffers:.3f} ns (step:{burst}) "
        f"- (measurement period time:{ns / 1e9:.9f} sec "
        f"time_interval:{ns:.0f}) - (invoke count:{figures.buffers})", 0, 2)
