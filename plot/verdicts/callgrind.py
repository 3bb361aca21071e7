# SPDX-License-Identifier: MIT
"""Instructions, counted by callgrind."""

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


def calls(*command, **environment):
    """({function: (its calls, instructions of all that they did)}, what the
    program printed); of none where it failed."""
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as profile:
        # A function that is bound at its first call would count its binding.
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--compress-strings=no",
             f"--callgrind-out-file={profile.name}", *command], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
            env={**os.environ, "LD_BIND_NOW": "1", **environment})
        # calls of a function, then the line of the call with what it cost
        found = re.findall(r"^cfn=(.*)\ncalls=(\d+) .*\n\S+ (\d+)$",
                           profile.read(), re.MULTILINE)
    sums = {}
    for function, *numbers in found if not done.returncode else ():
        sums[function] = tuple(map(sum, zip(sums.get(function, (0, 0)),
                                            map(int, numbers))))
    return sums, done.stdout


def count(program):
    """{pool: instructions of a get and a put} of bench-uncontended; empty
    where it failed."""
    # One call for each pool, as any is longer than the least time
    found, _ = calls(program, "--benchmark_min_time=0.000001")
    return {function[:-len("_pairs")]: cost / n / PAIRS
            for function, (n, cost) in found.items()
            if function.endswith("_pairs")}
