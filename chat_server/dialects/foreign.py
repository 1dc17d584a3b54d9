"""A dialect that does not know the protocol: it says hello, joins and answers for its peer. Pure.

`nick.py` and `header10.py` have what goes over the wire; here is what their peers have in common:
a nickname, lines of text up, lines of text down, and one room, the lobby.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import ClassVar

from chat_server.protocol import commands, events, names
from chat_server.protocol.codec import Fault
from chat_server.protocol.commands import AnyCommand
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits

Said = AnyCommand | Fault
"""What a peer says, as the hub takes it."""

RECENT = 10
"""Entries of the past that somebody is shown who comes in."""
HELD_TEXTS = 100
"""Texts that wait for the hub; then its peer is not read."""
AGAIN = "again"
AGAIN_SECONDS = 0.3
"""How long something waits that was too much at once."""
NOBODY = "Guest"
"""Who has no nickname that will do."""

_VERSION = 1
_MOST = Limits()
_ROOM_FOR_NUMBER = 6
_LONGEST_CODE = 64


class Foreign:
    """What one such peer says and is told. `told` and `tick` give what it says to that.

    Its own class says what a line looks like (`_line`, `_note`) and what goes out in one send
    (`packet`).
    """

    name: ClassVar[str]
    pause: ClassVar[float] = 0.0
    """Seconds between two packets."""
    farewell: ClassVar[float] = 0.0
    """Seconds between the last packet and the end of the connection."""
    resets: ClassVar[bool] = False
    """Whether the connection has to end in a reset."""
    repeats: ClassVar[bool] = True
    """Whether a peer is told what it has said itself."""
    whole: ClassVar[int] = 0
    """Bytes of the largest packet that a peer has to find whole; 0 if it may come in pieces."""

    def __init__(self) -> None:
        self.waits: dict[str, float] = {}
        """What is due, once, in how many seconds; `tick` is called with its name then."""
        self._me = ""
        self._nick = ""
        """The one that was asked for last."""
        self._tries = 0
        self._why = ""
        """Why it is not the one that the peer gave."""
        self._waiting: deque[str] = deque()
        """What is to be said, the oldest first."""
        self._said = 0
        """How much was said; the number of the newest is its id."""
        self._flying = False
        """Whether the hub has yet to answer the first of them."""
        self._knocking = False
        """Whether the hub has yet to answer the hello."""
        self._here = False
        self._invited = True
        """False while the server waits for a code."""
        self._code: str | None = None
        """The invite that the peer has typed."""
        self._late = False
        """Whether the peer knows that what it said has to wait."""
        self._from = 0
        """The seq from which on entries are shown."""

    # To be written by each dialect

    def begin(self) -> None:
        """The peer is there."""

    def feed(self, data: bytes) -> list[Said]:
        """What bytes of the peer come to."""
        raise NotImplementedError

    def packet(self) -> bytes:
        """What goes out next, in one send; nothing if nothing waits."""
        raise NotImplementedError

    @property
    def waiting_bytes(self) -> int:
        """About how many bytes wait for `packet`."""
        raise NotImplementedError

    def drop(self) -> None:
        """Nothing of what waits goes out any more."""
        raise NotImplementedError

    @classmethod
    def refusal(cls, error: events.Error) -> bytes:
        """What somebody is told who may not even come in."""
        raise NotImplementedError

    def _line(self, by: str, text: str) -> None:
        """Somebody said something."""
        raise NotImplementedError

    def _note(self, text: str) -> None:
        """Something happened: a line of the server's own."""
        raise NotImplementedError

    @property
    def answers(self) -> bool:
        """Whether a peer that is there answers a `ping`, so that silence tells that it is gone."""
        return False

    def _ask(self) -> None:
        """Is the peer there?"""

    def _called(self, who: events.Who) -> str:
        """What somebody is called here."""
        return who.nick

    # What the peer says

    @property
    def pending(self) -> bool:
        """Whether something that the peer has said is still to be passed on."""
        return bool(self._waiting)

    @property
    def full(self) -> bool:
        """Whether the peer is not to be read now."""
        return len(self._waiting) >= HELD_TEXTS

    def _enter(self, raw: str) -> list[Said]:
        """The peer gives its nickname."""
        try:
            self._nick = names.nickname(names.printable(raw).strip())
        except Refusal as refusal:
            self._nick, self._why = NOBODY, refusal.text
        return [self._hello()]

    def _hello(self) -> Said:
        self._knocking = True
        return commands.Hello(_VERSION, self._numbered(), client=self.name, invite=self._code)

    def _numbered(self) -> str:
        if not self._tries:
            return self._nick
        return f"{self._nick[: _MOST.nick - _ROOM_FOR_NUMBER]}{self._tries + 1}"

    def _say(self, raw: str) -> list[Said]:
        """The peer says something, of any length."""
        text = names.printable(raw).strip()
        if not text:
            return []
        if not self._invited:
            self._invited, self._code = True, text[:_LONGEST_CODE]
            return [self._hello()]
        size = _MOST.text
        pieces = (text[start : start + size] for start in range(0, len(text), size))
        self._waiting.extend(piece for piece in pieces if piece.strip())
        return self._next()

    def _next(self) -> list[Said]:
        """Say the next text when the one before has arrived: so nothing is lost or out of order."""
        if self._flying or not self._here or not self._waiting:
            return []
        self._flying = True
        return [commands.Send(names.LOBBY, str(self._said), self._waiting[0])]

    def tick(self, what: str) -> list[Said]:
        """Something of `waits` is due."""
        return self._again() if what == AGAIN else []

    def _again(self) -> list[Said]:
        """Try again what was refused for a moment."""
        if self._me:
            return self._next() if self._here else [commands.Join(names.LOBBY)]
        return [self._hello()] if self._invited and not self._knocking else []

    # What the peer is told

    def told(self, event: events.Event) -> list[Said]:
        """Something happened that this peer may know of."""
        tell = _TOLD.get(type(event))
        return list(tell(self, event)) if tell is not None else []

    def _welcome(self, event: events.Welcome) -> Iterator[Said]:
        self._me, self._knocking = event.you.id, False
        if self._why:
            self._note(f"{self._why} Here you are {self._called(event.you)}.")
        yield commands.Join(names.LOBBY)

    def _room(self, event: events.RoomState) -> Iterator[Said]:
        if event.room.startswith(names.PRIVATE):  # what is said there never goes out in the clear
            yield commands.Leave(event.room)
        if event.room != names.LOBBY or self._here:
            return
        self._here = True
        self._from = event.last - RECENT + 1
        self._arrived(event)
        yield from self._next()

    def _arrived(self, room: events.RoomState) -> None:
        """The peer is in the lobby."""

    def _message(self, event: events.Message) -> Iterator[Said]:
        if event.by.id == self._me:
            yield from self._heard(event.id)
            if not self.repeats:
                return
        if event.deleted or not self._shows(event):
            return
        if event.action:
            self._note(f"* {_mark(event)}{self._called(event.by)} {event.text}")
        else:
            self._line(self._called(event.by), f"{_mark(event)}{event.text}")

    def _heard(self, id: str) -> Iterator[Said]:
        """The hub has what the peer said."""
        if self._flying and id == str(self._said):
            self._arrive()
            yield from self._next()

    def _arrive(self) -> None:
        self._waiting.popleft()
        self._said += 1
        self._flying = self._late = False

    def _shows(self, event: events.Entry) -> bool:
        if event.room == names.LOBBY:
            return event.seq >= self._from
        return event.room.startswith(names.DIRECT)

    def _edited(self, event: events.Edited) -> Iterator[Said]:
        if not event.deleted and self._shows(event):
            self._line(self._called(event.by), f"{_mark(event)}(corrected) {event.text}")
        yield from ()

    def _deleted(self, event: events.Deleted) -> Iterator[Said]:
        yield from self._noted(event, "took a message back.")

    def _reacted(self, event: events.Reacted) -> Iterator[Said]:
        if event.on:
            yield from self._noted(event, f"reacts with {event.emoji}")

    def _topic(self, event: events.Topic) -> Iterator[Said]:
        new = f"set the topic to {event.text}" if event.text else "took the topic away."
        yield from self._noted(event, new)

    def _noted(self, event: events.Entry, what: str) -> Iterator[Said]:
        if self._shows(event):
            self._note(f"{_mark(event)}{self._called(event.by)} {what}")
        yield from ()

    def _joined(self, event: events.Joined) -> Iterator[Said]:
        if event.who.id != self._me and event.room == names.LOBBY:
            self._note(f"{self._called(event.who)} joined the chat!")
        yield from ()

    def _left(self, event: events.Left) -> Iterator[Said]:
        if event.room != names.LOBBY:
            return
        if event.who.id == self._me:
            yield from self._put_out(event)
        elif event.by is None:
            self._note(f"{self._called(event.who)} left the chat!")
        else:
            self._note(f"{self._called(event.who)} was put out by {_by(self, event)}")

    def _put_out(self, event: events.Left) -> Iterator[Said]:
        """There is but one room here, so who is put out of it is put off."""
        self._here = False
        if event.by is not None:
            text = f"You were put out by {_by(self, event)} Connect again to come back."
            yield Fault(text, fatal=True)

    def _renamed(self, event: events.Renamed) -> Iterator[Said]:
        if event.room == names.LOBBY and event.who.id != self._me:
            was = self._called(events.Who(event.who.id, event.was))
            self._note(f"{was} is {self._called(event.who)} now.")
        yield from ()

    def _muted(self, event: events.Muted) -> Iterator[Said]:
        if event.room in (None, names.LOBBY):
            text = "You can't write for now" if event.on else "You may write again"
            self._note(f"{text}, says {_by(self, event)}")
        yield from ()

    def _announced(self, event: events.Announce) -> Iterator[Said]:
        if event.room == names.LOBBY:
            self._note(f"{'Only moderators write' if event.on else 'Everyone writes'} here now.")
        yield from ()

    def _ping(self, _event: events.Ping) -> Iterator[Said]:
        self._ask()
        yield from ()

    def _error(self, event: events.Error) -> Iterator[Said]:
        if not self._me:
            self._knocking = False
        if event.fatal:
            self._note(event.text)
        elif event.code in _LATER:
            self._wait(event)
        elif not self._me:
            yield from self._not_in(event)
        elif self._flying and event.id == str(self._said):
            self._note(event.text)
            self._arrive()
            yield from self._next()

    def _wait(self, event: events.Error) -> None:
        """Not now: it is tried again; who waits for long should know why."""
        self._flying = False
        self.waits[AGAIN] = AGAIN_SECONDS
        if not self._late and (event.code is ErrorCode.STORAGE or not self._me):
            self._note(event.text)
            self._late = True

    def _not_in(self, event: events.Error) -> Iterator[Said]:
        """The hello was refused."""
        if event.code is ErrorCode.NEEDS_INVITE:
            self._invited, self._code = False, None
            self._note(f"{event.text} Type its code here.")
        elif event.code is ErrorCode.NICK_TAKEN:
            self._why = self._why or event.text
            self._tries += 1
            yield self._hello()
        elif event.code is ErrorCode.NICK_INVALID and self._nick != NOBODY:
            self._why = self._why or event.text  # a server may allow less than is usual
            self._nick, self._tries = NOBODY, 0
            yield self._hello()
        elif event.code is ErrorCode.NICK_INVALID:
            yield Fault(event.text, fatal=True)
        else:
            self._note(event.text)


_LATER = {ErrorCode.SLOW_DOWN, ErrorCode.STORAGE}
"""What is refused now and may not be in a moment."""


def _mark(event: events.Entry) -> str:
    """Where it was said, if not in the lobby; it stands behind the name, which may hold it, too."""
    return "" if event.room == names.LOBBY else "(to you alone) "


def _by(foreign: Foreign, event: events.Left | events.Muted) -> str:
    """Who has done it, and why."""
    assert event.by is not None, "only for what somebody has done"
    return f"{foreign._called(event.by)}{f' ({event.reason})' if event.reason else ''}."


_TOLD: dict[type, Callable[..., Iterator[Said]]] = {
    events.Welcome: Foreign._welcome,
    events.RoomState: Foreign._room,
    events.Message: Foreign._message,
    events.Edited: Foreign._edited,
    events.Deleted: Foreign._deleted,
    events.Reacted: Foreign._reacted,
    events.Topic: Foreign._topic,
    events.Joined: Foreign._joined,
    events.Left: Foreign._left,
    events.Renamed: Foreign._renamed,
    events.Muted: Foreign._muted,
    events.Announce: Foreign._announced,
    events.Ping: Foreign._ping,
    events.Error: Foreign._error,
}
"""What of all events is told to such a peer."""
