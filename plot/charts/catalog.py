# SPDX-License-Identifier: MIT
"""The charts: which there are, and what they have in common."""

import collections

import matplotlib

from charts import (cost_by_line, cost_by_number, cost_by_pool, counters,
                    latency, line_matrix, outcomes, ratio_by_pool,
                    rpc_message_cost, slices, style)
from charts.page import NothingToDraw

Chart = collections.namedtuple("Chart", "title module arguments")

# The order is that of the report.
CHARTS = (
    Chart("Cost compared with svc_page_pool", ratio_by_pool, ("handoff",)),
    Chart("Cost compared with svc_page_pool, uncontended", ratio_by_pool,
          ("uncontended",)),
    Chart("Cost compared with svc_page_pool, rpc", ratio_by_pool, ("rpc",)),
    Chart("Cost by pool", cost_by_pool, ("handoff",)),
    Chart("Cost by pool, uncontended", cost_by_pool, ("uncontended",)),
    Chart("Cost as a multiple of a line transfer", cost_by_line, ()),
    Chart("Cost by number of producers", cost_by_number,
          ("handoff", "producers")),
    Chart("Cost by burst", cost_by_number, ("handoff", "burst")),
    Chart("Cost by burst, uncontended", cost_by_number,
          ("uncontended", "burst")),
    Chart("Cost by size of a buffer", cost_by_number,
          ("handoff", "buffer_bytes")),
    Chart("Cost of a message", rpc_message_cost, ()),
    Chart("Outcomes, handoff", outcomes, ("handoff",)),
    Chart("Outcomes, rpc", outcomes, ("rpc",)),
    Chart("Outcomes, overflow", outcomes, ("overflow",)),
    Chart("Latency", latency, ()),
    Chart("Counters, handoff", counters, ("handoff",)),
    Chart("Counters, rpc", counters, ("rpc",)),
    Chart("Slices of a trial", slices, ()),
    Chart("Line transfers between CPUs", line_matrix, ()),
)


def draw_each(run, folder):
    """Yield each chart with its paths, and why it, or the rest of it, was not
    drawn: NothingToDraw, or None."""
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.RC):
        for chart in CHARTS:
            paths, why = [], None
            try:
                for path in chart.module.draw(run, folder, *chart.arguments):
                    paths.append(path)
            except NothingToDraw as reason:
                why = reason
            yield chart, paths, why
