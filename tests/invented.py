# SPDX-License-Identifier: MIT
"""Files of results that were never measured."""

import csv
import json
import sys

from forked import PLOT
sys.path.append(PLOT)
from verdicts import reader  # noqa: E402

AXES = tuple(axis for axis in reader.AXES if axis != reader.WHERE)
# Of samples.csv, as far as they are read
SAMPLES = (
    *reader.NEEDED[:4], *AXES, *reader.NEEDED[4:], "disturbed",
    "ratio_to_svc_page_pool", "slices_counted", "slices_disturbed", "get_hit",
    "message_cost_ns", "pool_ns_per_message", "miss_ns_per_message",
    "put_accepted", "put_refused", "put_refused_negative")


def file_of(result):
    """A folder's samples.csv, or the file itself"""
    return result if result.endswith(".csv") else f"{result}/samples.csv"


def load(result):
    with open(file_of(result), newline="") as file:
        return list(csv.DictReader(file))


def save(result, rows, columns=SAMPLES):
    """What a row does not have is empty."""
    with open(file_of(result), "w", newline="") as file:
        writer = csv.DictWriter(file, columns, "", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def everything(_row):
    return True


def alter(result, where, drop=False, **values):
    """In the rows for which where(row) holds; or they go."""
    rows = load(result)
    for row in filter(where, rows):
        row.update(values)
    save(result, [row for row in rows if not (drop and where(row))],
         rows[0].keys())


def write(folder, environment):
    with open(f"{folder}/environment.json", "w") as file:
        json.dump(environment, file, indent=1)


def put(path, *lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
