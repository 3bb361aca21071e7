# SPDX-License-Identifier: MIT
"""What stands around the figures of a mail: question and answer above them;
below them what they are of, what is not there, and how to repeat them."""

import re
import shlex

from . import comparable, distance, judge, texts
from .mail_text import WIDTH, command_lines, is_ascii, wrapped
from .comparison import FLOOR
from .mail_points import differences

CONTINUED = " (bench --resume continues it)"
# More names than that are counted, not told
NAMES_TOLD = 8
# Two pools that do the same by different people's code must have the same
# figure, or what is measured is not the pools: in scenario handoff with one
# producer at burst 1, where the way of the lines is nearly all of it.
TWINS = {"urcu_lfstack": "svc_page_pool_nocount"}
# And in every setting the base, which the kernel's module has twice
AGAIN = {"svc_page_pool_again": "svc_page_pool"}
# So far from 1 a ratio of twins may lie, and that of the same code.
TWINS_APART, AGAIN_APART = 0.1, 0.02
# What the command was started under, as one types it
SCHEDULING = ((r"fifo (\d+)", "chrt -f"), (r"rr (\d+)", "chrt -r"),
              (r"other, nice (-?[1-9]\d*)", "nice -n"))


def head(mail, question):
    """question: that was asked, or None: made from the result."""
    yield from wrapped(f"Question: {question or made_question(mail)}", 0, 2)
    yield from wrapped(answer(mail), 2, 4)
    unfit = not mail.result.known or mail.result.environment.unfit or \
        comparable.against([mail.result])
    yield from wrapped(
        f"On {mail.result.environment.label}"
        f"{'; unfit for publication, for reasons below' if unfit else ''}.",
        2, 4)


def made_question(mail):
    points = [one.point for one in mail.figures
              if one.point["scenario"] != FLOOR]
    scenarios = ", ".join(dict.fromkeys(point["scenario"] for point in points))
    pools = list(dict.fromkeys(point.pool for point in points
                               if point.pool != mail.base))
    names = ", ".join(pools) if len(pools) <= NAMES_TOLD \
        else f"{len(pools)} other pools"
    if not scenarios:
        return "what can no pool beat on this machine?"
    if not mail.comparison.rows:
        return f"what becomes of {names or mail.base} in {scenarios}?"
    return f"in {scenarios}, what {'does' if len(pools) == 1 else 'do'} " \
        f"{names} cost against {mail.base}?"


def answer(mail):
    if mail.comparison.rows:
        counts = mail.comparison.counts()
        return f"Against {mail.base}: {counts[judge.FASTER]} faster, " \
            f"{counts[judge.SLOWER]} slower, {counts[judge.NO_DIFFERENCE]} " \
            f"no difference shown, {counts[judge.UNFIT]} unfit to tell."
    if any(map(mail.is_base, mail.figures)):
        return "Nothing is compared: no setting has times of " \
            f"{mail.base} and of another pool."
    return f"Nothing is compared: no sample is of {mail.base} (--base names " \
        "another pool)."


def about(mail):
    """What was not measured, what is wrong with what was, and the machine."""
    yield ""
    yield "Of these figures:"
    for text in (*limits_of_run(mail), trials(mail), *circumstances(mail),
                 *missing(mail)):
        yield from wrapped(text, 2, 4)
    yield ""
    yield from wrapped(f"Unfit for publication: {why_unfit(mail)}.", 0, 2)
    yield ""
    yield from machine(mail.result)


def limits_of_run(mail):
    result, comparison = mail.result, mail.comparison
    if result.incomplete:
        yield f"Incomplete: {result.incomplete} of {len(result.points)} " \
            "points have fewer rounds than the run was to have" \
            f"{CONTINUED if mail.where == 'user' else ''}."
    if len(mail.figures) < len(result.points):
        yield f"Shown: {len(mail.figures)} of the {len(result.points)} " \
            "points that were measured, as asked for; verdicts are " \
            "corrected only for these."
    if comparison.most_unfit:
        yield "No verdict for some: " \
            f"{texts.too_few(comparison.most_unfit, comparison.family)}."


def trials(mail):
    good = [sample for one in mail.figures for sample in one.good]
    counts = sorted(one.n for one in mail.figures)
    rounds = " to ".join(map(str, dict.fromkeys(counts[:1] + counts[-1:])))
    failed = sum(len(one.failed) for one in mail.figures)
    disturbed = sum(bool(sample.disturbed) for sample in good)
    unsteady = sum(sample.steady == "no" for sample in good)
    each = "" if len(counts) == 1 else "each of "
    # a kernel does not know what its host did
    outside = f"{disturbed} disturbed from outside, " \
        if mail.where == "user" else ""
    return f"Trials: {len(good)} good ({rounds} of {each}" \
        f"{texts.plural(len(counts), 'point')}), {failed} failed, " \
        f"{outside}{unsteady} not steady."


def circumstances(mail):
    """What tells whether the machine and the harness may be believed."""
    ends = distance.change(mail.result)
    if ends:
        yield f"The CPUs' distance changed: a line took {ends[0]:.3g} ns in " \
            f"some trials, {ends[1]:.3g} in others. Ratios that depend on " \
            "it are given by distance, too."
    for setting in mail.settings:
        by_pool = {one.pool: one for one in setting}
        for one in setting:
            twin = by_pool.get(TWINS.get(one.pool))
            again = by_pool.get(AGAIN.get(one.pool))
            point = one.point
            if again:
                yield from twins(one, again, AGAIN_APART)
            elif twin and (point["scenario"], point["producers"],
                           point["burst"]) == ("handoff", "1", "1"):
                yield from twins(one, twin, TWINS_APART)


def twins(one, twin, apart):
    """Whether two pools that do the same have the same figure: they have, they
    have not, or the interval cannot tell."""
    others = {sample.round: sample.ratio_to_svc_page_pool
              for sample in twin.good}
    ratio = judge.median_interval([
        sample.ratio_to_svc_page_pool / others[sample.round]
        for sample in one.good
        if sample.ratio_to_svc_page_pool is not None
        and others.get(sample.round)])
    same = f"{one.pool} is {{}} of {twin.pool}, which does the same " \
        f"({one.point['placement']}, burst {one.point['burst']}): "
    # as many digits as show it
    digits = 2 if apart >= 0.1 else 3
    if not ratio.valid:
        yield f"twin control: {same.format('not known')}cannot tell, " \
            f"{texts.plural(ratio.n, 'round')} are too few"
        return
    differ = ratio.low > 1 + apart or ratio.high < 1 - apart
    inside = 1 - apart <= ratio.low and ratio.high <= 1 + apart
    figure = f"{ratio.estimate:.{digits}f} " \
        f"[{ratio.low:.{digits}f}, {ratio.high:.{digits}f}]"
    yield f"{'HARNESS SUSPECT' if differ else 'twin control'}: " + \
        same.format(figure) + (
            "believe no ratio of this run" if differ
            else f"within {apart:.0%}" if inside
            else f"cannot tell, the interval reaches beyond {apart:.0%}")


def missing(mail):
    if mail.reasons is None:
        yield "Missing: summary.csv, so this mail cannot say which points were " \
            "not measured."
    elif mail.reasons:
        reasons = ", ".join(f"{texts.plural(count, 'point')} ({reason})"
                            for reason, count in mail.reasons.items())
        yield f"Not measured: {reasons}."
    if mail.no_counters is not None:
        yield f"Missing: hardware counters ({mail.no_counters})."
    if not mail.has_latency and \
            any(one.n for one in mail.of_scenario("latency")):
        yield "Missing: latency.csv, and with it all percentiles of " \
            "scenario latency."


def why_unfit(mail):
    result = mail.result
    reasons = [] if result.known else \
        ["unknown, there is no environment.json"]
    reasons += result.environment.unfit + comparable.against([result])
    return "; ".join(reasons) or "nothing found"


def machine(result):
    """One line each, however long: what does not fit is seen to be missing."""
    def item(name):
        return result.item(name) or "unknown"

    # "active: 2 threads per core" without what follows the colon
    smt = item("smt").partition(":")[0]
    for line in (
            f"Machine: {item('cpu_model')}, sockets {item('packages')}, nodes "
            f"{item('nodes')}",
            f"  CPUs {item('cpus_online')}, allowed {item('cpus_allowed')}, "
            f"cores {item('cores')}, SMT {smt}",
            f"  Linux {item('kernel')}, {item('compiler')}, governor "
            f"{item('governor')}, hypervisor {item('hypervisor')}"):
        yield line if len(line) <= WIDTH else line[:WIDTH - 3] + "..."


def tail(mail):
    """What the figures are not, and the command that repeats the run."""
    yield ""
    yield from wrapped(
        f"Limits: these are figures of {whose(mail)}, in loops around the "
        "mechanism alone: an upper bound of any effect on a receive path. "
        f"{limit_of_place(mail)} Absolute times mean nothing on another "
        f"machine.{limit_of_nodes(mail)}")
    yield ""
    dirty = " with changes that are not in it" \
        if mail.result.item("dirty") == "yes" else ""
    yield from wrapped(
        f"Run {mail.result.run or ''} of svc-page-pool-bench, commit "
        f"{(mail.result.item('commit') or 'unknown')[:12]}{dirty}.", 0, 2)
    yield from repeated(mail)


def whose(mail):
    return {"user": "user space", "uml": "kernel threads in user-mode Linux",
            "kernel": "kernel threads"}.get(mail.where, mail.where)


def limit_of_place(mail):
    """What follows, and does not, from where it was measured."""
    if mail.where == "uml":
        return "Pages and page allocator are the kernel's own; there are no " \
            "nodes, and no interrupts that a lock would mask."
    if mail.where != "user":
        return "Pages and page allocator are the kernel's own."
    text = "A ratio measured in user space shows a kernel gain only together " \
        "with a matching measurement in the kernel; "
    if not mail.in_kernel:
        return f"{text}there is none here."
    same = {here for here, other in mail.in_kernel
            if not differences(here.point, other.point)}
    others = {here for here, _ in mail.in_kernel} - same
    differ = f" (and {len(others)} with another setting, as its heading " \
        "says)" if others else ""
    ratios = f"of {texts.plural(len(mail.comparison.rows), 'ratio')} " \
        f"{len(same)}"
    if mail.of_uml:
        return f"{text}there is none here: {ratios} have a match in " \
            f"user-mode Linux, above{differ}, which is no evidence of it."
    return f"{text}{ratios} have one, above{differ}."


def limit_of_nodes(mail):
    """What the placements leave unsaid of nodes."""
    if mail.where != "user":
        return ""
    placements = {one.point["placement"] for one in mail.figures}
    if placements & {"remote", "mixed"}:
        return ""
    if "os" in placements:
        return " Where unpinned threads ran is not known: the figures say " \
            "nothing about remote nodes."
    return " All producers ran on the consumer's node: the figures say " \
        "nothing about remote nodes."


def repeated(mail):
    if mail.command is None:
        yield from wrapped("To repeat it: unknown, there is no command.txt.",
                           0, 2)
        return
    try:
        arguments = shlex.split(mail.command)
        if not arguments:
            raise ValueError("it is empty")
    except ValueError as error:
        yield from wrapped("To repeat it: unknown, command.txt is no command "
                           f"of a shell ({error}).", 0, 2)
        return
    notes = [f"under {program} {found[1]}" for program, found in (
        (program, re.match(pattern, mail.result.item("scheduling") or ""))
        for pattern, program in SCHEDULING) if found]
    seed = mail.result.environment.seed
    # options may be shortened
    if not any(argument.startswith("--se") for argument in arguments):
        if seed is None:
            notes.append("the seed is not known: the order will be another "
                         "one")
        else:
            notes.append("--seed is added: the run drew it")
            arguments += ["--seed", str(seed)]
    if not all(map(is_ascii, arguments)):
        notes.append("question marks stand for what is not ASCII")
    said = f" ({'; '.join(notes)})" if notes else ""
    yield from wrapped(f"To repeat it{said}:", 0, 2)
    yield ""
    yield from command_lines(arguments)
