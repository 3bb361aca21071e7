# SPDX-License-Identifier: MIT
"""A comparison as tables for a terminal, or as a line for each row."""

from . import comparable, distance, texts
from .reader import AXES
from .table import field, figure_field

WIDTH = 80
# As wide as the longest name of a pool
NAME_WIDTH = 22
# Column at which a heading goes on in the next line
HEADING_WIDTH = 72
# What the rest of a heading says, or the row
TOLD_ELSEWHERE = ("scenario", "pool", "placement", "producers", "slices",
                  "window_ms", "warmup_us", "oversubscribed")
ONLY_TITLES = {
    False: ("Only in base", "Only in change"),
    True: ("Base pool alone in its setting",
           "Without the base pool in its setting"),
}


def sharing(point):
    """What becomes of figures where threads are not alone on their CPUs, or
    may have moved; empty where they are and have not."""
    counts = point["scenario"] == "overflow"
    shared = point["oversubscribed"] != "0"
    if point["placement"] == "os":
        if not shared:
            return "NOT PINNED: where each thread ran was the scheduler's " \
                "choice"
        return "OVERSUBSCRIBED, NOT PINNED: " + (
            "threads share CPUs; counts, not times" if counts
            else "the figures are the scheduler's")
    if not shared:
        return ""
    return "OVERSUBSCRIBED: threads share a CPU; " + (
        "counts, not times" if counts else "the figures are the scheduler's")


def place(point):
    """Where the threads run, and how many producers there are."""
    if point["placement"] == "single":
        return "one thread"
    return f"{point['placement']}, {point['producers']} producer" \
        f"{'' if point['producers'] == '1' else 's'}"


def heading(point, base):
    """The setting of rows that follow; base: pool that they are compared
    with, or None."""
    lines = ["", f"{point['scenario']}, {place(point)}"]
    column = HEADING_WIDTH
    for axis in AXES:
        told = f"{axis} {point[axis]}"
        if not point.told(axis) or axis in TOLD_ELSEWHERE:
            continue
        if column + len(told) + 2 > HEADING_WIDTH:
            lines.append(f"  {told}")
            column = len(told) + 2
        else:
            lines[-1] += f", {told}"
            column += len(told) + 2
    lines.append(f"  {point['slices']} slices, {point['window_ms']} ms of "
                 f"windows, {point['warmup_us']} us of warmup before each"
                 + (f"; base: {base}" if base is not None else ""))
    if sharing(point):
        lines.append(f"  {sharing(point)}")
    return lines


def _row(row):
    ratio = row.judged.ratio
    base, change = (texts.figure(ns) for ns in row.ns)
    yield f" {row.point.pool:<{NAME_WIDTH}} {texts.ratio(ratio.estimate):>6}" \
        f" {texts.interval(ratio):>15} {row.judged.verdict:<19} {base:>6} " \
        f"{change:>6}"
    yield from distance.group_lines(row.trials)
    if row.why_none:
        yield f"    not compared: {row.why_none}"
    if row.failed:
        yield f"    {texts.plural(row.failed, 'trial')} gave no figure"


def _range(numbers):
    """"20", or "17 to 20" where rows differ."""
    numbers = set(numbers)
    if len(numbers) == 1:
        return str(*numbers)
    return f"{min(numbers)} to {max(numbers)}"


def _method(comparison):
    """How the figures were made, and what the verdicts mean."""
    rows = comparison.rows
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count
                         in comparison.counts().items())
    yield ""
    yield f"{texts.plural(len(rows), 'comparison')}: {verdicts}"
    if comparison.family.paired:
        both = "trial" if comparison.base is not None else "round"
        yield f"ratio: change to base in the same {both}, median over " \
            f"{_range(len(row.trials) for row in rows)} {both}s."
    else:
        base, change = (_range(len(row.times[side]) for row in rows)
                        for side in (0, 1))
        yield f"ratio: of the medians of {base} trials of base and {change} " \
            "of change."
    yield "Its interval is exact, and says the verdict: different where it " \
        "leaves out 1."
    yield f"{texts.level(comparison.family)}."
    yield from distance.notes(rows)
    yield "base, change: median ns per buffer."


def result_lines(name, result):
    """What a result is; name: what it is called here."""
    yield ""
    yield f"{name}: {result.path}, run {result.run or ''}, commit " \
        f"{(result.item('commit') or 'unknown')[:12]}"
    yield f"  {result.environment.label}"
    yield from _unfit(result)
    if result.incomplete:
        resumed = not result.item("measured_in")
        yield f"  Incomplete: {result.incomplete} of {len(result.points)} " \
            "points have fewer rounds than the run was to have" \
            f"{';' if resumed else ''}"
        if resumed:
            yield "    bench --resume continues it"
    ends = distance.change(result)
    if ends:
        yield f"  The CPUs' distance changed: a line took {ends[0]:.3g} ns " \
            f"in some trials, {ends[1]:.3g} in"
        yield "    others; ratios that depend on it are given by distance, too"
    good = [sample for sample in result.samples if sample.good]
    disturbed = sum(bool(sample.disturbed) for sample in good)
    # A slice that was disturbed disturbs few medians: it is only reported.
    if disturbed:
        yield "  Disturbed from outside, in a slice or more: " \
            f"{disturbed} of {len(good)} samples"


def _unfit(result):
    line = "  Unfit for publication:"
    if not result.known:
        line += " unknown, without environment.json"
    elif not result.environment.unfit:
        line += " nothing found"
    for number, reason in enumerate(result.environment.unfit):
        line += "," if number else ""
        if len(line) + len(reason) > WIDTH - 2:
            yield line
            line = "   "
        line += f" {reason}"
    yield line


def notes(comparison):
    """All that must not be dropped silently."""
    if comparison.most_unfit:
        yield texts.too_few(comparison.most_unfit, comparison.family)
    for title, points in zip(ONLY_TITLES[comparison.base is not None],
                             comparison.only):
        if points:
            yield f"{title} (as in samples.csv, scenario to oversubscribed):"
        for point in points:
            yield f"  {point.key}"
    for title, lines in (
            ("Not comparable, and compared by --force",
             comparable.against(comparison.results)),
            ("What differs between the results",
             comparable.notes(comparison.results))):
        if lines:
            yield f"{title}:"
        for line in lines:
            yield f"  {line}"


def text(comparison):
    """The lines for a terminal."""
    lines, setting = [], None
    for row in comparison.rows:
        if row.point.setting != setting:
            setting = row.point.setting
            lines += heading(row.point, comparison.base)
            lines.append(f" {'pool':<{NAME_WIDTH}} {'ratio':>6} "
                         f"{'interval':>15} {'verdict':<19} {'base':>6} "
                         f"{'change':>6}")
        lines += _row(row)
    lines += _method(comparison) if comparison.rows else [""]
    lines += notes(comparison)
    names = ["result"] if comparison.base is not None else comparable.SIDES
    for name, result in zip(names, comparison.results):
        lines += result_lines(name, result)
    return lines


def csv(comparison):
    """A line for each row, below one of names."""
    yield ",".join(AXES) + (
        ",base_pool,base_ns,change_ns,ratio,ratio_low,ratio_high,level,n_base,"
        "n_change,p,p_adjusted,disturbed,verdict")
    for row in comparison.rows:
        judged = row.judged
        fields = [row.point.key, field(row.base_pool),
                  *map(figure_field, row.ns),
                  *map(figure_field, judged.ratio[:3]),
                  # .6g would make 1 of a level close to it
                  f"{comparison.family.each:.9g}",
                  *(str(len(times)) for times in row.times),
                  figure_field(judged.p), figure_field(judged.p_adjusted),
                  str(row.disturbed), judged.verdict]
        yield ",".join(fields)
