# SPDX-License-Identifier: MIT
"""The parts of the report: HTML of tables, charts and data."""

import base64
import html
import os
import re

import facets

# Larger files are left out, and named: a browser must open the report.
MOST_BYTES = 4 << 20
FILES = (("summary.csv", "text/csv"), ("samples.csv", "text/csv"),
         ("counters.csv", "text/csv"), ("latency.csv", "text/csv"),
         ("environment.json", "application/json"),
         ("command.txt", "text/plain"))
# Of every table, whether or not they vary.
ALWAYS = ("pool", "placement", "n", "median_ns_per_buffer", "ci_low",
          "ci_high", "status")
WIDE = ("reason", "why", "remedy", "value")
NOT_SHOWN = ("schema", "run", "machine", "scenario", "drawn", "interval",
             "oversubscribed")
VERDICTS = {"unfit": 0, "unknown": 1, "doubtful": 2}

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


def table(names, rows):
    """rows: of texts."""
    numeric = {i for i in range(len(names)) if any(row[i] for row in rows)
               and all(is_number(row[i]) for row in rows)}
    parts = ['<div class="scroll"><table><thead><tr>']
    parts += [f'<th scope="col"><button type="button">{escape(name)}'
              "</button></th>" for name in names]
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


def points_table(points):
    """The points of one scenario: what varies in columns, the rest above."""
    names, same = [], []
    for name in points.columns:
        values = {cell(value) for value in points[name]}
        if name in NOT_SHOWN or values == {""}:
            continue
        if len(values) > 1 or name in ALWAYS:
            names.append(name)
        else:
            same.append(f"{name} {values.pop()}")
    rows = [[cell(row[name]) for name in names]
            for row in points.to_dict("records")]
    text = f'<p class="faint">The same in all rows: {escape("; ".join(same))}' \
        ".</p>" if same else ""
    return text + table(names, rows)


def tables(run):
    """One for each scenario, in the order of the file."""
    points = run.points.assign(x_line=run.points["median_ns_per_buffer"]
                               / run.points["line_transfer_ns"])
    parts = []
    for scenario in dict.fromkeys(points["scenario"]):
        parts.append(f"<h3>Scenario {escape(scenario)}</h3>")
        parts.append(points_table(points[points["scenario"] == scenario]))
    return "\n".join(parts)


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


def count(number, noun):
    return f"{number} {noun}" + ("" if number == 1 else "s")


def warnings(run, not_drawn):
    """Everything that a reader must know before he quotes a figure."""
    points = run.points
    texts = list(run.warnings)
    unfit = facets.unfit_text(run)
    if unfit:
        texts.insert(0, unfit)
    for name, text in (
            ("disturbed", "were disturbed from outside"),
            ("unsteady", "had a figure that moved within the window")):
        if name in points.columns:
            number = sum(int(float(value)) for value in points[name] if value)
            if number:
                texts.append(f"{number} of {points['n'].sum()} trials {text}.")
    bare = points[points["drawn"] & ~points["interval"]]
    if len(bare):
        texts.append(f"{count(len(bare), 'point')} without interval, for too "
                     "few trials: n = "
                     f"{facets.span(bare['n'], str)}.")
    shared = points[points["oversubscribed"]]
    if len(shared):
        texts.append(f"{count(len(shared), 'point')} with more threads than "
                     "CPUs: the figures are the scheduler's.")
    for scenario, group in points.groupby("scenario", sort=False):
        text = facets.not_measured_text(group)
        if text:
            texts.append(f"Scenario {scenario}. {text}")
        failed = group[group["drawn"] & (group["reason"] != "")]
        for row in failed.itertuples():
            texts.append(f"Scenario {scenario}, {row.pool}, placement "
                         f"{row.placement}, n = {row.n}: {row.reason}.")
    texts += [f"No chart “{title}”: {reason}." for title, reason in not_drawn]
    if not texts:
        return "<p>None.</p>"
    return "<ul>" + "".join(f"<li>{escape(text)}</li>"
                            for text in texts) + "</ul>"


def inline_svg(text, prefix, title):
    """A chart as a part of the page: its identifiers are made the chart's
    own, and its font has a substitute of the same widths."""
    text = text[text.index("<svg"):]
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    text = text.replace("url(#", f"url(#{prefix}-")
    text = text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    # The data on who made the picture is not for readers.
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return text.replace(
        "<svg", f'<svg role="img" aria-label="{escape(title)}"', 1)


def charts(drawn):
    """drawn: (title, paths of a chart's pages) for each chart."""
    parts = []
    for title, paths in drawn:
        parts.append(f"<h3>{escape(title)}</h3>")
        for path in paths:
            if not path.endswith(".svg"):
                continue
            name = os.path.basename(path)[:-len(".svg")]
            with open(path, encoding="utf-8") as file:
                parts.append('<div class="scroll chart" tabindex="0">'
                             + inline_svg(file.read(), name, title)
                             + "</div>")
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
