"""A connected socket that never blocks: what goes out waits here until the network takes it."""

import socket

from chat_server.protocol.limits import Limits

READ_BYTES = 64 * 1024
"""Bytes taken from the network at once."""
MOST_BYTES = 16 * Limits().line
"""Bytes that may wait to go out; a peer that lets more pile up is as good as gone."""


class Link:
    """A connection. Only the receiver thread touches it."""

    def __init__(self, sock: socket.socket) -> None:
        """Take over a connected, non-blocking socket. Raises `OSError`."""
        self.socket = sock
        self.mask = 0
        """What the selector waits for; 0 while it waits for nothing."""
        self._out = bytearray()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def waiting(self) -> int:
        """Bytes that wait to go out."""
        return len(self._out)

    def queue(self, data: bytes) -> None:
        """Have these bytes sent; `flush` does it."""
        self._out += data

    def flush(self) -> None:
        """Send as much as the network takes. Raises `OSError` if the connection is broken."""
        while self._out:
            try:
                sent = self.socket.send(self._out)
            except (BlockingIOError, InterruptedError):
                return
            del self._out[:sent]

    def read(self) -> bytes | None:
        """What has come; b"" at the end, None if nothing is there. Raises `OSError`."""
        try:
            return self.socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return None

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
