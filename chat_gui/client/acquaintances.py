"""The servers met so far, and which of them answers at this window's address. Pure."""

import msgspec

from chat_gui.client.actions import Know, Outlet
from chat_gui.client.kept import Known, Stored, name_of

MOST_SERVERS = 200
"""Servers that are remembered, here and on disk; those not met for the longest time go first."""


class Acquaintances:
    """`here` is the name of who answered last at the address; None if nobody ever did."""

    def __init__(self, address: str, stored: Stored, out: Outlet) -> None:
        self.here = stored.addresses.get(address)
        self._address = address
        self._known = dict(stored.known)
        self._out = out

    def name_of(self, server: str, fingerprint: str) -> str:
        """By which name who answers now is kept: says it is `server`, shows this certificate."""
        return name_of(server, fingerprint, self._known, self.here)

    def rooms_on(self, name: str) -> tuple[str, ...]:
        """The rooms we were in on a server."""
        known = self._known.get(name)
        return known.rooms if known is not None else ()

    @property
    def epoch(self) -> str:
        """Which log the server had that answered last at the address; "" if nobody told."""
        known = self._known.get(self.here or "")
        return known.epoch if known is not None else ""

    def secret_for(self, fingerprint: str, name: str) -> str:
        """The session to show to who answers now with this certificate; "" for none.

        As long as it has not said by which `name` it is known, it is taken for who answered last.
        """
        known = self._known.get(name or self.here or "")
        return known.secret_for(fingerprint) if known is not None else ""

    def is_new_to(self, name: str, fingerprint: str, session: str) -> bool:
        """Whether a server from before keys gave another `session` than the one it once gave us.

        It was shown that of who answered here in between, and took us for somebody new: then what
        waits for it would be said again.
        """
        return session not in ("", self.secret_for(fingerprint, name) or session)

    def keep(self, known: Known) -> None:
        """Remember who answers here, from now on by this.

        A certificate is one server's, so one that calls itself something else each time is not
        remembered more than once.
        """
        for name, other in [*self._known.items()]:
            if name == known.server or other.fingerprint == known.fingerprint != "":
                del self._known[name]
        self._known[known.server] = known
        for name in [*self._known][:-MOST_SERVERS]:
            del self._known[name]
        self._out.do(Know(self._address, known))

    def keep_rooms(self, rooms: tuple[str, ...]) -> None:
        """Remember in which rooms we are on the server that answers here, if that has changed."""
        known = self._known.get(self.here or "")
        if known is not None and known.rooms != rooms:
            self.keep(msgspec.structs.replace(known, rooms=rooms))
