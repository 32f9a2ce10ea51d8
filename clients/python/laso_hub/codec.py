"""The two forms in which a message travels: protobuf in binary frames, proto3 JSON in text frames."""

from dataclasses import dataclass

from google.protobuf import json_format
from google.protobuf.message import Message

from .schema import hub


@dataclass(frozen=True)
class Codec:
    """Turns messages into WebSocket messages and back. ``str`` becomes a text frame, ``bytes`` a binary one."""

    name: str
    subprotocol: str

    def encode(self, message: Message) -> bytes | str:
        if self.name == "json":
            return json_format.MessageToJson(message, indent=None)
        return message.SerializeToString(deterministic=True)

    def decode(self, data: bytes | str, kind: type[Message] = hub.ServerMessage) -> Message:
        """Unknown fields are ignored. Raises ``DecodeError`` or ``ParseError``."""
        if self.name == "json":
            return json_format.Parse(data, kind(), ignore_unknown_fields=True)
        return kind.FromString(data)

    @staticmethod
    def named(name: str) -> "Codec":
        return {"binary": BINARY, "json": JSON}[name]


BINARY = Codec("binary", "laso.hub.v1")
JSON = Codec("json", "laso.hub.v1.json")


def plain(message: Message) -> dict:
    """A message as the JSON values that both subprotocols would give: good for comparing and printing."""
    return json_format.MessageToDict(message)
