"""What the reports of several rounds come to."""

from dataclasses import dataclass
from statistics import median

from loads import Load

UNITS = {"delivery": "us per delivery", "join": "us per join", "memory": "KiB per socket"}
# Above this share of its core, the load generator may be what is measured.
BUSY_SHARE = 0.95


def figure_of(report: dict, kind: str) -> float:
    """Processor time per delivery or join in microseconds, or resident KiB per socket."""
    if kind == "delivery":
        return report["server_cpu_us_per_delivery"]
    if kind == "join":
        return report["joining"]["server_cpu_us"]
    return report["joining"]["resident_bytes"] / 1024


def faults_of(report: dict, kind: str) -> dict[str, int]:
    """What went wrong in a run; empty when nothing did."""
    faults = {name: count for name, count in report["errors"].items() if count}
    if not report["all_joined"]:
        faults["not_all_joined"] = 1
    if kind == "delivery" and not report["deliveries"]:
        faults["not_measured"] = 1
    return faults


@dataclass(frozen=True)
class Verdict:
    ratio: float | None
    spread: tuple[float, float] | None
    is_met: bool


@dataclass
class Outcome:
    """All rounds of one load: for each contender its reports, in the order of the rounds."""

    load: Load
    reports: dict[str, list[dict]]

    def figure(self, name: str) -> float | None:
        reports = self.reports.get(name)
        return median(figure_of(report, self.load.figure) for report in reports) if reports else None

    def ratios(self, name: str, base: str) -> list[float]:
        """Round by round, since the machine is not the same in the next one."""
        kind = self.load.figure
        pairs = zip(self.reports.get(name, []), self.reports.get(base, []))
        return [figure_of(one, kind) / figure_of(other, kind) for one, other in pairs if figure_of(other, kind)]

    def middle(self, name: str, *path: str) -> float:
        """The median of a number of the reports."""

        def value(report: dict) -> float:
            for key in path:
                report = report[key]
            return report

        return median(value(report) for report in self.reports[name])

    def faults(self) -> dict[str, dict[str, int]]:
        summed: dict[str, dict[str, int]] = {}
        for name, reports in self.reports.items():
            for report in reports:
                for fault, count in faults_of(report, self.load.figure).items():
                    of_name = summed.setdefault(name, {})
                    of_name[fault] = of_name.get(fault, 0) + count
        return summed

    def verdict(self) -> Verdict | None:
        """None without a goal, and where a run of those that it compares went wrong: such figures say nothing."""
        goal = self.load.goal
        if goal is None or goal.figure not in self.reports or {goal.figure, goal.base} & set(self.faults()):
            return None
        if goal.base is None:
            return Verdict(None, None, self.figure(goal.figure) <= goal.most)
        ratios = self.ratios(goal.figure, goal.base)
        if not ratios:
            return None
        is_met = median(ratios) <= goal.most
        if goal.least_within_1_ms is not None:
            is_met = is_met and self.middle(goal.figure, "within_1_ms") >= goal.least_within_1_ms
        return Verdict(median(ratios), (min(ratios), max(ratios)), is_met)
