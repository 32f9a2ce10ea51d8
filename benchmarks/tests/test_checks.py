"""The load generator notices one fault among many messages, names it, and nothing else."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import paths  # noqa: F401
from build import OUTPUT
from faulty_server import FAULTY_MESSAGE, FaultyServer


def run_with(fault: str | None, *options: str) -> tuple[int, dict]:
    """The exit code and the report of a run against a server with a fault."""
    with tempfile.TemporaryDirectory() as folder, FaultyServer(fault) as server:
        plan = Path(folder) / "plan"
        plan.write_text("0 /room -\n" * 4)
        command = [OUTPUT / "load", "--dialect", "limit", "--port", str(server.port), "--plan", plan, "--warm-up", "0"]
        run = subprocess.run([*command, *options], capture_output=True, text=True)
        return run.returncode, json.loads(run.stdout)


def errors_with(fault: str | None, *options: str) -> tuple[int, dict[str, int]]:
    code, report = run_with(fault, *options)
    return code, {name: count for name, count in report["errors"].items() if count}


class CheckTests(unittest.TestCase):
    def test_good_server_has_no_errors(self) -> None:
        patterns = ["--pattern closed", "--pattern window --in-flight 8", "--pattern open --rate 200"]
        for pattern in patterns:
            with self.subTest(pattern=pattern):
                options = f"{pattern} --steady 0.5 --patience 60".split()
                self.assertEqual(errors_with(None, *options), (0, {}))

    def test_each_fault_is_caught(self) -> None:
        for fault in ("lost", "doubled", "out_of_order"):
            with self.subTest(fault=fault):
                options = "--pattern open --rate 200 --steady 0.5 --patience 5".split()
                self.assertEqual(errors_with(fault, *options), (1, {fault: 1}))

    def test_lost_message_does_not_end_a_closed_loop(self) -> None:
        code, report = run_with("lost", *"--pattern closed --steady 3 --patience 1".split())
        self.assertEqual((code, report["errors"]["lost"]), (1, 1))
        self.assertGreaterEqual(report["errors"]["stalled"], 1)
        self.assertGreater(report["messages_in_all"], FAULTY_MESSAGE)


if __name__ == "__main__":
    unittest.main()
