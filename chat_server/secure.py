"""A connection over TLS: what OpenSSL has begun to write has to be written on."""

import contextlib
import functools
import ssl
from collections.abc import Callable

from chat_server.connection import Connection
from chat_server.dialects.native import Native

RECORD_BYTES = 16_384
"""The most that one record carries (RFC 8446, 5.1)."""


class SecureConnection(Connection):
    """A live peer that speaks TLS.

    A record that the socket did not take whole is begun for good: the next write has to start with
    the same bytes, and with no fewer. No write is longer than a record, so that only one can be
    open in that way. A read takes a whole record, so that none waits unseen behind the selector.
    """

    secure = True
    begun_bytes = RECORD_BYTES

    def __init__(
        self, number: int, sock: ssl.SSLSocket, address: str, dialect: Native, since: float
    ) -> None:
        super().__init__(number, sock, address, dialect, since)
        self._tls = sock
        self.write = functools.partial(_write, sock.send)

    def say_end(self) -> bool:
        """The same, inside TLS and outside of it."""
        try:
            end_stream(self._tls)
        except ssl.SSLWantWriteError:
            self.blocked = True
            return False
        return super().say_end()


def end_stream(sock: ssl.SSLSocket) -> None:
    """Send `close_notify`, so that the peer knows that nothing was cut off (RFC 8446, 6.1).

    Raises `SSLWantWriteError` while the socket takes no more.
    """
    try:
        sock.unwrap()
    except ssl.SSLWantWriteError:
        raise
    except (OSError, ValueError):
        pass  # it is sent, and the peer's own is not there yet


def _write(send: Callable[[bytes | memoryview], int], data: bytes | memoryview) -> int:
    """As many of the bytes as the socket takes, a record at a time. Raises `OSError`."""
    if len(data) <= RECORD_BYTES:
        return send(data)
    view = memoryview(data)
    sent = send(view[:RECORD_BYTES])
    with contextlib.suppress(OSError):  # whatever it is, it comes again with the rest
        while sent < len(view):
            sent += send(view[sent : sent + RECORD_BYTES])
    return sent
