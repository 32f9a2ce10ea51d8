"""Compares the hub with the bare C server, and with whatever else can be spoken to, under the same loads.

See benchmarks/README.md. Needs nothing but Python's standard library, cc, and OpenSSL's headers and program.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import report
from build import ROOT, build_programs
from check import check, small
from contenders import Contender, Limit
from figures import Outcome, faults_of, figure_of
from hub import Hub, HubHouse
from loads import BY_NAME, COALESCED, DIRECT, HUB, HUB_TLS, LOADS, PEER_LOADS, Load
from measure import Pace, measure
from peers import NAMES as PEER_NAMES
from peers import peers
from results import record


def main() -> int:
    options = _options()
    # An exception, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    build_programs()
    loads = [_with_peers(load, options) for load in [BY_NAME[name] for name in options.loads] or LOADS]
    if options.check:
        loads = small(loads)
    with tempfile.TemporaryDirectory(prefix="laso-compare-") as name:
        folder = Path(name)
        contenders = _contenders(options, loads, folder)
        if options.check:
            return check(loads, contenders, _core(options.load_core), folder)
        outcomes = [Outcome(load, {name: [] for name in load.contenders}) for load in loads]
        for number in range(options.rounds):
            for outcome in outcomes:
                _run_round(outcome, contenders, number, options, folder)
    _conclude(outcomes, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="compare", description=__doc__.splitlines()[0])
    parser.add_argument("loads", nargs="*", metavar="LOAD", help="all by default: " + ", ".join(BY_NAME))
    parser.add_argument("--hub", type=Path, default=ROOT / ".build/release/hub", help="the hub's executable")
    parser.add_argument("--rounds", type=int, help="how often each server is measured (5)")
    parser.add_argument("--warm-up", type=float, help="seconds of sending before the figures are taken (1)")
    parser.add_argument("--steady", type=float, help="seconds that the figures are of (3)")
    parser.add_argument("--quick", action="store_true", help="one round, half a second after half a second")
    parser.add_argument("--loops", type=int, default=1, help="event loops of the hub (1)")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--load-core", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all reports there")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/RESULTS.md")
    parser.add_argument("--peers", action="store_true", help="other servers, too: " + ", ".join(PEER_NAMES))
    parser.add_argument("--peer", action="append", choices=PEER_NAMES, help="only this one of them; may be repeated")
    parser.add_argument("--check", action="store_true", help="few sockets, for a moment: fails unless all is correct")
    options = parser.parse_args()
    if unknown := [name for name in options.loads if name not in BY_NAME]:
        parser.error(f"no such load: {', '.join(unknown)}; there are: {', '.join(BY_NAME)}")
    standard = (1, 0.5, 0.5) if options.quick else (5, 1, 3)
    for name, value in zip(("rounds", "warm_up", "steady"), standard):
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


def _with_peers(load: Load, options: argparse.Namespace) -> Load:
    names = tuple(options.peer or (PEER_NAMES if options.peers else ()))
    return replace(load, contenders=load.contenders + names) if load.name in PEER_LOADS else load


def _core(wanted: int) -> set[int]:
    """Where there are fewer cores, all of them."""
    allowed = os.sched_getaffinity(0)
    return {wanted} if wanted in allowed else allowed


def _contenders(options: argparse.Namespace, loads: list[Load], folder: Path) -> dict[str, Contender]:
    cores = _core(options.server_core)
    house = HubHouse(options.hub, folder, cores, options.loops)
    hub_loads = [load for load in loads if {HUB, HUB_TLS} & set(load.contenders)]
    if hub_loads:
        house.prepare(hub_loads)
    limits = [Limit(name, cores, folder) for name in (DIRECT, COALESCED)]
    hubs = [Hub(HUB, house), Hub(HUB_TLS, house)]
    return {contender.name: contender for contender in [*limits, *hubs, *peers(cores, folder)]}


def _run_round(
    outcome: Outcome, contenders: dict[str, Contender], number: int, options: argparse.Namespace, folder: Path
) -> None:
    """Each round begins with another server, so that none is always first."""
    pace = Pace(options.warm_up, options.steady)
    names = outcome.load.contenders
    first = number % len(names)
    for name in names[first:] + names[:first]:
        found = measure(contenders[name], outcome.load, pace, _core(options.load_core), folder)
        outcome.reports[name].append(found)
        faults = faults_of(found, outcome.load.figure)
        print(
            f"round {number + 1} {outcome.load.name:12} {name:16} {figure_of(found, outcome.load.figure):8.2f}",
            f"{faults} {found['complaints']}" if faults else "",
            file=sys.stderr,
            flush=True,
        )


def _conclude(outcomes: list[Outcome], options: argparse.Namespace) -> None:
    print(report.table(outcomes), report.goals(outcomes), *report.faults(outcomes), sep="\n\n")
    if options.json:
        content = {outcome.load.name: outcome.reports for outcome in outcomes}
        options.json.write_text(json.dumps(content, indent=1))
    if options.record:
        record(outcomes, options)


if __name__ == "__main__":
    sys.exit(main())
