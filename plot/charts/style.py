# SPDX-License-Identifier: MIT
"""How things look and what they are called: the same in every chart."""

import collections
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

# Points have colour and marker, bars have colour and hatch: either pair is one
# pool's alone, as there are more pools than colours that all can tell apart.
# Yellow, orange and vermillion are one colour to some, and so are green,
# purple and grey: within either group each marker is one pool's alone.
Look = collections.namedtuple("Look", "colour marker hatch")

# A pool looks the same in every chart of every result; kinds share colours.
POOLS = {
    "svc_page_pool": Look(BLUE, "o", ""),
    "svc_page_pool_fixed": Look(PURPLE, "D", ""),
    "svc_page_pool_nocount": Look(SKY, "^", "//"),
    "svc_page_pool_split": Look(GREEN, "s", "//"),
    "svc_page_pool_del_all": Look(SKY, "D", ".."),
    "svc_page_pool_per_node": Look(BLACK, "P", ".."),
    "svc_page_ring": Look(BLACK, "o", "//"),
    # Lock-free lists
    "ck_stack": Look(BLUE, "s", "//"),
    "urcu_lfstack": Look(BLUE, "^", "\\\\"),
    "urcu_wfcqueue": Look(BLUE, "D", "--"),
    # Rings
    "spsc": Look(YELLOW, "P", ""),
    "ck_ring": Look(YELLOW, "<", "\\\\"),
    "ptr_ring": Look(YELLOW, "v", "--"),
    # Locks
    "mutex": Look(BLACK, "D", ""),
    "ck_ticket": Look(BLACK, "s", "\\\\"),
    "ck_mcs": Look(BLACK, "^", "--"),
    "flat_combining": Look(BLACK, "v", "||"),
    # Caches of CPUs
    "percpu": Look(GREEN, "v", ""),
    "percpu_m8": Look(GREEN, "^", "\\\\"),
    "percpu_m32": Look(GREEN, ">", "--"),
    "percpu_m64": Look(GREEN, "o", "||"),
    "percpu_locked": Look(SKY, "P", ""),
    "percpu_node": Look(SKY, "v", "\\\\"),
    "percpu_bare": Look(SKY, "X", "--"),
    "page_lists": Look(SKY, "s", "||"),
    # What only a kernel has
    "svc_page_pool_again": Look(BLUE, "v", ".."),
    "alloc_bulk_release_pages": Look(BLUE, "P", "\\\\.."),
    "alloc_bulk_put_page": Look(BLUE, ">", "//.."),
    "alloc_page_put_page": Look(BLUE, "X", "--.."),
    "net_page_pool": Look(BLUE, "<", "||"),
    "spinlock": Look(BLACK, "<", "--.."),
    "percpu_magazine": Look(SKY, "<", "//.."),
    # Allocators
    "malloc": Look(VERMILLION, "s", ""),
    "malloc_untrimmed": Look(VERMILLION, "D", "\\\\"),
    "mmap": Look(VERMILLION, "X", "--"),
    "jemalloc": Look(ORANGE, "^", ""),
    "mimalloc": Look(ORANGE, ">", "\\\\"),
    "tcmalloc": Look(ORANGE, "o", "--"),
    # What is no pool
    "msg_return": Look(PURPLE, "<", "//"),
    "mainline": Look(BLACK, "X", "//.."),
    "nopool": Look(GREY, "P", "//"),
    "null": Look(GREY, "X", ""),
}
FLOOR_POOL = "null"
SUBJECT = "svc_page_pool"
# Where a chart has no room for all in colour, these have it first.
FIRST = (SUBJECT, "svc_page_ring", "mutex", "percpu", "malloc", FLOOR_POOL)

# None of the markers and hatches above, so that no pair is taken
OTHER_COLOURS = (PURPLE, YELLOW, BLUE, VERMILLION, GREEN, ORANGE, SKY, BLACK)
OTHER_MARKERS = (("h", "++"), ("p", "oo"), ("*", "**"), ("d", "OO"),
                 ("8", "xx.."))

# Parts of a bar that are no pool's
REST = "#DEDEDE"
MISS_HATCH = "xxxx"

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
    "rpc": "a receiver, its messages, and workers that put their old pages "
           "back (scenario rpc)",
    "uncontended": "get and put by one thread, the pool warm "
                   "(scenario uncontended)",
    "overflow": "producers put faster than the consumer takes "
                "(scenario overflow)",
    "latency": "single operations, each timed (scenario latency)",
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
    "pool_home": "pool's home: {}",
    "consumer_node": "consumer on node {}",
    "remote_node": "remote node {}",
    "buffer_bytes": "{}-byte buffers",
    "pool_max": "pool cap {}",
    "miss_ns": "a miss costs {} ns",
    "connections": "{} connections",
    "load": "load {} %",
    "where": "in {}",
    "window_ms": "{} ms of windows",
    "warmup_us": "warm-up {} µs",
    "slices": "{} turns of each pool in a trial",
}
PHRASES = {
    ("touch", "none"): "payload untouched",
    ("touch", "descriptor"): "descriptor touched",
    ("touch", "line"): "one line touched",
    ("touch", "page"): "whole buffer touched",
    ("put", "single"): "put one by one",
    ("put", "bulk"): "put in bulk",
    ("burst", "mix"): "burst mixed, 1 to 257",
    ("clear", "no"): "misses not cleared",
    ("clear", "yes"): "misses cleared",
    ("payload", "copy"): "payload copied",
    ("payload", "none"): "nothing copied",
    ("payload", "header"): "one line written and read",
    ("payload", "both"): "payload copied and read",
    ("refill", "empty-slots"): "empty slots refilled",
    ("refill", "posted"): "slots refilled as posted",
    ("queue", "posted"): "messages queued as posted",
    ("queue", "spsc"): "messages in a ring",
    ("concurrency", "serialized"): "puts serialized",
    ("concurrency", "concurrent"): "puts at once",
    ("connections", "1"): "1 connection",
    ("layout", "line"): "pools on lines of their own",
    ("layout", "packed32"): "pools 32 bytes apart",
    ("waiting", "spin"): "waiting by spinning",
    ("waiting", "sleep"): "waiting asleep",
    ("load", "100"): "saturated",
    ("where", "user"): "in user space",
    ("where", "uml"): "in user-mode Linux",
    ("where", "kernel"): "in a kernel",
    ("order", ""): "buffers in no order",
    ("order", "address"): "buffers by address",
    ("huge_pages", ""): "no huge pages",
    ("huge_pages", "off"): "no huge pages",
    ("home", ""): "buffers' home: as allocated",
    ("pool_home", ""): "pool's home: consumer",
    ("consumer_node", ""): "consumer on the node with the most cores",
    ("remote_node", ""): "remote node the farthest",
    ("huge_pages", "on"): "buffers on huge pages",
}

# Where neither number nor alphabet gives the order.
VALUE_ORDER = ("none", "descriptor", "line", "page")


def marker_looks(look, size, hollow=False, edge="white"):
    """How a pool's marker is drawn; hollow: more threads than CPUs. edge:
    colour around it, or None, where it must not cover what is below."""
    colour, marker = look.colour, look.marker
    # A white edge keeps markers apart but eats the thin arms of a cross.
    cross = marker in "PX*"
    edged = hollow or cross or edge is None
    return {
        "marker": marker,
        "markersize": size * (1.25 if cross else 1),
        "color": colour,
        "markerfacecolor": "white" if hollow else colour,
        "markeredgecolor": colour if edged else edge,
        "markeredgewidth": 1.3 if hollow else 0 if edge is None else 0.6,
    }


def bar_looks(look):
    """How a pool's bar is drawn: its hatch is white on its colour."""
    return {"facecolor": look.colour, "hatch": look.hatch,
            "edgecolor": "white", "linewidth": 0}


def pool_styles(pools):
    """The Look of each pool.

    One that is not in the table gets its own by its name, so that it looks
    the same in another result; only on a collision it takes the next.
    """
    styles = {pool: POOLS[pool] for pool in pools if pool in POOLS}
    choices = [Look(colour, *shape) for shape in OTHER_MARKERS
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


def ordered_pools(pools):
    """The order of pools, which is the same in every chart."""
    pools = set(pools)
    known = [pool for pool in POOLS if pool in pools]
    return known + sorted(pools - set(known))


def in_colour(costs, most):
    """Which of many pools are drawn in colour, by a dict of their costs:
    those that a reader asks for, then the cheapest."""
    ranks = [pool for pool in FIRST if pool in costs]
    ranks += sorted(set(costs) - set(ranks), key=costs.get)
    return set(ranks[:most])


def axis_phrase(axis, value):
    """One value of an axis, in plain language: "burst 16"."""
    if axis == "producers":
        return producers_phrase(value)
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
