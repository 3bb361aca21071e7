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


def load(folder, file="samples.csv"):
    with open(f"{folder}/{file}", newline="") as opened:
        return list(csv.DictReader(opened))


def save(folder, rows, columns=SAMPLES, file="samples.csv"):
    """What a row does not have is empty."""
    with open(f"{folder}/{file}", "w", newline="") as opened:
        writer = csv.DictWriter(opened, columns, "", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def everything(_row):
    return True


def alter(folder, where, drop=False, file="samples.csv", **values):
    """In the rows for which where(row) holds; or they go."""
    rows = load(folder, file)
    for row in filter(where, rows):
        row.update(values)
    save(folder, [row for row in rows if not (drop and where(row))],
         rows[0].keys(), file)


def write(folder, environment):
    with open(f"{folder}/environment.json", "w") as file:
        json.dump(environment, file, indent=1)


def put(path, *lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
