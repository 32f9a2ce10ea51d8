"""The generated part of benchmarks/RESULTS.md."""

import argparse
import sys

import report
from build import BENCHMARKS
from figures import Outcome
from machine import machine

RESULTS = BENCHMARKS / "RESULTS.md"
BEGIN, END = "<!-- generated: compare -->", "<!-- end: compare -->"


def record(outcomes: list[Outcome], options: argparse.Namespace) -> None:
    """Replaces what stands between the marks."""
    before, _, rest = RESULTS.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    RESULTS.write_text(f"{before}{BEGIN}\n\n{_section(outcomes, options)}\n\n{END}{after}")


def _command() -> str:
    """As it is given to run.sh, which adds the path of the hub."""
    words = sys.argv[1:]
    if "--hub" in words:
        at = words.index("--hub")
        del words[at : at + 2]
    return " ".join(["./run.sh bench", *words])


def _section(outcomes: list[Outcome], options: argparse.Namespace) -> str:
    about = {"command": f"`{_command()}`"} | machine()
    about["runs"] = f"{options.rounds} rounds, each {options.steady:g} s after {options.warm_up:g} s, medians"
    lines = "\n".join(f"- {name}: {text}" for name, text in about.items())
    faults = report.faults(outcomes) or ["Nothing was lost, doubled, or out of order in any run."]
    parts = [lines, report.meanings(outcomes), report.goals(outcomes), report.table(outcomes), "\n".join(faults)]
    return "\n\n".join(parts)
