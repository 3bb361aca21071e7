# SPDX-License-Identifier: MIT
"""Why pools cost what they cost, as plain text that survives mail."""

from . import judge, texts
from .causes import PRODUCER, line_of
from .compare_print import NAME_WIDTH, TOLD_ELSEWHERE, place, sharing
from .comparison import BASE_POOL, NO_COST, Comparison
from .mail_points import why_no_counters
from .mail_text import wrapped
from .reader import AXES

# ns that are worth their own words, in shares of what is explained
WORTH = 0.01
# per buffer
LINES_TOLD = 0.05
LEGEND = (
    "Counted by a model, not measured: lines that move between CPUs per "
    "buffer (transfers and upgrades, of all threads), locked operations, and "
    "the ratio that it predicts (pred). Measured: ns per buffer, and the ratio "
    "to the base with its exact interval. instr: instructions of a get and a "
    "put, by callgrind. '-': not counted.",
    "What lines account for is the time that the role which waits longer for "
    "lines waits for each variable, locked instructions included, scaled to "
    "the time that a line took in the trials; of a pool, what it differs by "
    "from that of the base. What is left is not explained: instructions and "
    "what the model does not know.")


def ns(value):
    return f"{value:+.3g}" if abs(value) < 1000 else f"{value:+.0f}"


class Side:
    """A pool at a point. waits: {variable: ns} of its slower role, scaled to
    the measured line."""

    def __init__(self, point, median, causes):
        self.point = point
        self.ns = median
        self.line_ns = line_of([point])
        self.counted = causes.lines.of(point, self.line_ns) \
            if causes.lines else None
        self.waits = {}
        if self.counted:
            scale = self.line_ns / self.counted.line_ns \
                if self.line_ns and self.counted.line_ns else 1
            self.waits = {name: scale * wait for name, wait in
                          self.counted.waits(self.counted.slower).items()}


def predicted(base, side):
    """The ratio; the model does not know what a message's payload costs."""
    if not base.counted or not side.counted or \
            not base.counted.predicted or side.counted.predicted is None or \
            side.point["payload"] not in ("", "none"):
        return None
    return side.counted.predicted / base.counted.predicted


def row(side, base, ratio, causes):
    """A line of the table. ratio: judge.Interval, None for the base."""
    counted = side.counted
    guess = predicted(base, side)
    instructions = causes.instructions.get(side.point.pool)
    return f" {side.point.pool:<{NAME_WIDTH}}" \
        f" {texts.ratio(ratio.estimate) if ratio else '1':>6}" \
        f" {texts.interval(ratio) if ratio else '-':>15}" \
        f" {texts.ratio(guess):>6}" \
        f" {count(counted and counted.lines):>5}" \
        f" {count(counted and counted.total('locked')):>5}" \
        f" {'-' if instructions is None else f'{instructions:.0f}':>5}"


def count(number):
    return "-" if number is None else f"{number:.2f}"


def account(title, parts, whole):
    """How much of so many ns the parts are: {variable: ns}; None: that is not
    known."""
    if parts is None:
        return f"{title}: not explained, as not counted."
    if not whole:
        return f"{title}: nothing to explain."
    lines = sum(parts.values())
    told = [f"{name} {ns(part)}" for name, part in
            sorted(parts.items(), key=lambda item: -abs(item[1]))
            if abs(part) >= WORTH * abs(whole)]
    left = whole - lines
    return f"{title}: lines {ns(lines)} " \
        f"({100 * lines / whole:.0f} %" \
        f"{': ' if told else ''}{', '.join(told)}); not explained " \
        f"{ns(left)} ({100 * left / whole:.0f} %)."


def moved(side):
    told = [f"{name} {number:.2f}" for name, number in
            side.counted.moved().items() if number >= LINES_TOLD]
    return f"Lines that move: {', '.join(told) or 'none'}." + (
        f" The {side.counted.slower} waits longer."
        if told and PRODUCER in side.counted.roles else "")


def explanation(side, base, ratio):
    """What accounts for the figure of the base, or for how a pool differs
    from it."""
    if side.counted:
        yield moved(side)
    if side is base:
        yield account(f"Of {texts.figure(side.ns)} ns",
                      side.waits if side.counted else None, side.ns)
        return
    if judge.verdict_of(ratio) == judge.NO_DIFFERENCE:
        yield "No difference shown: nothing to explain."
        return
    parts = {name: side.waits.get(name, 0) - base.waits.get(name, 0)
             for name in {**base.waits, **side.waits}}
    differs = base.ns * (ratio.estimate - 1)
    yield account(f"Of {ns(differs)} ns to {base.point.pool}",
                  parts if base.counted and side.counted else None, differs)


def counters(side, causes):
    by_role = {}
    for (role, event), value in causes.counters.get(side.point, {}).items():
        by_role.setdefault(role, []).append(f"{event} {value:.3g}")
    for role, events in by_role.items():
        yield f"Counted by the processor, {role}: {', '.join(events)}."


def settings(result, comparison):
    """Yield the base's Point and the rows of each setting."""
    points = {point.setting: point for point in result.points
              if point.pool == comparison.base}
    last = None
    for compared in comparison.rows:
        if not compared.times[1]:
            continue
        if last and last[0].setting == compared.point.setting:
            last[1].append(compared)
            continue
        if last:
            yield last
        last = points[compared.point.setting], [compared]
    if last:
        yield last


def setting_text(base_point, rows, causes):
    yield ""
    yield from wrapped(", ".join((
        base_point["scenario"], place(base_point), *(
            f"{axis} {base_point[axis]}" for axis in AXES
            if base_point.told(axis) and axis not in TOLD_ELSEWHERE))) + ":",
        0, 2)
    if sharing(base_point):
        yield f"  {sharing(base_point)}"
    base = Side(base_point, judge.median(rows[0].times[0]), causes)
    if base.counted and base.counted.line_ns:
        topology, distance = base.counted.where
        yield from wrapped(
            f"lines: counted on {topology or 'this machine'}, distance "
            f"{distance}, where one takes {base.counted.line_ns:.3g} ns; in "
            f"the trials {texts.figure(base.line_ns)}", 2, 2)
    yield f" {'pool':<{NAME_WIDTH}} {'ratio':>6} {'interval':>15} " \
        f"{'pred':>6} {'lines':>5} {'lock':>5} {'instr':>5}"
    errors = []
    for side, ratio in [(base, None)] + [
            (Side(one.point, judge.median(one.times[1]), causes),
             one.judged.ratio) for one in rows if one.judged.n]:
        yield row(side, base, ratio, causes)
        for text in (*explanation(side, base, ratio),
                     *counters(side, causes)):
            yield from wrapped(text, 4, 4)
        guess = predicted(base, side)
        if ratio and ratio.estimate and guess is not None:
            errors.append((abs(guess / ratio.estimate - 1), side.point.pool))
    if errors:
        most, pool = max(errors)
        middle = judge.median([error for error, _ in errors])
        yield from wrapped(
            f"Predicted ratios of {texts.plural(len(errors), 'pool')} are off "
            f"by {100 * middle:.0f} % in the median, at most by "
            f"{100 * most:.0f} % ({pool}).")


def text(result, causes, filters, base=BASE_POOL):
    """The lines; none where nothing can be explained."""
    comparison = Comparison([result], base, filters, judge.VERDICT_LEVEL)
    every = [one for one in settings(result, comparison)
             if one[0]["scenario"] not in NO_COST]
    for base_point, rows in every:
        yield from setting_text(base_point, rows, causes)
    if not every:
        return
    yield ""
    for paragraph in LEGEND:
        yield from wrapped(paragraph)
    if not causes.lines:
        yield from wrapped(f"No lines: {causes.why_no_lines}.")
    if not causes.instructions:
        yield from wrapped("No instructions: valgrind did not count them.")
    if not causes.counters:
        yield from wrapped("No hardware counters: "
                           f"{why_no_counters(result.file('counters.csv'))}.")
