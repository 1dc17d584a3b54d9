"""Reaching a server: its name's addresses, tried one after another until one answers.

As RFC 8305 says: IPv6 and IPv4 in turn, the next one when the last was refused or has not answered
for a quarter of a second, the first that answers wins. The receiver's selector waits for all.
"""

import contextlib
import os
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable
from itertools import chain, zip_longest
from typing import Any

from chat_gui.client.address import Address
from chat_gui.client.sentences import UnknownName

CONNECT_SECONDS = 5.0
"""How long a try may take, looking up the name and the TLS handshake included."""
NEXT_SECONDS = 0.25
"""How long an address is tried alone."""
MOST_ADDRESSES = 8
"""Addresses of one name that are tried."""

Target = tuple[socket.AddressFamily, Any]
"""A family and the address that `connect` takes for it."""


class Lookup:
    """Asks the system for a name's addresses, which may take half a minute, in a thread of its own.

    Were it asked in the receiver thread, nothing typed meanwhile would reach the disk.
    """

    def __init__(self, address: Address, done: Callable[[], None]) -> None:
        self._address = address
        self._done = done
        self._answer: queue.SimpleQueue[list[Target] | OSError] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="parlor-lookup", daemon=True).start()

    def answer(self) -> list[Target] | OSError | None:
        """The addresses or why there are none; None as long as the system has not answered."""
        try:
            return self._answer.get_nowait()
        except queue.Empty:
            return None

    def _run(self) -> None:
        try:
            self._answer.put(targets(self._address))
        except OSError as error:
            self._answer.put(error)
        self._done()


class Dialer:
    """One try after another to connect; only the receiver thread touches it.

    `done` is called with the connected socket, or with why there is none. `wake` may be called on
    any thread: it makes the receiver thread call `tick` soon.
    """

    def __init__(
        self,
        address: Address,
        selector: selectors.BaseSelector,
        done: Callable[[socket.socket | OSError], None],
        wake: Callable[[], None],
    ) -> None:
        self._address = address
        self._selector = selector
        self._done = done
        self._wake = wake
        self._lookup: Lookup | None = None
        self._targets: list[Target] = []
        self._sockets: list[socket.socket] = []
        self._error: OSError = TimeoutError()
        self.give_up_at = 0.0
        """When the newest try has taken too long, what follows the connecting included."""
        self._trying = False
        self._next_at = 0.0

    def start(self, now: float) -> None:
        """Begin a try; the one before is over."""
        self.stop()
        self._trying = True
        self.give_up_at, self._next_at = now + CONNECT_SECONDS, now
        self._error = TimeoutError()
        try:
            self._targets = targets(self._address, socket.AI_NUMERICHOST)
        except OSError:  # a name; one that is still being looked up is not asked for twice
            self._lookup = self._lookup or Lookup(self._address, self._wake)

    def stop(self) -> None:
        """End the try without a word."""
        self._trying = False
        self._targets = []
        for sock in self._sockets:
            self._selector.unregister(sock)
            sock.close()
        self._sockets = []

    def wake_at(self) -> float | None:
        """When `tick` is to be called; None while no try is on."""
        if not self._trying:
            return None
        return min(self.give_up_at, self._next_at) if self._targets else self.give_up_at

    def tick(self, now: float) -> None:
        """Go on with a try as far as the time and the answers so far allow."""
        if self._lookup is not None:
            self._take_names(self._lookup.answer(), now)
        if not self._trying:
            return
        while self._targets and (now >= self._next_at or not self._sockets):
            self._dial(*self._targets.pop(0), now)
        nothing_left = not self._targets and not self._sockets and self._lookup is None
        if nothing_left or now >= self.give_up_at:
            self._end(self._error)

    def _take_names(self, answer: list[Target] | OSError | None, now: float) -> None:
        if answer is None:
            return
        self._lookup = None
        if not self._trying:
            return
        if isinstance(answer, OSError):
            self._error = answer
        else:
            self._targets, self._next_at = answer, now

    def _dial(self, family: socket.AddressFamily, address: Any, now: float) -> None:
        """Begin to connect to one address."""
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:  # a family this computer does not have
            self._error = error
            return
        self._next_at = now + NEXT_SECONDS
        try:
            sock.setblocking(False)
            with contextlib.suppress(BlockingIOError, InterruptedError):
                sock.connect(address)
        except OSError as error:
            self._error = error
            sock.close()
            return
        self._sockets.append(sock)
        self._selector.register(sock, selectors.EVENT_WRITE, lambda _mask: self._answered(sock))

    def _answered(self, sock: socket.socket) -> None:
        """A socket is connected or refused."""
        self._sockets.remove(sock)
        self._selector.unregister(sock)
        try:
            check(sock)
        except OSError as error:
            self._error = error
            sock.close()
            self._next_at = time.monotonic()
            self.tick(self._next_at)
            return
        self.stop()
        self._done(sock)

    def _end(self, error: OSError) -> None:
        self.stop()
        self._done(error)


def targets(address: Address, flags: int = 0) -> list[Target]:
    """The addresses to try, in order. Raises `UnknownName`; blocks unless flags say otherwise."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=flags)
    except (socket.gaierror, UnicodeError) as error:
        raise UnknownName(str(error)) from error
    return in_turn([(entry[0], entry[4]) for entry in found])[:MOST_ADDRESSES]


def in_turn(found: list[Target]) -> list[Target]:
    """The families in turn, the system's favourite first (RFC 8305, section 4)."""
    first = [target for target in found if target[0] == found[0][0]]
    others = [target for target in found if target[0] != found[0][0]]
    pairs = chain.from_iterable(zip_longest(first, others))
    return [target for target in pairs if target is not None]


def check(sock: socket.socket) -> None:
    """Raise what the system says about a connection that was being made."""
    number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if number:
        raise OSError(number, os.strerror(number))
    if sock.getsockname() == sock.getpeername():
        # TCP's simultaneous open: dialing a free port of one's own computer may reach oneself.
        raise ConnectionRefusedError(0, "connected to itself")
