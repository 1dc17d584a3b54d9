"""The outbox as the session sees it: messages in order, at most one of them on its way. Pure.

Edits, deletions and reactions wait among them, in the order in which the person did all that.

A message leaves by its echo or by a refusal that is final. Until then it is sent again under the
same id after every loss, which the server answers with what it wrote the first time.
"""

from collections.abc import Iterable
from enum import Enum, auto

from chat_gui.client.kept import Waiting
from chat_gui.client.timing import Backoff
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.events import Error

MOST_WAITING = 1_000
"""Messages, and what is done to them, that may wait for all servers together."""
SLOW_DOWN_SECONDS = 1.0
"""How long the outbox rests when the server says `slow-down`."""
STORAGE_SECONDS = (2.0, 60.0)
"""The first and the longest rest when the server's disk refuses."""


class Verdict(Enum):
    """What becomes of a message that the server did not take."""

    AGAIN = auto()
    """Sent again after a rest."""
    REJOIN = auto()
    """Sent again once its room is joined again."""
    FINAL = auto()
    """Never sent again."""


class Sender:
    """The messages that wait. `server` is whose turn it is; the others' messages stay aside."""

    def __init__(self, waiting: Iterable[Waiting], address: str, server: str | None) -> None:
        self._rows = {row.post.id: row for row in waiting}
        self._address = address
        self._server = server
        self._in_flight: str | None = None
        self._rejoined: str | None = None
        self._storage_rest = Backoff(lambda: 1.0, *STORAGE_SECONDS)
        self.not_before = 0.0
        """When the next message may go, at the earliest."""
        self.sent_at: float | None = None
        """When the message that is on its way was sent; None while none is."""

    def full(self) -> bool:
        """Whether no more may wait."""
        return len(self._rows) >= MOST_WAITING

    def holds(self, id: str) -> bool:
        """Whether this message waits, for whichever server."""
        return id in self._rows

    def find(self, id: str) -> Waiting | None:
        """This message, if it waits for the server whose turn it is."""
        row = self._rows.get(id)
        return row if row is not None and self._is_due(row) else None

    def add(self, row: Waiting) -> None:
        """A message more, behind the others."""
        self._rows[row.post.id] = row

    def queue(self) -> list[Waiting]:
        """The messages for the server whose turn it is, in order."""
        return [row for row in self._rows.values() if self._is_due(row)]

    def needs(self, room: str) -> bool:
        """Whether a message waits for this room."""
        return any(row.post.room == room for row in self.queue())

    def head(self) -> Waiting | None:
        """The first message for the server whose turn it is."""
        return next((row for row in self._rows.values() if self._is_due(row)), None)

    def _is_due(self, row: Waiting) -> bool:
        if row.server is None:
            return row.address == self._address
        return row.server == self._server

    def turn_to(self, server: str) -> None:
        """This server answers at the address: what was written to nobody yet is for it."""
        self._server = server
        for id, row in self._rows.items():
            if row.server is None and row.address == self._address:
                self._rows[id] = row.bound_to(server)

    def resting(self) -> bool:
        """Whether the first message is not on its way."""
        return self._in_flight is None

    def sent(self, id: str, now: float) -> None:
        """The first message goes out."""
        self._in_flight, self.sent_at = id, now

    def connection_lost(self) -> None:
        """What was on its way may have got lost, and will be sent again."""
        self._in_flight = self.sent_at = self._rejoined = None
        self.not_before = 0.0

    def forget(self, id: str) -> None:
        """A message is in the log or refused for good."""
        del self._rows[id]
        if self._in_flight == id:
            self._in_flight = self.sent_at = None
        self._storage_rest.reset()

    def refused(self, error: Error, now: float) -> Verdict:
        """The server did not take the message that `error.id` names."""
        if self._in_flight == error.id:
            self._in_flight = self.sent_at = None
        if error.code is ErrorCode.SLOW_DOWN:
            self.not_before = now + SLOW_DOWN_SECONDS
            return Verdict.AGAIN
        if error.code is ErrorCode.STORAGE:
            self.not_before = now + self._storage_rest.next()
            return Verdict.AGAIN
        missing = error.code in (ErrorCode.NOT_HERE, ErrorCode.NO_SUCH_ROOM)
        if missing and self._rejoined != error.id:
            self._rejoined = error.id
            return Verdict.REJOIN
        return Verdict.FINAL
