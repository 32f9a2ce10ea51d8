"""The golden journal bytes, read by a reader that was written from the description of the encoding alone."""

import json

import pytest
from test_vectors import VECTORS

# The open fields of each kind in version 1: n a number, u a UUID, b a flag, o an optional number, x an optional UUID, s bytes after their number.
FIELDS = {
    1: "nnn",
    2: "nun",
    3: "n",
    4: "n",
    5: "nn",
    6: "nnun",
    7: "nn",
    8: "nn",
    9: "nn",
    10: "nno",
    11: "no",
    12: "nn",
    13: "nnb",
    14: "n",
    15: "nnn",
    16: "n",
    17: "nnno",
    18: "n",
    19: "nnn",
    20: "unnnso",
    21: "un",
    22: "n",
    23: "n",
    24: "no",
    25: "nnnnnnnnnnnnnnnn",
    26: "nnnnnnnnnnnnnnnnnn",
    27: "nn",
    28: "nxu",
    29: "nu",
    30: "",
    31: "",
    32: "n",
    33: "uo",
}


def read(data: bytes, fields: str) -> tuple[list, bytes]:
    """The values of the fields, and what is left over."""
    values: list = []
    for field in fields:
        if field == "u" or (field == "x" and data[0] == 1):
            data = data[1:] if field == "x" else data
            values.append(data[:16])
            data = data[16:]
        elif field == "s":
            length, data = varint(data)
            values.append(data[:length])
            data = data[length:]
        elif field == "b" or (field in "ox" and data[0] == 0):
            values.append(data[0])
            data = data[1:]
        else:
            number, data = varint(data[1:] if field == "o" else data)
            values.append(number)
    return values, data


def varint(data: bytes) -> tuple[int, bytes]:
    length = next(index for index, byte in enumerate(data) if byte < 0x80) + 1
    return sum((byte & 0x7F) << 7 * index for index, byte in enumerate(data[:length])), data[length:]


@pytest.mark.parametrize("vector", json.loads((VECTORS / "storage.json").read_text("utf-8")), ids=lambda v: v["name"])
def test_stored_bytes_hold_the_fields_of_their_kind(vector):
    assert vector["version"] == 1
    values, rest = read(bytes.fromhex(vector["open"]), FIELDS[vector["kind"]])
    assert rest == b""
    assert all(values[:1])
    if vector["personal"] is not None:
        bytes.fromhex(vector["personal"]).decode("utf-8")
