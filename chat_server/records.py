"""People, rooms and what was ruled about them, as the hub and the log know it."""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta

from chat_server.protocol.events import Present, Who
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.roles import Role, rank

DIRECT = "direct"
"""The kind of a room of two."""
PUBLIC = "public"
"""The kind of a room that is there for everyone."""
PRIVATE = "private"
"""The kind of a room that is there for its members."""

CONSOLE, CONSOLE_NICK = "console", "server"
"""The person who is the server itself: an owner, whom nobody acts on."""


class Person(msgspec.Struct, frozen=True):
    """Somebody who has said hello. `session` is the SHA-256 of the secret that proves it.

    `owns`: the nickname is theirs also while they are away, since they have a key.
    """

    id: str
    nick: str
    session: bytes
    role: Role = "member"
    owns: bool = False

    @property
    def moderates(self) -> bool:
        """Whether they look after what others say and do."""
        return rank(self.role) >= rank("moderator")

    def outranks(self, other: "Person") -> bool:
        """Whether they may act on the other one."""
        return self.moderates and rank(self.role) > rank(other.role)

    @property
    def who(self) -> Who:
        """How others see them."""
        return Who(self.id, self.nick)

    @property
    def present(self) -> Present:
        """The same, in a list of those who are here."""
        return Present(self.id, self.nick, role=self.role)


def session_hash(secret: str) -> bytes:
    """What is kept of a session's secret. It is 128 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class Room(msgspec.Struct, frozen=True):
    """A room is a log: `first` and `last` are the oldest and newest seq kept, 0 and 0 if empty.

    `at` is the moment of the newest entry in Unix milliseconds; the next one is never earlier.
    `members` are the ids of those for whom a room is there that is not public; `maker` made it.
    Where nothing is kept any more, `first` is one after `last`. `announce`: moderators write.
    """

    name: str
    kind: str = PUBLIC
    topic: str = ""
    first: int = 0
    last: int = 0
    at: int = 0
    members: frozenset[str] = frozenset()
    announce: bool = False
    maker: str = ""

    def is_for(self, person: str) -> bool:
        """Whether the room is there for this person, by id."""
        return self.kind == PUBLIC or person in self.members

    def other(self, person: str) -> str | None:
        """The id of the other person of a direct conversation."""
        if self.kind != DIRECT:
            return None
        return next((id for id in self.members if id != person), None)


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a room's entries are kept: `days` and how many `entries`; 0 means for ever, all."""

    days: Annotated[float, Meta(ge=0, le=36_500)] = 0
    entries: Annotated[int, Meta(ge=0, le=MAX_INTEGER)] = 0

    @property
    def forever(self) -> bool:
        """Whether nothing ever goes."""
        return not self.days and not self.entries


class Retention(Keep, frozen=True):
    """What holds for every room, and for those in `rooms` instead."""

    rooms: dict[str, Keep] = {}

    def of(self, room: str) -> Keep:
        """What holds for this room."""
        return self.rooms.get(room, self)


KEEP_ALL = Retention()


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """The parent of what was ruled: `by` a person's id, `at` a moment, `until` another or ever."""

    by: str
    at: int
    until: int | None = None

    def holds(self, now: int) -> bool:
        """Whether it still does."""
        return self.until is None or now < self.until


class Ban(Ruling, frozen=True, kw_only=True):
    """A person, by id, or an address or network is kept out; `subject` is either."""

    subject: str
    is_address: bool = False
    reason: str = ""


class Mute(Ruling, frozen=True, kw_only=True):
    """A person writes nothing in a room ("": anywhere)."""

    person: str
    room: str = ""
    reason: str = ""


class Invite(Ruling, frozen=True, kw_only=True):
    """A code lets newcomers in; `hash` is its secret's Argon2id hash in PHC form.

    `uses` is how many newcomers it is for, 0 for any number; `used` how many it has let in.
    """

    id: str
    hash: str
    uses: int = 0
    used: int = 0
    role: Role = "member"

    @property
    def spent(self) -> bool:
        """Whether it has let in all that it was for."""
        return 0 < self.uses <= self.used


class Offer(msgspec.Struct, frozen=True):
    """A code that lets a person's other computer in, until a moment in Unix milliseconds."""

    code: str
    until: int


class Rules(msgspec.Struct, frozen=True):
    """What the log knows about who may do what: owners are person -> the nickname they own."""

    owners: dict[str, str] = {}
    bans: tuple[Ban, ...] = ()
    mutes: tuple[Mute, ...] = ()
    invites: tuple[Invite, ...] = ()
    acts: int = 0
    """How many acts the audit log holds."""
