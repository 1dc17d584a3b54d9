"""Where metrics are read: a small HTTP server on loopback, with a thread of its own.

It holds few connections and each for a second at most, and rests in between, so that nobody can
keep it, or the other threads, busy. RFC 9112, as much of it as `GET` needs.
"""

import logging
import selectors
import socket
import time
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST

from chat_server import logs
from chat_server.listening import listen, shown

HOST = "127.0.0.1"
PATH = b"/metrics"
REQUEST_BYTES = 8 * 1024
"""Bytes of a request; of a longer one nothing is heard."""
REQUEST_SECONDS = 1.0
"""How long a connection may take to say it."""
MOST_OPEN = 16
"""Connections at once; for a new one the oldest is closed."""
REST_SECONDS = 0.01
"""The pause after each turn, so that there are a hundred a second at most."""

_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}


class Asking:
    """A connection, what it has said so far, and until when it may."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.said = b""
        self.end = time.monotonic() + REQUEST_SECONDS


class Endpoint:
    """Serves what `text` gives. `run` is its thread."""

    def __init__(self, port: int, text: Callable[[], bytes]) -> None:
        """Listen. Raises `ConfigError` where that can't be."""
        (self._listener,) = listen(HOST, port, flag="--metrics")
        self._listener.setblocking(False)
        self._text = text
        self._wake_out, self._wake_in = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._open: list[Asking] = []
        """The oldest first."""
        self.address = shown(self._listener)

    def run(self) -> None:
        """The thread: answers until `stop`."""
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        while True:
            timeout = REQUEST_SECONDS if self._open else None
            for key, _ in self._selector.select(timeout):
                if key.fileobj is self._wake_out:
                    return
                try:
                    self._serve(key.data)
                except OSError as error:  # no descriptor for it
                    logs.event(logging.DEBUG, "metrics not read", error=error)
                except Exception:
                    logs.event(logging.ERROR, "bug", exc_info=True)
            self._close_late()
            time.sleep(REST_SECONDS)

    def stop(self) -> None:
        """End the thread. Any thread."""
        self._wake_in.send(b"\0")

    def close(self) -> None:
        """Give the port back, when the thread has ended or never began."""
        for one in [*self._open]:
            self._drop(one)
        self._selector.close()
        for sock in (self._listener, self._wake_in, self._wake_out):
            sock.close()

    def _serve(self, one: Asking | None) -> None:
        """Somebody comes, or says something. Raises `OSError`."""
        if one is None:
            self._accept()
        elif one in self._open:  # it may have made place in this turn
            try:
                self._hear(one)
            except OSError:  # it is gone
                self._drop(one)

    def _accept(self) -> None:
        sock, _ = self._listener.accept()
        sock.setblocking(False)
        if len(self._open) >= MOST_OPEN:
            self._drop(self._open[0])
        one = Asking(sock)
        self._open.append(one)
        self._selector.register(sock, selectors.EVENT_READ, one)

    def _hear(self, one: Asking) -> None:
        more = one.socket.recv(REQUEST_BYTES)
        one.said += more
        if more and b"\r\n\r\n" not in one.said and len(one.said) < REQUEST_BYTES:
            return
        one.socket.send(self._answer(one.said))  # it fits the buffer of a new socket
        self._drop(one)

    def _answer(self, request: bytes) -> bytes:
        status = judged(request)
        if status != 200:
            return _message(status, "text/plain; charset=utf-8", f"{_REASONS[status]}\n".encode())
        return _message(status, CONTENT_TYPE_LATEST, self._text())

    def _close_late(self) -> None:
        now = time.monotonic()
        for one in [one for one in self._open if one.end <= now]:
            self._drop(one)

    def _drop(self, one: Asking) -> None:
        self._open.remove(one)
        self._selector.unregister(one.socket)
        one.socket.close()


def judged(request: bytes) -> int:
    """The status with which a request is answered."""
    line, _, _ = request.partition(b"\r\n")
    words = line.split(b" ")
    if b"\r\n\r\n" not in request or len(words) != 3 or not words[2].startswith(b"HTTP/1."):
        return 400
    if words[0] != b"GET":
        return 405
    return 200 if words[1].partition(b"?")[0] == PATH else 404


def _message(status: int, kind: str, body: bytes) -> bytes:
    head = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(["Allow: GET"] if status == 405 else []),
    ]
    return "".join(f"{line}\r\n" for line in [*head, ""]).encode() + body
