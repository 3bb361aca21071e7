# SPDX-License-Identifier: MIT
"""The charts: which there are, and what they have in common."""

import matplotlib

import cost_by_pool
import cost_by_producers
import rpc_message_cost
import style


def draw_all(run, folder):
    """Write every chart that the result can fill; yield the paths."""
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.RC):
        for scenario in ("handoff", "uncontended"):
            points = run.scenario(scenario)
            if points["drawn"].any():
                yield from cost_by_pool.draw(run, points, folder)
        points = run.scenario("handoff")
        if points["drawn"].any():
            yield from cost_by_producers.draw(run, points, folder)
        points = run.scenario("rpc")
        if points["drawn"].any():
            yield from rpc_message_cost.draw(run, points, folder)
