"""Rows: what the history shows, one under another. The timeline makes them, the view draws them."""

from enum import StrEnum

import msgspec

from chat_server.protocol.events import Message, Who

GROUP_MS = 5 * 60 * 1000
"""Messages of one person that are no further apart than this stand under one name."""


class Delivery(StrEnum):
    """How far a message of one's own has come."""

    SENT = "sent"
    SENDING = "sending"
    FAILED = "failed"


class MessageRow(msgspec.Struct, frozen=True):
    """One message. `head`: it opens a group, so avatar, name and time stand above it.

    `key` is the message's own id while it waits, and its author's id with it once it is an entry.
    """

    key: str
    at: int
    by: Who
    text: str
    mine: bool
    head: bool
    seq: int | None = None
    action: bool = False
    delivery: Delivery = Delivery.SENT
    reason: str = ""
    """Why it failed: one sentence, shown beside *Retry*."""


class DayRow(msgspec.Struct, frozen=True):
    """A line between two days. `at` is a moment of the day that begins, Unix milliseconds."""

    key: str
    at: int


class PresenceRow(msgspec.Struct, frozen=True):
    """Who came, went or changed names since the last message: one grey line."""

    key: str
    at: int
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """Pairs of old and new nickname."""


Row = MessageRow | DayRow | PresenceRow


def sent_row(entry: Message, me: str) -> MessageRow:
    """The row of an entry of the log."""
    return MessageRow(
        key=f"{entry.by.id}/{entry.id}",
        at=entry.at,
        by=entry.by,
        text=entry.text,
        mine=entry.by.id == me,
        head=True,
        seq=entry.seq,
        action=entry.action,
    )
