# SPDX-License-Identifier: MIT
"""What the tests of plot/ share: invented results, the programs of plot/, and
what is looked at."""

import contextlib
import os
import re
import shutil
import sys

try:
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.backends.backend_svg  # noqa: F401
    import matplotlib.backends.backend_agg  # noqa: F401
    import matplotlib.figure
    import numpy
    import pandas  # noqa: F401
    from PIL import Image
except ImportError:
    print("SKIP: /usr/bin/python3 has no pandas and matplotlib: install "
          "python3-pandas python3-matplotlib")
    sys.exit(77)

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(1, os.path.dirname(HERE))
import forked  # noqa: E402
import make_data  # noqa: E402
from forked import TMP, check  # noqa: E402
# loaded once, for all forks
import argparse  # noqa: E402,F401
from charts import (  # noqa: E402,F401
    axis, catalog, counters, facets, latency, line_matrix, outcomes, page,
    report_parts, result, rpc_message_cost, selection, style)
from verdicts import distance  # noqa: E402,F401


# names of files are those of results in here
os.chdir(TMP)


def read(name):
    with contextlib.suppress(FileNotFoundError), \
            open(name, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()
    return ""


def write(text, name):
    with open(name, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


def make(kind, name=None, **environment):
    """An invented result in a folder of this name, which is returned"""
    make_data.make(kind, name or kind, **environment)
    return name or kind


def copy(name, to):
    shutil.rmtree(to, ignore_errors=True)
    return shutil.copytree(name, to)


def _without_pictures():
    """A chart is drawn as SVG, which is looked at; its PNG is a byte."""
    save = matplotlib.figure.Figure.savefig

    def savefig(figure, file, format, **how):
        if format == "png":
            file.write(b"-")
        else:
            save(figure, file, format=format, **how)
    matplotlib.figure.Figure.savefig = savefig


def run(name, *arguments, only=None, dpi=None, **how):
    """A program of plot/. only: of all charts those of these titles. dpi: of
    pictures, if there are to be any."""
    def before():
        if dpi:
            page.DPI = dpi
        else:
            _without_pictures()
        if only:
            catalog.CHARTS = [chart for chart in catalog.CHARTS
                              if chart.title in only]
    return forked.run(name, *arguments, before=before, **how)


def words(svg):
    """The text of a chart, in which a wrapped paragraph is many elements."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)<", read(svg))) + " "


def says(svg, *texts):
    """Those after a ! it does not say."""
    said = words(svg)
    for text in texts:
        unsaid = text.startswith("!")
        check(f"{svg} says: {text}", said != " " and
              (text[unsaid:] in said) != unsaid)


def sane(png, dpi):
    """A picture that a reader can use, not only white, nothing clipped."""
    picture = numpy.asarray(Image.open(png))[..., :3]
    height, width = (side * page.DPI / dpi for side in picture.shape[:2])
    edge = picture[0], picture[-1], picture[:, 0], picture[:, -1]
    return 900 <= width <= 4000 and 400 <= height <= 4000 and \
        picture.min() < 128 and all(line.min() == 255 for line in edge)


def draw(name, charts=None, missed=None, made=True, out=None, dpi=80, **how):
    """The result of this name, to out; first made as the kind of that name.
    charts: names of what is drawn, both kinds, all listed, no more. missed:
    the charts that are complained of, and nothing else is."""
    out = out or f"{name}/charts"
    ended = run("plot", make(name) if made else name, "--out", out,
                dpi=charts and dpi, **how)
    check(f"{name}: status {ended.status}", ended.status == 0)
    if charts:
        files = [f"{out}/{chart}.{kind}" for chart in charts.split()
                 for kind in ("svg", "png")]
        check(f"{name}: files", sorted(ended.out.splitlines()) ==
              sorted(files) and all(map(os.path.getsize, files)))
        check(f"{name}: pictures", all(sane(png, dpi) for png in files[1::2]))
    if missed is not None:
        check(f"{name}: what is not drawn, and nothing else, is complained of",
              ended.err == "".join(f"plot: not drawn: {text}\n"
                                   for text in missed))
    return ended
