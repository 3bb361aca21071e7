# SPDX-License-Identifier: MIT
"""A page: text above, a grid of panels, text below. All sizes are inches.

Text is measured and wrapped before anything is placed, so that nothing is
clipped and nothing overlaps, however long a machine's name or a reason is.
"""

import functools
import io
import os

from matplotlib import ft2font
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from charts import style

MARGIN = 0.2
LINE = 1.35 / 72    # height of a line, for each point of its size
DPI = 160
# What a page is written as, with which metadata
KINDS = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
ADVANCE_SIZE = 100
# Its name in matplotlib 3.10, and before
NO_HINTING = ft2font.LoadFlags.NO_HINTING \
    if hasattr(ft2font, "LoadFlags") else ft2font.LOAD_NO_HINTING
LEGEND_ROW = 0.22
LEGEND_SIZE = 9
MOST_WIDTH = 10     # of a page; it is printed and read at this size


class NothingToDraw(Exception):
    """A chart that the result cannot fill; the text says why."""


class RestLeftOut(NothingToDraw):
    """What a chart has no room for; raised after its last page."""


class NotAsked(NothingToDraw):
    """The run was not asked for what the chart shows: nobody misses it."""


def plain(text):
    """Not to be taken for a formula."""
    return str(text).replace("$", r"\$")


@functools.lru_cache(maxsize=None)
def advance(letter, weight):
    """Width of a letter of size 1 in inches, as it is drawn in SVG"""
    font = get_font(findfont(FontProperties(
        family=style.RC["font.family"], weight=weight)))
    font.set_size(ADVANCE_SIZE, 72)
    glyph = font.load_char(ord(letter), NO_HINTING)
    # In 65536ths of a point.
    return glyph.linearHoriAdvance / 65536 / ADVANCE_SIZE / 72


def width(text, size, weight="normal"):
    """Width of a line of text in inches."""
    return size * sum(advance(letter, weight) for letter in text)


def wrap(text, size, room, weight="normal"):
    """Lines that are no wider than room; a long word is cut."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined, size, weight) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        if width(word, size, weight) <= room:
            lines[-1] = word
            continue
        for letter in word:
            if width(lines[-1] + letter, size, weight) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def without_middle(text, size, room, weight="normal"):
    """The text, cut to be no wider than room: names of machines are told
    apart by either end."""
    cut, kept = text, len(text)
    while kept and width(cut, size, weight) > room:
        kept -= 1
        cut = f"{text[:kept - kept // 2]}…{text[len(text) - kept // 2:]}"
    return cut


def legend_size(names, page_width):
    """How many of these names stand across a page, and the height of all."""
    entry = 0.75 + max(width(name, LEGEND_SIZE, "bold") for name in names)
    across = max(1, int((page_width - 2 * MARGIN) / entry))
    return across, LEGEND_ROW * -(-len(names) // across) + 0.15


def even_parts(items, most):
    """The items in as few parts of at most `most` as there can be."""
    parts = -(-len(items) // most)
    ends = [i * len(items) // parts for i in range(parts + 1)]
    return [items[start:end] for start, end in zip(ends, ends[1:])]


class Block:
    """A paragraph of one size, wrapped to a width."""

    def __init__(self, text, size, room, **looks):
        self.lines = wrap(text, size, room, looks.get("weight", "normal"))
        self.size = size
        self.looks = looks
        self.height = len(self.lines) * size * LINE

    def draw(self, page, x, top):
        for i, line in enumerate(self.lines):
            page.text(x, top - i * self.size * LINE, line, size=self.size,
                      va="top", **self.looks)


class Page:
    """Header, body and footer, one below the other.

    header and footer are lists of (text, looks); body_height is what the
    panels need. Afterwards, body_top is where the body starts.
    """

    def __init__(self, page_width, body_height, header, footer, corner):
        room = page_width - 2 * MARGIN
        self.width = page_width
        above = [Block(text, size, room, **looks)
                 for text, size, looks in header]
        below = [Block(text, size, room, **looks)
                 for text, size, looks in footer]
        corner = Block(corner, 7.5, room, color=style.FAINT, ha="right")
        gap = 0.06
        head = sum(block.height + gap for block in above)
        foot = sum(block.height + gap for block in below) + corner.height
        self.height = head + body_height + foot + 2 * MARGIN + 0.25
        self.figure = Figure(figsize=(self.width, self.height))
        top = self.height - MARGIN
        for block in above:
            block.draw(self, MARGIN, top)
            top -= block.height + gap
        self.body_top = top - 0.1
        top = MARGIN + foot
        for block in below:
            block.draw(self, MARGIN, top)
            top -= block.height + gap
        corner.draw(self, page_width - MARGIN, top)

    def text(self, x, y, text, **looks):
        self.figure.text(x / self.width, y / self.height, plain(text), **looks)

    def panel(self, left, top, panel_width, panel_height,
              sides=("left", "bottom")):
        """sides: where the panel has a line."""
        axes = self.figure.add_axes((
            left / self.width, (top - panel_height) / self.height,
            panel_width / self.width, panel_height / self.height))
        for side, line in axes.spines.items():
            line.set_visible(side in sides)
        return axes

    def legend(self, handles, names, across, **looks):
        """At the left, from the top of the body down."""
        return self.figure.legend(
            handles, names, loc="upper left", ncol=across, frameon=False,
            bbox_to_anchor=(MARGIN / self.width,
                            self.body_top / self.height),
            borderpad=0, borderaxespad=0, **looks)

    def save(self, folder, name, number=1):
        """Write all KINDS; return their paths. The same input gives the
        same bytes. number: of the page, in a chart of several."""
        paths = []
        if number > 1:
            name = f"{name}-{number}"
        for kind, metadata in KINDS.items():
            file = io.BytesIO()
            self.figure.savefig(file, format=kind, dpi=DPI, metadata=metadata)
            data = file.getvalue()
            if kind == "svg":
                # Where it is opened, that font may not be there: others of
                # about its widths.
                data = data.replace(b"'DejaVu Sans'",
                                    b"'DejaVu Sans', Verdana, sans-serif")
            paths.append(os.path.join(folder, f"{name}.{kind}"))
            with open(paths[-1], "wb") as file:
                file.write(data)
        return paths
