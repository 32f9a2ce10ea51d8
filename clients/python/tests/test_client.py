"""The client against a hub that is only played: what it does when things go wrong."""

from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import serve

from laso_hub import BINARY, JSON, CommandRefused, HubClient, HubClosed, OutcomeUnknown, hub

HISTORY = "01908a3b-7c00-7000-8000-000000000001"


class Played:
    """One scripted connection after the other. Each script gets the greeted socket."""

    def __init__(self, codec, *scripts):
        self.codec = codec
        self.scripts = list(scripts)
        self.hellos = []
        self.port = 0

    async def join(self, _consultation: str) -> dict:
        return {"ticket": f"tkt-{len(self.hellos)}", "websocket_path": "/"}

    def websocket_url(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    async def handle(self, socket):
        message = self.codec.decode(await socket.recv(), hub.ClientMessage)
        self.hellos.append(message.hello)
        await self.scripts.pop(0)(Line(self.codec, socket))

    @asynccontextmanager
    async def client(self):
        async with serve(self.handle, "127.0.0.1", 0, subprotocols=[self.codec.subprotocol]) as server:
            self.port = server.sockets[0].getsockname()[1]
            async with HubClient(self, "c", self.codec) as client:
                yield client


class Line:
    """The played hub's end of a socket."""

    def __init__(self, codec, socket):
        self.codec = codec
        self.socket = socket

    async def send(self, **body):
        await self.socket.send(self.codec.encode(hub.ServerMessage(**body)))

    async def hear(self):
        return self.codec.decode(await self.socket.recv(), hub.ClientMessage)

    async def welcome(self, seq=5, instance=7):
        snapshot = hub.Snapshot(seq=seq)
        await self.send(
            welcome=hub.Welcome(
                seat=2, history_id=HISTORY, client_instance=instance, recovery=hub.RECOVERY_SNAPSHOT, snapshot=snapshot
            )
        )

    async def replay(self, until, instance=7):
        await self.send(
            welcome=hub.Welcome(
                seat=2,
                history_id=HISTORY,
                client_instance=instance,
                recovery=hub.RECOVERY_REPLAY,
                replay_until=until,
            )
        )

    async def chat(self, seq, prev):
        await self.send(event=hub.Event(seq=seq, prev=prev, chat_posted=hub.ChatPosted(from_seat=1, text="Hello")))

    async def break_off(self):
        self.socket.transport.abort()


@pytest.fixture(params=[BINARY, JSON], ids=["binary", "json"])
def codec(request):
    return request.param


async def test_a_lost_reply_is_asked_for_again_under_the_same_number(codec):
    heard = []

    async def first(line):
        await line.welcome()
        heard.append((await line.hear()).command)
        await line.break_off()

    async def second(line):
        await line.replay(until=6)
        await line.chat(seq=6, prev=5)
        heard.append((await line.hear()).command)
        await line.send(reply=hub.Reply(counter=1, done=hub.Done(seq=6)))
        await line.socket.wait_closed()

    played = Played(codec, first, second)
    async with played.client() as client:
        assert await client.do(post_chat=hub.PostChat(text="Once")) == 6
    assert heard[0] == heard[1]
    assert played.hellos[1].client_instance == 7
    assert (played.hellos[1].resume.history_id, played.hellos[1].resume.seq) == (HISTORY, 5)


@pytest.mark.parametrize("proof", ["event", "ping"])
async def test_a_gap_brings_the_client_back_with_its_resume_point(codec, proof):
    async def first(line):
        await line.welcome()
        await line.chat(seq=6, prev=5)
        if proof == "event":
            await line.chat(seq=9, prev=8)
        else:
            await line.send(ping=hub.Ping(id=1, seq=8))
        await line.socket.wait_closed()

    async def second(line):
        await line.replay(until=8)
        await line.chat(seq=8, prev=6)
        await line.socket.wait_closed()

    played = Played(codec, first, second)
    async with played.client() as client:
        await client.wait_for(lambda me: me.view.seq == 8)
        assert [event.seq for event in client.events] == [6, 8]
        assert client.gaps == 1
    assert played.hellos[1].resume.seq == 6


async def test_holes_and_unknown_events_are_no_gap(codec):
    async def script(line):
        await line.welcome()
        await line.chat(seq=9, prev=5)
        await line.send(event=hub.Event(seq=12, prev=9))
        await line.send(ping=hub.Ping(id=4, seq=12))
        pongs.append((await line.hear()).pong.id)
        await line.socket.wait_closed()

    pongs = []
    async with Played(codec, script).client() as client:
        await client.wait_for(lambda me: me.view.seq == 12)
        assert client.gaps == 0


async def test_busy_is_tried_again_and_a_refusal_is_not(codec):
    async def script(line):
        await line.welcome()
        for counter, code, retry in ((1, 100, True), (1, 101, True), (1, 302, False)):
            assert (await line.hear()).command.counter == counter
            error = hub.Error(code=code, name="x", retry=retry, retry_after_ms=1)
            await line.send(reply=hub.Reply(counter=counter, error=error))
        await line.socket.wait_closed()

    async with Played(codec, script).client() as client:
        with pytest.raises(CommandRefused) as refused:
            await client.do(end=hub.End())
        assert refused.value.code == 302


async def test_a_new_instance_means_that_the_outcome_is_unknown(codec):
    async def first(line):
        await line.welcome(instance=7)
        await line.hear()
        await line.break_off()

    async def second(line):
        await line.welcome(seq=6, instance=8)
        await line.socket.wait_closed()

    async with Played(codec, first, second).client() as client:
        with pytest.raises(OutcomeUnknown):
            await client.do(end=hub.End())
        assert client.command().counter == 1


@pytest.mark.parametrize("code", [3500, 3503, 1002])
async def test_a_final_close_is_final(codec, code):
    async def script(line):
        await line.welcome()
        await line.send(closing=hub.Closing(code=code, text="Enough."))
        await line.socket.close(code)

    async with Played(codec, script).client() as client:
        assert (await client.wait_closed()).code == code
        with pytest.raises(HubClosed):
            await client.do(end=hub.End())


async def test_a_drain_brings_the_client_back(codec):
    async def first(line):
        await line.welcome()
        await line.send(closing=hub.Closing(code=3000, reconnect=True, retry_after_ms=1))
        await line.socket.close(3000)

    async def second(line):
        await line.replay(until=5)
        await line.chat(seq=6, prev=5)
        await line.socket.wait_closed()

    async with Played(codec, first, second).client() as client:
        await client.wait_for(lambda me: me.view.seq == 6)
        assert client.closed is None


async def test_a_refused_hello_ends_the_connecting(codec):
    async def script(line):
        await line.send(closing=hub.Closing(code=3501, text="No."))
        await line.socket.close(3501)

    with pytest.raises(HubClosed) as refused:
        async with Played(codec, script).client():
            pass
    assert refused.value.code == 3501
