# SPDX-License-Identifier: MIT
"""How things look and what they are called: the same in every chart."""

import zlib

# Okabe and Ito's palette, which the colour blind can tell apart. Its yellow
# is too pale for a thin line on white and is darkened.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#B8A400"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#7A7A7A"

TEXT = "#1A1A1A"
FAINT = "#5F5F5F"
GRID = "#DDDDDD"
ALARM = "#A33B00"

# A pool has one colour and one marker, in every chart of every result.
POOLS = {
    "svc_page_pool": (BLUE, "o"),
    "malloc": (VERMILLION, "s"),
    "jemalloc": (ORANGE, "^"),
    "mutex": (BLACK, "D"),
    "percpu": (GREEN, "v"),
    "percpu_locked": (SKY, "P"),
    "null": (GREY, "X"),
}
FLOOR_POOL = "null"
SUBJECT = "svc_page_pool"

OTHER_COLOURS = (PURPLE, YELLOW, BLUE, VERMILLION, GREEN, ORANGE, SKY, BLACK)
OTHER_MARKERS = ("<", ">", "h", "p", "*", "d", "8")

RC = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.color": TEXT,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": TEXT,
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": TEXT,
    "ytick.labelcolor": TEXT,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "svc-page-pool-bench",
}

SCENARIOS = {
    "handoff": "closed loop between the producers and the consumer "
               "(scenario handoff)",
    "uncontended": "get and put by one thread, the pool warm "
                   "(scenario uncontended)",
}

PLACEMENTS = {
    "local": "producers on the consumer's node",
    "remote": "producers on another node",
    "mixed": "producers alternating over the nodes",
    "smt": "producer on the consumer's SMT sibling",
    "llc": "same last-level cache",
    "xllc": "other last-level cache of the node",
    "os": "not pinned",
    "single": "one thread",
}
PLACEMENT_ORDER = ("single", "smt", "llc", "local", "xllc", "mixed", "remote",
                   "os")

FLOORS = {
    "line_transfer": "one cache line handed over, one way",
    "atomic": "one uncontended atomic operation",
}

AXES = {
    "burst": "burst {}",
    "touch": "touch {}",
    "put": "put {}",
    "home": "buffers' home: {}",
    "buffer_bytes": "{}-byte buffers",
    "pool_max": "pool cap {}",
    "miss_ns": "a miss costs {} ns",
    "window_ms": "window {} ms",
    "warmup_ms": "warm-up {} ms",
}
PHRASES = {
    ("touch", "none"): "payload untouched",
    ("touch", "descriptor"): "descriptor touched",
    ("touch", "line"): "one line touched",
    ("touch", "page"): "whole buffer touched",
    ("put", "single"): "put one by one",
    ("put", "bulk"): "put in bulk",
}

# Where neither number nor alphabet gives the order.
VALUE_ORDER = ("none", "descriptor", "line", "page")


def marker_looks(look, size, hollow=False):
    """How a pool's marker is drawn; hollow: more threads than CPUs."""
    colour, marker = look
    # A white edge keeps markers apart but eats the thin arms of a cross.
    cross = marker in "PX*"
    edged = hollow or cross
    return {
        "marker": marker,
        "markersize": size * (1.25 if cross else 1),
        "color": colour,
        "markerfacecolor": "white" if hollow else colour,
        "markeredgecolor": colour if edged else "white",
        "markeredgewidth": 1.3 if hollow else 0.6,
    }


def pool_styles(pools):
    """Colour and marker of each pool.

    One that is not in the table gets its own by its name, so that it looks
    the same in another result; only on a collision it takes the next.
    """
    styles = {pool: POOLS[pool] for pool in pools if pool in POOLS}
    choices = [(colour, marker) for marker in OTHER_MARKERS
               for colour in OTHER_COLOURS]
    taken = set()
    for pool in sorted(set(pools) - set(POOLS)):
        start = zlib.crc32(pool.encode())
        for step in range(len(choices)):
            choice = choices[(start + step) % len(choices)]
            if choice not in taken:
                break
        taken.add(choice)
        styles[pool] = choice
    return styles


def axis_phrase(axis, value):
    """One value of an axis, in plain language: "burst 16"."""
    if (axis, value) in PHRASES:
        return PHRASES[axis, value]
    return AXES.get(axis, axis.replace("_", " ") + " {}").format(value)


def producers_phrase(count):
    return f"{count} producer" + ("" if count == 1 else "s")


def number(value):
    """Three digits: 4.10, 41.3, 413, 4130."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:#.3g}".rstrip(".")


def percent(level):
    """0.9586 becomes 95.9 %, 0.95 becomes 95 %."""
    return f"{100 * level:.1f}".replace(".0", "") + " %"
