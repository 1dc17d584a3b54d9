"""The client as the window sees it: commands go in, events and reports come out of a queue.

One thread, `parlor-receiver`, owns connection, session and outbox (loop.py); the window's thread
meets it only in the two queues.
"""

import contextlib
import logging
import queue
import socket
import threading
from pathlib import Path

from chat_gui import clock, reports
from chat_gui.client import sentences
from chat_gui.client.address import Address
from chat_gui.client.incoming import Incoming
from chat_gui.client.loop import Loop, Order, Wanted
from chat_gui.worded import Sentence
from chat_server.protocol import commands

CLOSE_SECONDS = 2.0
"""How long `close` waits for the disk."""

_log = logging.getLogger(__name__)


class Client:
    """The connection to one server; owns the receiver thread.

    `plaintext` is for who asks for it: nothing falls back to it. `fingerprint` is the certificate's
    that the server has to show, if somebody told; `invite` a code to enter with. `copy` says
    for how many days the local copy is kept, 0 for none, and how many megabytes it may take.

    Every method may be called on Tk's thread, and none but `close` waits for anything.
    """

    incoming: Incoming
    """What the server says and how the connection does; the window's pump takes from it."""

    def __init__(
        self,
        address: Address,
        nick: str,
        store_folder: Path,
        *,
        plaintext: bool = False,
        fingerprint: str = "",
        invite: str = "",
        copy: tuple[int, int] = (0, 0),
    ) -> None:
        self.incoming = Incoming()
        self._wanted = Wanted(address, nick, store_folder, plaintext, fingerprint, invite, *copy)
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._wake_out, self._wake_in = socket.socketpair()
        for end in (self._wake_out, self._wake_in):
            end.setblocking(False)
        self._thread: threading.Thread | None = None
        self._closed = False

    def start(self) -> None:
        """Begin to connect."""
        self._thread = threading.Thread(target=self._run, name="parlor-receiver", daemon=True)
        self._thread.start()

    def send(self, command: commands.AnyCommand) -> None:
        """Do what the person asks. A message goes to the outbox on disk first; other commands need
        a connection, but rooms joined or left are remembered.
        """
        at = clock.now()
        self._order(lambda session, now: session.command(command, at, now))

    def use_nick(self, nick: str) -> None:
        """Say hello under this nickname: the answer to `reports.NickRefused`."""
        self._wanted = self._wanted._replace(nick=nick)
        self._order(lambda session, now: session.use_nick(nick, now))

    def use_pair(self, code: str) -> None:
        """Be the person whose other computer shows this code; comes in anew if need be."""
        self._order(lambda session, now: session.use_pair(code, now))

    def use_invite(self, code: str) -> None:
        """Come in with this code: the answer to `reports.NeedsInvite`."""
        self._wanted = self._wanted._replace(invite=code)
        self._order(lambda session, _now: session.use_invite(code))

    def trust(self, fingerprint: str) -> None:
        """Trust this certificate here from now on: the answer to `Stranger` and `Changed`.

        Connects again; what answers then has to show that very certificate.
        """
        self._wanted = self._wanted._replace(fingerprint=fingerprint)
        self._order(lambda session, _now: session.trust(fingerprint))

    def keep_copy(self, days: int, megabytes: int) -> None:
        """Keep the local copy so long and so large from now on; 0 days: what there is goes."""
        self._wanted = self._wanted._replace(copy_days=days, copy_megabytes=megabytes)
        self._order(lambda session, _now: session.keep_copy(days, megabytes))

    def try_now(self) -> None:
        """Don't wait for the next try; begin again after `reports.Closed`."""
        if not self._closed:
            self._revive()
        self._order(lambda session, _now: session.try_now())

    def close(self) -> None:
        """Keep what is queued in the outbox, end the thread and wait for it, for 2 s at most."""
        if self._closed:
            return
        self._closed = True
        self._orders.put(None)
        self._revive()
        self._wake()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)
            if self._thread.is_alive():
                _log.warning("the receiver thread does not end: the disk is slow")
                return
        self._wake_out.close()
        self._wake_in.close()
        self.incoming.close()

    def _revive(self) -> None:
        """After a crash, begin again: what was asked for meanwhile still stands in the queue."""
        if self._thread is not None and not self._thread.is_alive():
            self.start()

    def _order(self, order: Order) -> None:
        self._orders.put(order)
        self._wake()

    def _wake(self) -> None:
        """Make the receiver thread look at the queue. Any thread."""
        with contextlib.suppress(OSError):  # full: it is awake already; closed: it is over
            self._wake_in.send(b"\0")

    def _run(self) -> None:
        """The thread. An error that nobody foresaw ends it, and the window is told."""
        try:
            wake = (self._wake_out, self._wake)
            loop = Loop(self._wanted, self.incoming, self._orders, wake)
            try:
                loop.run()
            finally:
                loop.close()
        except Exception:
            _log.exception("the receiver thread failed")
            self.incoming.put(reports.Closed(Sentence(sentences.CRASHED)))
