# SPDX-License-Identifier: MIT
"""Which points share a panel, and what is said about the rest."""

import re

from charts import selection, style
from charts.columns import at, columns, letters, placements
from charts.page import NotAsked, NothingToDraw

MOST_REASONS = 6
LONGEST_REASON = 110
# A reason of summary.csv
FAILED = re.compile(r"(?P<count>\d+ of \d+) trials failed "
                    r"\((?P<kinds>.*?)\)(: (?P<last>.*))?")


def figures_of(run, scenario):
    """The points of a scenario that has a figure, or NothingToDraw."""
    points = run.scenario(scenario)
    if points.empty:
        raise NotAsked(f"scenario {scenario} was not run")
    if not points["drawn"].any():
        raise NothingToDraw(f"scenario {scenario} has no figure")
    return points.assign(letter=points["machine"].map(letters(run)))


def as_number(text):
    """Key to sort by."""
    if text in style.VALUE_ORDER:
        return 0, style.VALUE_ORDER.index(text), text
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text


def ordered(values):
    """Sorted as numbers where they are numbers."""
    return sorted(set(values), key=as_number)


def swept_settings(run, points, axis="producers"):
    """The settings that were varied for their own sake, except the axis.

    One that merely follows the pool, the placement or the number of
    producers (a cap that grows with them) makes no panel of its own.
    """
    same = ["machine", "pool", "placement", axis]
    found = []
    if axis != "producers":
        if (points.groupby(same)["producers"].nunique() > 1).any():
            found.append("producers")
        same.append("producers")
    groups = points.groupby(same)
    return found + [name for name in run.settings if name != axis
                    and (groups[name].nunique() > 1).any()]


def combinations(points, settings):
    """Each combination of the swept settings that was run."""
    if not settings:
        return [()]
    found = set(map(tuple, points[settings].values))
    return sorted(found, key=lambda values: [as_number(v) for v in values])


def select(points, settings, values):
    for name, value in zip(settings, values):
        points = points[points[name] == value]
    return points


def combination_title(settings, values):
    return ", ".join(map(style.axis_phrase, settings, values))


def panel_title(run, settings, values, place, producers):
    """Of a panel that shows one setting at one place."""
    pinned = " (no thread is pinned)" if place.placement == "os" else ""
    parts = [combination_title(settings, values),
             f"placement {place.placement}{pinned}, "
             f"{style.producers_phrase(producers)}"]
    if run.several:
        parts.insert(0, letters(run)[place.machine])
    return capital("; ".join(filter(None, parts)))


def panels_of(run, points, settings):
    """Yield (values of the settings, title, points) of each panel: one setting
    at one place, with one number of producers."""
    for values in combinations(points, settings):
        same = select(points, settings, values)
        for place in columns(run, same):
            for count, here in at(same, place).groupby("producers"):
                yield values, panel_title(run, settings, values, place,
                                          count), here


def pages_of(panels, most_height):
    """As many panels to a page as fit, one at least."""
    pages = [[]]
    height = 0
    for panel in panels:
        height += panel.height()
        if pages[-1] and height > most_height:
            pages.append([])
            height = panel.height()
        pages[-1].append(panel)
    return pages


def save_pages(chart, pages, folder, name):
    """Yield the paths of the pages, each by chart.draw_page(what it shows,
    its number, how many there are)."""
    for number, part in enumerate(pages, 1):
        page = chart.draw_page(part, number, len(pages))
        yield from page.save(folder, name, number)


def label_rows(ax, pools, size):
    """Names of pools on the left, the one that all is about in bold."""
    ax.set_yticks(range(len(pools)))
    ax.set_yticklabels(pools, size=size)
    for label in ax.get_yticklabels():
        if label.get_text() == style.SUBJECT:
            label.set_fontweight("bold")


def capital(text):
    return text[:1].upper() + text[1:]


def fixed_text(run, points, settings, axis="producers"):
    """The settings that all points share, or that follow another axis."""
    phrases = []
    for name in run.settings:
        values = [value for value in ordered(points[name]) if value != ""]
        if name in settings or name == axis or not values:
            continue
        if len(values) == 1:
            phrases.append(style.axis_phrase(name, values[0]))
        else:
            phrases.append(style.axis_phrase(
                name, f"{values[0]} to {values[-1]}") + ", by point")
    return f"Settings: {'; '.join(phrases)}." if phrases else ""


def span(values, form):
    low, high = form(min(values)), form(max(values))
    return low if low == high else f"{low} to {high}"


def interval_text(points, bar):
    """What dot and bar are, with n and the level of the interval."""
    text = f"Marker: median of n = {span(points['n'], str)} trials, each a " \
        "process of its own."
    levels = points.loc[points["interval"], "ci_level"].dropna()
    if len(levels):
        levels = [level / 100 if level > 1 else level for level in levels]
        text += f" {bar}: {span(levels, style.percent)} confidence interval " \
            "of the median."
    return " ".join(filter(None, (text, bare_text(points),
                                  failed_text(points))))


def bare_text(points):
    """The points that have no interval; empty: all have one."""
    bare = points[~points["interval"]]
    if bare.empty:
        return ""
    if len(bare) == len(points):
        return "No intervals: too few trials."
    names = sorted({
        f"{row.pool} ({row.letter}{', ' if row.letter else ''}"
        f"{row.placement}, n = {row.n})" for row in bare.itertuples()})
    return f"Without interval, for too few trials: {selection.listed(names)}."


def failed_text(points):
    """Of points that are drawn: whose figure is that of some trials only, by
    what became of the others."""
    causes = {}
    for row in points.itertuples():
        failed = FAILED.match(row.reason)
        if failed:
            cause = ": ".join(filter(None, failed.group("kinds", "last")))
            causes.setdefault(cause, []).append(
                f"{row.pool} ({row.letter}{', ' if row.letter else ''}"
                f"{row.placement}, {style.producers_phrase(row.producers)}: "
                f"{failed['count']})")
    texts = [f"{shorten(cause)}, at {selection.listed(names)}"
             for cause, names in causes.items()]
    return "Without the trials that failed: " \
        f"{selection.listed(texts, '; ')}." if texts else ""


def names_of(group, points, column, everything, noun=""):
    """"placements smt, local", or `everything` where none is left out."""
    found = set(group[column])
    if found == set(points[column]):
        return everything
    names = placements(group) if column == "placement" else sorted(found)
    if noun:
        noun += "s " if len(names) > 1 else " "
    return noun + ", ".join(map(str, names))


def why_absent(status, reason):
    """Of a point without a figure, in a few words."""
    why = "no figure" if status == "ok" else status.replace("_", " ")
    return f"{why}: {shorten(reason)}" if reason else why


def not_measured_text(points):
    """The points that are not drawn, by reason."""
    gone = points[~points["drawn"]]
    if gone.empty:
        return ""
    parts = []
    # The order of the file is kept.
    for (status, reason), group in gone.groupby(["status", "reason"],
                                                sort=False):
        what = [names_of(group, points, "letter", "")
                if "letter" in points.columns else "",
                names_of(group, points, "pool", "all pools"),
                names_of(group, points, "placement", "", "placement")]
        counts = sorted(set(group["producers"]))
        if set(counts) != set(points["producers"]):
            what.append(", ".join(map(str, counts[:-1] + [
                style.producers_phrase(counts[-1])])))
        same = points[points["machine"].isin(group["machine"])
                      & points["pool"].isin(group["pool"])
                      & points["placement"].isin(group["placement"])
                      & points["producers"].isin(group["producers"])]
        if len(group) < len(same):
            what.append(f"{len(group)} of {len(same)} points")
        parts.append(f"{', '.join(filter(None, what))} "
                     f"({why_absent(status, reason)})")
    if len(parts) > MOST_REASONS:
        rest = len(parts) - MOST_REASONS
        parts = parts[:MOST_REASONS] + [f"{rest} more, see summary.csv"]
    return f"Not measured: {'; '.join(parts)}."


def shorten(text):
    text = " ".join(text.split()).rstrip(".")
    if len(text) > LONGEST_REASON:
        text = text[:LONGEST_REASON - 1] + "…"
    return text


def unfit_text(run):
    """Why figures are not for publication, by machine where there are
    several; empty: nothing is known against it."""
    parts = []
    marks = letters(run)
    for machine in run.machines:
        why = ", ".join(map(str, machine.unfit)) if machine.known \
            else "the machine was not recorded"
        if why:
            parts.append(f"{marks[machine.name]}: {why}" if run.several
                         else why)
    return f"Unfit for publication: {'; '.join(parts)}." if parts else ""


def machines_text(run):
    """Which machine each letter stands for; empty for a single one."""
    if not run.several:
        return ""
    marks = letters(run)
    return "; ".join(
        f"{marks[machine.name]}: {machine.name}"
        + (f" ({machine.label})" if machine.name != machine.label else "")
        for machine in run.machines) + "."


def header(run, title, subtitle, number=1, pages=1):
    """(text, size, looks) of the lines above the panels. number: of the page,
    of so many."""
    if pages > 1:
        title += f" ({number} of {pages})"
    lines = [(title, 13, {"weight": "bold"}), (subtitle, 9.5, {})]
    machines = machines_text(run)
    if machines:
        lines.append((machines, 9, {"weight": "bold"}))
    unfit = unfit_text(run)
    if unfit:
        lines.append((unfit, 9, {"color": style.ALARM, "weight": "bold"}))
    return lines


def footer(texts):
    return [(text, 8, {"color": style.FAINT}) for text in texts if text]


def corner(run):
    if not run.several:
        return f"{run.machines[0].label} · {run.machines[0].date}"
    marks = letters(run)
    return "; ".join(f"{marks[machine.name]}: {machine.date}"
                     for machine in run.machines)
