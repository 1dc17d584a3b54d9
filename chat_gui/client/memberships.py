"""The rooms one is in: which are wanted, which are joined on this connection, how far each is read.

Pure. What is wanted outlives connections; the session joins until what is joined is what is wanted.
"""

from collections.abc import Iterable, Mapping

from chat_server.protocol.commands import Join
from chat_server.protocol.events import AnyEntry, RoomState, RoomSummary
from chat_server.protocol.limits import LISTED_PRIVATES, MOST_ENTERED
from chat_server.protocol.names import DIRECT, LOBBY, PRIVATE

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

    def kept(self) -> tuple[str, ...]:
        """Those to be remembered: of direct conversations the server tells anew."""
        return tuple(room for room in self._wanted if not room.startswith(DIRECT))

    def want_closed(self, summaries: Iterable[RoomSummary]) -> None:
        """Be in the direct conversations and private rooms that a server lists.

        Of a private room that it does not list one is no member any more.
        """
        listed = [one.room for one in summaries if one.room.startswith((DIRECT, PRIVATE))]
        if sum(room.startswith(PRIVATE) for room in listed) < LISTED_PRIVATES:
            for room in self.wanted():
                if room.startswith(PRIVATE) and room not in listed:
                    self.unwant(room)
        for room in listed:
            if not self.full():
                self._wanted[room] = None

    def full(self) -> bool:
        """Whether no more may be wanted."""
        return len(self._wanted) >= MOST_ENTERED

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

    def go_on_from(self, held: Mapping[str, int]) -> None:
        """So much is held of the rooms, from an earlier run: join goes on from there."""
        self._last.update(held)

    def log_replaced(self) -> None:
        """Read every room anew."""
        self._last.clear()

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

    def entered(self, state: RoomState) -> bool:
        """The answer to a join, or a room that somebody has brought us into, or begun with us.

        A copy that is ahead of the log is let go, and the room is asked for again, from its end.
        False if it is no place to go on from: then the room stays to be joined, or the answer to
        come. So it is, too, for a room of everyone's in which we don't want to be; one is in it
        until what waits for it has gone, and reads nothing.
        """
        room, held = state.room, self._last.get(state.room)
        if room not in self._asked and room not in self._wanted:
            if not room.startswith((DIRECT, PRIVATE)) or self.full():
                return False
            self._wanted[room] = None
            self.refused.pop(room, None)  # somebody has brought us in again
        if held is not None and _leaves_out(state, held):
            self._joined.discard(room)
            return False
        self._asked.pop(room, None)
        if not self._asked:
            self.asked_at = None
        if held is not None and state.last < held:
            del self._last[room]
            return True
        if state.last == 0 and room in self._wanted:
            self._last[room] = 0
        self._joined.add(room)
        return room in self._wanted

    def wants(self, room: str) -> bool:
        """Whether it is one of the rooms to be in."""
        return room in self._wanted

    def passed(self, entry: AnyEntry) -> bool:
        """An entry came, live or by replay. False if it is not to be read: we want to be elsewhere,
        or it comes before its room was joined where it was left, and comes again.
        """
        if entry.room not in self._joined or entry.room not in self._wanted:
            return False
        self._last[entry.room] = max(entry.seq, self._last.get(entry.room, 0))
        return True

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

    def put_out(self, room: str, reason: str) -> None:
        """Somebody has put us out: we are not in this room until the person wants to again."""
        if room in self._joined or room in self._wanted:
            self._joined.discard(room)
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


def _leaves_out(state: RoomState, held: int) -> bool:
    """Whether a room was entered without our `since`, as by `open`, and there are later entries."""
    return not state.missed and state.last > max(held, state.first - 1)
