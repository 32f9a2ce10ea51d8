#!/usr/bin/env python3
"""Counts the instructions or the allocations of each bench, and compares them with the thresholds of this toolchain.

`./run.sh bench instructions` and `./run.sh bench allocations` build what this needs and start it. A bench is run twice,
with N and with 2N operations: the difference is what N operations cost, without the start of the program.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

THRESHOLDS = pathlib.Path(__file__).resolve().parent.parent / "thresholds"
# The C library picks its memcpy by the processor, so the same program counts a little differently on another machine.
INSTRUCTION_TOLERANCE = 0.02
# Hash seeds would change the order, and with it the work, from run to run.
ENVIRONMENT = {"SWIFT_DETERMINISTIC_HASHING": "1", "PATH": os.environ.get("PATH", ""), "LANG": "C"}
EXIT_WORSE, EXIT_UNKNOWN = 1, 2


@dataclasses.dataclass(frozen=True)
class Bench:
    name: str
    operations: int
    about: str


@dataclasses.dataclass(frozen=True)
class Finding:
    """How a count stands to its threshold."""

    bench: Bench
    count: dict[str, int]
    threshold: dict[str, int] | None
    tolerance: float

    @property
    def is_worse(self) -> bool:
        return self.threshold is not None and any(
            value > self.threshold[unit] * (1 + self.tolerance) for unit, value in self.count.items()
        )

    @property
    def is_better(self) -> bool:
        return self.threshold is not None and not self.is_worse and any(
            value < self.threshold[unit] * (1 - self.tolerance) for unit, value in self.count.items()
        )

    @property
    def verdict(self) -> str:
        if self.threshold is None:
            return "no threshold"
        if self.is_worse:
            return "WORSE"
        return "better: record it" if self.is_better else ""


class Instructions:
    """What callgrind counts; it sees neither cache nor clock, so other work on the machine changes nothing."""

    tolerance = INSTRUCTION_TOLERANCE
    units = ("instructions",)

    def __init__(self, program: pathlib.Path, scratch: pathlib.Path) -> None:
        # valgrind 3.19 can't read the debug information of Swift's compiler.
        self.program = scratch / program.name
        subprocess.run(["strip", "--strip-debug", "-o", self.program, program], check=True)

    def count(self, name: str, operations: int) -> dict[str, int]:
        output = self.run(name, operations, "/dev/null")
        match = re.search(r"Collected : (\d+)", output)
        if match is None:
            raise SystemExit(f"counts.py: callgrind did not say what it collected:\n{output}")
        return {"instructions": int(match.group(1))}

    def run(self, name: str, operations: int, profile: str) -> str:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", self.program, name]
        result = subprocess.run([*command, str(operations)], env=ENVIRONMENT, capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"counts.py: {name} failed under callgrind:\n{result.stderr}")
        return result.stderr


class Allocations:
    """What the preload beside this file counts; it is the same every time, so any difference is one of the program."""

    tolerance = 0.0
    units = ("allocations", "bytes")

    def __init__(self, program: pathlib.Path, scratch: pathlib.Path) -> None:
        self.program = program
        self.scratch = scratch
        self.preload = build_preload(scratch)

    def count(self, name: str, operations: int) -> dict[str, int]:
        return count_allocations([self.program, name, str(operations)], self.preload, self.scratch)


def build_preload(scratch: pathlib.Path) -> pathlib.Path:
    library = scratch / "allocations.so"
    source = pathlib.Path(__file__).resolve().parent / "allocations.c"
    command = ["clang", "-shared", "-fPIC", "-O2", "-fno-builtin", "-Wall", "-Wextra", "-Werror", "-o", library, source]
    subprocess.run(command, check=True)
    return library


def count_allocations(command: list, preload: pathlib.Path, scratch: pathlib.Path) -> dict[str, int]:
    """What one run of a program asks of malloc, from its first moment to its last."""
    with tempfile.NamedTemporaryFile(dir=scratch) as totals:
        environment = ENVIRONMENT | {"LD_PRELOAD": str(preload), "LASO_ALLOCATIONS": totals.name}
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        allocations, _, size = map(int, pathlib.Path(totals.name).read_text().split())
    return {"allocations": allocations, "bytes": size}


def benches(program: pathlib.Path) -> list[Bench]:
    lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()
    return [Bench(name, int(operations), about) for name, operations, about in (line.split("\t") for line in lines)]


def difference(bench: Bench, count: Callable[[str, int], dict[str, int]]) -> dict[str, int]:
    """What `bench.operations` operations cost, without the start of the program."""
    once, twice = count(bench.name, bench.operations), count(bench.name, 2 * bench.operations)
    return {unit: twice[unit] - once[unit] for unit in once}


def toolchain() -> str:
    """Names the compiler and the architecture; counts of another one can't be compared."""
    output = subprocess.run(["swift", "--version"], check=True, capture_output=True, text=True).stdout
    match = re.search(r"Swift version (\d+(?:\.\d+)+)", output)
    if match is None:
        raise SystemExit(f"counts.py: `swift --version` says something unknown: {output}")
    return f"swift-{match.group(1)}-{platform.machine()}"


def table(findings: list[Finding], units: tuple[str, ...]) -> str:
    """Per operation, since that is what people compare; the verdict rests on the whole counts."""
    rows = [["bench", *[f"{unit} each" for unit in units], "threshold", "change", ""]]
    for finding in findings:
        unit = units[0]
        cells = [f"{finding.count[unit] / finding.bench.operations:,.1f}" for unit in units]
        threshold, change = "", ""
        if finding.threshold is not None:
            threshold = f"{finding.threshold[unit] / finding.bench.operations:,.1f}"
            change = change_of(finding.count[unit], finding.threshold[unit])
        rows.append([finding.bench.name, *cells, threshold, change, finding.verdict])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *[cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1])], row[-1]]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def change_of(count: int, threshold: int) -> str:
    """In per cent, where that says something."""
    return f"{100 * (count / threshold - 1):+.1f} %" if threshold else ""


def compare(kind: str, counter: Instructions | Allocations, chosen: list[Bench], file: pathlib.Path) -> list[Finding]:
    thresholds = json.loads(file.read_text())[kind] if file.exists() and kind in json.loads(file.read_text()) else {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = list(pool.map(lambda bench: difference(bench, counter.count), chosen))
    return [
        Finding(bench, count, stored(thresholds.get(bench.name), bench), counter.tolerance)
        for bench, count in zip(chosen, counts)
    ]


def stored(threshold: dict[str, int] | None, bench: Bench) -> dict[str, int] | None:
    """A threshold of another number of operations is none."""
    if threshold is None or threshold["operations"] != bench.operations:
        return None
    return threshold


def record(kind: str, findings: list[Finding], existing: list[Bench], file: pathlib.Path) -> None:
    """Keeps the counts as the new thresholds. Those of benches that were not chosen stay, if these still exist."""
    everything = json.loads(file.read_text()) if file.exists() else {}
    thresholds = everything.get(kind, {})
    thresholds |= {finding.bench.name: {"operations": finding.bench.operations} | finding.count for finding in findings}
    names = {bench.name for bench in existing}
    everything[kind] = {name: threshold for name, threshold in thresholds.items() if name in names}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(everything, indent=2, sort_keys=True) + "\n")


def profile(program: pathlib.Path, bench: Bench, scratch: pathlib.Path) -> None:
    """Shows where the instructions of a bench go, its preparation included."""
    output = scratch / "callgrind.out"
    Instructions(program, scratch).run(bench.name, 4 * bench.operations, str(output))
    annotate = ["callgrind_annotate", "--auto=no", "--inclusive=yes", "--threshold=99", output]
    lines = subprocess.run(annotate, check=True, capture_output=True, text=True).stdout
    subprocess.run(["swift", "demangle", "--compact"], input=lines, check=True, text=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["instructions", "allocations", "profile"])
    parser.add_argument("program", type=pathlib.Path, help="the release build of CountedBench")
    parser.add_argument("--record", action="store_true", help="keep the counts as the new thresholds")
    parser.add_argument("--only", metavar="TEXT", default="", help="benches whose name has this in it")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    existing = benches(options.program)
    chosen = [bench for bench in existing if options.only in bench.name]
    if not chosen:
        raise SystemExit(f"counts.py: no bench has {options.only!r} in its name")
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        if options.kind == "profile":
            for bench in chosen:
                profile(options.program, bench, scratch)
            return 0
        counter = {"instructions": Instructions, "allocations": Allocations}[options.kind](options.program, scratch)
        file = THRESHOLDS / f"{toolchain()}.json"
        findings = compare(options.kind, counter, chosen, file)
    print(table(findings, counter.units))
    if options.record:
        record(options.kind, findings, existing, file)
        print(f"Recorded in {file.name}.")
        return 0
    return conclude(findings, file)


def conclude(findings: list[Finding], file: pathlib.Path) -> int:
    worse = [finding.bench.name for finding in findings if finding.is_worse]
    unknown = [finding.bench.name for finding in findings if finding.threshold is None]
    if worse:
        print(f"Above the thresholds of {file.name}: {', '.join(worse)}.", file=sys.stderr)
        return EXIT_WORSE
    if unknown:
        print(f"{file.name} has no thresholds for {', '.join(unknown)}; --record keeps these.", file=sys.stderr)
        return EXIT_UNKNOWN
    print(f"Within the thresholds of {file.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
