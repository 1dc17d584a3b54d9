"""A search as a person types it: what is asked of the server and when, and what has been found.

Pure: a state that is told the time. What is typed rests a moment before it is asked, one search at
most is on its way, and an answer that nobody waits for any more is dropped by its `re`.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec

from chat_gui.model import matching
from chat_gui.worded import heard
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import MOST_SEARCHED

REST_MS = 150
"""How long what is typed rests before it is asked."""
BUSY_MS = 1_500
"""How long nothing is asked after the server was too busy."""
PAGE = 30
"""Messages asked for at once."""
MOST_RESULTS = 1_000
"""Messages that are listed; who looks for more types another word."""


class State(StrEnum):
    """What there is to say about what is listed."""

    EMPTY = "empty"
    SHORT = "short"
    SEARCHING = "searching"
    FOUND = "found"
    NOTHING = "nothing"
    OFFLINE = "offline"
    BUSY = "busy"
    REFUSED = "refused"


class Result(msgspec.Struct, frozen=True):
    """A message that was found. `snippet` is the part of it where the first word stands."""

    room: str
    seq: int
    at: int
    by: events.Who
    snippet: str


Held = Callable[[str, str | None], Sequence[Result]]
"""What is held on this computer of a text, in a room or, with None, everywhere; newest first."""


class Searching:
    """`held` finds what is on this computer: all there is while there is no connection.

    `newest` gives the newest seq that is known of each room's log.
    """

    def __init__(self, held: Held, newest: Callable[[], Mapping[str, int]] = dict) -> None:
        self.held, self._newest = held, newest
        self.text = ""
        self.room: str | None = None
        self.state = State.EMPTY
        self.results: list[Result] = []
        self.more = False
        """Whether `go_on` brings more."""
        self.refusal = ""
        """What the server says in `REFUSED`."""
        self._wanted = False
        self._due = 0
        self._next: int | None = None
        self._asked: commands.Search | None = None
        self._upto: Mapping[str, int] = {}
        """How far the rooms' logs had come when it was asked."""
        self._number = 0

    @property
    def words(self) -> list[str]:
        """The words that are searched for."""
        return matching.words(self.text)

    # What the person does

    def type(self, text: str, room: str | None, now: int) -> None:
        """Search for this, in one room or, with None, everywhere; `now` is Unix milliseconds."""
        text = text[:MOST_SEARCHED].strip()
        if (text, room) == (self.text, self.room) and self.state is not State.EMPTY:
            return
        self.text, self.room, self._next = text, room, None
        self.more = self._wanted = False
        words = self.words
        if not text:
            self._end(State.EMPTY)
        elif (len("".join(words)) < 2 and text.isascii()) or not words:
            self._end(State.SHORT)
        else:
            self._wanted, self._due = True, now + REST_MS
            self.state = State.SEARCHING

    def go_on(self, now: int) -> None:
        """The person has come to the last result: search on."""
        if self.more and not self._wanted and self._asked is None:
            self._wanted, self._due = True, now

    def _end(self, state: State) -> None:
        self.state, self.results = state, []

    def wanted(self, now: int, *, online: bool) -> commands.Search | None:
        """What to ask now, given once; None where nothing is to be asked, or not yet."""
        if not self._wanted or 0 < self._due - now <= BUSY_MS:  # more: the clock was set back
            return None
        if not online:
            self._offline()
            return None
        if self._asked is not None:
            return None
        self._wanted = False
        self._upto = self._newest()
        self._number += 1
        self._asked = commands.Search(
            f"search {self._number}", self.text, self.room, self._next, PAGE
        )
        return self._asked

    def due(self) -> int | None:
        """When `wanted` has something to ask; None where something else comes first."""
        return self._due if self._wanted and self._asked is None else None

    def _offline(self) -> None:
        if self.state is State.OFFLINE or self._next is not None:
            return
        self.state, self.more = State.OFFLINE, False
        self.results = list(self.held(self.text, self.room))[:MOST_RESULTS]

    # What comes

    def found(self, event: events.Found) -> bool:
        """An answer came; False if nothing that is shown changes by it."""
        asked = self._take(event.re)
        if asked is None or not self._is_meant(asked):
            return False
        if asked.before is None:
            self.results = []
        known = {(one.room, one.seq) for one in self.results}
        fresh = [
            _result(hit)
            for hit in event.hits
            if asked.room in (None, hit.entry.room)
            and (hit.entry.room, hit.entry.seq) not in known
            and not hit.entry.deleted
        ]
        self.results += fresh[: MOST_RESULTS - len(self.results)]
        self._next = event.next
        goes_on = event.more and event.next is not None and bool(fresh)
        self.more = goes_on and len(self.results) < MOST_RESULTS
        self.state = State.FOUND if self.results else State.NOTHING
        return True

    def told(self, event: events.Found) -> list[tuple[events.Message, int]]:
        """The messages in an answer, each with the seq up to which all edits are in its text."""
        asked = self._asked
        if asked is None or asked.re != event.re:
            return []
        entries = (hit.entry for hit in event.hits if asked.room in (None, hit.entry.room))
        return [(one, self._upto.get(one.room, 0)) for one in entries if not one.deleted]

    def refused(self, event: events.Error, now: int) -> bool:
        """An `error` came; False if it answers nothing of this."""
        asked = self._take(event.re)
        if asked is None:
            return False
        if not self._is_meant(asked):
            return True
        if event.code == ErrorCode.SLOW_DOWN:
            self.state, self._wanted, self._due = State.BUSY, True, now + BUSY_MS
        else:
            self._end(State.REFUSED)
            self.refusal, self.more = heard(event.text, event.code), False
        return True

    def lost(self) -> None:
        """The connection is gone: what was asked is asked again when it is back."""
        asked, self._asked = self._asked, None
        if asked is not None and self._is_meant(asked):
            self._wanted = True

    def back(self) -> None:
        """The connection is there: what was found only here is looked for anew."""
        if self.state is State.OFFLINE:
            self._wanted, self._next = True, None
            self.state = State.SEARCHING

    def begin_anew(self) -> None:
        """The log is another one, or another server's: what was found is nothing there."""
        if self.state not in (State.EMPTY, State.SHORT):
            self._wanted, self._next, self.more = True, None, False
            self.state, self.results = State.SEARCHING, []

    def forget(self, room: str) -> bool:
        """The person may not read this room any more; False if nothing was found in it."""
        kept = [one for one in self.results if one.room != room]
        forgotten, self.results = len(kept) < len(self.results), kept
        return forgotten

    def _take(self, re: str | None) -> commands.Search | None:
        asked = self._asked
        if asked is None or asked.re != re:
            return None
        self._asked = None
        return asked

    def _is_meant(self, asked: commands.Search) -> bool:
        return (asked.text, asked.room, asked.before) == (self.text, self.room, self._next)


def _result(hit: events.Hit) -> Result:
    entry = hit.entry
    return Result(entry.room, entry.seq, entry.at, entry.by, hit.snippet)
