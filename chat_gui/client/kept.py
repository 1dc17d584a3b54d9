"""What the client keeps on disk from one run to the next, as plain data. Pure."""

from collections.abc import Mapping
from typing import Self

import msgspec

from chat_server.protocol.commands import Delete, Edit, React, Send

Lasting = Send | Edit | Delete | React
"""What waits for its echo, on disk: it is done once, however often the connection breaks."""


class Waiting(msgspec.Struct, frozen=True):
    """A message that was typed and is not yet in the log; or what is to be done to one.

    `at` is when it was typed, Unix milliseconds. `server` is the id of the server it was written
    for; None before the first welcome from `address`, when nobody knows who answers there. `epoch`
    is that server's (events.ServerInfo), in which the seqs mean what the person saw; "" for one
    that told none.
    """

    post: Lasting
    at: int
    address: str
    server: str | None = None
    epoch: str = ""

    def bound_to(self, server: str) -> Self:
        """The same message, written for this server."""
        return msgspec.structs.replace(self, server=server)


class Known(msgspec.Struct, frozen=True):
    """A server met before: by which name it is kept here, and the rooms we were in.

    `session` is the secret that proves who we are to servers from before keys, "" for none.
    `fingerprint` is the certificate's that the server showed last, "" as long as it showed none.
    `epoch` names the log it had then.
    """

    server: str
    session: str
    rooms: tuple[str, ...] = ()
    fingerprint: str = ""
    epoch: str = ""

    def secret_for(self, fingerprint: str) -> str:
        """The session, if who shows this certificate is the server that gave it.

        What was given before the server had a certificate is shown to the first one it shows.
        """
        return self.session if self.fingerprint in ("", fingerprint) else ""


class Stored(msgspec.Struct, frozen=True):
    """All that is kept: servers by name, the server last met at an address, messages in order."""

    known: dict[str, Known] = {}
    addresses: dict[str, str] = {}
    waiting: tuple[Waiting, ...] = ()

    def expected(self, address: str, fingerprint: str) -> tuple[str | None, tuple[str, ...]]:
        """Who answered last at the address, and the rooms we were in; None if that is not sought.

        `fingerprint` is what the server has to show this time, "" if nobody said.
        """
        known = self.known.get(self.addresses.get(address, ""))
        if known is None or fingerprint not in ("", known.fingerprint):
            return None, ()
        return known.server, known.rooms


def name_of(server: str, fingerprint: str, known: Mapping[str, Known], here: str | None) -> str:
    """By which name to keep a server that says it is `server`; `here` is who answered last time.

    That is no proof: everybody knows a server's id. So another certificate is another server,
    unless it answers where that one did, and the person has trusted it.
    """
    met = known.get(server)
    if met is None or met.fingerprint == fingerprint or server == here:
        return server
    return f"{server}/{fingerprint or 'plaintext'}"
