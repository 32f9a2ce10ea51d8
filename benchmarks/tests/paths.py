"""Makes the modules of benchmarks/compare importable, and builds the C programs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "compare"))

from build import build_programs  # noqa: E402

build_programs()
