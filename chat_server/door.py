"""The door: listening sockets, and who may come in. The reactor's thread owns it.

Who may not is told why, as `visitors.py` can.
"""

import errno
import logging
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping

import msgspec

from chat_server import addresses, logs
from chat_server.meter import Meter
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.events import Error
from chat_server.visitors import Visitors

ACCEPTS = 64
"""Connections accepted before others are served again."""

SELECT_CONNECTIONS = 500
"""Connections where the system has nothing better than select()."""

THIS_COMPUTER = "127.0.0.1"
"""What every connection from this computer to itself counts as."""

_BARE = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
"""The system has no descriptor or no memory for another connection."""

FULL = Error(ErrorCode.SERVER_FULL, "Too many connections here; try again later.", fatal=True)
FAST = Error(ErrorCode.SLOW_DOWN, "Too many connections at once; wait a few seconds.", fatal=True)

_TOLD = {"full": FULL, "address": FULL, "fast": FAST}
"""Why somebody may not come in, and what they are told: the server has too many connections, or
too many from this address, or they come too fast."""


class Capacity(msgspec.Struct, frozen=True):
    """How many connections there may be, and how fast they may come; 0 means no limit."""

    connections: int = 10_000
    per_address: int = 256
    arrival_burst: int = 1_000
    """Connections that may come at once from one address."""
    arrival_rate: int = 50
    """Connections a second from one address after the burst."""


class Door:
    """Lets connections in until there are too many, or too many at once: to each listener's own."""

    def __init__(
        self,
        listeners: Mapping[socket.socket, Visitors],
        capacity: Capacity,
        selector: selectors.BaseSelector,
    ) -> None:
        self._listeners = dict(listeners)
        self._most = capacity.connections
        if isinstance(selector, selectors.SelectSelector):  # Windows: select() takes 512 at most
            self._most = min(self._most, SELECT_CONNECTIONS)
        self._per_address = capacity.per_address or sys.maxsize
        self._selector = selector
        self._inside: Counter[str] = Counter()
        self._all_inside = 0
        self._arrivals = Meter[str](capacity.arrival_burst, capacity.arrival_rate)
        self._seldom = logs.Seldom()
        self.turned_away = dict.fromkeys(_TOLD, 0)
        """How many, by reason."""
        self.visited = False
        """Whether anybody on another computer has come to the door."""
        self._bare = False
        """True while nobody can be accepted for want of descriptors or memory."""

    def open(self) -> None:
        """Listen, also again after a time without descriptors."""
        self._bare = False
        for listener in self._listeners:
            if listener not in self._selector.get_map():
                listener.setblocking(False)
                self._selector.register(listener, selectors.EVENT_READ, self._accepting(listener))

    def left(self, address: str) -> None:
        """One that was let in is gone."""
        self._all_inside -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]
        if self._bare:
            self.open()

    def shut(self) -> None:
        """Let nobody in any more, and give the port back."""
        for listener in self._listeners:
            if listener in self._selector.get_map():
                self._selector.unregister(listener)
            listener.close()
        self._listeners = {}

    def _accepting(self, listener: socket.socket) -> Callable[[], None]:
        return lambda: self._accept(listener)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTS):
            try:
                sock, address = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # accept(2): network errors of the new connection come here
                times = self._seldom.count("", time.monotonic())
                if times:
                    what = "a connection could not come in"
                    logs.event(logging.WARNING, what, error=error, times=times)
                if error.errno in _BARE:
                    self._selector.unregister(listener)  # until one leaves, or the next sweep
                    self._bare = True
                return
            self._admit(sock, peer_of(sock, str(address[0])), self._listeners[listener])

    def _admit(self, sock: socket.socket, address: str, visitors: Visitors) -> None:
        why = self._refusal(address)
        self.visited |= address != THIS_COMPUTER
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # it is gone already
            sock.close()
            return
        if why is None:
            self._all_inside += 1
            self._inside[address] += 1
            visitors.let_in(sock, address)
            return
        self.turned_away[why] += 1
        times = self._seldom.count(address, time.monotonic())
        if times:
            logs.event(
                logging.WARNING,
                "connection turned away",
                address=address,
                why=why,
                times=times,
            )
        visitors.turn_away(sock, address, _TOLD[why])

    def _refusal(self, address: str) -> str | None:
        """Why nobody more may come in from there, if so.

        Places first: who finds none is told so, however fast they came.
        """
        if self._all_inside >= self._most:
            return "full"
        if self._inside[address] >= self._per_address:
            return "address"
        now = int(time.monotonic() * 1_000)
        return None if self._arrivals.allows(address, now) else "fast"


def peer_of(sock: socket.socket, address: str) -> str:
    """Who connects from an address; this computer is always the same one, by any of its own.

    So no ban of a network shuts out whoever could take it back here.
    """
    peer = addresses.canonical(address)
    try:
        own = addresses.canonical(str(sock.getsockname()[0]))
    except OSError:  # it is gone already
        return peer
    return THIS_COMPUTER if peer == own else peer
