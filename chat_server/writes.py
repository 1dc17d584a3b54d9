"""What the hub has the log keep. Plain data; storage/writes.py has the SQL of each.

Moments are Unix milliseconds, people are named by id, rooms by name.
"""

import msgspec

from chat_server.protocol.codec import Logged
from chat_server.protocol.roles import Role
from chat_server.records import Ban, Invite, Mute, Person, Room


class NewPerson(msgspec.Struct, frozen=True):
    """Somebody said hello for the first time."""

    person: Person
    at: int


class NewNick(msgspec.Struct, frozen=True):
    """A person is called something else."""

    person: str
    nick: str


class NewRole(msgspec.Struct, frozen=True):
    """A person is something else."""

    person: str
    role: Role


class NewKey(msgspec.Struct, frozen=True):
    """A person has this public key from now on, and nobody else has it any more."""

    person: str
    key: bytes
    at: int


class DropKeys(msgspec.Struct, frozen=True):
    """None of the keys that a person had is theirs any more."""

    person: str


class NewSession(msgspec.Struct, frozen=True):
    """A person's session has another secret, of this hash."""

    person: str
    session: bytes


class Ownership(msgspec.Struct, frozen=True):
    """A person owns the nickname they bear, or does no more."""

    person: str
    owns: bool


class NewRoom(msgspec.Struct, frozen=True):
    """A room that was not there."""

    room: Room
    at: int


class NewMember(msgspec.Struct, frozen=True):
    """A person may enter a private room from now on."""

    room: str
    person: str


class DropMember(msgspec.Struct, frozen=True):
    """A person may enter a private room no more."""

    room: str
    person: str


class SetAnnounce(msgspec.Struct, frozen=True):
    """Whether only moderators write in a room."""

    room: str
    on: bool


class NewEntry(msgspec.Struct, frozen=True):
    """An entry for the log."""

    room: Room
    logged: Logged


class NewMark(msgspec.Struct, frozen=True):
    """A person has read a room up to this seq."""

    person: str
    room: str
    seq: int


class Prune(msgspec.Struct, frozen=True):
    """The room's entries up to this seq are no longer kept."""

    room: str
    seq: int


class PutBan(msgspec.Struct, frozen=True):
    """A ban, instead of an earlier one of the same person or address."""

    ban: Ban


class DropBan(msgspec.Struct, frozen=True):
    """No ban of this person or address any more."""

    subject: str


class PutMute(msgspec.Struct, frozen=True):
    """A person is muted, instead of how they were in the same room."""

    mute: Mute


class DropMute(msgspec.Struct, frozen=True):
    """A person is not muted any more in this room ("": everywhere)."""

    person: str
    room: str


class PutInvite(msgspec.Struct, frozen=True):
    """An invite as it is now."""

    invite: Invite


class DropInvite(msgspec.Struct, frozen=True):
    """An invite that lets nobody in any more."""

    id: str


class NewAct(msgspec.Struct, frozen=True):
    """For the audit log: who did what to whom, and where."""

    number: int
    at: int
    by: str
    act: str
    who: str | None = None
    room: str | None = None
    detail: str = ""


Write = (
    NewPerson
    | NewNick
    | NewRole
    | NewKey
    | DropKeys
    | NewSession
    | Ownership
    | NewRoom
    | NewMember
    | DropMember
    | SetAnnounce
    | NewEntry
    | NewMark
    | Prune
    | PutBan
    | DropBan
    | PutMute
    | DropMute
    | PutInvite
    | DropInvite
    | NewAct
)
