"""Events: what the server tells a client.

An *entry* (`message`, `edited`, …) is durable and has the room's next `seq`; a *notice* (`joined`,
`typing`, …) is weather, neither numbered nor stored; the rest answer a command.
"""

import msgspec

from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.fields import Count
from chat_server.protocol.limits import Limits


class Who(msgspec.Struct, frozen=True):
    """A person as others see them. `id` never changes, `nick` may."""

    id: str
    nick: str


class You(Who, frozen=True):
    """The person this connection speaks for."""

    role: str = "member"


class Present(Who, frozen=True):
    """A person who is in a room now."""

    state: str = "here"


class ServerInfo(msgspec.Struct, frozen=True):
    """The server: `id` names it and never changes.

    `epoch` names its log: another one after a copy was put back, so that a client drops what it
    holds, since the same seq may be another entry now.
    """

    id: str
    name: str
    version: str
    epoch: str = ""


class RoomSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room in a list: its newest seq, the last one this person has seen, how many are here.

    `with` is the other person of a direct conversation.
    """

    room: str
    kind: str
    topic: str
    last: Count
    seen: Count
    people: Count
    with_: Who | None = msgspec.field(name="with", default=None)


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """The parent of every event; gives the wire's `type` field."""


class Welcome(Event, frozen=True, tag="welcome"):
    """The answer to `hello`. `session` is a secret: who shows it again is the same person."""

    version: Count
    server: ServerInfo
    you: You
    session: str
    rooms: list[RoomSummary]
    limits: Limits


class RoomState(Event, frozen=True, tag="room"):
    """The answer to `join` and `open`: the room as it is now. Entries up to `last` follow.

    `people` stops at 200, `count` is how many there are; `first` is the oldest seq kept; `missed`
    is how many entries later than the `since` of the `join` exist. `with` is the other person of a
    direct conversation; `re` is that of the `open` that this answers.
    """

    room: str
    kind: str
    topic: str
    people: list[Present]
    count: Count
    last: Count
    first: Count
    missed: Count
    with_: Who | None = msgspec.field(name="with", default=None)
    re: str | None = None


class Entry(Event, frozen=True):
    """The parent of every entry. `at` is Unix milliseconds, UTC, by the server's clock."""

    room: str
    seq: Count
    at: Count
    by: Who
    id: str


class Message(Entry, frozen=True, tag="message"):
    """An entry: what somebody said. `deleted`: it was taken back, and its text is gone."""

    text: str
    reply_to: Count | None = None
    action: bool = False
    deleted: bool = False


class Amendment(Entry, frozen=True):
    """The parent of entries about a message of the room, the one at the seq `target`."""

    target: Count


class Edited(Amendment, frozen=True, tag="edited"):
    """An entry: the message `target` reads `text` now. `deleted` as for the message itself."""

    text: str
    deleted: bool = False


class Deleted(Amendment, frozen=True, tag="deleted"):
    """An entry: the message `target` was taken back; later reads show it without its text."""


class Reacted(Amendment, frozen=True, tag="reacted"):
    """An entry: a person has put an emoji on the message `target`, or taken it off."""

    emoji: str
    on: bool


class Topic(Entry, frozen=True, tag="topic"):
    """An entry: what the room is about from here on."""

    text: str


AnyEntry = Message | Edited | Deleted | Reacted | Topic


class Page(Event, frozen=True, tag="page"):
    """The answer to `history`: entries ascending by `seq`, and whether there are more that way."""

    re: str
    room: str
    entries: list[AnyEntry]
    more: bool


class Hit(msgspec.Struct, frozen=True):
    """A message that was searched for, with the text it has now, and the part that matches."""

    entry: Message
    snippet: str


class Found(Event, frozen=True, tag="found"):
    """The answer to `search`, the newest first. `next` is the `before` that goes on from here."""

    re: str
    hits: list[Hit]
    more: bool
    next: Count | None = None


class Joined(Event, frozen=True, tag="joined"):
    """Notice: a person's first connection entered a room."""

    room: str
    who: Who


class Left(Event, frozen=True, tag="left"):
    """Notice: a person's last connection left a room, however it ended."""

    room: str
    who: Who


class Renamed(Event, frozen=True, tag="renamed"):
    """Notice: a person is called something else now; `was` is the old nickname."""

    room: str
    who: Who
    was: str


class Typing(Event, frozen=True, tag="typing"):
    """Notice: a person is writing."""

    room: str
    who: Who


class Seen(Event, frozen=True, tag="seen"):
    """Notice to a person's other connections: the room was read up to this seq."""

    room: str
    who: Who
    seq: Count


class Crowd(Event, frozen=True, tag="crowd"):
    """Notice, at most one a second: how many are in a room too full to tell of each."""

    room: str
    count: Count


class People(Event, frozen=True, tag="people"):
    """The answer to `people`; `more` when the list was cut."""

    re: str
    people: list[Present]
    count: Count
    more: bool
    room: str | None = None


class Rooms(Event, frozen=True, tag="rooms"):
    """The answer to `rooms`; `more` when the list was cut."""

    re: str
    rooms: list[RoomSummary]
    more: bool


class Ping(Event, frozen=True, tag="ping"):
    """Are you there? Answered with `pong`."""


class Pong(Event, frozen=True, tag="pong"):
    """The answer to `ping`."""

    re: str | None = None


class Error(Event, frozen=True, tag="error"):
    """A command that was not done: `re` or `id` tells which. `fatal`: the connection closes.

    `taken_over`: it closes because the same person came in on another connection.
    """

    code: ErrorCode
    text: str
    fatal: bool
    re: str | None = None
    id: str | None = None
    taken_over: bool = False


Notice = Joined | Left | Renamed | Typing | Seen | Crowd
AnyEvent = (
    Welcome
    | RoomState
    | AnyEntry
    | Page
    | Found
    | Joined
    | Left
    | Renamed
    | Typing
    | Seen
    | Crowd
    | People
    | Rooms
    | Ping
    | Pong
    | Error
)
