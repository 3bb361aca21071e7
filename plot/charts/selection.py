# SPDX-License-Identifier: MIT
"""What a chart of many panels draws, and how it names what it leaves out."""

MOST_NAMES = 8


def ends(points):
    """The points with the fewest and with the most producers that their
    placement has; what lies between is the matter of cost-by-producers."""
    places = points.groupby(["machine", "placement"])["producers"]
    return points[(points["producers"] == places.transform("min"))
                  | (points["producers"] == places.transform("max"))]


def ends_text(points, kept):
    """The numbers of producers that ends() left out."""
    gone = sorted(set(points.loc[~points.index.isin(kept.index),
                                 "producers"]))
    if not gone:
        return ""
    return "Left out, between the fewest and the most producers of a " \
        f"placement: {', '.join(map(str, gone))} producers."


def listed(names, separator=", "):
    """Some of many names, and how many more there are."""
    names = list(names)
    rest = len(names) - MOST_NAMES
    if rest > 0:
        names[MOST_NAMES:] = [f"{rest} more"]
    return separator.join(names)
