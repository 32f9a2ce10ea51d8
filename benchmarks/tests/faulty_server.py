"""A room server that makes one mistake, to see whether the load generator notices."""

import selectors
import socket
import threading

from sockets import read_head

HEAD = 6
FAULTY_MESSAGE = 50


class FaultyServer:
    """One room. The last one who joined gets the fiftieth message as `fault` says: lost, doubled, or out_of_order."""

    def __init__(self, fault: str | None):
        self._fault = fault
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._members: list[socket.socket] = []
        self._unread: dict[socket.socket, bytes] = {}
        self._messages = 0
        self._held: bytes | None = None
        self._is_stopped = False
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "FaultyServer":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._is_stopped = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        for peer in [*self._members, self._listener]:
            peer.close()

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if self._is_stopped:
                        return
                    if key.fileobj is self._listener:
                        self._welcome(selector)
                    elif not self._read(key.fileobj):
                        selector.unregister(key.fileobj)

    def _welcome(self, selector: selectors.BaseSelector) -> None:
        peer, _ = self._listener.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        read_head(peer)
        peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        self._members.append(peer)
        self._unread[peer] = b""
        selector.register(peer, selectors.EVENT_READ)

    def _read(self, peer: socket.socket) -> bool:
        """False when the peer has gone."""
        try:
            part = peer.recv(65536)
        except ConnectionError:
            return False
        self._unread[peer] += part
        while len(unread := self._unread[peer]) >= HEAD and len(unread) >= HEAD + unread[1] % 128:
            length = unread[1] % 128
            self._unread[peer] = unread[HEAD + length :]
            self._tell_all(bytes([unread[0], length]) + unread[HEAD : HEAD + length])
        return bool(part)

    def _tell_all(self, frame: bytes) -> None:
        self._messages += 1
        victim = self._members[-1]
        for peer in self._members:
            for part in self._frames_for_victim(frame) if peer is victim else [frame]:
                try:
                    peer.sendall(part)
                except ConnectionError:
                    pass

    def _frames_for_victim(self, frame: bytes) -> list[bytes]:
        if self._fault is not None and self._messages == FAULTY_MESSAGE:
            if self._fault == "out_of_order":
                self._held = frame
            return [frame, frame] if self._fault == "doubled" else []
        # What was held back is overtaken by the next one of the same sender.
        if self._held is not None and _sender(self._held) == _sender(frame):
            held, self._held = self._held, None
            return [frame, held]
        return [frame]


def _sender(frame: bytes) -> bytes:
    """See load/stamp.h: a mark of four, then the sender."""
    return frame[2 + 4 : 2 + 8]
