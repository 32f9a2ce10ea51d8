"""The test vectors that the hub is checked with, read by libraries that share no code with it."""

import json
from pathlib import Path

import pytest
from google.protobuf import json_format
from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from laso_hub import BINARY, JSON, hub

VECTORS = Path(__file__).resolve().parents[3] / "Tests" / "vectors"

# websockets does not insist on the shortest form of a length, nor on the first bit of a 64-bit one.
LENIENT_ERRORS = {"lengthNotMinimal"}
# websockets takes a close inside a message for an error, and its size limit holds for control frames, too.
STRICTER = {"close-between-fragments", "ping-longer-than-the-message-limit"}


def vectors(name: str) -> list:
    entries = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


@pytest.mark.parametrize("vector", vectors("messages"))
def test_both_forms_of_a_message_say_the_same(vector):
    kind = getattr(hub, vector["message"])
    from_binary = BINARY.decode(bytes.fromhex(vector["binary"]), kind)
    from_json = JSON.decode(json.dumps(vector["json"]), kind)
    assert json_format.MessageToDict(from_binary) == json_format.MessageToDict(from_json)


@pytest.mark.parametrize("vector", vectors("messages"))
def test_a_message_encodes_to_the_same_bytes(vector):
    kind = getattr(hub, vector["message"])
    if not vector["canonical"]:
        pytest.skip("carries what this version does not know")
    from_json = JSON.decode(json.dumps(vector["json"]), kind)
    from_binary = BINARY.decode(bytes.fromhex(vector["binary"]), kind)
    assert BINARY.encode(from_json).hex() == vector["binary"]
    assert json.loads(JSON.encode(from_binary)) == vector["json"]


@pytest.mark.parametrize("vector", vectors("frames"))
def test_frames_read_as_the_vector_says(vector):
    if vector.get("error") in LENIENT_ERRORS or vector["name"] in STRICTER:
        pytest.skip("the library differs here, within the RFC")
    received, close_code = read_frames(vector)
    assert received == vector["expect"]
    assert close_code == vector.get("close_code")


def read_frames(vector) -> tuple[list[dict], int | None]:
    """What the bytes hold, and the close code with which they are refused."""
    size = vector["message_bytes_max"]
    if vector["side"] == "server":
        protocol = ServerProtocol(state=State.OPEN, max_size=size)
    else:
        protocol = ClientProtocol(parse_uri("ws://hub.example/"), state=State.OPEN, max_size=size)
    for chunk in vector["chunks"]:
        protocol.receive_data(bytes.fromhex(chunk))
    received: list[dict] = []
    message: tuple[str, bytes] | None = None
    for frame in protocol.events_received():
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            kind, before = message or (frame.opcode.name.lower(), b"")
            message = kind, before + frame.data
            if not frame.fin:
                continue
            kind, payload = message
            message = None
            # The library leaves this check to its next layer.
            if kind == "text" and not is_utf8(payload):
                return received, 1007
            received.append({"type": kind, "payload": payload.hex()})
        elif frame.opcode is Opcode.CLOSE:
            code = int.from_bytes(frame.data[:2], "big") if frame.data else None
            received.append({"type": "close", "code": code})
        else:
            received.append({"type": frame.opcode.name.lower(), "payload": bytes(frame.data).hex()})
    return received, protocol.close_sent.code if protocol.parser_exc else None


def is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
