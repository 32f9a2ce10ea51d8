"""What a request costs in processor time: the hub's own beside Hummingbird with one plain route, and logins beside bare scrypt.

    ./run.sh bench requests [--rounds N] [--seconds N] [--record FILE]

Server on one core, load on the other, one after the other in each round. Needs wrk.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "compare"))

from machine import machine  # noqa: E402
from processes import Child  # noqa: E402

API = "/telemedicine/api"
UNLIMITED = "1000000/1000000"
TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, LOAD_CORE = {0}, {1}


def main():
    arguments = parse()
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder, hub(arguments.hub, Path(folder), password) as (child, port):
        token = sign_in(port, password)["access_token"]
        path = create(port, token)
        with plain(arguments.plain, Path(folder)) as (plain_child, plain_port):
            rounds = [
                (
                    requests(plain_child, plain_port, "/plain/1", None, arguments.seconds),
                    requests(child, port, path, token, arguments.seconds),
                    requests(child, port, "/health/live", None, arguments.seconds),
                )
                for _ in range(arguments.rounds)
            ]
        logins = [(scrypt(arguments.plain), login(child, port, password)) for _ in range(arguments.rounds)]
    report = render(rounds, logins)
    print(report)
    if arguments.record:
        arguments.record.write_text(report)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hub", type=Path, required=True)
    parser.add_argument("--plain", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--record", type=Path)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.error("wrk is missing")
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("two cores are needed")
    return arguments


@contextmanager
def hub(binary, folder, password):
    environment = {
        "SECRET_KEY": secrets.token_hex(32), "LASO_DATA_DIR": str(folder / "hub"), "LASO_HOST": "127.0.0.1",
        "LASO_PORT": "0", "LASO_LOOPS": "1", "LASO_LIMIT_ADDRESS_REQUEST_RATE": UNLIMITED,
        "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": UNLIMITED, "LASO_LIMIT_PERSON_REQUEST_RATE": UNLIMITED,
    }
    subprocess.run(
        [binary, "user", "add", "--email", "doctor@example.org", "--role", "doctor", "--name", "Ada Marlow"]
        + ["--password-stdin"],
        input=password.encode() + b"\n", env={**os.environ, **environment}, check=True, capture_output=True,
    )
    child = Child([binary, "serve"], SERVER_CORE, folder / "hub.log", environment)
    try:
        yield child, int(child.wait_for(found(r'The hub listens.*?http\.port"?[=:] ?"?(\d+)')))
    finally:
        child.stop()


@contextmanager
def plain(binary, folder):
    child = Child([binary], SERVER_CORE, folder / "plain.log")
    try:
        yield child, int(child.wait_for(found(r"port: (\d+)\n")))
    finally:
        child.stop()


def found(pattern):
    def find(text):
        match = re.search(pattern, text)
        return match and match[1]

    return find


def call(port, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://localhost:{port}{path}", data=data, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def sign_in(port, password):
    return call(port, f"{API}/auth/login/", {"email": "doctor@example.org", "password": password})


def create(port, token):
    body = {
        "title": "Follow-up", "scheduled_start": "2027-01-15T09:00:00Z", "duration_minutes": 30, "participants": [],
    }
    return f"{API}/consultations/{call(port, f'{API}/consultations/', body, token)['id']}/"


def processor_seconds(child):
    fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def requests(child, port, path, token, seconds):
    """Microseconds of the server's processor time a request."""
    command = ["wrk", "--threads", "1", "--connections", "16", "--duration", f"{seconds}s"]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    command.append(f"http://127.0.0.1:{port}{path}")
    before = processor_seconds(child)
    run = subprocess.run(
        command, capture_output=True, text=True, check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, LOAD_CORE),
    )
    spent = processor_seconds(child) - before
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", run.stdout)
    if refused:
        raise RuntimeError(f"{refused[1]} requests for {path} were refused")
    return spent / int(re.search(r"(\d+) requests in", run.stdout)[1]) * 1e6


def login(child, port, password, count=5):
    before = processor_seconds(child)
    for _ in range(count):
        sign_in(port, password)
    return (processor_seconds(child) - before) / count * 1e6


def scrypt(binary, count=5):
    run = subprocess.run(
        [binary, "scrypt", str(count)], capture_output=True, text=True, check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, SERVER_CORE),
    )
    return float(run.stdout)


def render(rounds, logins):
    bare, detail, live = ([one[index] for one in rounds] for index in range(3))
    hashes, signed = ([one[index] for one in logins] for index in range(2))
    rows = [
        ("plain Hummingbird route", bare, bare), ("`GET consultations/{id}/`, signed in", detail, bare),
        ("`GET /health/live`", live, bare), ("scrypt alone", hashes, hashes), ("`POST auth/login/`", signed, hashes),
    ]
    lines = [f"{name}: {value}" for name, value in machine().items()] + ["", "| request | µs | ratio |", "|---|---|---|"]
    for name, values, base in rows:
        ratios = [value / other for value, other in zip(values, base)]
        lines.append(f"| {name} | {statistics.median(values):,.1f} | {statistics.median(ratios):.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
