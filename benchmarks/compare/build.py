"""Compiles the C programs into .build/benchmarks."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
OUTPUT = ROOT / ".build" / "benchmarks"
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"]
PROGRAMS = {
    "limit": (["limit/*.c", "common/*.c"], ["-lcrypto"]),
    "units": (
        ["tests/units.c", "load/histogram.c", "load/stamp.c", "load/dialects/protobuf.c", "common/*.c"],
        [],
    ),
    "load": (["load/*.c", "load/dialects/*.c", "common/*.c"], ["-lssl", "-lcrypto"]),
}


def build_programs() -> None:
    """Builds what is older than its sources."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, (patterns, libraries) in PROGRAMS.items():
        sources = sorted(str(path) for pattern in patterns for path in BENCHMARKS.glob(pattern))
        headers = [str(path) for path in BENCHMARKS.rglob("*.h")]
        program = OUTPUT / name
        newest = max(os.path.getmtime(path) for path in sources + headers)
        if program.exists() and program.stat().st_mtime > newest:
            continue
        subprocess.run([os.environ.get("CC", "cc"), *FLAGS, "-o", program, *sources, *libraries], check=True)
