"""One peer's socket, as the reactor holds it: what came in, what has to go out, how it is doing."""

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable

from chat_server.deliveries import Fetch, Find
from chat_server.dialects.foreign import Foreign
from chat_server.dialects.native import Native
from chat_server.protocol import codec
from chat_server.protocol.events import Event

READ_BYTES = 16 * 1024
"""Bytes taken from a socket at once: a TLS record (RFC 8446, 5.1), and some 5 ms of short lines."""

WAITING = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""What a socket raises that can't go on now."""


class Connection:
    """A live peer. Only the reactor's thread may touch it."""

    secure = False
    """Whether what goes out is encrypted."""
    foreign = False
    """Whether it has to be told things in another dialect than the native one."""
    answers = True
    """Whether it answers a `ping`."""
    begun_bytes = 1
    """So many of the bytes that wait may be half sent, and the rest of their line."""

    def __init__(
        self,
        number: int,
        sock: socket.socket,
        address: str,
        dialect: Native | Foreign,
        since: float,
    ) -> None:
        self.number = number
        self.socket = sock
        self.write: Callable[[bytes | memoryview], int] = sock.send
        """The socket's own `send`, found once: this is called for every delivery."""
        self.fd = sock.fileno()
        self.address = address
        self.dialect = dialect
        self.since = since
        self.heard_at = since
        self.pinged = False
        self.welcomed = False
        """True once hello was answered with `welcome`."""
        self.undecided = 0
        """Bytes that were read and that the hub has not decided yet."""
        self.wanted: list[Fetch | Find] = []
        """Pages and searches that were asked for and not begun."""
        self.fetching = False
        """True while another thread is getting one of them."""
        self.replaying: dict[str, None] = {}
        """Rooms that lack entries; one's next page is due when what is queued has gone out."""
        self.replay: str | None = None
        """The room of which a reader thread is getting the next page."""
        self.queued = 0
        """Bytes in the outbox."""
        self.blocked = False
        """True while the socket takes no more."""
        self.dead = False
        """True when a write failed for good."""
        self.slowed = 0
        """How often this peer was told lately to slow down."""
        self.ended = False
        """True when the peer says no more."""
        self.reported_gone = False
        """True when the hub knows that this peer is gone."""
        self.closing_at: float | None = None
        """When the socket is closed at the latest; None while the connection is in use."""
        self.discarded = 0
        """Bytes that came while it was closing."""
        self.shut = False
        """True when the peer was told that nothing more comes."""
        self.ends_in_reset = False
        """True for a peer that did not keep up: only a reset reaches it for sure."""
        self.mask = 0
        """The events the selector waits for."""
        self._outbox: list[memoryview] = []
        """What waits to go out. A list, since an empty deque takes 600 bytes of every idle peer."""

    @property
    def busy(self) -> bool:
        """Whether something this peer asked for is still to come."""
        return bool(self.undecided or self.wanted or self.fetching or self.replaying or self.replay)

    @property
    def backlog(self) -> int:
        """Bytes that wait to go out."""
        return self.queued

    @property
    def full(self) -> bool:
        """Whether it is not to be read now, for reasons of its dialect."""
        return False

    def queue(self, data: bytes | memoryview) -> None:
        """Put bytes behind what waits to go out."""
        self._outbox.append(memoryview(data))
        self.queued += len(data)

    def send(self, data: memoryview) -> None:
        """Send bytes behind what waits, as far as the socket takes it. Raises `OSError`."""
        self.queue(data)
        if not self.blocked:
            self.flush()

    def flush(self) -> None:
        """Send what is queued, as far as the socket takes it. Raises `OSError` for a dead peer."""
        if len(self._outbox) > 1:
            self._outbox = [memoryview(b"".join(self._outbox))]
        self.blocked = False
        while self._outbox:
            data = self._outbox[0]
            try:
                sent = self.write(data)
            except WAITING:
                sent = 0
            self.queued -= sent
            if sent < len(data):
                self._outbox[0] = data[sent:]
                self.blocked = True
                return
            self._outbox.pop(0)

    def cut_short(self, last: Event) -> None:
        """Drop what is queued but the rest of a half-sent line, and end with `last`."""
        line = codec.encode(last)
        begun = bytes(self._outbox[0]) if self._outbox else b""
        end = begun.find(b"\n", self.begun_bytes - 1) + 1 or len(begun)
        self._outbox = [memoryview(begun[:end] + line)]
        self.queued = end + len(line)
        self.ends_in_reset = True

    def has_ended(self, now: float) -> bool:  # noqa: ARG002 - others need a while
        """Whether a connection that closes, and has nothing queued, has said all."""
        return True

    def say_end(self) -> bool:
        """Tell the peer that nothing more comes; False while it can't be. Raises `OSError`."""
        self.socket.shutdown(socket.SHUT_WR)
        return True

    def close(self) -> None:
        """Close at once, as this one has to."""
        if self.ends_in_reset:
            end_in_reset(self.socket)
        self.socket.close()


def end_in_reset(sock: socket.socket) -> None:
    """However it is closed, at once: the peer's system learns of it, whatever it has not read."""
    with contextlib.suppress(OSError):  # macOS: the peer has reset it already
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
