# SPDX-License-Identifier: MIT
"""Which points are asked for: --pool and --only of compare and mail."""

from .reader import AXES
from .table import ResultError

POOL = "pool"


def add_options(parser):
    """The two options, for Filters.of()."""
    parser.add_argument("--pool", metavar="P,..", action="append", default=[],
                        help="compare these pools only")
    parser.add_argument(
        "--only", metavar="AXIS=V,..", action="append", default=[],
        help="compare the points with these values only, as in burst=1,16; an "
        "axis is a column of samples.csv from scenario to oversubscribed. Can "
        "be given several times")


class Filters:
    """A point is wanted where all axes that were named have one of the values
    that were named. Values are named by the result: it may know others than
    this program."""

    def __init__(self):
        self.values = {}

    @classmethod
    def of(cls, args):
        """From parsed arguments; ResultError for what is no value."""
        filters = cls()
        for text in args.pool:
            filters._add("--pool", POOL, text)
        for text in args.only:
            axis, equals, values = text.partition("=")
            if not equals:
                raise ResultError(f"--only: '{text[:40]}' is not AXIS=VALUE,.."
                                  " as in burst=1,16")
            if axis not in AXES:
                raise ResultError(
                    f"--only: '{axis[:40]}' is no axis: those are the columns "
                    "of samples.csv from scenario to oversubscribed")
            filters._add("--only", axis, values)
        return filters

    def _add(self, option, axis, text):
        values = self.values.setdefault(axis, [])
        named = text.split(",")
        # "order=" is the points without an order
        if "" in named and (len(named) > 1 or values or axis == POOL):
            raise ResultError(f"{option}: a name is empty")
        values += named

    def wants(self, point, any_pool=False):
        """any_pool: the base pool is wanted whatever pools were named."""
        return all(point[axis] in values
                   for axis, values in self.values.items()
                   if not (any_pool and axis == POOL))

    def check(self, results):
        """ResultError where a value that was named is nowhere."""
        for axis, values in self.values.items():
            there = {point[axis] for result in results
                     for point in result.points}
            for value in values:
                if value in there:
                    continue
                if axis == POOL:
                    raise ResultError(f"--pool: no sample is of "
                                      f"'{value[:60]}'")
                raise ResultError(f"--only: no sample has {axis} "
                                  f"'{value[:60]}'")
