"""Direct conversations to be opened; an answer names its `open` by `re`. Pure.

They outlive a connection: what it did not answer is asked again on the next one.
"""

from chat_server.protocol.commands import Open

MOST_OPENING = 20
"""Direct conversations that may wait to be opened."""


class Openings:
    """In the order of asking."""

    def __init__(self) -> None:
        self._waiting: dict[str, Open] = {}
        self._asked: dict[str, float] = {}
        """When each was asked for on this connection."""

    def __contains__(self, re: str | None) -> bool:
        return re in self._waiting

    def full(self) -> bool:
        """Whether no more may wait."""
        return len(self._waiting) >= MOST_OPENING

    def want(self, re: str, command: Open) -> None:
        """Open this one, behind the others."""
        self._waiting[re] = command

    def to_ask(self) -> list[Open]:
        """The commands for those that are not asked for yet."""
        return [command for re, command in self._waiting.items() if re not in self._asked]

    def ask(self, command: Open, now: float) -> None:
        """This one is asked for."""
        self._asked[command.re or ""] = now

    def asked_at(self) -> float | None:
        """Since when the server owes an answer; None if it owes none."""
        return min(self._asked.values(), default=None)

    def ask_again(self, re: str) -> None:
        """It was too much at once."""
        self._asked.pop(re, None)

    def end(self, re: str) -> bool:
        """This one is answered; False if it is none of these."""
        self._asked.pop(re, None)
        return self._waiting.pop(re, None) is not None

    def connection_lost(self) -> None:
        """None of them will be answered on this connection."""
        self._asked.clear()

    def give_up(self) -> list[str]:
        """Ask for none of them any more; gives what named them."""
        given_up = list(self._waiting)
        self._waiting.clear()
        self._asked.clear()
        return given_up
