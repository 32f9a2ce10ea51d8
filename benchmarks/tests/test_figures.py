"""Ratios are taken round by round, and a run with faults has no verdict."""

import unittest

import paths  # noqa: F401
from figures import Outcome
from loads import BY_NAME, DIRECT, HUB


def report(cost: float, within: float = 1, lost: int = 0) -> dict:
    return {
        "server_cpu_us_per_delivery": cost,
        "within_1_ms": within,
        "deliveries": 1,
        "all_joined": True,
        "errors": {"lost": lost},
    }


def outcome(load: str, base: list[dict], hub: list[dict]) -> Outcome:
    return Outcome(BY_NAME[load], {DIRECT: base, HUB: hub})


class FigureTests(unittest.TestCase):
    def test_ratio_is_the_median_of_the_rounds(self) -> None:
        base = [report(2), report(10), report(4)]
        verdict = outcome("closed4", base, [report(3), report(12), report(5.2)]).verdict()
        self.assertAlmostEqual(verdict.ratio, 1.3)
        self.assertEqual(verdict.spread, (1.2, 1.5))
        self.assertTrue(verdict.is_met)

    def test_too_much_misses_the_goal(self) -> None:
        self.assertFalse(outcome("closed4", [report(2)], [report(2.9)]).verdict().is_met)

    def test_too_late_misses_the_goal(self) -> None:
        self.assertTrue(outcome("open20", [report(2)], [report(2, within=0.99)]).verdict().is_met)
        self.assertFalse(outcome("open20", [report(2)], [report(2, within=0.98)]).verdict().is_met)

    def test_run_with_a_fault_has_no_verdict(self) -> None:
        faulty = outcome("closed4", [report(2)], [report(2, lost=1)])
        self.assertIsNone(faulty.verdict())
        self.assertEqual(faulty.faults(), {HUB: {"lost": 1}})

    def test_fault_of_a_peer_is_told_and_leaves_the_verdict(self) -> None:
        beside = Outcome(BY_NAME["closed4"], {DIRECT: [report(2)], HUB: [report(2)], "peer": [report(9, lost=3)]})
        self.assertTrue(beside.verdict().is_met)
        self.assertEqual(beside.faults(), {"peer": {"lost": 3}})


if __name__ == "__main__":
    unittest.main()
