# SPDX-License-Identifier: MIT
"""Predictions of bench-lines."""

import csv
import subprocess

from .table import ResultError


def predictions(program, *options):
    """Its rows that have a predicted_ns, as dictionaries of texts; an error
    where there is none."""
    try:
        done = subprocess.run(
            [program, *options, "--format", "csv"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, universal_newlines=True, check=False)
    except OSError as error:
        raise ResultError(f"{program}: {error.strerror}") from None
    rows = [row for row in csv.DictReader(done.stdout.splitlines())
            if row.get("predicted_ns")]
    if done.returncode or not rows:
        raise ResultError((done.stderr.strip().splitlines() or [
            f"{program} predicts nothing: is it bench-lines?"])[-1])
    return rows
