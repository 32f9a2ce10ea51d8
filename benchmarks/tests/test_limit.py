"""The bare C server does what a room server has to do: else its figures would be worth nothing."""

import tempfile
import unittest
from contextlib import ExitStack
from pathlib import Path

import paths  # noqa: F401
from contenders import Limit
from loads import BY_NAME, COALESCED, DIRECT
from sockets import ACCEPT, CLOSE, PING, connect, join, masked, read_head, request


class LimitTests(unittest.TestCase):
    def setUp(self) -> None:
        stack = ExitStack()
        self.addCleanup(stack.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        load = BY_NAME["closed4"]
        self.ports = [
            stack.enter_context(Limit(name, {0}, folder).serve(load)).port for name in (DIRECT, COALESCED)
        ]

    def on_each(self):
        for port in self.ports:
            with self.subTest(port=port):
                yield port

    def test_upgrade_in_pieces_is_accepted(self) -> None:
        for port in self.on_each():
            with connect(port) as peer:
                for byte in request("/room"):
                    peer.sendall(bytes([byte]))
                self.assertIn(b"Sec-WebSocket-Accept: " + ACCEPT, read_head(peer))

    def test_message_reaches_everybody_in_the_room_and_nobody_else(self) -> None:
        for port in self.on_each():
            with join(port, "/a") as sender, join(port, "/a") as member, join(port, "/b") as stranger:
                for byte in masked(b"hello, all"):
                    sender.sendall(bytes([byte]))
                for peer in (sender, member):
                    self.assertEqual(peer.recv(100), b"\x82\x0ahello, all")
                stranger.sendall(masked(b"own"))
                self.assertEqual(stranger.recv(100), b"\x82\x03own")

    def test_ping_and_close_are_answered(self) -> None:
        for port in self.on_each():
            with join(port, "/a") as peer:
                peer.sendall(masked(b"!", PING))
                self.assertEqual(peer.recv(100), b"\x8a\x01!")
                peer.sendall(masked(b"", CLOSE))
                self.assertEqual(peer.recv(100), b"\x88\x00")
                self.assertEqual(peer.recv(100), b"")

    def test_fragment_and_nonsense_end_the_connection(self) -> None:
        for port in self.on_each():
            with join(port, "/a") as peer:
                peer.sendall(masked(b"part", final=False))
                self.assertEqual(peer.recv(100), b"")
            with connect(port) as peer:
                peer.sendall(b"nonsense\r\n\r\n")
                self.assertEqual(peer.recv(100), b"")

    def test_who_does_not_read_is_dropped_and_others_go_on(self) -> None:
        """More than the sockets' buffers and the pending megabyte hold."""
        message = b"\x82\xfe" + (30_000).to_bytes(2, "big") + bytes(4) + b"x" * 30_000
        answer_length = 4 + 30_000
        for port in self.on_each():
            with join(port, "/a") as sender, join(port, "/a") as sleeper:
                for _ in range(2000):
                    sender.sendall(message)
                    missing = answer_length
                    while missing:
                        missing -= len(sender.recv(missing))
                arrived = 0
                while part := sleeper.recv(1 << 20):
                    arrived += len(part)
                self.assertLess(arrived, 2000 * answer_length)


if __name__ == "__main__":
    unittest.main()
