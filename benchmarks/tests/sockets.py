"""A few lines of WebSocket for tests: no more than they send and read."""

import socket

KEY, ACCEPT = b"dGhlIHNhbXBsZSBub25jZQ==", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
SECONDS = 30


def request(path: str) -> bytes:
    return b"GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nSec-WebSocket-Key: %s\r\n\r\n" % (path.encode(), KEY)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def read_head(peer: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := peer.recv(1)):
            break
        head += byte
    return head


def join(port: int, path: str) -> socket.socket:
    peer = connect(port)
    peer.sendall(request(path))
    read_head(peer)
    return peer


def masked(payload: bytes, opcode: int = BINARY, final: bool = True) -> bytes:
    """Short frames only."""
    mask = b"\x37\xfa\x21\x3d"
    content = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return bytes([0x80 * final | opcode, 0x80 | len(payload)]) + mask + content
