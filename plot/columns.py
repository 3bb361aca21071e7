# SPDX-License-Identifier: MIT
"""The columns of panels: a placement, on one of the machines."""

import collections

import style
from page import MARGIN, Block

Column = collections.namedtuple("Column", "machine placement")
NAME_SIZE = 10
PHRASE_SIZE = 8.5


def placements(points):
    found = set(points["placement"])
    known = [name for name in style.PLACEMENT_ORDER if name in found]
    return known + sorted(found - set(known))


def columns(run, points):
    """Machines side by side, in the order they were named."""
    return [Column(machine.name, place) for machine in run.machines
            for place in placements(
                points[points["machine"] == machine.name])]


def at(points, column):
    return points[(points["machine"] == column.machine)
                  & (points["placement"] == column.placement)]


class Heads:
    """What stands above the columns; measured first, as it is wrapped."""

    def __init__(self, run, titles, room):
        """titles: a phrase for each Column."""
        self.blocks = {}
        for column, phrase in titles.items():
            lines = [(column.machine, NAME_SIZE, {"weight": "bold"})] \
                if run.several else []
            lines += [(f"placement {column.placement}", NAME_SIZE,
                       {"weight": "bold"}), (phrase, PHRASE_SIZE, {})]
            self.blocks[column] = [Block(text, size, room, **looks)
                                   for text, size, looks in lines]
        self.height = 0.08 + max(
            sum(block.height for block in blocks)
            for blocks in self.blocks.values())

    def draw(self, page, top, column, left=MARGIN):
        for block in self.blocks[column]:
            block.draw(page, left, top)
            top -= block.height
