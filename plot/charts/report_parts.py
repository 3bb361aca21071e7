# SPDX-License-Identifier: MIT
"""The parts of the report: HTML of tables, charts and data."""

import base64
import html
import os
import re

from charts import facets, outcomes, style
from charts.page import NotAsked
from verdicts import asked, causes, distance, explain_text, judge, reader

# Larger files are left out, and named: a browser must open the report.
MOST_BYTES = 4 << 20
FILES = (("summary.csv", "text/csv"), ("samples.csv", "text/csv"),
         ("slices.csv", "text/csv"), ("counters.csv", "text/csv"),
         ("latency.csv", "text/csv"),
         ("environment.json", "application/json"),
         ("command.txt", "text/plain"))
# What a reader looks for first, beside the axes that vary: the answer, and
# what it rests on; and that where a scenario has no ratio.
ANSWER = ("ratio_to_svc_page_pool", "ratio_low", "ratio_high", "verdict", "n",
          "median_ns_per_buffer")
FIGURES = ("n", "median_ns_per_buffer", "ci_low", "ci_high")
DISTANCES = ("line_transfer_ns", "n", "ratio_to_svc_page_pool", "ratio_low",
             "ratio_high")
RATIOS = "A ratio is a pool's cost divided by svc_page_pool's: below 1 it " \
    "is faster. Each trial has one, of slices beside each other in one " \
    "process; the row has their median with its exact interval. All " \
    "intervals of the run hold together at 99 %. Faster and slower: the " \
    "interval leaves out 1."
WIDE = ("reason", "why", "remedy", "value")
NOT_SHOWN = ("schema", "run", "machine", "scenario", "drawn", "interval",
             "oversubscribed")
VERDICTS = {"unfit": 0, "warning": 1, "unknown": 2, "fine": 3}
MOST_REASONS = 5
# Colours of the charts that are others on a dark page, by their variables of
# report.css.
VARIABLES = {"#ffffff": "back", style.BLACK: "black", style.TEXT: "text",
             style.FAINT: "faint", style.GRID: "grid", style.ALARM: "alarm",
             style.REST: "rest", outcomes.LOOKS["hit"]["facecolor"]: "hit"}

escape = html.escape


def cell(value):
    """As text: numbers with the digits that matter, and what is absent
    empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    text = str(value)
    if re.fullmatch(r"-?\d+\.\d+(e[+-]?\d+)?", text):
        return cell(float(text))
    return text


def column_name(name):
    """A long name may be wrapped after each of its words."""
    return escape(name).replace("_", "_<wbr>")


def table(names, rows):
    """rows: of texts."""
    numeric = {i for i in range(len(names)) if any(row[i] for row in rows)
               and all(is_number(row[i]) for row in rows)}
    parts = ['<div class="scroll"><table><thead><tr>']
    for i, name in enumerate(names):
        kind = ' class="number"' if i in numeric else ""
        parts.append(f'<th scope="col"{kind}><button type="button">'
                     f"{column_name(name)}</button></th>")
    parts.append("</tr></thead><tbody>")
    for row in rows:
        parts.append("<tr>")
        for i, text in enumerate(row):
            kind = ' class="number"' if i in numeric else \
                ' class="wide"' if names[i] in WIDE else ""
            parts.append(f"<td{kind}>{escape(text)}</td>")
        parts.append("</tr>")
    parts.append("</tbody></table></div>")
    return "".join(parts)


def is_number(text):
    if text == "":
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True


def varying(points, names):
    """The columns that tell rows apart, and a phrase for each that has the
    same value in all of them."""
    names = [name for name in names if name not in NOT_SHOWN]
    values = {name: {cell(value) for value in points[name]} for name in names}
    return ([name for name in names if len(values[name]) > 1],
            [f"{name} {values[name].pop()}" for name in names
             if len(values[name]) == 1 and values[name] != {""}])


def rows_of(points, names):
    return [[cell(row[name]) for name in names]
            for row in points.to_dict("records")]


def details(summary, content, is_open=False):
    return f"<details{' open' if is_open else ''}><summary>" \
        f"{escape(summary)}</summary>{content}</details>"


def same_text(phrases):
    return '<p class="faint">The same in all rows: ' \
        f'{escape("; ".join(phrases))}.</p>' if phrases else ""


def axes_of(points):
    """The names of the columns that say which point it is."""
    names = list(points.columns)
    return [name for name in names[:names.index("n")] if name != "pool"]


def has_ratio(points):
    return points["ratio_to_svc_page_pool"].notna().any()


def by_distance(run, points):
    """The ratios that depend on the CPUs' distance; empty: none is seen to."""
    axes, _ = varying(points, axes_of(points))
    rows = []
    for _, point in points.iterrows():
        trials = run.trials_of(point)
        if trials is None or "line_transfer_ns" not in trials.columns:
            continue
        key = [cell(point[name]) for name in ("pool", *axes)]
        both = trials[["line_transfer_ns", "ratio_to_svc_page_pool"]].dropna()
        rows += [key + [cell(value) for value in (
            group.line_ns, group.ratio.n, *group.ratio[:3])]
            for group in distance.groups(both.itertuples(index=False))]
    if not rows:
        return ""
    return "<p>The distance of the CPUs changed during the run, and these " \
        "ratios with it (intervals: " \
        f"{style.percent(judge.VERDICT_LEVEL)} each by itself):</p>" + \
        table(["pool", *axes, *DISTANCES], rows)


def figures_table(points):
    """What a reader looks for; and all columns, to be unfolded."""
    axes, same = varying(points, axes_of(points))
    first = ["pool", *axes, *(ANSWER if has_ratio(points) else FIGURES)]
    others, others_same = varying(points, [
        name for name in points.columns
        if name not in axes_of(points) and name not in first])
    text = table(first, rows_of(points, first)) + same_text(same)
    if others:
        names = ["pool", *axes, *others]
        text += details(
            f"{count(len(others), 'more column')}: {', '.join(others)}",
            same_text(others_same) + table(names, rows_of(points, names)))
    return text


def without_figure(points, is_open):
    """The points that have no figure, which would drown the others; how
    many for which reason is seen without unfolding."""
    axes, _ = varying(points, axes_of(points))
    names = ["pool", *axes, "n", "status", "reason"]
    reasons = [f"{facets.shorten(reason or status)} ({number})"
               for (status, reason), number in
               points[["status", "reason"]].value_counts().items()]
    if len(reasons) > MOST_REASONS:
        rest = len(reasons) - MOST_REASONS
        reasons[MOST_REASONS:] = [f"{count(rest, 'more reason')}"]
    return details(
        f"{count(len(points), 'point')} without a figure: "
        f"{'; '.join(reasons)}", table(names, rows_of(points, names)), is_open)


def points_table(run, points):
    """The points of one scenario."""
    there, gone = points[points["drawn"]], points[~points["drawn"]]
    text = figures_table(there) + by_distance(run, there) if len(there) \
        else "<p>No point has a figure.</p>"
    if len(gone):
        text += without_figure(gone, there.empty)
    return text


def tables(run):
    """One for each scenario: those first that have ratios."""
    points = run.points.assign(
        x_line=run.points["median_ns_per_buffer"]
        / run.points["line_transfer_ns"],
        # compared with itself
        verdict=run.points["verdict"].mask(
            run.points["pool"] == style.SUBJECT, ""))
    scenarios = [group for _, group in points.groupby("scenario", sort=False)]
    scenarios.sort(key=lambda group: not has_ratio(group))
    return "\n".join(
        f"<h3>Scenario {escape(group['scenario'].iloc[0])}</h3>"
        f"{points_table(run, group)}" for group in scenarios)


def environment(run):
    """What was found out about the machine, what is wrong on top."""
    items = run.environment.get("items")
    if not isinstance(items, dict) or not items:
        return "<p>The machine was not recorded: there is no " \
            "environment.json, or nothing is in it.</p>"
    rows = []
    for name, item in items.items():
        item = item if isinstance(item, dict) else {"value": item}
        rows.append([name] + [cell(item.get(key)) for key in
                              ("verdict", "value", "why", "remedy")])
    rows.sort(key=lambda row: VERDICTS.get(row[1], len(VERDICTS)))
    return table(["item", "verdict", "value", "why", "remedy"], rows)


def explained(folder):
    """Why pools cost what they cost, where that was counted."""
    if not os.path.exists(os.path.join(folder, causes.LINES)):
        return "<p>Not counted: plot/explain --save does it.</p>"
    result = reader.load(folder)
    lines = explain_text.text(result, causes.of_folder(result),
                              asked.Filters())
    return '<div class="scroll" tabindex="0"><pre>' + escape(
        "\n".join(lines).strip("\n")) + "</pre></div>"


def count(number, noun):
    return f"{number} {noun}" + ("" if number == 1 else "s")


def slices_text(run):
    """How many slices were disturbed; empty: none was, or it is not known."""
    names = ["slices_disturbed", "slices_counted"]
    sums = [trials[names].sum() for trials in run.trials.values()
            if set(names) <= set(trials.columns)]
    disturbed, every = sum(sums) if sums else (0, 0)
    return f"{every:.0f} slices count; {disturbed:.0f} were disturbed from " \
        "outside." if disturbed else ""


def warnings(run, not_drawn):
    """What a reader must know before he quotes a figure; what has no figure
    stands below its table."""
    points = run.points
    there = points[points["drawn"]]
    texts = [*run.warnings, slices_text(run)]
    if "unsteady" in points.columns and points["unsteady"].sum():
        texts.append(f"{points['unsteady'].sum():.0f} of {points['n'].sum()} "
                     "figures of trials moved within their trial.")
    bare = there[~there["interval"]]
    if len(bare):
        texts.append(f"{count(len(bare), 'point')} without interval, for too "
                     "few trials: n = "
                     f"{facets.span(bare['n'], str)}.")
    shared = points[points["oversubscribed"]]
    if len(shared):
        texts.append(f"{count(len(shared), 'point')} with more threads than "
                     "CPUs: the figures are the scheduler's.")
    for scenario, group in there.assign(letter="").groupby("scenario",
                                                           sort=False):
        failed = facets.failed_text(group)
        if failed:
            texts.append(f"Scenario {scenario}. {failed}")
    texts += [f"No chart “{title}”: {reason}." for title, reason in not_drawn
              if not isinstance(reason, NotAsked)]
    others = [title for title, reason in not_drawn
              if isinstance(reason, NotAsked)]
    if others:
        texts.append("The run was not asked for what these charts show: "
                     f"{'; '.join(others)}.")
    items = "".join(f"<li>{escape(text)}</li>" for text in texts if text)
    return f"<ul>{items}</ul>" if items else "<p>None.</p>"


def with_variables(text):
    """An SVG whose colours follow the page."""
    # White letters stand on what is dark on every page.
    text = re.sub(r"<text\b[^>]*>",
                  lambda tag: tag[0].replace("#ffffff", "white"), text)
    for colour, name in VARIABLES.items():
        text = re.sub(colour, f"var(--{name})", text, flags=re.IGNORECASE)
    return text


def inline_svg(text, prefix, title):
    """A chart as a part of the page: its identifiers are made the chart's
    own."""
    text = text[text.index("<svg"):]
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    text = text.replace("url(#", f"url(#{prefix}-")
    # The data on who made the picture is not for readers.
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return with_variables(text).replace(
        "<svg", f'<svg role="img" aria-label="{escape(title)}"', 1)


def chart_page(path, title):
    name = os.path.basename(path)[:-len(".svg")]
    with open(path, encoding="utf-8") as file:
        return f'<div class="scroll chart" tabindex="0" role="group" ' \
            f'aria-label="{escape(title)}">' \
            f"{inline_svg(file.read(), name, title)}</div>"


def charts(drawn):
    """drawn: (title, paths of a chart's pages, as SVG) for each chart."""
    parts = []
    for title, paths in drawn:
        titles = [title] if len(paths) == 1 else [
            f"{title} ({i} of {len(paths)})"
            for i in range(1, len(paths) + 1)]
        pages = list(map(chart_page, paths, titles))
        # On paper the heading stays with the first page.
        parts.append(f'<div class="together"><h3>{escape(title)}</h3>'
                     f"{pages[0]}</div>")
        parts += pages[1:]
    return "\n".join(parts) or "<p>Nothing could be drawn.</p>"


def data(folder):
    """Links that hold the files themselves."""
    parts = []
    for name, kind in FILES:
        path = os.path.join(folder, name)
        try:
            size = os.path.getsize(path)
            if size > MOST_BYTES:
                parts.append(f"<li>{name}: left out, as it has {size} bytes; "
                             "it is in the result folder</li>")
                continue
            with open(path, "rb") as file:
                content = base64.b64encode(file.read()).decode("ascii")
        except OSError as error:
            parts.append(f"<li>{name}: not there "
                         f"({escape(error.strerror)})</li>")
            continue
        parts.append(f'<li><a download="{name}" href="data:{kind};base64,'
                     f'{content}">{name}</a>, {size} bytes</li>')
    return "<ul>" + "".join(parts) + "</ul>"
