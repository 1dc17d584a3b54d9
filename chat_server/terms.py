"""For how long something is ruled: until a moment, or for ever. Pure."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from chat_server.chat import Chat
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.records import Ruling
from chat_server.writes import Write

LONGEST_MS = 100 * 365 * 24 * 3_600 * 1_000
"""The longest time that may be ruled, short of for ever."""

K = TypeVar("K")
R = TypeVar("R", bound=Ruling)


def until(asked: int | None, now: int) -> int | None:
    """The moment in Unix milliseconds up to which a ruling holds; None is for ever.

    Raises `Refusal` with `bad-request` for one that is over, or a hundred years away.
    """
    if asked is not None and not now < asked <= now + LONGEST_MS:
        text = "Give a moment that is still to come, or none for a ruling without an end."
        raise Refusal(ErrorCode.BAD_REQUEST, text)
    return asked


def detail(until: int | None, *parts: str) -> str:
    """What the audit log says of a ruling, beside who and whom."""
    end = "" if until is None else f"until {_spelled(until)}"
    return ", ".join(part for part in (end, *parts) if part)


def drop_over(chat: Chat, rulings: dict[K, R], now: int, forget: Callable[[R], Write]) -> None:
    """Take out of the memory and the log what does not hold any more."""
    for key, ruling in [*rulings.items()]:
        if not ruling.holds(now):
            chat.write(forget(ruling))
            chat.journal.drop(rulings, key)


def _spelled(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1_000, UTC):%Y-%m-%d %H:%M} UTC"
