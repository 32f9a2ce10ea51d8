"""A look at correctness: every load with few sockets, for a moment, on whatever build. Judges no times."""

import subprocess
from dataclasses import replace
from pathlib import Path

from build import OUTPUT
from contenders import Contender
from loads import HUB_TLS, Load
from measure import Pace, measure

# A slow machine is not an error.
PACE = Pace(warm_up_seconds=0.1, steady_seconds=0.3, patience_seconds=60)


def small(loads: list[Load]) -> list[Load]:
    """What is measured beside a load with TLS was seen without TLS already."""
    return [replace(load.smaller(sockets=12, persons=2), contenders=_contenders(load)) for load in loads]


def check(loads: list[Load], contenders: dict[str, Contender], cores: set[int], folder: Path) -> int:
    """Prints what is wrong; the exit code."""
    code = subprocess.run([OUTPUT / "units"]).returncode
    for load in loads:
        for name in load.contenders:
            report = measure(contenders[name], load, PACE, cores, folder)
            if wrong := _wrong(load, report):
                code = 1
                print(f"{load.name}, {name}: {wrong} {report['complaints']}")
    if code == 0:
        print(f"{len(loads)} loads: everything arrived once and in order")
    return code


def _contenders(load: Load) -> tuple[str, ...]:
    return (HUB_TLS,) if HUB_TLS in load.contenders else load.contenders


def _wrong(load: Load, report: dict) -> dict | str | None:
    if not report["all_joined"]:
        return "not everybody joined"
    if load.pattern != "quiet" and report["messages_in_all"] == 0:
        return "nothing was sent"
    return {name: count for name, count in report["errors"].items() if count} or None
