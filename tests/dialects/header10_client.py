"""The tutorials' clients, written from what they do on the wire. Their users are the tests."""

import contextlib
import errno
import socket
from typing import Self

from tests.support import DEADLINE, wait_until


class Ended(Exception):
    """What the client's program would have ended with."""


class HeaderClient:
    """A client of the dialect `header10`: it reads only after its user has pressed Return."""

    def __init__(
        self,
        to: int | socket.socket,
        username: str | bytes | None,
        host: str = "127.0.0.1",
        source: str = "",
        buffer: int = 0,
    ) -> None:
        """Comes in at a port, with a username, or, with None, says nothing yet.

        `buffer` is how many bytes its system keeps for it, `source` the address it comes from.
        """
        self.socket = to if isinstance(to, socket.socket) else connected(to, host, source, buffer)
        self.socket.setblocking(False)
        self.printed: list[tuple[str, str]] = []
        """Who said what, as it was printed."""
        self.over: Ended | None = None
        """Why its program has ended."""
        if username is not None:
            self.put(username)

    @staticmethod
    def framed(text: str | bytes) -> bytes:
        """A string behind its length."""
        data = text.encode() if isinstance(text, str) else text
        return f"{len(data):<10}".encode("ascii") + data

    def put(self, *texts: str | bytes) -> None:
        """Send strings, all in one packet."""
        self.raw(b"".join(map(self.framed, texts)))

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.socket.settimeout(DEADLINE)
        self.socket.sendall(data)
        self.socket.setblocking(False)

    def press_return(self, text: str = "") -> list[tuple[str, str]]:
        """Say something, or nothing, then print what is there; gives what is new."""
        if text:
            self.put(text)
        before = len(self.printed)
        with contextlib.suppress(BlockingIOError):  # nothing more is there
            while True:
                by = self._string(first=True)
                self.printed.append((by, self._string(first=False)))
        return self.printed[before:]

    def until(self, *lines: tuple[str, str]) -> None:
        """Press Return until these lines were printed, in this order, among others."""

        def there() -> bool:
            self.press_return()
            rest = iter(self.printed)
            return all(line in rest for line in lines)

        try:
            wait_until(there, f"{lines} is printed")
        except AssertionError as error:
            raise AssertionError(f"{error}; there was {self.printed[-12:]}") from None

    def lies_whole(self) -> int:
        """How many messages lie there unread; fails where one of them is cut."""
        with contextlib.suppress(BlockingIOError):
            rest = self.socket.recv(1 << 20, socket.MSG_PEEK)
            strings = 0
            while rest:
                length = int(rest[:10])
                assert len(rest) >= 10 + length, f"half a message lies there: {rest!r}"
                rest = rest[10 + length :]
                strings += 1
            assert strings % 2 == 0, "a username lies there without its message"
            return strings // 2
        return 0

    def until_over(self) -> str:
        """Press Return until the program ends; gives what it says then."""

        def ended() -> bool:
            try:
                self.press_return()
            except Ended as why:
                self.over = why
            return self.over is not None

        wait_until(ended, "the client ends")
        return str(self.over)

    def _string(self, *, first: bool) -> str:
        """A string behind its length. Raises `BlockingIOError` where none has begun."""
        header = self._receive(10, torn=not first)
        if not header:
            raise Ended("closed by the server")
        if len(header) != 10:
            raise Ended(f"torn header {header!r}")
        length = int(header.decode("utf-8").strip())
        data = self._receive(length, torn=True) if length else b""
        if len(data) != length:
            raise Ended(f"{len(data)} of {length} bytes")
        return data.decode("utf-8")

    def _receive(self, size: int, *, torn: bool) -> bytes:
        try:
            return self.socket.recv(size)
        except BlockingIOError:
            if torn:
                raise Ended("half a message") from None
            raise
        except OSError as error:
            raise Ended(errno.errorcode[error.errno or 0]) from None

    def close(self) -> None:
        """End the program."""
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connected(port: int, host: str, source: str = "", buffer: int = 0) -> socket.socket:
    """A connection, from an address and with a buffer if they matter."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    if source:
        sock.bind((source, 0))
    sock.settimeout(DEADLINE)
    sock.connect((host, port))
    return sock
