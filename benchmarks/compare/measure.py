"""One run of the load generator against one server."""

import json
from dataclasses import dataclass
from pathlib import Path

from build import OUTPUT
from contenders import Contender, Server
from loads import Load
from processes import Child

# Joining, settling and draining have deadlines of their own in the load generator.
BESIDE_SECONDS = 480


@dataclass(frozen=True)
class Pace:
    """How long a run warms up, how long it is measured, and how long a silence means a loss."""

    warm_up_seconds: float
    steady_seconds: float
    patience_seconds: float = 3


def measure(contender: Contender, load: Load, pace: Pace, cores: set[int], folder: Path) -> dict:
    """The report of the load generator, a dictionary as `load/report.c` prints it."""
    with contender.serve(load) as server:
        plan = folder / "plan"
        plan.write_text("".join(f"{seat.room} {seat.path} {seat.credential}\n" for seat in server.seats))
        log = folder / "load.log"
        child = Child([OUTPUT / "load", *_arguments(server, load, pace, plan)], cores, log)
        try:
            has_ended = child.ends_within(BESIDE_SECONDS + pace.warm_up_seconds + pace.steady_seconds)
        finally:
            child.stop()
    *complaints, report = log.read_text(errors="replace").splitlines() or [""]
    if not has_ended or not report.startswith("{"):
        raise RuntimeError(f"{contender.name}, {load.name}: the load generator failed:\n{log.read_text()}")
    return json.loads(report) | {"complaints": complaints}


def _arguments(server: Server, load: Load, pace: Pace, plan: Path) -> list:
    arguments = ["--dialect", server.dialect, "--port", server.port, "--plan", plan]
    arguments += ["--pattern", load.pattern, "--in-flight", load.in_flight, "--rate", load.rate]
    arguments += ["--text", load.text_bytes, "--joining", load.joining, "--settle", load.settle_seconds]
    arguments += ["--warm-up", pace.warm_up_seconds, "--steady", pace.steady_seconds]
    arguments += ["--patience", pace.patience_seconds]
    for pid in server.pids:
        arguments += ["--process", pid]
    if server.uses_tls:
        arguments.append("--tls")
    return [str(argument) for argument in arguments]
