"""What the client keeps on disk from one run to the next, as plain data. Pure."""

from typing import Self

import msgspec

from chat_server.protocol.commands import Send


class Waiting(msgspec.Struct, frozen=True):
    """A message that was typed and is not yet in the log.

    `at` is when it was typed, Unix milliseconds. `server` is the id of the server it was written
    for; None before the first welcome from `address`, when nobody knows who answers there.
    """

    send: Send
    at: int
    address: str
    server: str | None = None

    def bound_to(self, server: str) -> Self:
        """The same message, written for this server."""
        return msgspec.structs.replace(self, server=server)


class Known(msgspec.Struct, frozen=True):
    """A server met before: its id, the secret that proves who we are, the rooms we were in."""

    server: str
    session: str
    rooms: tuple[str, ...] = ()


class Stored(msgspec.Struct, frozen=True):
    """All that is kept: servers by id, the server last met at an address, messages in order."""

    known: dict[str, Known] = {}
    addresses: dict[str, str] = {}
    waiting: tuple[Waiting, ...] = ()
