"""The servers that are compared. A contender starts a fresh server for each run."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from build import OUTPUT
from loads import COALESCED, DIRECT, Load
from processes import Child


@dataclass(frozen=True)
class Seat:
    """Where one socket goes, and what it shows there."""

    room: int
    path: str
    credential: str = "-"


@dataclass(frozen=True)
class Server:
    """One that runs, and who may connect."""

    dialect: str
    port: int
    pids: list[int]
    seats: list[Seat]
    uses_tls: bool = False


class Contender(Protocol):
    """To compare another server: write one of these, and a dialect of the load generator (`load/dialect.h`)."""

    name: str

    def serve(self, load: Load) -> AbstractContextManager[Server]:
        """A fresh server while the context lasts, on the cores that it was made with."""


class Limit:
    """The bare C server."""

    def __init__(self, name: str, cores: set[int], folder: Path):
        self.name = name
        self._mode = {DIRECT: "direct", COALESCED: "coalesced"}[name]
        self._cores = cores
        self._log = folder / f"{name}.log"

    @contextmanager
    def serve(self, load: Load) -> Iterator[Server]:
        child = Child([OUTPUT / "limit", self._mode], self._cores, self._log)
        try:
            port = child.wait_for(lambda said: (found := re.search(r"port (\d+)\n", said)) and found[1])
            seats = [Seat(i // load.room_size, f"/{i // load.room_size}") for i in range(load.sockets)]
            yield Server("limit", int(port), [child.pid], seats)
        finally:
            child.stop()
