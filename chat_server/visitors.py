"""Those who have come to the door and are not in yet: they shake hands, or are told why not.

The reactor's thread owns it. With TLS a handshake comes first (RFC 8446), also for who is turned
away: nothing is ever said unencrypted on an encrypted port. Who sends anything else is closed.
"""

import functools
import logging
import selectors
import socket
import ssl
import time
from collections.abc import Callable

from chat_server import logs
from chat_server.connection import READ_BYTES, WAITING, end_in_reset
from chat_server.protocol import codec
from chat_server.protocol.events import Error
from chat_server.secure import end_stream

MOST_TOLD = 64
"""Of those who are turned away, so many a second are told why; the others are closed at once."""
TELLING_SECONDS = 2.0
"""How long one of them may take to shake hands and to read it."""
TURN_SECONDS = 0.005
"""How long handshakes may take in one turn of the reactor, so that others are served in between."""

Enter = Callable[[socket.socket, str, float], None]
Step = Callable[["Visitor"], None]


class Visitor:
    """A socket that was accepted at `since`; with a `last`, it is told that and closed."""

    __slots__ = ("address", "last", "mask", "since", "socket", "step")

    def __init__(self, sock: socket.socket, address: str, since: float, step: Step) -> None:
        self.socket = sock
        self.address = address
        self.since = since
        self.step = step
        """What to do when the socket is ready."""
        self.last = b""
        self.mask = 0


class Visitors:
    """Shakes hands, where there is a `context` for it, within `patience` seconds.

    `enter` is called with who has done so, `left` with the address of who may come in and does not.
    `refusal` words why somebody may not; with `resets` their connection ends in a reset.
    """

    def __init__(
        self,
        selector: selectors.BaseSelector,
        context: ssl.SSLContext | None,
        patience: float,
        enter: Enter,
        left: Callable[[str], None],
        refusal: Callable[[Error], bytes] = codec.encode,
        resets: bool = False,
    ) -> None:
        self._selector = selector
        self._context = context
        self._patience = patience
        self._enter = enter
        self._left = left
        self._refusal = refusal
        self._resets = resets
        self._all: dict[Visitor, None] = {}
        self._told = 0
        self._spent = 0.0
        self.failed = 0
        """Handshakes of who might have come in that came to nothing."""

    def __len__(self) -> int:
        return len(self._all)

    def let_in(self, sock: socket.socket, address: str) -> None:
        """Somebody who may come in."""
        if self._context is None:
            self._enter(sock, address, time.monotonic())
        elif not self._begin(sock, address, b""):
            self.failed += 1
            self._left(address)

    def turn_away(self, sock: socket.socket, address: str, why: Error) -> None:
        """Somebody who may not; there is a limit to those who are told why."""
        if self._resets:
            end_in_reset(sock)
        if self._told >= MOST_TOLD:
            sock.close()
        elif self._begin(sock, address, self._refusal(why)):
            self._told += 1

    def begin_turn(self) -> None:
        """The reactor has served everyone who is here: handshakes may take some time again."""
        self._spent = 0.0

    def sweep(self) -> None:
        """Close those who take too long, without a word: nobody is known to be there."""
        now = time.monotonic()
        for one in list(self._all):
            if now - one.since > (TELLING_SECONDS if one.last else self._patience):
                self._drop(one, "too late")
        self._told = sum(1 for one in self._all if one.last)

    def close(self) -> None:
        """Close all of them."""
        for one in list(self._all):
            self._drop(one, "closing")

    def _begin(self, sock: socket.socket, address: str, last: bytes) -> bool:
        """Whether there was anybody to begin with."""
        step = self._shake
        if self._context is None:
            step = self._tell
        else:
            try:
                sock = self._context.wrap_socket(
                    sock, server_side=True, do_handshake_on_connect=False
                )
            except OSError:  # it is gone already
                sock.close()
                return False
        one = Visitor(sock, address, time.monotonic(), step)
        one.last = last
        self._all[one] = None
        self._watch(one, selectors.EVENT_READ if step == self._shake else selectors.EVENT_WRITE)
        return True

    def _go_on(self, one: Visitor) -> None:
        """The socket is ready, unless it is a turn for others: then it is ready again in the next.

        Whatever goes wrong here ends this one only.
        """
        if self._spent >= TURN_SECONDS:
            return
        begun = time.perf_counter()
        try:
            one.step(one)
        except WAITING as error:
            wants_write = isinstance(error, ssl.SSLWantWriteError)
            self._watch(one, selectors.EVENT_WRITE if wants_write else selectors.EVENT_READ)
        except OSError as error:  # ssl.SSLError is one: this is no TLS, or none of ours
            self._drop(one, str(getattr(error, "reason", None) or error))
        except Exception:
            logs.event(logging.ERROR, "bug", address=one.address, exc_info=True)
            self._drop(one, "bug")
        self._spent += time.perf_counter() - begun

    def _shake(self, one: Visitor) -> None:
        assert isinstance(one.socket, ssl.SSLSocket), "only with a context"
        one.socket.do_handshake()
        if one.last:
            self._then(one, self._tell)
            return
        self._forget(one)
        self._enter(one.socket, one.address, one.since)

    def _tell(self, one: Visitor) -> None:
        one.socket.send(one.last)
        self._then(one, self._end)

    def _end(self, one: Visitor) -> None:
        if isinstance(one.socket, ssl.SSLSocket):
            end_stream(one.socket)
        if not self._resets:
            one.socket.shutdown(socket.SHUT_WR)
        self._watch(one, selectors.EVENT_READ)
        one.step = self._linger

    def _linger(self, one: Visitor) -> None:
        """Closed before all is read, a socket is reset, and what was told might never be seen."""
        if not one.socket.recv(READ_BYTES):
            self._drop(one, "told")

    def _then(self, one: Visitor, step: Step) -> None:
        one.step = step
        step(one)

    def _watch(self, one: Visitor, mask: int) -> None:
        if not one.mask:
            self._selector.register(one.socket, mask, functools.partial(self._go_on, one))
        elif mask != one.mask:
            self._selector.modify(one.socket, mask, functools.partial(self._go_on, one))
        one.mask = mask

    def _forget(self, one: Visitor) -> None:
        del self._all[one]
        self._selector.unregister(one.socket)

    def _drop(self, one: Visitor, why: str) -> None:
        self._forget(one)
        one.socket.close()
        if not one.last:
            self.failed += 1
            self._left(one.address)
            logs.event(logging.DEBUG, "never came in", address=one.address, why=why)
