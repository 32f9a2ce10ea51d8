"""Looks at the form of the alert rules where there is no promtool, which knows more."""

import sys
from pathlib import Path

import yaml

RULES = Path(__file__).resolve().parents[2] / "deploy" / "prometheus" / "alerts.yml"


def problems(rule):
    if not {"alert", "expr", "labels", "annotations"} <= rule.keys() or not rule.keys() <= {
        "alert", "expr", "for", "labels", "annotations"
    }:
        yield "has other fields than a rule has"
    if rule.get("labels", {}).get("severity") not in ("page", "warn"):
        yield "has no severity that is known"
    if not {"summary", "description"} <= rule.get("annotations", {}).keys():
        yield "does not say what to do"
    if rule.get("expr", "").count("(") != rule.get("expr", "").count(")"):
        yield "has brackets that don't match"


def main():
    rules = [rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]]
    names = [rule.get("alert") for rule in rules]
    found = [f"{rule.get('alert')} {problem}" for rule in rules for problem in problems(rule)]
    if len(set(names)) != len(names):
        found.append("two rules have the same name")
    if found or not rules:
        sys.exit("\n".join(found) or "there are no rules")
    print(f"{len(rules)} rules have the right form.")


if __name__ == "__main__":
    main()
