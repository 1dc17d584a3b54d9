"""Conversations of two to be opened: one at a time, and never beside a join.

The server's refusals name neither, so only one of them may be unanswered. Pure.
"""

from chat_server.protocol import names
from chat_server.protocol.commands import Open
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.events import RoomState

MOST_OPENING = 20
"""Conversations that may wait to be opened."""
REFUSALS = {
    ErrorCode.NO_SUCH_PERSON,
    ErrorCode.NOT_ALLOWED,
    ErrorCode.SERVER_FULL,
    ErrorCode.BAD_REQUEST,
    ErrorCode.STORAGE,
}
"""What ends the opening that is unanswered."""


class Openings:
    """Nicknames in order; the first may be on its way."""

    def __init__(self) -> None:
        self._nicks: dict[str, None] = {}
        self.asked_at: float | None = None
        """When the first one was asked for; None while it was not."""

    def full(self) -> bool:
        """Whether no more may wait."""
        return len(self._nicks) >= MOST_OPENING

    def want(self, nick: str) -> None:
        """Open this one, behind the others."""
        self._nicks[nick] = None

    def waits(self) -> bool:
        """Whether one is to be asked for."""
        return bool(self._nicks) and self.asked_at is None

    def ask(self, now: float) -> Open:
        """The command for the first one."""
        self.asked_at = now
        return Open(self._first())

    def ask_again(self) -> None:
        """It was too much at once."""
        self.asked_at = None

    def answered_by(self, state: RoomState) -> str | None:
        """The nickname that a room answers; None if nobody asked for it."""
        if self.asked_at is None or state.with_ is None:
            return None
        same = _key(state.with_.nick) == _key(self._first())
        return self.end() if same else None

    def end(self) -> str:
        """The first one is answered; gives its nickname."""
        nick = self._first()
        del self._nicks[nick]
        self.asked_at = None
        return nick

    def give_up(self) -> tuple[str, ...]:
        """The connection is gone: none of these will be there."""
        nicks = tuple(self._nicks)
        self._nicks.clear()
        self.asked_at = None
        return nicks

    def _first(self) -> str:
        return next(iter(self._nicks))


def _key(nick: str) -> str:
    """What the server reads a nickname as; a server may send any."""
    try:
        return names.nick_key(nick)
    except UnicodeEncodeError:
        return nick
