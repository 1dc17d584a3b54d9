"""Who is called what: nicknames of those who are here, and of those who own one. Pure.

Two people are never called alike: neither by the same nickname in other letters' case, nor by one
that looks the same.
"""

from collections.abc import Mapping

from chat_server.journal import Journal
from chat_server.protocol import names
from chat_server.protocol.errors import ErrorCode, Refusal


class Nicknames:
    """Nickname -> the id of who bears or owns it. `owners` are person -> nickname."""

    def __init__(self, journal: Journal, owners: Mapping[str, str]) -> None:
        self._journal = journal
        self.exact: dict[str, str] = {}
        """By what is the same nickname whatever the case."""
        self._alike: dict[str, str] = {}
        """By what looks the same."""
        for person, nick in owners.items():
            self.take(nick, person)

    def bearer(self, nick: str) -> str | None:
        """Who is called so."""
        return self.exact.get(names.nick_key(nick))

    def check_free(self, nick: str, person: str | None) -> None:
        """Raise `Refusal` with `nick-taken` where somebody else is called so, or nearly so."""
        if self.exact.get(names.nick_key(nick), person) != person:
            text = f"{nick} is somebody else here; pick another nickname."
            raise Refusal(ErrorCode.NICK_TAKEN, text)
        if self._alike.get(names.nick_twin(nick), person) != person:
            text = f"Somebody here has a nickname that looks like {nick}; pick another."
            raise Refusal(ErrorCode.NICK_TAKEN, text)

    def take(self, nick: str, person: str) -> None:
        """They are called so from now on."""
        self._journal.put(self.exact, names.nick_key(nick), person)
        self._journal.put(self._alike, names.nick_twin(nick), person)

    def drop(self, nick: str) -> None:
        """Nobody is called so any more."""
        self._journal.drop(self.exact, names.nick_key(nick))
        twin = names.nick_twin(nick)
        if twin in self._alike:  # not so where a newer Unicode finds two owners alike
            self._journal.drop(self._alike, twin)
