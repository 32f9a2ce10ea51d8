"""The hub as a contender: its data folder with people and consultations, made once and copied for each run."""

import http.client
import json
import os
import re
import secrets
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic

from contenders import Seat, Server
from loads import DEVICES_PER_SEAT, HUB, HUB_TLS, Load
from processes import Child

API = "/telemedicine/api"
UNLIMITED = "1000000/1000000"
# An access token holds for an hour.
TOKEN_SECONDS = 40 * 60


class HubHouse:
    """The installation that all runs begin with: people, their tokens, and consultations for each load."""

    def __init__(self, binary: Path, folder: Path, cores: set[int], loops: int):
        self._binary = binary
        self._folder = folder
        self._template = folder / "hub-template"
        self._cores = cores
        self._loops = loops
        self._secret = secrets.token_hex(32)
        self._password = secrets.token_urlsafe(16)
        self._persons = 0
        self._tokens: list[str] = []
        self._tokens_since = 0.0
        self._consultations: dict[str, list[str]] = {}
        self.certificate = folder / "certificate.pem"
        self.certificate_key = folder / "certificate-key.pem"

    def prepare(self, loads: list[Load]) -> None:
        """Once, before the first run."""
        self._make_certificate()
        self._template.mkdir(mode=0o700)
        self._persons = max(load.persons for load in loads)
        for person in range(self._persons):
            self._add_person(person)
        with self._run(self._template, uses_tls=False) as (child, port), Rest(port, tls=False) as rest:
            self._sign_in(rest)
            for load in loads:
                self._invite(rest, load)

    def _make_certificate(self) -> None:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "2", "-subj", "/CN=localhost", "-keyout", self.certificate_key, "-out", self.certificate],
            check=True,
            capture_output=True,
        )
        self.certificate_key.chmod(0o600)

    def _environment(self, data: Path, uses_tls: bool) -> dict[str, str]:
        limits = {
            "CONNECTIONS_PER_ADDRESS": 1_000_000,
            "CONNECTIONS_PER_PERSON": 10_000,
            "STRANGERS": 1_000_000,
            "HELLO_SECONDS": 60,
            "DEVICES": DEVICES_PER_SEAT,
            "DRAIN_SECONDS": 0,
        }
        rates = ["COMMAND", "PERSON_COMMAND", "ADDRESS_COMMAND", "FRAME", "PERSON_SOCKET", "ADDRESS_SIGN_IN"]
        limits |= {f"{rate}_RATE": UNLIMITED for rate in rates + ["ADDRESS_REQUEST", "PERSON_REQUEST"]}
        environment = {f"LASO_LIMIT_{name}": str(value) for name, value in limits.items()}
        environment |= {
            "SECRET_KEY": self._secret,
            "LASO_DATA_DIR": str(data),
            "LASO_HOST": "127.0.0.1",
            "LASO_PORT": "0",
            "LASO_LOOPS": str(self._loops),
            "LASO_LOG_LEVEL": "info",
        }
        if uses_tls:
            environment |= {
                "LASO_TLS_CERTIFICATE": str(self.certificate),
                "LASO_TLS_KEY": str(self.certificate_key),
            }
        return environment

    def _add_person(self, number: int) -> None:
        name = f"Doctor {number}"
        subprocess.run(
            [self._binary, "user", "add", "--email", _address(number), "--role", "doctor", "--name", name]
            + ["--password-stdin"],
            input=self._password.encode() + b"\n",
            env={**os.environ, **self._environment(self._template, uses_tls=False)},
            check=True,
            capture_output=True,
        )

    def _sign_in(self, rest: "Rest") -> None:
        self._tokens = []
        for person in range(self._persons):
            body = {"email": _address(person), "password": self._password}
            self._tokens.append(rest.post("/auth/login/", body)["access_token"])
        self._tokens_since = monotonic()

    def _invite(self, rest: "Rest", load: Load) -> None:
        rooms = self._consultations.setdefault(_kind(load), [])
        for room in range(len(rooms), load.rooms):
            seats = dict.fromkeys(_person(load, room, place) for place in range(load.room_size))
            body = {
                "title": "Load",
                "scheduled_start": "2030-01-01T00:00:00Z",
                "duration_minutes": 30,
                "participants": [{"email": _address(person)} for person in seats],
            }
            rooms.append(rest.post("/consultations/", body, self._tokens[min(seats)])["id"])

    @contextmanager
    def _run(self, data: Path, uses_tls: bool) -> Iterator[tuple[Child, int]]:
        child = Child(
            [self._binary, "serve"], self._cores, self._folder / "hub.log", self._environment(data, uses_tls)
        )
        try:
            port = child.wait_for(_port_in)
            yield child, int(port)
        finally:
            child.stop()

    @contextmanager
    def serve_copy(self, load: Load, uses_tls: bool) -> Iterator[Server]:
        data = self._folder / "hub-data"
        shutil.copytree(self._template, data)
        try:
            with self._run(data, uses_tls) as (child, port):
                with Rest(port, uses_tls) as rest:
                    if monotonic() > self._tokens_since + TOKEN_SECONDS:
                        self._sign_in(rest)
                    seats = self._seats(rest, load)
                dialect = "hub-chat" if load.is_stored else "hub"
                yield Server(dialect, port, [child.pid], seats, uses_tls)
        finally:
            shutil.rmtree(data)

    def _seats(self, rest: "Rest", load: Load) -> list[Seat]:
        seats = []
        for room, consultation in enumerate(self._consultations[_kind(load)][: load.rooms]):
            for place in range(load.room_size):
                token = self._tokens[_person(load, room, place)]
                if load.uses_tickets:
                    credential = "ticket:" + rest.post(f"/consultations/{consultation}/join/", None, token)["ticket"]
                else:
                    credential = "token:" + token
                seats.append(Seat(room, f"/telemedicine/ws/consultations/{consultation}/", credential))
        return seats


class Hub:
    """The hub, with TLS or without."""

    def __init__(self, name: str, house: HubHouse):
        self.name = name
        self._house = house
        self._uses_tls = {HUB: False, HUB_TLS: True}[name]

    def serve(self, load: Load) -> AbstractContextManager[Server]:
        return self._house.serve_copy(load, self._uses_tls)


class Rest:
    """One kept-alive connection to the hub's REST."""

    def __init__(self, port: int, tls: bool):
        if tls:
            # The certificate was made a moment ago, for this run.
            context = ssl._create_unverified_context()
            self._connection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        else:
            self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def __enter__(self) -> "Rest":
        return self

    def __exit__(self, *_) -> None:
        self._connection.close()

    def post(self, path: str, body: dict | None, token: str | None = None) -> dict:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = json.dumps(body) if body is not None else None
        self._connection.request("POST", API + path, content, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status not in (200, 201):
            raise RuntimeError(f"POST {path}: {response.status} {answer.decode(errors='replace')}")
        return json.loads(answer)


def _kind(load: Load) -> str:
    return f"{load.room_size}/{load.persons}"


def _person(load: Load, room: int, place: int) -> int:
    """Who sits at a place: everybody in turn, so that nobody has many more sockets than others."""
    return (room * load.room_size + place) % load.persons


def _address(person: int) -> str:
    return f"doctor{person}@example.org"


def _port_in(log: str) -> str | None:
    found = re.search(r'The hub listens.*?http\.port"?[=:] ?"?(\d+)', log)
    return found and found[1]
