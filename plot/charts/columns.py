# SPDX-License-Identifier: MIT
"""The columns of panels: a placement, on one of the machines."""

import collections
import itertools
import string

from charts import style
from charts.page import MARGIN, MOST_WIDTH, Block, even_parts

Column = collections.namedtuple("Column", "machine placement")
NAME_SIZE = 10
PHRASE_SIZE = 8.5
LEAST_WIDTH = 7.5   # of a page


def placements(points):
    found = set(points["placement"])
    known = [name for name in style.PLACEMENT_ORDER if name in found]
    return known + sorted(found - set(known))


def columns(run, points):
    """A placement's machines side by side, in the order they were named."""
    found = set(zip(points["machine"], points["placement"]))
    return [Column(machine.name, place) for place in placements(points)
            for machine in run.machines if (machine.name, place) in found]


def among(points, places):
    """The points of some columns."""
    return points[[key in places for key in zip(points["machine"],
                                                points["placement"])]]


def packed(groups, most):
    """Pages of whole groups."""
    pages = [[]]
    for group in groups:
        if pages[-1] and len(pages[-1]) + len(group) > most:
            pages.append([])
        pages[-1] += group
    return pages


def pages_of(places, most):
    """The columns of each page: at most `most`, about as many on each, and a
    placement's machines on one if that can be."""
    groups = [part for _, group in itertools.groupby(
        places, key=lambda place: place.placement)
        for part in even_parts(list(group), most)]
    pages = packed(groups, most)
    while most > 1 and len(packed(groups, most - 1)) == len(pages):
        most -= 1
    return packed(groups, most)


def fitted(places, left, beside, least, wanted):
    """The columns of each page, the width of a panel, and that of the pages.

    left: inches left of the panels; beside: what each needs beside it;
    least, wanted: widths of a panel.
    """
    room = MOST_WIDTH - 2 * MARGIN - left
    pages = pages_of(places, max(1, int(room / (least + beside))))
    across = max(map(len, pages))
    panel = max(wanted, (room - MOST_WIDTH + LEAST_WIDTH) / across - beside)
    panel = min(panel, room / across - beside)
    page_width = 2 * MARGIN + left + across * (panel + beside)
    return pages, panel, max(page_width, LEAST_WIDTH)


def letters(run):
    """{name of a machine: the letter that stands for it}, as names are long;
    a single machine needs none."""
    names = [machine.name for machine in run.machines]
    if not run.several:
        return dict.fromkeys(names, "")
    count = len(string.ascii_uppercase)
    return {name: string.ascii_uppercase[i % count] + str(i // count or "")
            for i, name in enumerate(names)}


def at(points, column):
    return points[(points["machine"] == column.machine)
                  & (points["placement"] == column.placement)]


class Heads:
    """What stands above the columns; measured first, as it is wrapped."""

    def __init__(self, run, titles, room):
        """titles: a phrase for each Column."""
        self.blocks = {}
        marks = letters(run)
        for column, phrase in titles.items():
            name = f"placement {column.placement}"
            if run.several:
                name = f"{marks[column.machine]}: {name}"
            lines = [(name, NAME_SIZE, {"weight": "bold"}),
                     (phrase, PHRASE_SIZE, {})]
            self.blocks[column] = [Block(text, size, room, **looks)
                                   for text, size, looks in lines]
        self.height = 0.08 + max(
            sum(block.height for block in blocks)
            for blocks in self.blocks.values())

    def draw(self, page, top, column, left=MARGIN):
        for block in self.blocks[column]:
            block.draw(page, left, top)
            top -= block.height
