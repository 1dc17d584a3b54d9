"""The live connections: which there are, what the selector watches of each, what the hub hears.

The reactor's thread owns it; `outgoing.py` writes to them, `watching.py` looks after the silent.
"""

import logging
import selectors
import time
from collections.abc import Callable

from chat_server import logs
from chat_server.connection import Connection
from chat_server.deliveries import Arrived, Gone, Heard, Input
from chat_server.protocol.codec import Fault
from chat_server.protocol.commands import AnyCommand

UNDECIDED_BYTES = 128 * 1024
"""Bytes of one connection the hub may have before it; then its socket is not read."""
STRANGER_READ = 16 * 1024
"""Bytes taken at once from who has not been welcomed: as much as a TLS record."""
STRANGER_BYTES = 64 * 1024 - STRANGER_READ
"""Bytes of such a one the hub may have before it, so that with the next read they are 64 KiB."""
LEAST_BYTES = 256
"""What the shortest line counts for, since deciding it costs as much as a longer one."""
ALL_UNDECIDED_BYTES = 64 * 1024 * 1024
"""The same for all connections together."""
SLOWED = 10
"""Times a peer is told to slow down before its socket is not read: a flood costs one read."""
FETCHES = 8
"""Pages and searches one connection may have asked for at once; then its socket is not read."""


class Peers:
    """The connections by number. `lost` is called with each that is closed."""

    def __init__(
        self, selector: selectors.BaseSelector, lost: Callable[[Connection], None]
    ) -> None:
        self._selector = selector
        self._lost = lost
        self.table: dict[int, Connection] = {}
        self.dirty: dict[int, Connection] = {}
        """Those for whom there is something to do in this turn."""
        self.heard: list[Input] = []
        """What this turn has for the hub, which decides it in one batch."""
        self.undecided = 0
        """Bytes of all connections that the hub has before it."""
        self._slowed: list[Connection] = []
        self.now = time.monotonic()
        """The time of this turn."""

    def add(self, connection: Connection) -> None:
        """A peer is there."""
        self.table[connection.number] = connection
        connection.mask = selectors.EVENT_READ
        self._selector.register(connection.socket, connection.mask, connection)
        self.heard.append(Arrived(connection.number, connection.address))
        logs.event(
            logging.DEBUG,
            "connected",
            connection=connection.number,
            address=connection.address,
        )

    def open(self, number: int) -> Connection | None:
        """The connection, while there is one that may be told something."""
        connection = self.table.get(number)
        return connection if connection is not None and connection.closing_at is None else None

    def hear(self, connection: Connection, data: bytes) -> None:
        """A peer has sent bytes; what they complete goes to the hub."""
        connection.heard_at = self.now
        connection.pinged = False
        said = connection.dialect.feed(data)
        if said:
            self.pass_on(connection, said, max(len(data), LEAST_BYTES * len(said)))
        if connection.foreign:  # it may want to answer, or to wait
            self.dirty[connection.number] = connection

    def pass_on(self, connection: Connection, said: list[AnyCommand | Fault], size: int) -> None:
        """What a peer says, which counts for so many bytes, goes to the hub."""
        connection.undecided += size
        self.undecided += size
        self.heard.append(Heard(connection.number, said, size))
        self.wait_for(connection)

    def hear_end(self, connection: Connection) -> None:
        """A peer says no more; it is gone when all it asked for has gone out."""
        connection.ended = True
        self.dirty[connection.number] = connection
        self.wait_for(connection)

    def decided(self, number: int, size: int) -> None:
        """The hub has decided bytes of a connection, which may be gone by now."""
        self.undecided -= size
        connection = self.table.get(number)
        if connection is not None:
            connection.undecided -= size
            self.wait_for(connection)
            if connection.ended:
                self.dirty[number] = connection

    def slow(self, connection: Connection) -> None:
        """A peer is told to slow down; who is told often is not listened to before `resume`."""
        if not connection.slowed:
            self._slowed.append(connection)
        connection.slowed += 1
        if connection.slowed == SLOWED:
            self.wait_for(connection)

    def resume(self) -> None:
        """Listen to everyone again."""
        slowed, self._slowed = self._slowed, []
        for connection in slowed:
            connection.slowed = 0
            self.wait_for(connection)

    def lose(self, connection: Connection) -> None:
        """Close a connection now."""
        if self.table.pop(connection.number, None) is None:
            return
        if connection.mask:
            self._selector.unregister(connection.socket)
        connection.close()
        self.dirty.pop(connection.number, None)
        self._lost(connection)
        self.report_gone(connection)
        logs.event(logging.DEBUG, "gone", connection=connection.number)

    def report_gone(self, connection: Connection) -> None:
        """Tell the hub, once, that nothing this peer may still say counts."""
        if not connection.reported_gone:
            connection.reported_gone = True
            self.heard.append(Gone(connection.number))

    def wait_for(self, connection: Connection) -> None:
        """Have the selector watch what this connection can use now."""
        if connection.number not in self.table:
            return
        mask = selectors.EVENT_WRITE if connection.blocked else 0
        if self._may_read(connection):
            mask |= selectors.EVENT_READ
        if mask == connection.mask:
            return
        if not connection.mask:
            self._selector.register(connection.socket, mask, connection)
        elif not mask:
            self._selector.unregister(connection.socket)
        else:
            self._selector.modify(connection.socket, mask, connection)
        connection.mask = mask

    def _may_read(self, connection: Connection) -> bool:
        if connection.ended:
            return False
        if connection.closing_at is not None:
            return True
        crowded = self.undecided > ALL_UNDECIDED_BYTES and connection.undecided > 0
        most = UNDECIDED_BYTES if connection.welcomed else STRANGER_BYTES
        held = connection.undecided > most or len(connection.wanted) >= FETCHES
        return not (connection.slowed >= SLOWED or crowded or held or connection.full)
