# SPDX-License-Identifier: MIT
"""Whether results are comparable, and what differs besides."""

from .table import OLDEST, SCHEMA

SIDES = ("base", "change")

# Items of the environment. A difference in one of these makes the figures
# those of something else.
DECIDING = {name: "machine" for name in (
    "cpu_model", "cpu_vendor", "architecture", "cpus_online", "cpus_allowed",
    "packages", "cores", "smt", "nodes", "node_distances", "caches",
    "hypervisor", "emulation")}
DECIDING.update((name, "build") for name in (
    "compiler", "build_type", "build_flags", "atomics"))
# These one may want to compare.
NOTED = ("measured_in", "commit", "dirty", "version", "libc", "microcode", "kernel",
         "kernel_version", "kernel_command_line", "mitigations", "governor",
         "boost", "frequency_limits", "transparent_huge_pages",
         "numa_balancing", "aslr", "clocksource", "scheduling", "cpu_quota",
         "cpus_isolated", "nohz_full", "rseq")

# Of longer values, what differs is shown.
MOST = 60


def against(results):
    """A line for each reason why results may not be compared: a result with
    itself, or the base with the change."""
    two = len(results) > 1
    lines = []
    for name, result in zip(SIDES if two else ("the result",), results):
        lines += _against_one(name, result)
    if not two:
        return lines
    lines += [f"{name} has no environment.json: its machine and build are "
              "unknown"
              for name, result in zip(SIDES, results) if not result.known]
    if all(result.known for result in results):
        lines += [f"another {DECIDING[item]}: {text}"
                  for item, text in _differences(results, DECIDING)]
    return lines


def notes(results):
    """A line for each other difference of two results."""
    if len(results) < 2:
        return []
    lines = []
    if all(result.known for result in results):
        lines = [text for _, text in _differences(results, NOTED)]
    if results[0].run == results[1].run:
        lines.append("nothing: base and change are the same run")
    return lines


def _against_one(name, result):
    """What no figure of a result can be compared with, whatever the other
    is."""
    sanitizer = result.item("sanitizer")
    if sanitizer not in (None, "none"):
        yield f"{name} is of a sanitizer build ({sanitizer}): its figures " \
            "are the sanitizer's"
    if result.schema not in (None, OLDEST, SCHEMA):
        yield f"{name} has columns of schema {result.schema}, and this " \
            f"program knows those of schema {SCHEMA}"


def _differences(results, items):
    for item in items:
        base, change = (result.item(item) for result in results)
        # in some results its name, in others its number: the model says it
        if item == "cpu_vendor" and \
                results[0].item("architecture") == "arm64":
            continue
        # unknown in both is no difference that can be shown
        if base != change:
            yield item, f"{item}: {_shown(base, change)} in base, " \
                f"{_shown(change, base)} in change"


def _shown(value, other):
    """From where the part of a list begins in which two values differ."""
    if value is None:
        return "unknown"
    start = 0
    if other is not None and len(value) > MOST:
        while value[start:start + 1] and \
                value[start:start + 1] == other[start:start + 1]:
            start += 1
        start = value.rfind(" ", 0, start) + 1
    end = "..." if len(value) - start > MOST else ""
    return ("..." if start else "") + value[start:start + MOST] + end
