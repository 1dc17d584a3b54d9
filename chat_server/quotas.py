"""How much one connection, person or address may do, and how fast. Pure.

`meter.py` counts; who goes over a limit is refused with a `Noted`, which the hub's thread logs.
"""

import msgspec

from chat_server.journal import Journal
from chat_server.meter import Meter
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.limits import Limits


class Quotas(msgspec.Struct, frozen=True):
    """Limits that are not told in `welcome`. Rates are per second, and 0 means no limit."""

    windows: int = 2
    """How many times as much as one connection a person may say over all of theirs."""
    patience: int = 300
    """Commands over its limit after which a connection is closed; it gets as much back as it may
    say."""
    newcomer_burst: int = 1_000
    """New people who may come at once from one address: each stays in the log."""
    newcomer_rate: float = 1
    """New people from one address after the burst."""
    searches: int = 4
    """Searches of one person that may wait or run at once."""
    rooms: int = 100
    """Rooms that one person may make, whatever becomes of them."""
    unused: int = 200
    """Direct conversations in which nothing was said that one person may have opened."""
    code_burst: int = 20
    """Wrong invites that may come at once from one address."""
    code_rate: float = 0.1
    """Wrong invites from one address after the burst."""


UNLIMITED = Quotas(
    newcomer_rate=0, searches=MAX_INTEGER, rooms=MAX_INTEGER, unused=MAX_INTEGER, code_rate=0
)


class Noted(Refusal):
    """Refused, and worth a line in the log: `why` in a few words, and because of what `subject`."""

    def __init__(
        self, why: str, subject: str, code: ErrorCode, text: str, *, fatal: bool = False
    ) -> None:
        super().__init__(code, text, fatal=fatal)
        self.why = why
        self.subject = subject


class Meters:
    """Every meter of the hub."""

    def __init__(self, journal: Journal, limits: Limits, quotas: Quotas) -> None:
        burst, rate = limits.burst * quotas.windows, limits.rate * quotas.windows
        self._of_connections = Meter[int](limits.burst, limits.rate, journal)
        self._over = Meter[int](quotas.patience, limits.rate, journal)
        """Commands of connections that are over their limit."""
        self._of_people = Meter[str](burst, rate, journal)
        self._joins = Meter[str](limits.join_burst, limits.join_rate, journal)
        self._newcomers = Meter[str](quotas.newcomer_burst, quotas.newcomer_rate, journal)
        self.wrong_codes = Meter[str](quotas.code_burst, quotas.code_rate, journal)

    def check_command(self, connection: int, person: str | None, now: int) -> None:
        """One more command comes. Raises `Noted`."""
        text = "That was a lot at once; wait a second."
        if not self._of_connections.allows(connection, now):
            if not self._over.allows(connection, now):
                text = "You went on and on after you were told to slow down; connect again later."
                raise _slow("commands of a connection", str(connection), text, fatal=True)
            raise _slow("commands of a connection", str(connection), text)
        if person is not None and not self._of_people.allows(person, now):
            raise _slow("commands of a person", person, text)

    def check_join(self, person: str, now: int) -> None:
        """A person enters one more room. Raises `Noted`."""
        if not self._joins.allows(person, now):
            raise _slow("rooms entered by a person", person, "That were many rooms; wait a second.")

    def check_newcomer(self, address: str, now: int) -> None:
        """One more person comes who was never here. Raises `Noted`."""
        if not self._newcomers.allows(address, now):
            text = "Many new people came from your address; try again in a minute."
            raise _slow("new people of an address", address, text)

    def check_code(self, address: str, now: int) -> None:
        """One more invite is tried, and counts until it turns out to be right. Raises `Noted`."""
        if not self.wrong_codes.allows(address, now):
            text = "Too many invites were tried from your address; wait a minute."
            raise _slow("invites of an address", address, text)

    def gone(self, connection: int) -> None:
        """This connection says nothing more."""
        self._of_connections.forget(connection)
        self._over.forget(connection)


def _slow(why: str, subject: str, text: str, *, fatal: bool = False) -> Noted:
    return Noted(f"too many {why}", subject, ErrorCode.SLOW_DOWN, text, fatal=fatal)
