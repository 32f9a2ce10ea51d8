"""A real Prometheus reads a running hub: is what it reads in order, and does every panel of the dashboard show something?

Plays a visit, lets Prometheus read the metrics meanwhile, and then asks it every query of the dashboard and for the state of every
alert rule. `LASO_HUB_URL` and `LASO_HUB_CREDENTIALS` (demo.json of `hub serve --dev`) say which hub; `prometheus` and `promtool` have
to be there.
"""

import asyncio
import contextlib
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python"))

from laso_hub.codec import Codec  # noqa: E402
from laso_hub.people import from_environment  # noqa: E402
from laso_hub.visit import visit  # noqa: E402

DASHBOARD = ROOT / "deploy" / "grafana" / "laso-hub.json"
RULES = ROOT / "deploy" / "prometheus" / "alerts.yml"
READS = 6
SECONDS_MAX = 60
# What Grafana puts in the place of its variables.
VARIABLES = {"$job": "laso-hub", "$instance": ".+", "$__rate_interval": "10s"}


def get(url, **query):
    text = urllib.parse.urlencode(query)
    with urllib.request.urlopen(f"{url}?{text}" if text else url, timeout=10) as answer:
        return answer.read().decode("utf-8")


def ask(server, path, **query):
    return json.loads(get(f"{server}/api/v1/{path}", **query))["data"]


def wait(what, is_so):
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if is_so():
                return
        time.sleep(0.2)
    sys.exit(f"waited in vain: {what}")


def judge_exposition(hub):
    """promtool's own word on the text that the hub shows."""
    text = get(f"{hub}/metrics")
    judged = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True, check=False)
    if judged.returncode != 0:
        sys.exit(f"promtool says of /metrics:\n{judged.stdout}{judged.stderr}")


@contextlib.contextmanager
def prometheus(hub):
    """Runs one that reads the hub each second, and gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="laso-prometheus-"))
    (folder / "rules.yml").write_text(RULES.read_text("utf-8"), "utf-8")
    target = urllib.parse.urlparse(hub).netloc
    scrape = {"job_name": "laso-hub", "scrape_interval": "1s", "static_configs": [{"targets": [target]}]}
    settings = {"global": {"evaluation_interval": "1s"}, "rule_files": ["rules.yml"], "scrape_configs": [scrape]}
    (folder / "prometheus.yml").write_text(json.dumps(settings), "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [
                "prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_MAX)
        shutil.rmtree(folder, ignore_errors=True)


def reads(server):
    found = ask(server, "query", query='count_over_time(up{job="laso-hub"}[5m])')["result"]
    return int(found[0]["value"][1]) if found else 0


def panels():
    """Title and query of each."""
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        for target in panel.get("targets", []):
            query = target["expr"]
            for name, value in VARIABLES.items():
                query = query.replace(name, value)
            yield panel["title"], query


def judge_panels(server):
    """Each query is understood and finds something; what nothing happened to may be no number."""
    found = {}
    for title, query in panels():
        series = ask(server, "query", query=query)["result"]
        if not series:
            sys.exit(f"the panel “{title}” shows nothing: {query}")
        found[query] = [float(one["value"][1]) for one in series]
        # NaN is what a quantile of nothing is.
        if not all(math.isfinite(value) for value in found[query]) and "histogram_quantile" not in query:
            sys.exit(f"the panel “{title}” shows no numbers: {query}")
    happened = [query for query in found if "laso_commands_total" in query or "laso_journal_entries_total" in query]
    for query in happened:
        if not sum(found[query]) > 0:
            sys.exit(f"a visit was held, and it does not show: {query}")
    return len(found)


def judge_rules(server):
    """Each is understood; of a hub that is well, none speaks (one that looks far ahead may wonder, after some seconds)."""
    rules = [rule for group in ask(server, "rules")["groups"] for rule in group["rules"]]
    for rule in rules:
        if rule["health"] != "ok" or rule["state"] == "firing":
            sys.exit(f"the rule {rule['name']} is {rule['state']}, {rule['health']}: {rule.get('lastError', '')}")
    return len(rules)


def is_evaluated(server):
    groups = ask(server, "rules")["groups"]
    return groups and all(rule["health"] != "unknown" for group in groups for rule in group["rules"])


def main():
    known = from_environment()
    if known is None:
        sys.exit("LASO_HUB_URL and LASO_HUB_CREDENTIALS are not set")
    url, persons = known
    hub = url.rstrip("/")
    judge_exposition(hub)
    with prometheus(hub) as server:
        wait("Prometheus reads the hub", lambda: reads(server) > 0)
        asyncio.run(visit(url, persons, Codec.named("binary"), Codec.named("json")))
        seen = reads(server)
        wait("Prometheus reads what came of the visit", lambda: reads(server) >= seen + READS and is_evaluated(server))
        queries, rules = judge_panels(server), judge_rules(server)
    judge_exposition(hub)
    print(f"Prometheus reads the hub: {queries} queries of the dashboard show something, {rules} alert rules are silent.")


if __name__ == "__main__":
    if not shutil.which("prometheus") or not shutil.which("promtool"):
        sys.exit("there is no prometheus here: apt-get install prometheus")
    main()
