"""What the hub is told and what it hands on to the reactor. Plain data; writes are in writes.py.

Connections are numbers here; only the reactor knows which socket stands behind one.
"""

import msgspec

from chat_server.protocol.codec import Fault, Logged
from chat_server.protocol.commands import AnyCommand, History, Search
from chat_server.protocol.events import Error, Event
from chat_server.records import Invite


class Arrived(msgspec.Struct, frozen=True):
    """A peer has connected, from this address."""

    connection: int
    address: str = ""


class Heard(msgspec.Struct, frozen=True):
    """What a peer said, in order; `size` is how many bytes it was."""

    connection: int
    said: list[AnyCommand | Fault]
    size: int


class Gone(msgspec.Struct, frozen=True):
    """A peer will say nothing more, however it ended."""

    connection: int


class Vet(msgspec.Struct, frozen=True):
    """Is this the secret of an invite, by its id? `hash` is the invite's, "" where there is none.

    The connection and its address are those of the newcomer who gave the code.
    """

    connection: int
    address: str
    invite: str
    secret: str
    hash: str


class Seal(msgspec.Struct, frozen=True):
    """The secret of a new invite is to be hashed, which only lacks that; `re` is the command's."""

    connection: int
    invite: Invite
    secret: str
    re: str | None


Job = Vet | Seal
"""What another thread does for the hub, since it takes long. One at a time for a connection."""


class Vetted(msgspec.Struct, frozen=True):
    """The answer to a connection's `Vet`."""

    connection: int
    right: bool


class Sealed(msgspec.Struct, frozen=True):
    """The answer to a connection's `Seal`."""

    connection: int
    hash: str


class Failed(msgspec.Struct, frozen=True):
    """A job of a connection could not be done now."""

    connection: int


Done = Vetted | Sealed | Failed
"""What comes of a job."""

Input = Arrived | Heard | Gone | Done


class Say(msgspec.Struct, frozen=True):
    """For everyone in a room. `author` is the connection an entry came by."""

    room: str
    event: Event | Logged
    author: int | None = None


class Tell(msgspec.Struct, frozen=True):
    """For one connection."""

    connection: int
    event: Event | Logged


class Subscribe(msgspec.Struct, frozen=True):
    """From here on a connection gets what is said in a room, after the entries `after` … `last`."""

    connection: int
    room: str
    after: int
    last: int


class Unsubscribe(msgspec.Struct, frozen=True):
    """A connection gets nothing more of a room."""

    connection: int
    room: str


class Fetch(msgspec.Struct, frozen=True):
    """A page of a room for one connection, up to the seq `last`; the reader answers.

    That may be much later, if the peer reads slowly: who may read the room no more by then gets
    nothing that was said meanwhile.
    """

    connection: int
    command: History
    last: int


class Find(msgspec.Struct, frozen=True):
    """What one connection searches for, among what its person may read; the searcher answers."""

    connection: int
    command: Search
    person: str


class Close(msgspec.Struct, frozen=True):
    """End a connection after it was told why."""

    connection: int
    error: Error


class Forget(msgspec.Struct, frozen=True):
    """A connection that is gone has been answered all it will be."""

    connection: int


Delivery = Say | Tell | Subscribe | Unsubscribe | Fetch | Find | Close | Forget
