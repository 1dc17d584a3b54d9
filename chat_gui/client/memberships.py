"""The rooms one is in: which are wanted, which are joined on this connection, how far each is read.

Pure. What is wanted outlives connections; the session joins until what is joined is what is wanted.
"""

from collections.abc import Iterable

from chat_server.protocol.commands import Join
from chat_server.protocol.events import AnyEntry, RoomState
from chat_server.protocol.names import LOBBY

MOST_ROOMS = 500
"""Rooms one may be in."""
AGAIN_SECONDS = 1.0
"""How long joining rests when the server says that it was too much or its disk refuses."""


class Memberships:
    """One person's rooms on one server. Names are folded as the server folds them."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._wanted = dict.fromkeys((LOBBY, *wanted))
        self._last: dict[str, int] = {}
        self._joined: set[str] = set()
        self._asked: dict[str, None] = {}
        self.refused: dict[str, str] = {}
        """Rooms that the server lets us not enter on this connection, and why."""
        self.not_before = 0.0
        """When the next room may be joined, at the earliest."""
        self.asked_at: float | None = None
        """When the server was last asked for a room that it has not answered; None if never."""

    def wanted(self) -> tuple[str, ...]:
        """The rooms to be in, the lobby first."""
        return tuple(self._wanted)

    def full(self) -> bool:
        """Whether no more may be wanted."""
        return len(self._wanted) >= MOST_ROOMS

    def want(self, room: str) -> None:
        """Be in this room from now on; joined anew even if it is joined."""
        self._wanted[room] = None
        self.refused.pop(room, None)
        self.rejoin(room)

    def unwant(self, room: str) -> None:
        """Be in this room no more, and know nothing of it. Everyone stays in the lobby."""
        if room != LOBBY:
            self._wanted.pop(room, None)
            self._last.pop(room, None)

    def is_joined(self, room: str) -> bool:
        """Whether the server has answered a join on this connection."""
        return room in self._joined

    def rejoin(self, room: str) -> None:
        """The server does not see us in this room, or is to answer again."""
        self._joined.discard(room)

    def to_join(self, also: str | None) -> list[str]:
        """The rooms to ask for; `also` is where the next message goes."""
        rooms = dict(self._wanted)
        if also is not None:
            rooms[also] = None
        taken = self._joined | self._asked.keys() | self.refused.keys()
        return [room for room in rooms if room not in taken]

    def to_leave(self) -> list[str]:
        """The rooms one is in and wants to be in no more."""
        return sorted(self._joined - self._wanted.keys())

    def ask(self, room: str, now: float) -> Join:
        """The command that joins a room where it was left."""
        self._asked[room] = None
        self.asked_at = now
        return Join(room, since=self._last.get(room))

    def entered(self, state: RoomState) -> None:
        """The answer to a join.

        A copy that is ahead of the log is let go, and the room is asked for again, from its end.
        """
        if state.room not in self._asked and state.room not in self._wanted:
            return
        self._asked.pop(state.room, None)
        if not self._asked:
            self.asked_at = None
        if state.last < self._last.get(state.room, 0):
            del self._last[state.room]
            return
        if state.last == 0 and state.room in self._wanted:
            self._last[state.room] = 0
        self._joined.add(state.room)

    def passed(self, entry: AnyEntry) -> None:
        """An entry came, live or by replay."""
        if entry.room in self._joined and entry.room in self._wanted:
            self._last[entry.room] = max(entry.seq, self._last.get(entry.room, 0))

    def ask_again(self, now: float) -> None:
        """Some join was not done, nobody knows which: ask again for all that stay unanswered."""
        self._asked.clear()
        self.asked_at = None
        self.not_before = now + AGAIN_SECONDS

    def oldest_refused(self, reason: str) -> None:
        """The server refused a join for good: answers come in order, so it is the oldest one."""
        if not self._asked:
            return
        room = next(iter(self._asked))
        del self._asked[room]
        if not self._asked:
            self.asked_at = None
        self.refused[room] = reason
        self.unwant(room)

    def left(self, room: str) -> None:
        """We have said that we leave a room."""
        self._joined.discard(room)

    def connection_lost(self) -> None:
        """The server sees us nowhere any more."""
        self._joined.clear()
        self._asked.clear()
        self.refused.clear()
        self.asked_at, self.not_before = None, 0.0
