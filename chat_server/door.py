"""The door: listening sockets, and who may come in. The reactor's thread owns it."""

import contextlib
import errno
import logging
import selectors
import socket
from collections import Counter
from collections.abc import Callable

import msgspec

from chat_server import logs
from chat_server.protocol import codec, events
from chat_server.protocol.errors import ErrorCode

ACCEPTS = 64
"""Connections accepted before others are served again."""

SELECT_CONNECTIONS = 500
"""Connections where the system has nothing better than select()."""

_FULL = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Capacity(msgspec.Struct, frozen=True):
    """How many connections there may be; `per_address` 0 means no limit."""

    connections: int = 10_000
    per_address: int = 256


class Door:
    """Lets connections in until there are too many. `enter` is called with each that may."""

    def __init__(
        self,
        listeners: list[socket.socket],
        capacity: Capacity,
        selector: selectors.BaseSelector,
        enter: Callable[[socket.socket, str], None],
    ) -> None:
        self._listeners = listeners
        self._capacity = capacity
        self._most = capacity.connections
        if isinstance(selector, selectors.SelectSelector):  # Windows: select() takes 512 at most
            self._most = min(self._most, SELECT_CONNECTIONS)
        self._selector = selector
        self._enter = enter
        self._inside: Counter[str] = Counter()

    def open(self) -> None:
        """Listen, also again after a time without descriptors."""
        for listener in self._listeners:
            if listener not in self._selector.get_map():
                listener.setblocking(False)
                self._selector.register(listener, selectors.EVENT_READ, self._accepting(listener))

    def left(self, address: str) -> None:
        """One that came in is gone."""
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def shut(self) -> None:
        """Let nobody in any more, and give the port back."""
        for listener in self._listeners:
            if listener in self._selector.get_map():
                self._selector.unregister(listener)
            listener.close()
        self._listeners = []

    def _accepting(self, listener: socket.socket) -> Callable[[], None]:
        return lambda: self._accept(listener)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTS):
            try:
                sock, address = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # accept(2): network errors of the new connection come here
                logs.event(logging.WARNING, "a connection could not come in", error=error)
                if error.errno in _FULL:
                    self._selector.unregister(listener)  # until the reactor opens again
                return
            self._admit(sock, str(address[0]))

    def _admit(self, sock: socket.socket, address: str) -> None:
        most = self._capacity.per_address
        full = self._inside.total() >= self._most
        if full or (most and self._inside[address] >= most):
            _turn_away(sock, address)
            return
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # it is gone already
            sock.close()
            return
        self._inside[address] += 1
        self._enter(sock, address)


def _turn_away(sock: socket.socket, address: str) -> None:
    logs.event(logging.WARNING, "connection turned away", address=address)
    text = "Too many connections here; try again later."
    error = events.Error(ErrorCode.SERVER_FULL, text, fatal=True)
    sock.setblocking(False)
    with contextlib.suppress(OSError):  # gone before it was told
        sock.send(codec.encode(error))
        sock.shutdown(socket.SHUT_WR)
    sock.close()
