"""A connected socket that never blocks: what goes out waits here until the network takes it."""

import contextlib
import socket

from chat_gui.client.tls import Channel
from chat_server.protocol.limits import Limits

READ_BYTES = 64 * 1024
"""Bytes taken from the network at once."""
MOST_BYTES = 16 * Limits().line
"""Bytes that may wait to go out; a peer that lets more pile up is as good as gone."""


class Link:
    """A connection, encrypted if it has a channel. Only the receiver thread touches it."""

    def __init__(self, sock: socket.socket, channel: Channel | None) -> None:
        """Take over a connected, non-blocking socket. Raises `OSError`."""
        self.socket = sock
        self.mask = 0
        """What the selector waits for; 0 while it waits for nothing."""
        self.ended = False
        """Whether the server has hung up."""
        self._channel = channel
        self._out = bytearray()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._take_outgoing()

    @property
    def fingerprint(self) -> str | None:
        """The certificate's that the server shows, once it has; "" if the wire is not encrypted."""
        return self._channel.fingerprint if self._channel is not None else ""

    @property
    def waiting(self) -> int:
        """Bytes that wait to go out."""
        return len(self._out)

    def queue(self, data: bytes) -> None:
        """Have these bytes sent; `flush` does it. Not before there is a `fingerprint`."""
        if self._channel is None:
            self._out += data
        else:
            self._channel.encrypt(data)
            self._take_outgoing()

    def flush(self) -> None:
        """Send as much as the network takes. Raises `OSError` if the connection is broken."""
        while self._out:
            try:
                sent = self.socket.send(self._out)
            except (BlockingIOError, InterruptedError):
                return
            del self._out[:sent]

    def read(self) -> bytes:
        """What has come, if anything; `ended` says if that was all. Raises `OSError`."""
        try:
            data = self.socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return b""
        self.ended = not data
        if self._channel is None or not data:
            return data
        try:
            words = self._channel.decrypt(data)
        finally:
            self._take_outgoing()
        self.ended = self._channel.ended
        return words

    def close(self) -> None:
        """Hang up; what waits still goes as far as the network takes it."""
        if self._channel is not None:
            self._channel.end()
            self._take_outgoing()
            with contextlib.suppress(OSError):
                self.flush()
        self.socket.close()

    def _take_outgoing(self) -> None:
        if self._channel is not None:
            self._out += self._channel.outgoing()
