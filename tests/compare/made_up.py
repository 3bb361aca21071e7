# SPDX-License-Identifier: MIT
"""Results that were never measured: their numbers are made up here, so that it
is known what `bench compare` and `bench mail` must say of them. The functions
that look at what was said look at the program that was run last."""

import csv
import io
import json
import os
import re
import shutil
import sys

sys.path.insert(1, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from forked import PLOT, TMP, check, finish, run  # noqa: E402,F401
from invented import (  # noqa: E402,F401
    alter, everything, load, put, save, write)
# loaded once, for all forks
import argparse  # noqa: E402,F401
from verdicts import (  # noqa: E402,F401
    asked, compare_verdicts, judge, mail_notes, mail_tables)

RPC = "clear payload refill queue concurrency connections layout waiting load"
COLUMNS = ("scenario pool placement producers burst touch put buffer_bytes "
           f"pool_max miss_ns {RPC} order huge_pages home pool_home "
           "consumer_node remote_node where slices window_ms warmup_us "
           "oversubscribed base_pool base_ns change_ns ratio ratio_low "
           "ratio_high level n_base n_change p p_adjusted disturbed "
           "verdict").split()
# how a point of make() is named from touch on: what it does not have is empty
POINT = "none,single,4096,259,60,,,,,,,,,,,,consumer,,,,user,20,200,20,0"
ITEMS = {"cpu_model": "Made-up CPU", "nodes": "2", "cpus_online": "0-7",
         "kernel": "6.1", "compiler": "GNU 12", "build_type": "Release",
         "build_flags": "-O2", "sanitizer": "none", "governor": None,
         "commit": "1111111111111111"}
FIGURES = ("window_ns", "buffers", "ns_per_buffer", "fallback_allocs",
           "line_transfer_ns")
BENCH = os.path.realpath(sys.argv[1])
case = ended = None


def randoms(seed):
    """Park and Miller"""
    while True:
        seed = seed * 16807 % 2147483647
        yield seed / 2147483647


def make(folder, rounds, seed, pools, spread=0, noise=0.05,
         arguments=("--repetitions", "20")):
    """A result. pools: "NAME NS [PLACEMENT], ...". Each value is NS, up to
    that share more or less; spread makes whole trials slower by up to that
    factor, the same for all pools. A trial has all pools of a placement, so
    that each has its ratio to svc_page_pool, where there is one."""
    os.makedirs(folder, exist_ok=True)
    pools = [(*pool.split(), "local")[:3] for pool in pools.split(",")]
    random = randoms(seed)
    rows = []
    for number in range(1, rounds + 1):
        weather = 1 + spread * next(random)
        values = [float("%.6g" % (float(ns) * weather *
                                  (1 - noise + 2 * noise * next(random))))
                  for _, ns, _ in pools]
        base = {place: value for (name, _, place), value
                in zip(pools, values) if name == "svc_page_pool"}
        for (name, _, place), value in zip(pools, values):
            rows.append(dict(
                schema=3, run=f"made-up-{folder}", trial=number, round=number,
                slices=20, scenario="handoff", pool=name, placement=place,
                producers=1, burst=4, touch="none", put="single",
                home="consumer", buffer_bytes=4096, pool_max=259, miss_ns=60,
                window_ms=200, warmup_us=20, oversubscribed=0, status="ok",
                window_ns="2e8", buffers=2000, ns_per_buffer=value,
                fallback_allocs=0, line_transfer_ns=40,
                malloc_provider="libc", ratio_to_svc_page_pool="%.12g" %
                (value / base[place]) if place in base else ""))
    save(folder, rows)
    write(folder, {
        "schema": 3, "run": f"made-up-{folder}", "label": "made-up machine",
        "arguments": ["bench", *arguments], "unfit": ["made-up numbers"],
        "items": {name: {"value": value} for name, value in ITEMS.items()}})


def change(item, value, folder="B", new=False):
    """An item of the environment; new: it may not be there yet"""
    with open(f"{folder}/environment.json") as file:
        environment = json.load(file)
    assert new or item in environment["items"]
    environment["items"][item] = {"value": value}
    write(folder, environment)


def make_pair(rounds):
    """Two pools, of which B's mutex takes twice as long"""
    make("A", rounds, 1, "svc_page_pool 100,mutex 50")
    make("B", rounds, 2, "svc_page_pool 100,mutex 100")


def good(what, holds):
    if not check(f"{case}: {what}", holds):
        print(ended.out + ended.err)


def expect(status, arguments, program="compare"):
    """What it prints is looked at by what follows."""
    global ended
    words = arguments.split() if isinstance(arguments, str) else arguments
    ended = run(program, *words)
    good(f"status {status} of {program} {arguments}", ended.status == status)


def says(*patterns):
    """Those after a ! it does not say."""
    for pattern in patterns:
        unsaid = pattern.startswith("!")
        found = re.search(pattern[unsaid:], ended.out, re.M)
        good(f"it says {pattern}", ended.out and bool(found) != unsaid)


def shows(arguments, *patterns, program="compare"):
    expect(0, arguments, program)
    says(*patterns)


def mail(arguments, *patterns):
    shows(arguments, *patterns, program="mail")


def tells(*patterns):
    """On standard error"""
    for pattern in patterns:
        good(f"it tells {pattern}", re.search(pattern, ended.err, re.M))


def lines_told(count):
    good(f"{count} lines are told", ended.err.count("\n") == count)


def times(pattern, count):
    good(f"{count} times {pattern}",
         len(re.findall(pattern, ended.out)) == count)


def table(text=None):
    return list(csv.DictReader(io.StringIO(text or ended.out)))


def field(pool, column):
    found = [row[column] for row in table() if row["pool"] == pool]
    good(f"one row of {pool}", len(found) == 1)
    return found[0]


def equals(pool, **columns):
    """Numbers to the digits that are printed"""
    for column, value in columns.items():
        got = field(pool, column)
        good(f"{column} of {pool} is {got}, expected {value}", got == value
             if isinstance(value, str) else
             got and abs(float(got) - value) <= 1e-5 * value)


def verdicts(arguments, **words):
    """Of pools, each in one row"""
    expect(0, f"{arguments} --format csv")
    for pool, word in words.items():
        equals(pool, verdict=word)


def numbers(folder, pool, column):
    return sorted(float(row[column]) for row in load(folder)
                  if row["pool"] == pool)


def times_of(folder, pool):
    return numbers(folder, pool, "ns_per_buffer")


def ratios_of(folder, pool):
    return numbers(folder, pool, "ratio_to_svc_page_pool")


def refuses(reason, arguments="A B", program="compare", status=2):
    """In one line, naming it, and printing no verdict"""
    expect(status, arguments, program)
    tells(reason)
    lines_told(1)
    good("no verdict", not ended.out)


def last():
    return ended


def run_cases(cases):
    """All functions case_NAME, or those that are named after BENCH, each in a
    folder with a pair of results"""
    global case
    cases = {name[5:]: function for name, function in cases.items()
             if name.startswith("case_")}
    for case in sys.argv[2:] or cases:
        os.mkdir(f"{TMP}/{case}")
        os.chdir(f"{TMP}/{case}")
        make_pair(20)
        cases[case]()
        os.chdir(TMP)
        shutil.rmtree(case)
    finish()
