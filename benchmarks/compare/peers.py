"""Other servers that anyone can install from packages: see benchmarks/peers/README.md.

`./run.sh bench --peers` installs them: Debian's packages, and PyPI's into `.venv-peers`.
"""

import resource
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build import BENCHMARKS, ROOT
from contenders import Seat, Server
from loads import Load
from processes import Child

PEERS = BENCHMARKS / "peers"
PYTHON = ROOT / ".venv-peers/bin/python"
# Where Debian's packages of Node modules are.
NODE_MODULES = "/usr/share/nodejs"


NAMES = ("mosquitto", "nchan", "node-ws", "uwebsockets", "channels", "channels-pubsub")


def peers(cores: set[int], folder: Path) -> "list[Peer]":
    """All of them; the files of a run go to `folder`."""
    _raise_file_limit()
    return [kind(cores, folder) for kind in (Mosquitto, Nchan, NodeWs, UWebSockets, Channels, ChannelsPubSub)]


class Peer:
    """One server, started anew for each run. A room is a path, and everybody in it gets each message."""

    name: str
    dialect = "limit"
    # Processes that the first one starts, and that do the work.
    workers = 0

    def __init__(self, cores: set[int], folder: Path):
        self._cores = cores
        self._folder = folder / self.name

    @contextmanager
    def serve(self, load: Load) -> Iterator[Server]:
        self._folder.mkdir()
        children: list[Child] = []
        try:
            port = _free_port()
            self._start(port, children)
            last = children[-1]
            last.wait_for(lambda _: "all are there" if len(_children_of(last.pid)) >= self.workers else None)
            last.wait_for(lambda _: _is_listening(port))
            pids = [pid for child in children for pid in (child.pid, *_children_of(child.pid))]
            seats = [self._seat(number // load.room_size) for number in range(load.sockets)]
            yield Server(self.dialect, port, pids, seats)
        finally:
            for child in reversed(children):
                child.stop()
            shutil.rmtree(self._folder)

    def _start(self, port: int, children: list[Child]) -> None:
        """Adds what it starts to `children`; the last one is what listens."""
        raise NotImplementedError

    def _seat(self, room: int) -> Seat:
        return Seat(room, f"/room/{room}")

    def _child(self, *arguments: object, **environment: str) -> Child:
        words = [str(argument) for argument in arguments]
        return Child(words, self._cores, self._folder / f"{Path(words[0]).name}.log", environment)

    def _configuration(self, file: Path, port: int) -> Path:
        """A copy with this run's port, folder, and limit of open files in it."""
        text = file.read_text()
        for word, value in {"PORT": port, "FOLDER": self._folder, "FILES": _file_limit()}.items():
            text = text.replace(word, str(value))
        copy = self._folder / file.name
        copy.write_text(text)
        return copy


class Mosquitto(Peer):
    name = "mosquitto"
    dialect = "mqtt"

    def _start(self, port: int, children: list[Child]) -> None:
        children.append(self._child("mosquitto", "-c", self._configuration(PEERS / "mosquitto/mosquitto.conf", port)))

    def _seat(self, room: int) -> Seat:
        return Seat(room, "/mqtt", f"room/{room}")


class Nchan(Peer):
    name = "nchan"
    workers = 1

    def _start(self, port: int, children: list[Child]) -> None:
        configuration = self._configuration(PEERS / "nchan/nginx.conf", port)
        children.append(self._child("nginx", "-p", self._folder, "-e", "stderr", "-c", configuration))


class NodeWs(Peer):
    name = "node-ws"

    def _start(self, port: int, children: list[Child]) -> None:
        production = {"NODE_PATH": NODE_MODULES, "NODE_ENV": "production"}
        children.append(self._child("node", PEERS / "node-ws/server.js", port, **production))


class UWebSockets(Peer):
    name = "uwebsockets"

    def _start(self, port: int, children: list[Child]) -> None:
        children.append(self._child(PYTHON, PEERS / "uwebsockets/server.py", port))


class Channels(Peer):
    """With the Redis layer of its documentation. Its figure has Redis in it, since nothing is delivered without it."""

    name = "channels"
    dialect = "json"
    layer = "core"

    def _start(self, port: int, children: list[Child]) -> None:
        redis = str(self._folder / "redis.sock")
        children.append(
            self._child("redis-server", "--port", 0, "--unixsocket", redis, "--save", "", "--dir", self._folder)
        )
        children[0].wait_for(lambda _: "it listens" if Path(redis).exists() else None)
        server = (PYTHON, "-m", "uvicorn", "asgi:application", "--host", "127.0.0.1", "--port", port)
        options = ("--app-dir", PEERS / "channels", "--backlog", 4096, "--no-access-log", "--log-level", "warning")
        children.append(self._child(*server, *options, REDIS_SOCKET=redis, REDIS_LAYER=self.layer))


class ChannelsPubSub(Channels):
    """With its other Redis layer."""

    name = "channels-pubsub"
    layer = "pubsub"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _is_listening(port: int) -> str | None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return None
    return "it listens"


def _children_of(pid: int) -> list[int]:
    """The workers of a server that has some."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _file_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _raise_file_limit() -> None:
    """For the servers that don't ask for more files themselves."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
