"""Events: what the server tells a client.

An *entry* (`message`, `edited`, …) is durable and has the room's next `seq`; a *notice* (`joined`,
`typing`, …) is weather, neither numbered nor stored; the rest answer a command.
"""

import msgspec

from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.fields import Count, Days, Nonce
from chat_server.protocol.limits import Limits


class Who(msgspec.Struct, frozen=True):
    """A person as others see them. `id` never changes, `nick` may."""

    id: str
    nick: str


class You(Who, frozen=True):
    """The person this connection speaks for. A role that is not known counts as a member's."""

    role: str = "member"


class Present(Who, frozen=True, omit_defaults=True):
    """A person who is in a room now. `role` is told where it is no member's."""

    state: str = msgspec.field(default_factory=lambda: "here")  # told, default or not
    role: str = "member"


class ServerInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server: `id` names it and never changes.

    `epoch` names its log: another one after a copy was put back, so that a client drops what it
    holds, since the same seq may be another entry now. `host` is the computer that it runs on.
    Entries are kept so many days and so many a room, 0 for ever and all; None where a server does
    not tell. `room` tells where another rule holds for a room.
    """

    id: str
    name: str
    version: str
    epoch: str = msgspec.field(default_factory=lambda: "")  # told, default or not
    host: str = ""
    keep_days: Days | None = None
    keep_entries: Count | None = None


class RoomSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room in a list: its newest seq, the last one this person has seen, how many are here.

    `with` is the other person of a direct conversation, `maker` the id of who made a private room.
    `announce`: only moderators write there, or in a private room its maker.
    """

    room: str
    kind: str
    topic: str
    last: Count
    seen: Count
    people: Count
    with_: Who | None = msgspec.field(name="with", default=None)
    announce: bool = False
    maker: str | None = None


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """The parent of every event; gives the wire's `type` field."""


class Prove(Event, frozen=True, tag="prove"):
    """The answer to a `hello` with a key: sign the challenge of this nonce (proof.py)."""

    nonce: Nonce


class Welcome(Event, frozen=True, tag="welcome"):
    """The answer to `hello`. `session` is a secret: who shows it again is the same person.

    It is empty for a person who has a key, which is the proof then.
    """

    version: Count
    server: ServerInfo
    you: You
    session: str
    rooms: list[RoomSummary]
    limits: Limits


class RoomState(Event, frozen=True, tag="room"):
    """The answer to `join`, `open`, `create`: the room as it is now. Entries up to `last` follow.

    `people` stops at 200, `count` is how many there are; `first` is the oldest seq kept; `missed`
    is how many entries later than the `since` of the `join` exist. `with` is the other person of a
    direct conversation, `maker` the id of who made a private room; `re` is that of the `open` or
    `create` that this answers; `keep_days` and `keep_entries` are told where they are not the
    server's.
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
    announce: bool = False
    maker: str | None = None
    keep_days: Days | None = None
    keep_entries: Count | None = None


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
    """Notice: a person's first connection entered a room; their role, where it is no member's."""

    room: str
    who: Who
    role: str = "member"


class Left(Event, frozen=True, tag="left"):
    """Notice: a person's last connection left a room, however it ended.

    `by` put them out, for this `reason`; without both they went by themselves.
    """

    room: str
    who: Who
    by: Who | None = None
    reason: str | None = None


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


class Role(Event, frozen=True, tag="role"):
    """Notice: a person is something else now. `room` is empty for who is told it of themselves."""

    room: str
    who: Who
    role: str
    by: Who


class Muted(Event, frozen=True, tag="muted"):
    """Notice to a person: they can write nothing in a room, or anywhere; or they can again."""

    on: bool
    by: Who
    room: str | None = None
    until: Count | None = None
    reason: str | None = None


class Announce(Event, frozen=True, tag="announce"):
    """Notice: only who looks after a room writes in it from here on, or everyone again."""

    room: str
    on: bool
    by: Who


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


class Done(Event, frozen=True, tag="done"):
    """The answer to a command that changed something and has no other answer."""

    re: str | None = None


class Pairing(Event, frozen=True, tag="pairing"):
    """The answer to `pair`: a code for one computer, until a moment in Unix milliseconds."""

    code: str
    until: Count
    re: str | None = None


class InviteInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """An invite: how many newcomers it let in, of how many (0: any number), and until when."""

    id: str
    by: Who
    at: Count
    used: Count
    uses: Count
    role: str
    until: Count | None = None


class Invited(Event, frozen=True, tag="invited"):
    """The answer to `invite`: its code is told here and nowhere else."""

    invite: InviteInfo
    code: str
    re: str | None = None


class Invites(Event, frozen=True, tag="invites"):
    """The answer to `invites`: those that still let somebody in, the newest first."""

    invites: list[InviteInfo]
    more: bool
    re: str | None = None


class BanInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ban: of a person or of an address."""

    by: Who
    at: Count
    who: Who | None = None
    address: str | None = None
    until: Count | None = None
    reason: str | None = None


class Bans(Event, frozen=True, tag="bans"):
    """The answer to `bans`, the newest first."""

    bans: list[BanInfo]
    more: bool
    re: str | None = None


class ActInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was done by who may: `act` is the command's type."""

    number: Count
    at: Count
    by: Who
    act: str
    who: Who | None = None
    room: str | None = None
    detail: str = ""


class Audited(Event, frozen=True, tag="audited"):
    """The answer to `audit`, the newest first."""

    acts: list[ActInfo]
    more: bool
    re: str | None = None


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


Notice = Joined | Left | Renamed | Typing | Seen | Role | Announce | Crowd
AnyEvent = (
    Prove
    | Welcome
    | RoomState
    | AnyEntry
    | Page
    | Found
    | Joined
    | Left
    | Renamed
    | Typing
    | Seen
    | Role
    | Muted
    | Announce
    | Crowd
    | People
    | Rooms
    | Done
    | Pairing
    | Invited
    | Invites
    | Bans
    | Audited
    | Ping
    | Pong
    | Error
)
