# SPDX-License-Identifier: MIT
"""Result folders with INVENTED figures, for the tests of plot/: the columns of
schema 3, as far as they are read."""

import os

import invented
from verdicts import judge

SUMMARY = ("schema", "run", *invented.AXES, *(
    "n median_ns_per_buffer ci_low ci_high ci_level status reason "
    "line_transfer_ns hit_share pool_share ratio_to_svc_page_pool ratio_low "
    "ratio_high ratio_level verdict").split())
LATENCY = "schema run trial pool operation low_ns high_ns count status".split()
SLICES = "schema run trial pool start_ns ns_per_buffer status disturbed".split()
RPC = dict(clear="no", payload="copy", queue="posted", layout="line", load=100,
           concurrency="serialized", connections=1, waiting="spin", home="")
ONE_NODE = "0 - - - 0 unavailable this machine has one NUMA node"
EVERY_POOL = """svc_page_pool svc_page_pool_fixed svc_page_pool_nocount
    svc_page_pool_split svc_page_pool_del_all svc_page_pool_per_node
    svc_page_ring ck_stack urcu_lfstack urcu_wfcqueue spsc ck_ring ptr_ring
    mutex ck_ticket ck_mcs flat_combining percpu percpu_m8 percpu_m32 percpu_m64
    percpu_locked percpu_node percpu_bare page_lists malloc malloc_untrimmed
    mmap jemalloc mimalloc tcmalloc msg_return nopool null""".split()


# One text for each point: scenario pool placement producers burst, touch or
# refill or load, cost pool-part miss-part hits trials status reason; - is what
# is not there.

def small():
    """One node, two CPUs: local only, two bursts, a pool unavailable, one
    without line transfers; the CPUs are moved closer in some trials; with
    slices.csv"""
    for burst in 1, 16:
        for pool, cost in (
                ("svc_page_pool", 131 - burst), ("null", 6 - burst // 4),
                ("malloc", 1900 + burst), ("mutex", 164 - 3 * burst),
                ("percpu", 47 - burst), ("percpu_locked", 58 - burst)):
            yield f"handoff {pool} local 1 {burst} none {cost} - - - 20 ok"
        yield f"handoff jemalloc local 1 {burst} none 0 - - - 0 unavailable " \
            "install libjemalloc2"
    for pool in "svc_page_pool", "malloc":
        yield f"handoff {pool} remote 1 1 none {ONE_NODE}"
    for pool, cost in ("svc_page_pool", 11.2), ("mutex", 12.9), ("percpu", 6.4):
        yield f"uncontended {pool} single 0 1 none {cost} - - - 20 ok"
    yield "floor line_transfer local 1 1 - 169 - - - 20 ok"
    yield "floor atomic single 0 1 - 5.1 - - - 20 ok"


def big():
    """Local, remote and mixed, 1 to 8 producers, seven pools, failures"""
    failed = {
        ("jemalloc", "remote", 8):
        "crashed the worker was ended by signal 11 ($HOME, $SHELL)",
        ("mutex", "mixed", 8): "starved the consumer found no buffer for 1 s",
        ("svc_page_pool", "local", 1):
        "ok 3 of 9 trials failed (crashed): killed by signal 11"}
    for place, far in ("local", 10), ("remote", 24), ("mixed", 17):
        for producers in (2, 4, 8) if place == "mixed" else (1, 2, 4, 8):
            for pool, cost in (
                    ("svc_page_pool", 96), ("null", 0), ("malloc", 1420),
                    ("jemalloc", 380), ("mutex", 150), ("percpu", 0),
                    ("percpu_locked", 52)):
                cost = {"percpu": 41 * far // 10, "null": 4 + far // 5}.get(
                    pool, cost * far * (7 + 3 * producers) // 100)
                status = failed.get((pool, place, producers), "ok")
                yield f"handoff {pool} {place} {producers} 16 descriptor " \
                    f"{cost} - - - 20 {status}"
        yield f"floor line_transfer {place} 1 16 - {7 * far} - - - 20 ok"


def deep():
    """28 bursts, 1 and 2 producers"""
    for burst in range(1, 29):
        for producers, cost in (1, 131 - burst), (2, 171 - burst):
            yield f"handoff svc_page_pool local {producers} {burst} none " \
                f"{cost} - - - 6 ok"


def single():
    """One pool that nobody knows, three trials, a column that is new; no figure
    for two pairs of CPUs"""
    yield "handoff my_new_pool local 1 16 line 77 - - - 3 too_few_samples " \
        "fewer than six trials"
    for b in 1, 2:
        yield f"floor line_transfer cpus:0-{b} 1 - - 0 - - - 0 crashed at once"


def many():
    """14 pools, 1 and 2 producers"""
    for i, pool in enumerate("svc_page_pool svc_page_ring ck_stack spsc ck_ring "
                             "ptr_ring mutex ck_mcs percpu malloc mmap jemalloc "
                             "mimalloc null".split(), 1):
        for producers in 1, 2:
            yield f"handoff {pool} local {producers} 1 none " \
                f"{30 + i * i * 9 % 97 * producers} - - - 6 ok"


def rpc():
    """Scenarios rpc, in three settings, overflow and handoff"""
    for burst, refill, k in (1, "empty-slots", 10), ("mix", "empty-slots", 400), \
            ("mix", "posted", 430):
        for pool, cost, calls, miss, hits in (
                ("svc_page_pool", 100, 29 * k, k, 0.92),
                ("svc_page_pool_fixed", 103, 31 * k, k, 0.93),
                ("mutex", 140, 70 * k, k, 0.9),
                ("nopool", 120, k, 30 * k, 0), ("mainline", 80, *"---"),
                ("mmap", 300, "-", 0, 1), ("my_new_pool", 95, 20 * k, 0, 1),
                ("malloc", 2000, 1900 * k, 0, 1)):
            status = "unavailable is never empty" if \
                (pool, refill) == ("malloc", "posted") else "ok"
            yield f"rpc {pool} local 1 {burst} {refill} {cost * k} {calls} " \
                f"{miss} {hits} 20 {status}"
    yield f"rpc svc_page_pool remote 1 1 empty-slots {ONE_NODE}"
    for pool in "svc_page_pool", "mutex":
        yield f"handoff {pool} local 1 16 - 123 - - 1 20 ok"
        yield f"overflow {pool} local 2 16 - 99 - - 1 20 ok"


def counts():
    """Scenario overflow alone, without outcomes: no chart"""
    yield "overflow svc_page_pool local 2 16 - 99 - - 1 6 ok"
    yield "floor line_transfer local 1 - - 169 - - - 6 ok"


def latency():
    """Scenario latency, all pools in two loads, with latency.csv"""
    for i, pool in enumerate(EVERY_POOL, 1):
        for load in 100, 30:
            yield f"latency {pool} local 1 16 {load} {30 + i * i % 97 * 3} - - " \
                "1 6 ok"
    for pool, burst, cost, hits in (
            ("svc_page_pool", 1, 130, 0.9), ("svc_page_pool", 16, 120, 0.97),
            ("mutex", 1, 180, 0.4), ("mutex", 16, 170, 0.6)):
        yield f"handoff {pool} local 1 {burst} - {cost} - - {hits} 6 ok"
    yield "handoff mutex local 2 1 - 0 - - - 0 crashed 6 of 6 trials failed"
    yield "handoff a_pool_of_ones_own local 1 1 - 99 - - - 2 too_few_samples " \
        "fewer than six trials"


def matrix():
    """Line transfers between all pairs of nine CPUs; one is offline, two pairs
    failed, and one is not there"""
    for a in range(8):
        for b in range(a + 1, 8):
            ns = f"{27 + a + (a // 4 != b // 4) * 81} - - - 6 ok"
            if (a, b) in ((0, 6), (2, 6)):
                ns = "0 - - - 0 crashed 6 of 6 trials failed (crashed): " \
                    "killed by signal 9"
            if (a, b) != (3, 7):
                yield f"floor line_transfer cpus:{a}-{b} 1 - - {ns}"
        yield f"floor line_transfer cpus:{a}-8 1 - - 0 - - - 0 unavailable " \
            "CPU 8 is offline"
    yield "handoff svc_page_pool local 1 1 - 130 - - 1 6 ok"


def failed():
    """Not one trial gave a figure"""
    yield "handoff svc_page_pool local 1 1 - 0 - - - 0 crashed 6 of 6 trials " \
        "failed (crashed): the worker was ended by signal 11"
    yield "handoff mutex local 1 1 - 0 - - - 0 timeout 6 of 6 trials failed " \
        "(timeout): the worker was killed after 10 s"


KINDS = {kind.__name__: kind for kind in (
    small, big, deep, single, many, rpc, counts, latency, matrix, failed)}


def randoms():
    seed = 7
    while True:
        seed = (seed * 1103 + 12345) % 65536
        yield seed / 65536


def given(text):
    return "" if text == "-" else text


def written(names, values):
    return {name: f"{value:.6g}" for name, value in zip(names.split(), values)
            if value is not None}


def axes(kind, scenario, pool, place, producers, burst, special):
    """special: touch or refill or load, by scenario"""
    row = dict(
        schema=3, run="invented", scenario=scenario, pool=pool,
        placement=place, producers=producers, burst=given(burst), put="single",
        buffer_bytes=4096, pool_max=259, home="consumer", slices=20,
        window_ms=100, warmup_us=500, oversubscribed=int(
            scenario == "overflow" or kind == "big" and producers == "8"))
    if scenario != "overflow":
        row["miss_ns"] = 60
    if scenario in ("handoff", "uncontended"):
        row["touch"] = given(special) or "none"
    elif scenario == "latency":
        row["load"] = special
    elif scenario == "rpc":
        row.update(RPC, refill=special)
    return row


def histograms(trial, pool, load, cost):
    """Fewer by a third in each bucket, which is twice as wide as the last."""
    for operation, low in (("get", cost * 100 / load), ("put", cost * 60 / load),
                           ("handoff", cost * 900 / load)):
        row = dict(schema=3, run="invented", trial=trial, pool=pool,
                   operation=operation, status="ok")
        if (pool, operation) == ("null", "put"):
            yield {**row, "status": "not_applicable"}
            continue
        count = 30000
        while count > 1:
            yield {**row, "low_ns": int(low), "high_ns": int(2 * low),
                   "count": count}
            low, count = 2 * low, count // 3


def files(kind):
    """The rows of each file."""
    summary, samples, latencies, slices = [], [], [], []
    chance, settings, base = randoms(), {}, {}
    for text in KINDS[kind]():
        *point, cost, calls, miss, hits, n, status = text.split()[:12]
        scenario, pool, place = point[:3]
        of = settings.setdefault((scenario, *point[2:]), len(settings) + 1)
        n, good = int(n), status in ("ok", "too_few_samples")
        row = axes(kind, *point)
        # of a message in rpc, of which a buffer has a part
        cost, message = float(cost) / (37 if scenario == "rpc" else 1), cost
        if pool == "svc_page_pool":
            base[of] = cost
        has_ratio = good and of in base and \
            scenario not in ("overflow", "latency", "floor")
        x, r = [], []
        # The CPUs are moved after some of the trials.
        moved = kind == "small" and scenario == "handoff"
        for i in range(1, n + 1):
            trial, near = 1000 * i + of, kind == "small" and i <= n / 3 + 2
            by = 0.97 + 0.06 * next(chance)
            by += (next(chance) > 0.9) * 0.2
            x.append(cost * by)
            r.append(1 if pool == "svc_page_pool" or not has_ratio else
                     cost / base[of] * (0.98 + 0.04 * next(chance)) *
                     (0.5 if pool == "percpu" and near else 1))
            sample = dict(
                row, trial=trial, round=i, status="ok" if good else status,
                slices_counted=20, slices_disturbed=int(i == 2),
                window_ns="1e8", buffers=1000)
            if good:
                sample["ns_per_buffer"] = f"{x[-1]:.3f}"
            if has_ratio:
                sample["ratio_to_svc_page_pool"] = f"{r[-1]:.4f}"
            if hits != "-":
                sample["get_hit"] = 1000 * float(hits)
            if hits != "-" and kind == "latency":
                hit = 100 * float(hits)
                sample.update(fallback_allocs=1000 - 10 * hit,
                              put_accepted=8 * hit, put_refused=100 - hit,
                              put_refused_negative=50 - hit / 2)
            for name, part in (("message_cost_ns",
                                message if scenario == "rpc" else "-"),
                               ("pool_ns_per_message", calls),
                               ("miss_ns_per_message", miss)):
                if part != "-":
                    sample[name] = f"{float(part) * by:.3f}"
            if moved and pool != "percpu_locked":
                sample["line_transfer_ns"] = 55 if near else 165
            samples.append(sample)
            if scenario == "latency":
                latencies += histograms(trial, pool, int(point[5]), cost)
            slices += (dict(
                schema=3, run="invented", trial=trial, pool=pool, status="ok",
                start_ns=1000000 * (20 * k + len(pool) % 11),
                ns_per_buffer=f"{cost * (0.9 + 0.2 * next(chance)):.3f}",
                disturbed="involuntary" if k == 3 else "")
                for k in range(1, 7) if moved and i == 1)
        row.update(n=n if good else 0, status=status, hit_share=given(hits),
                   reason=" ".join(text.split()[12:]))
        if good:
            row.update(written("median_ns_per_buffer ci_low ci_high ci_level",
                               judge.median_interval(x)[:4]))
        if kind == "single":
            row["a_new_column"] = "x"
        if moved:
            row["line_transfer_ns"] = 165
        if good and calls != "-":
            row["pool_share"] = f"{float(calls) / float(message):.6g}"
        if has_ratio:
            verdict = judge.verdict_of_ratios(r, judge.family(True, 0.99, 25))
            row.update(written(
                "ratio_to_svc_page_pool ratio_low ratio_high ratio_level",
                verdict.ratio[:4]), verdict=verdict.verdict)
        summary.append(row)
    news = ["a_new_column"] if kind == "single" else []
    return {"summary.csv": (summary, [*SUMMARY, *news]),
            "samples.csv": (samples, invented.SAMPLES),
            "latency.csv": (latencies, LATENCY),
            "slices.csv": (slices, SLICES)}


def make(kind, folder, **environment):
    """environment: of environment.json, what is otherwise there"""
    os.makedirs(folder, exist_ok=True)
    for name, (rows, columns) in files(kind).items():
        if rows or name == "samples.csv":
            invented.save(f"{folder}/{name}", rows, columns)
    unfit = ["virtual machine (kvm)", "one NUMA node"]
    invented.write(folder, {
        "schema": 1, "run": "invented", "date": "2026-01-01T00:00:00Z",
        "host": "nowhere", "label": "invented data for tests",
        "unfit": [] if kind == "big" else unfit, **environment})
