"""The preload counts each allocation, and a count is judged by its threshold."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "counts"))

from counts import Bench, Finding, build_preload, count_allocations, difference, record, stored  # noqa: E402

ALLOCATE = """
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
int main(int count, char **arguments) {
    (void)count;
    for (int i = atoi(arguments[2]); i > 0; i--) {
        void *volatile memory = malloc(100);
        memory = realloc(memory, 200);
        free(memory);
        free(memory = calloc(3, 100));
        free(memory = aligned_alloc(64, 256));
        free(memory = memalign(64, 512));
        void *aligned;
        if (posix_memalign(&aligned, 64, 1024) != 0) return 1;
        free(aligned);
    }
}
"""
BENCH = Bench("part.operation", 50, "what it is")


def finding(count: int, threshold: int | None, tolerance: float = 0.02) -> Finding:
    known = None if threshold is None else {"operations": 50, "instructions": threshold}
    return Finding(BENCH, {"instructions": count}, known, tolerance)


class PreloadTests(unittest.TestCase):
    def test_every_allocation_of_the_operations_is_counted(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            source, program = scratch / "allocate.c", scratch / "allocate"
            source.write_text(ALLOCATE)
            subprocess.run(["clang", "-fno-builtin", "-Wall", "-Werror", "-o", program, source], check=True)
            preload = build_preload(scratch)

            def count(name: str, operations: int) -> dict[str, int]:
                return count_allocations([program, name, str(operations)], preload, scratch)

            counted = difference(BENCH, count)
        self.assertEqual(counted, {"allocations": 50 * 6, "bytes": 50 * (100 + 200 + 300 + 256 + 512 + 1024)})


class JudgingTests(unittest.TestCase):
    def test_more_than_the_tolerance_is_worse(self) -> None:
        self.assertTrue(finding(1021, 1000).is_worse)
        self.assertFalse(finding(1020, 1000).is_worse)
        self.assertTrue(finding(1001, 1000, tolerance=0).is_worse)

    def test_less_is_told_and_not_held_against_it(self) -> None:
        self.assertTrue(finding(979, 1000).is_better)
        self.assertFalse(finding(979, 1000).is_worse)
        self.assertFalse(finding(980, 1000).is_better)

    def test_no_threshold_is_no_verdict(self) -> None:
        self.assertFalse(finding(1000, None).is_worse)
        self.assertEqual(finding(1000, None).verdict, "no threshold")

    def test_threshold_of_another_number_of_operations_is_none(self) -> None:
        self.assertIsNone(stored({"operations": 51, "instructions": 1000}, BENCH))
        self.assertIsNotNone(stored({"operations": 50, "instructions": 1000}, BENCH))

    def test_recording_keeps_what_was_not_counted_and_still_exists(self) -> None:
        known = {"operations": 1, "instructions": 2}
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "swift-0.0-machine.json"
            file.write_text(json.dumps({"instructions": {"other": known, "gone": known}, "allocations": {}}))
            record("instructions", [finding(1000, None)], [BENCH, Bench("other", 1, "")], file)
            kept = json.loads(file.read_text())
        counted = {"operations": 50, "instructions": 1000}
        self.assertEqual(kept, {"instructions": {"other": known, "part.operation": counted}, "allocations": {}})


if __name__ == "__main__":
    unittest.main()
