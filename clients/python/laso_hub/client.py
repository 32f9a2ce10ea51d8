"""One device of one seat: connects, proves that nothing is missing, comes back, and repeats what got no answer."""

import asyncio
import random
from collections.abc import Callable

from google.protobuf.message import DecodeError
from google.protobuf.json_format import ParseError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from .codec import BINARY, Codec
from .errors import CommandRefused, HubClosed, OutcomeUnknown
from .rest import Rest
from .schema import hub
from .view import Gap, View

_ANSWER_SECONDS = 20
_TRIES_MAX = 10
_MESSAGE_BYTES_MAX = 16 * 1024 * 1024


class HubClient:
    """``view`` holds the state; ``events``, ``transients`` and ``snapshots`` what arrived, in order of arrival."""

    def __init__(self, rest: Rest, consultation: str, codec: Codec = BINARY, device: str = "python"):
        self.rest = rest
        self.consultation = consultation
        self.codec = codec
        self.device = device
        self.view = View()
        self.events: list = []
        self.transients: list = []
        self.snapshots: list = []
        self.welcomes: list = []
        self.closing = None
        self.closed: HubClosed | None = None
        self.gaps = 0
        self._instance = 0
        self._counter = 0
        self._pending: dict[int, tuple[object, asyncio.Future]] = {}
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task | None = None
        self._changed = asyncio.Event()

    async def __aenter__(self) -> "HubClient":
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.disconnect()

    async def connect(self) -> None:
        """Joins, greets and waits for Welcome, with a resume point if there was an earlier one."""
        self.closed = None
        self.closing = None
        socket = await self._greet()
        self._socket = socket
        self._reader = asyncio.create_task(self._read(socket))
        for command, _ in list(self._pending.values()):
            await self._send(hub.ClientMessage(command=command))

    async def disconnect(self) -> None:
        """Closes the socket politely. The seat stays for the grace period; ``do(leave=…)`` gives it up at once."""
        await self._stop(lambda socket: socket.close())

    async def drop(self) -> None:
        """Loses the connection without a goodbye, as a train in a tunnel does. ``connect`` comes back."""

        async def abort(socket: ClientConnection) -> None:
            socket.transport.abort()

        await self._stop(abort)

    async def do(self, **action: object) -> int:
        """Sends a new command, ``do(admit=hub.Admit(seat=2))``, and returns the seq of what it caused, or 0."""
        return await self.perform(self.command(**action))

    def command(self, **action: object):
        """A command with the next counter, not sent yet."""
        self._counter += 1
        return hub.Command(counter=self._counter, **action)

    async def perform(self, command) -> int:
        """Sends a command until it has an answer that counts; the same counter each time, so it happens once."""
        for _ in range(_TRIES_MAX):
            reply = await self._ask(command)
            if reply.WhichOneof("outcome") == "done":
                return reply.done.seq
            if not reply.error.retry:
                break
            await asyncio.sleep(reply.error.retry_after_ms / 1000)
        raise CommandRefused(reply.error)

    async def wait_for(self, fact: Callable[["HubClient"], object], what: str = "it") -> object:
        """Waits until ``fact`` of this client is true, and returns its value."""

        async def wait() -> object:
            while not (value := fact(self)):
                await self._changed.wait()
            return value

        try:
            return await asyncio.wait_for(wait(), _ANSWER_SECONDS)
        except asyncio.TimeoutError:
            raise TimeoutError(f"{self.device} waited in vain for {what}") from None

    async def wait_for_event(self, kind: str, after: int = 0):
        """The first event of a kind with a seq above ``after``."""
        return await self.wait_for(
            lambda me: next((e for e in me.events if e.seq > after and e.WhichOneof("body") == kind), None), kind
        )

    async def wait_closed(self) -> HubClosed:
        return await self.wait_for(lambda me: me.closed, "the close")

    async def _greet(self) -> ClientConnection:
        ticket = await self.rest.join(self.consultation)
        socket = await connect(
            self.rest.websocket_url(ticket["websocket_path"]),
            subprotocols=[self.codec.subprotocol],
            compression=None,
            # The hub pings in the protocol's own messages.
            ping_interval=None,
            max_size=_MESSAGE_BYTES_MAX,
        )
        hello = hub.Hello(
            ticket=ticket["ticket"],
            device_id=self.device,
            client_instance=self._instance,
            client_name="laso-hub-python",
            client_version="1",
        )
        if self.view.history_id:
            hello.resume.history_id = self.view.history_id
            hello.resume.seq = self.view.seq
        try:
            await socket.send(self.codec.encode(hub.ClientMessage(hello=hello)))
            first = self.codec.decode(await asyncio.wait_for(socket.recv(), _ANSWER_SECONDS))
        except ConnectionClosed as lost:
            raise HubClosed(lost.rcvd.code if lost.rcvd else 1006) from lost
        body = first.WhichOneof("body")
        if body != "welcome":
            await socket.close()
            raise HubClosed(first.closing.code if body == "closing" else 1002, first.closing.text)
        try:
            self._welcome(first.welcome)
        except Gap:
            self.view = View()
            socket.transport.abort()
            raise HubClosed(1006) from None
        return socket

    def _welcome(self, welcome) -> None:
        self.view.welcome(welcome)
        self.welcomes.append(welcome)
        if welcome.recovery == hub.RECOVERY_SNAPSHOT:
            self.snapshots.append(welcome.snapshot)
        if self._instance and welcome.client_instance != self._instance:
            self._fail_pending(OutcomeUnknown())
            self._counter = 0
        self._instance = welcome.client_instance
        self._tell()

    async def _read(self, socket: ClientConnection) -> None:
        """Lives as long as the socket. It ends with the socket closed, or replaced by another one."""
        has_gap = False
        try:
            async for data in socket:
                await self._take(socket, self.codec.decode(data))
        except Gap:
            self.gaps += 1
            has_gap = True
            socket.transport.abort()
        except (DecodeError, ParseError):
            await socket.close(1007)
        except ConnectionClosed:
            pass
        await socket.wait_closed()
        lost = HubClosed(1006 if has_gap else socket.close_code or 1006, self.closing.text if self.closing else "")
        if lost.is_final:
            self._end(lost)
        else:
            await self._come_back(lost)

    async def _come_back(self, lost: HubClosed) -> None:
        wait = (self.closing.retry_after_ms if self.closing else 200) / 1000
        for _ in range(_TRIES_MAX):
            # As much again by chance, so that a whole clinic does not come back in the same moment.
            await asyncio.sleep(wait * (1 + random.random()))
            try:
                return await self.connect()
            except HubClosed as refused:
                lost = refused
                if refused.is_final:
                    break
            except OSError:
                pass
            wait = min(2 * wait + 0.05, 10)
        self._end(lost)

    async def _take(self, socket: ClientConnection, message) -> None:
        body = message.WhichOneof("body")
        if body == "event":
            self.view.event(message.event)
            self.events.append(message.event)
        elif body == "snapshot":
            self.view.snapshot(message.snapshot)
            self.snapshots.append(message.snapshot)
        elif body == "reply":
            _, answer = self._pending.pop(message.reply.counter, (None, None))
            if answer and not answer.done():
                answer.set_result(message.reply)
        elif body == "transient":
            self._transient(message.transient)
        elif body == "ping":
            self.view.ping(message.ping)
            await socket.send(self.codec.encode(hub.ClientMessage(pong=hub.Pong(id=message.ping.id))))
        elif body == "closing":
            self.closing = message.closing
        self._tell()

    def _transient(self, transient) -> None:
        self.transients.append(transient)
        kind = transient.WhichOneof("body")
        if kind == "presence":
            self.view.presence(transient.presence)
        elif kind == "waiting_position":
            self.view.waiting_position = transient.waiting_position.position

    async def _ask(self, command):
        if self.closed:
            raise self.closed
        answer = asyncio.get_running_loop().create_future()
        self._pending[command.counter] = (command, answer)
        await self._send(hub.ClientMessage(command=command))
        return await asyncio.wait_for(answer, _ANSWER_SECONDS)

    async def _send(self, message) -> None:
        """What can't be sent now is sent again after the next Welcome, if it waits for an answer."""
        try:
            if self._socket:
                await self._socket.send(self.codec.encode(message))
        except ConnectionClosed:
            pass

    async def _stop(self, close: Callable[[ClientConnection], object]) -> None:
        reader, socket = self._reader, self._socket
        self._reader = self._socket = None
        if reader and not reader.done():
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
        if socket:
            await close(socket)
            await socket.wait_closed()

    def _end(self, reason: HubClosed) -> None:
        self.closed = reason
        self._fail_pending(reason)
        self._tell()

    def _fail_pending(self, reason: Exception) -> None:
        pending, self._pending = self._pending, {}
        for _, answer in pending.values():
            if not answer.done():
                answer.set_exception(reason)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
