"""Changes: what the model tells the views after it applied events. Plain data, read in order."""

from enum import StrEnum

import msgspec

from chat_gui.model.acts import Request
from chat_gui.model.rows import Row
from chat_server.protocol import events


class Change(msgspec.Struct, frozen=True):
    """The parent of every change."""


class Reset(Change, frozen=True):
    """The room's rows are new from top to bottom: read `timeline.rows()` and draw again."""

    room: str


class Tail(Change, frozen=True):
    """The end of the room's history: `settled` rows stay, `volatile` ones come again next time.

    A view takes out the volatile rows it drew last, then puts in `settled` and `volatile`, in one
    insertion.
    """

    room: str
    settled: tuple[Row, ...]
    volatile: tuple[Row, ...]


class Older(Change, frozen=True):
    """Rows for the top of the room's history, instead of its first `replaced` rows.

    With no rows there is nothing to draw, but older ones can be asked for again.
    """

    room: str
    rows: tuple[Row, ...]
    replaced: int


class Newer(Change, frozen=True):
    """Rows for the bottom of what is shown of a room's history far above its end.

    With no rows there is nothing to draw, but later ones can be asked for again.
    """

    room: str
    rows: tuple[Row, ...]


class Around(Change, frozen=True):
    """The reader goes to an entry: draw what is shown of the room, if that is something else
    now, with this entry in view, its top `height` pixels down; if none, where it is read best.
    """

    room: str
    seq: int
    height: int | None = None


class Attached(Change, frozen=True):
    """What is shown is the room's own end again: draw it, the view held still."""

    room: str


class Searched(Change, frozen=True):
    """What is searched for was found, or was not: `ChatModel.searching` tells."""


class Changed(Change, frozen=True):
    """Rows that were drawn read otherwise now: draw each anew in its place, found by its `key`."""

    room: str
    rows: tuple[Row, ...]


class Skipped(Change, frozen=True):
    """Rows came too fast to be drawn one by one, `messages` of them by other people.

    `draw`: it is time to draw the room anew, for a reader who is at its end. `changed` are rows
    that read otherwise now, for one who is not.
    """

    room: str
    messages: int
    draw: bool
    changed: tuple[Row, ...] = ()


class RoomsChanged(Change, frozen=True):
    """The list of rooms, an unread count or a topic: draw the sidebar's rooms and the header."""


class PeopleChanged(Change, frozen=True):
    """Who is in the room."""

    room: str


class TypingChanged(Change, frozen=True):
    """Who is typing in the room."""

    room: str


class Phase(StrEnum):
    """Where the connection stands."""

    CONNECTING = "connecting"
    ONLINE = "online"
    ASKING = "asking"
    LOST = "lost"
    CLOSED = "closed"


class Connection(Change, frozen=True):
    """How the connection is. `LOST` tries again by itself; `CLOSED` waits for the person.

    `ASKING` waits for the answer to an `Asked`.
    """

    phase: Phase
    reason: str = ""
    """One sentence for a person, with what to do next; empty where nothing is wrong."""
    retry_at: float | None = None
    """When the next try comes, by `time.monotonic()`."""
    encrypted: bool = False
    copied: bool = False
    """Whether what is shown is the local copy, before the server has said a word."""


class CaughtUp(Change, frozen=True):
    """The connection is back and the room is whole again: how many entries had been missed."""

    room: str
    missed: int


class Refused(Change, frozen=True):
    """Something asked for was not done: one sentence, shown for a while."""

    text: str


class Told(Change, frozen=True):
    """The answer to what was asked here: one sentence, shown for a while."""

    text: str


class StandingChanged(Change, frozen=True):
    """What the person may do, here or anywhere."""


class ToMe(Change, frozen=True):
    """Something was done to the person: tell them."""

    what: events.Role | events.Muted | events.Left | events.RoomState


class Acted(Change, frozen=True):
    """What was asked is done; `about` is whom or what it was about."""

    command: Request
    about: str


class NotActed(Change, frozen=True):
    """What was asked is not done: one sentence says why."""

    command: Request
    about: str
    reason: str


class Answered(Change, frozen=True):
    """The answer to what was asked."""

    command: Request
    answer: events.Invited | events.Invites | events.Bans | events.Audited | events.People


class Opened(Change, frozen=True):
    """A conversation or room that was asked for is there: look at it, say `texts` in it."""

    room: str
    texts: tuple[str, ...]


class NotOpened(Change, frozen=True):
    """It is not there: one sentence, and the texts that were to be said."""

    nick: str
    texts: tuple[str, ...]
    reason: str


class Asked(Change, frozen=True):
    """The parent of what the person is asked at the door, before the server lets them in."""


class NickRefused(Asked, frozen=True):
    """The server does not take this nickname: ask for another."""

    nick: str
    text: str


class UnknownServer(Asked, frozen=True):
    """Nobody has vouched for this server: does its code stand on the host's screen, too?"""

    fingerprint: str
    code: str


class OtherServer(Asked, frozen=True):
    """The server is not the one it was, whose code was `known_code`; nothing was said to it."""

    fingerprint: str
    code: str
    known_code: str


class InviteNeeded(Asked, frozen=True):
    """The server lets newcomers in with an invite code only."""

    text: str


class Offered(Change, frozen=True):
    """Another computer of this person's can come in by this code, until Unix milliseconds."""

    code: str
    until: int


class NotOffered(Change, frozen=True):
    """There is no such code: one sentence why."""

    reason: str


AnyChange = (
    Reset
    | Tail
    | Older
    | Newer
    | Around
    | Attached
    | Searched
    | Changed
    | Skipped
    | RoomsChanged
    | PeopleChanged
    | TypingChanged
    | Connection
    | CaughtUp
    | Refused
    | Told
    | StandingChanged
    | ToMe
    | Acted
    | NotActed
    | Answered
    | Opened
    | NotOpened
    | NickRefused
    | UnknownServer
    | OtherServer
    | InviteNeeded
    | Offered
    | NotOffered
)
