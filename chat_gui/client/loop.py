"""The receiver thread's loop: it carries bytes, time and commands to the session, and does what the
session asks. It decides nothing itself.
"""

import queue
import random
import selectors
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from chat_gui import reports
from chat_gui.client import identity, sentences
from chat_gui.client.actions import (
    Action,
    Connect,
    Disconnect,
    Drop,
    Keep,
    KeepCopy,
    Know,
    Mark,
    Pin,
    Tell,
    Transmit,
)
from chat_gui.client.address import Address
from chat_gui.client.copyist import Copyist
from chat_gui.client.dialing import Dialer
from chat_gui.client.link import MOST_BYTES, Link
from chat_gui.client.papers import Papers
from chat_gui.client.pins import Pins
from chat_gui.client.profile import Profile
from chat_gui.client.session import Session
from chat_gui.client.tls import Channel
from chat_gui.worded import Sentence

MOST_INCOMING = 5_000
"""Events that may wait for the window; while more do, the network is not read."""
MOST_AHEAD_BYTES = 16 * 1024 * 1024
"""Bytes that may be read since the window was last up to date."""
MOST_ORDERS = 200
"""Orders of the window that are done before the disk and the network have their turn."""
PAUSE_SECONDS = 0.05
"""How often a full queue is looked at again."""
TIDY_SECONDS = 5.0
"""How long after something has left the outbox its file is rid of it."""
OWING_SECONDS = 5.0
"""How often a disk that refused is tried again."""

Order = Callable[[Session, float], None]
"""What the window asks for, done on the receiver thread with the session and the time."""


class Wanted(NamedTuple):
    """Whom to reach, as whom, and what is known beforehand."""

    address: Address
    nick: str
    folder: Path
    plaintext: bool = False
    fingerprint: str = ""
    """The certificate's that the server has to show; "" if nobody said."""
    invite: str = ""
    copy_days: int = 0
    """How long the local copy is kept, 0 for none, and how large it may be."""
    copy_megabytes: int = 0


class Loop:
    """Everything the receiver thread owns; made, run and ended on that thread."""

    def __init__(
        self,
        wanted: Wanted,
        incoming: queue.SimpleQueue[reports.News],
        orders: queue.SimpleQueue[Order | None],
        wake: tuple[socket.socket, Callable[[], None]],
    ) -> None:
        self._address = wanted.address
        self._plaintext = wanted.plaintext
        self._incoming = incoming
        self._orders = orders
        self._wake_out, wake_up = wake
        self._link: Link | None = None
        self._error: str | None = None
        """Why the link is broken, until the session is told."""
        self._ahead = 0
        """Bytes read since the window was last up to date."""
        self._greeted = False
        """Whether the session knows of the link."""
        self._owing_until: float | None = None
        self._tidy_at: float | None = None
        self._profile = Profile(wanted.folder)
        self._outbox = self._profile.outbox
        self._pins = Pins(wanted.folder)
        self._identity = identity.load(wanted.folder)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_out, selectors.EVENT_READ, self._woken)
        self._dialer = Dialer(wanted.address, self._selector, self._dialed, wake_up)
        stored = self._outbox.stored()
        place = wanted.folder if self._profile.first else None
        self._copyist = Copyist(place, wanted.copy_days, wanted.copy_megabytes)
        self._session = Session(
            str(wanted.address),
            wanted.nick,
            stored,
            random.random,
            Papers(self._identity.key, wanted.invite),
            wanted.fingerprint,
            self._copyist.recall(*stored.expected(str(wanted.address), wanted.fingerprint)),
        )

    def run(self) -> None:
        """Talk until told to end."""
        self._session.start()
        for trouble in (self._profile.trouble, self._identity.trouble):
            if trouble is not None:
                self._incoming.put(reports.Trouble(trouble))
        self._perform()
        while self._turn():
            pass

    def close(self) -> None:
        """Put everything down; what was typed is on disk."""
        self._hang_up()
        self._selector.close()
        self._copyist.close()
        self._profile.close()

    def _turn(self) -> bool:
        """Wait for something and do it; False when told to end."""
        self._watch()
        for key, mask in self._selector.select(self._timeout()):
            key.data(mask)
        now = time.monotonic()
        going = self._obey(now)
        self._dialer.tick(now)
        self._check_handshake(now)
        self._session.tick(now)
        self._perform()
        self._copy(now)
        self._tidy(now)
        return going

    def _timeout(self) -> float | None:
        """Seconds until something is due by itself."""
        if not self._orders.empty():
            return 0.0
        paused = self._link is not None and not self._link.mask & selectors.EVENT_READ
        pause = time.monotonic() + PAUSE_SECONDS if paused else None
        shaking = self._dialer.give_up_at if self._is_shaking_hands() else None
        moments = (
            *(self._session.wake_at(), self._dialer.wake_at(), shaking),
            *(self._owing_until, self._tidy_at, pause, self._copyist.due()),
        )
        due = [moment for moment in moments if moment is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _obey(self, now: float) -> bool:
        for _number in range(min(self._orders.qsize(), MOST_ORDERS)):
            order = self._orders.get()
            if order is None:
                return False
            order(self._session, now)
        return True

    # What the session asks

    def _perform(self) -> None:
        """Do what the session asks, the disk first, until it asks for nothing more."""
        now = time.monotonic()
        while actions := self._session.take_actions():
            self._store(actions, now)
            for action in actions:
                _ACTIONS[type(action)](self, action)
                self._copyist.note(action, now)
            self._flush()
            self._report_break()
        if self._owing_until is not None and now >= self._owing_until:
            self._store([], now)

    def _store(self, actions: list[Action], now: float) -> None:
        stores = [action for action in actions if isinstance(action, Keep | Drop | Know)]
        if not stores and (self._owing_until is None or now < self._owing_until):
            return
        if self._outbox.write(stores):
            owed, self._owing_until = self._owing_until is not None, None
            if owed or any(isinstance(action, Drop) for action in stores):
                self._tidy_at = self._tidy_at or now + TIDY_SECONDS
            return
        if self._owing_until is None:
            self._incoming.put(reports.Trouble(Sentence(sentences.UNKEPT)))
        self._owing_until = now + OWING_SECONDS

    def _tidy(self, now: float) -> None:
        if self._tidy_at is not None and now >= self._tidy_at:
            self._tidy_at = None
            self._outbox.tidy()

    def _copy(self, now: float) -> None:
        self._copyist.write(now)
        while self._copyist.troubles:
            self._incoming.put(reports.Trouble(self._copyist.troubles.pop()))

    def _keep_copy(self, action: KeepCopy) -> None:
        self._copyist.keep(action.days, action.megabytes)

    def _connect(self, _action: Connect) -> None:
        self._dialer.start(time.monotonic())

    def _disconnect(self, _action: Disconnect) -> None:
        self._hang_up()

    def _transmit(self, action: Transmit) -> None:
        if self._link is not None:
            self._link.queue(action.data)

    def _tell(self, action: Tell) -> None:
        self._incoming.put(action.what)

    def _pin(self, action: Pin) -> None:
        self._pins.pin(action.address, action.fingerprint)
        self._tell_of_pins()

    def _stored(self, _action: Keep | Drop | Know | Mark) -> None:
        """The disk has it already, or the local copy notes it."""

    # The network

    def _dialed(self, outcome: socket.socket | OSError) -> None:
        now = time.monotonic()
        if isinstance(outcome, OSError):
            self._session.lost(self._because(outcome), now)
            return
        try:
            self._link = Link(outcome, None if self._plaintext else Channel())
        except OSError as error:  # gone in the same moment
            outcome.close()
            self._session.lost(self._because(error), now)
            return
        self._flush()
        self._greet(self._link)

    def _greet(self, link: Link) -> None:
        """Tell the session that it may speak, as soon as it is known to whom."""
        if self._greeted or link.fingerprint is None:
            return
        self._greeted = True
        self._session.connected(link.fingerprint, self._trusted(), time.monotonic())
        self._perform()

    def _is_shaking_hands(self) -> bool:
        return self._link is not None and self._link.fingerprint is None

    def _check_handshake(self, now: float) -> None:
        """Give up a handshake that takes too long: it is a part of connecting."""
        if self._is_shaking_hands() and now >= self._dialer.give_up_at:
            self._error = self._because(sentences.NoHandshake())
            self._report_break()

    def _trusted(self) -> Mapping[str, str]:
        trusted = self._pins.read()
        self._tell_of_pins()
        return trusted

    def _tell_of_pins(self) -> None:
        for trouble in self._pins.troubles():
            self._incoming.put(reports.Trouble(trouble))

    def _ready(self, mask: int) -> None:
        assert self._link is not None, "only a link is watched"
        if mask & selectors.EVENT_WRITE:
            self._flush()
        if mask & selectors.EVENT_READ:
            self._read(self._link)
        self._report_break()

    def _read(self, link: Link) -> None:
        try:
            data = link.read()
        except sentences.NotEncrypted:
            self._hang_up()
            self._session.unencrypted(self._trusted(), time.monotonic())
            return
        except OSError as error:
            self._error = self._error or self._because(error)
            return
        self._ahead += len(data)
        self._flush()
        self._greet(link)
        if data and self._link is link:
            self._session.received(data, time.monotonic())
        if link.ended:
            self._error = self._error or Sentence(sentences.BROKE)

    def _flush(self) -> None:
        if self._link is None:
            return
        try:
            self._link.flush()
        except OSError as error:
            self._error = self._because(error)
            return
        if self._link.waiting > MOST_BYTES:
            self._error = Sentence(sentences.STUCK)

    def _report_break(self) -> None:
        """Tell the session of a link that broke, unless it has given it up itself."""
        if self._link is not None and self._error is not None:
            error = self._error
            self._hang_up()
            self._session.lost(error, time.monotonic())

    def _hang_up(self) -> None:
        self._dialer.stop()
        self._error, self._greeted = None, False
        if self._link is not None:
            if self._link.mask:
                self._selector.unregister(self._link.socket)
            self._link.close()
            self._link = None

    def _because(self, error: OSError) -> str:
        return sentences.because(error, self._address.host, str(self._address))

    def _watch(self) -> None:
        """Wait for what the link can do next; not for words while the window is behind."""
        link = self._link
        if link is None:
            return
        if self._incoming.empty():
            self._ahead = 0
        full = self._incoming.qsize() > MOST_INCOMING or self._ahead > MOST_AHEAD_BYTES
        if full:
            self._session.not_reading(time.monotonic())
        mask = (0 if full else selectors.EVENT_READ) | (
            selectors.EVENT_WRITE if link.waiting else 0
        )
        if mask == link.mask:
            return
        if link.mask:
            self._selector.unregister(link.socket)
        if mask:
            self._selector.register(link.socket, mask, self._ready)
        link.mask = mask

    def _woken(self, _mask: int) -> None:
        self._wake_out.recv(4096)


_ACTIONS: dict[type[Action], Callable[[Loop, Any], None]] = {
    Connect: Loop._connect,
    Disconnect: Loop._disconnect,
    Transmit: Loop._transmit,
    Tell: Loop._tell,
    Keep: Loop._stored,
    Drop: Loop._stored,
    Know: Loop._stored,
    Mark: Loop._stored,
    KeepCopy: Loop._keep_copy,
    Pin: Loop._pin,
}
