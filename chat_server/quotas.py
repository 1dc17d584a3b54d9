"""How much one connection, person or address may do, and how fast. Pure.

`meter.py` counts; who goes over a limit is refused with a `Limited`, which the hub's thread logs.
"""

import msgspec

from chat_server.journal import Journal
from chat_server.meter import Meter
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits


class Quotas(msgspec.Struct, frozen=True):
    """Limits that are not told in `welcome`. Rates are per second, and 0 means no limit."""

    windows: int = 2
    """How many times as much as one connection a person may say over all of theirs."""


class Limited(Refusal):
    """Refused because of a limit on what `subject` does; `limit` says in a word or two which."""

    def __init__(self, limit: str, subject: str, text: str) -> None:
        super().__init__(ErrorCode.SLOW_DOWN, text)
        self.limit = limit
        self.subject = subject


class Meters:
    """Every meter of the hub."""

    def __init__(self, journal: Journal, limits: Limits, quotas: Quotas) -> None:
        burst, rate = limits.burst * quotas.windows, limits.rate * quotas.windows
        self._of_connections = Meter[int](limits.burst, limits.rate, journal)
        self._of_people = Meter[str](burst, rate, journal)

    def check_command(self, connection: int, person: str | None, now: int) -> None:
        """One more command comes. Raises `Limited`."""
        text = "That was a lot at once; wait a second."
        if not self._of_connections.allows(connection, now):
            raise Limited("commands of a connection", str(connection), text)
        if person is not None and not self._of_people.allows(person, now):
            raise Limited("commands of a person", person, text)

    def gone(self, connection: int) -> None:
        """This connection says nothing more."""
        self._of_connections.forget(connection)
