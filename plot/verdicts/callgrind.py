# SPDX-License-Identifier: MIT
"""Instructions of a get and a put, counted by callgrind."""

import os
import re
import shutil
import subprocess
import tempfile

# Google Benchmark calls POOL_pairs() for so many at a time.
PAIRS = 1024


def why_not(program):
    """Why nothing can be counted; None: it can."""
    if not shutil.which("valgrind"):
        return "valgrind is not installed"
    return None if os.access(program, os.X_OK) else f"{program} is missing"


def count(program):
    """{pool: instructions of a pair} of bench-uncontended; empty where it
    failed."""
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as profile:
        # One call for each pool, as any is longer than the least time; a
        # function that is bound at its first call would count its binding.
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--compress-strings=no",
             f"--callgrind-out-file={profile.name}", program,
             "--benchmark_min_time=0.000001"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False,
            env={**os.environ, "LD_BIND_NOW": "1"})
        # calls of a function, then the line of the call with what it cost
        found = re.findall(r"^cfn=(\w+)_pairs\ncalls=(\d+) .*\n\S+ (\d+)$",
                           profile.read(), re.MULTILINE)
    if done.returncode:
        return {}
    sums = {}
    for pool, calls, cost in found:
        of_pool = sums.setdefault(pool, [0, 0])
        of_pool[0] += int(calls)
        of_pool[1] += int(cost)
    return {pool: cost / calls / PAIRS for pool, (calls, cost) in sums.items()}
