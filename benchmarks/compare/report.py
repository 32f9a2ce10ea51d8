"""Tables for the terminal and for RESULTS.md."""

from figures import BUSY_SHARE, UNITS, Outcome
from loads import Goal

HEADINGS = ["load", "server", "figure", "ratio", "p50 us", "p99 us", "within 1 ms", "deliveries/s", "bytes"]
HEADINGS += ["load's core"]


def table(outcomes: list[Outcome]) -> str:
    """Each load and server: its figure, and how it went beside it."""
    rows = [row for outcome in outcomes for row in _rows(outcome)]
    return _markdown(HEADINGS, rows)


def goals(outcomes: list[Outcome]) -> str:
    rows = [_goal_row(outcome) for outcome in outcomes if outcome.verdict() is not None]
    return _markdown(["load", "goal", "measured", "spread", ""], rows)


def faults(outcomes: list[Outcome]) -> list[str]:
    """A line for each server that did something wrong."""
    return [
        f"{outcome.load.name}: {name}: " + ", ".join(f"{count} {fault}" for fault, count in found.items())
        for outcome in outcomes
        for name, found in outcome.faults().items()
    ]


def meanings(outcomes: list[Outcome]) -> str:
    return "\n".join(f"- `{outcome.load.name}`: {outcome.load.meaning}." for outcome in outcomes)


def _rows(outcome: Outcome) -> list[list[str]]:
    kind = outcome.load.figure
    base = outcome.load.goal.base if outcome.load.goal else None
    rows = []
    for name in outcome.reports:
        is_measured = "not_measured" not in outcome.faults().get(name, {})
        ratios = outcome.ratios(name, base) if base and is_measured else []
        ratio = f"x{sorted(ratios)[len(ratios) // 2]:.2f}" if ratios else ""
        row = [outcome.load.name, name, _figure(outcome, name), ratio]
        rows.append(row + (_traffic(outcome, name) if kind == "delivery" else [""] * (len(HEADINGS) - len(row))))
    return rows


def _figure(outcome: Outcome, name: str) -> str:
    """Faults stand below the table with their numbers; here is only that there were some."""
    faults = outcome.faults().get(name, {})
    if "not_measured" in faults:
        return "too slow to say"
    mark = " (faults)" if faults else ""
    return f"{outcome.figure(name):.2f} {UNITS[outcome.load.figure]}{mark}"


def _traffic(outcome: Outcome, name: str) -> list[str]:
    share = outcome.middle(name, "load_cpu_share")
    return [
        f"{outcome.middle(name, 'latency_us', 'p50'):.0f}",
        f"{outcome.middle(name, 'latency_us', 'p99'):.0f}",
        f"{outcome.middle(name, 'within_1_ms'):.2%}",
        f"{outcome.middle(name, 'deliveries_per_second'):,.0f}",
        f"{outcome.middle(name, 'bytes_per_delivery'):.0f}",
        f"{share:.0%}" + (" (full)" if share > BUSY_SHARE else ""),
    ]


def _goal_row(outcome: Outcome) -> list[str]:
    verdict, goal, unit = outcome.verdict(), outcome.load.goal, UNITS[outcome.load.figure]
    if verdict.ratio is None:
        measured, spread = f"{outcome.figure(goal.figure):.1f} {unit}", ""
    else:
        measured, spread = f"{verdict.ratio:.2f}x", "{:.2f}–{:.2f}".format(*verdict.spread)
    if goal.least_within_1_ms is not None:
        measured += f", {outcome.middle(goal.figure, 'within_1_ms'):.2%} within 1 ms"
    return [outcome.load.name, _goal_text(goal, unit), measured, spread, "met" if verdict.is_met else "missed"]


def _goal_text(goal: Goal, unit: str) -> str:
    text = f"at most {goal.most:g}x {goal.base}" if goal.base else f"at most {goal.most:g} {unit}"
    return text if goal.least_within_1_ms is None else f"{text}, {goal.least_within_1_ms:.0%} within 1 ms"


def _markdown(headings: list[str], rows: list[list[str]]) -> str:
    """A Markdown table that can be read as it is, too."""
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    lines = [headings, ["-" * width for width in widths], *rows]
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)
