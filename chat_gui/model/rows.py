"""Rows: what the history shows, one under another. The timeline makes them, the view draws them."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from chat_server.protocol.events import Message, Topic, Who

GROUP_MS = 5 * 60 * 1000
"""Messages of one person that are no further apart than this stand under one name."""


class SendState(StrEnum):
    """How far a message of one's own has come, or what one does to a message."""

    SENT = "sent"
    SENDING = "sending"
    FAILED = "failed"
    SAVING = "saving"
    """An edit is on its way."""
    UNSAVED = "unsaved"
    """An edit was refused; the message reads as before."""
    DELETING = "deleting"
    """A deletion is on its way."""


class Reaction(msgspec.Struct, frozen=True):
    """An emoji below a message: how many people put it there, and whether oneself did."""

    emoji: str
    count: int
    mine: bool


class QuoteState(StrEnum):
    """What is known of a message that a reply quotes."""

    SAID = "said"
    DELETED = "deleted"
    GONE = "gone"
    """The server keeps it no more, or there never was one."""
    UNKNOWN = "unknown"
    """It has not been read yet."""


class Quote(msgspec.Struct, frozen=True):
    """One line of the message at `seq`, above a reply to it; `by` where it is known whose it is."""

    seq: int
    by: Who | None = None
    text: str = ""
    state: QuoteState = QuoteState.SAID


class MessageRow(msgspec.Struct, frozen=True):
    """One message. `head`: it opens a group, so avatar, name and time stand above it.

    `key` is the message's own id while it waits, and its author's id with it once it is an entry.
    `text` is the newest; of a deleted message nothing is left of it.
    """

    key: str
    at: int
    by: Who
    text: str
    mine: bool
    head: bool
    seq: int | None = None
    action: bool = False
    state: SendState = SendState.SENT
    reason: str = ""
    """Why it, or the edit of it, failed: one sentence, shown beside *Retry*."""
    edited: bool = False
    deleted: bool = False
    reactions: tuple[Reaction, ...] = ()
    reply_to: int | None = None
    """The seq of the message that it answers."""
    quote: Quote | None = None
    """That message; the timeline puts it in when the row is drawn."""


class DayRow(msgspec.Struct, frozen=True):
    """A line between two days. `at` is a moment of the day that begins, Unix milliseconds."""

    key: str
    at: int


class PutOut(msgspec.Struct, frozen=True):
    """Somebody was put out of the room, by whom, and why; empty where it was not told."""

    nick: str
    by: str
    reason: str


class Appointed(msgspec.Struct, frozen=True):
    """Somebody was made something else."""

    nick: str
    role: str
    by: str


class Announced(msgspec.Struct, frozen=True):
    """The room is for announcements from here on, or for everyone again."""

    by: str
    on: bool


Ruled = PutOut | Appointed | Announced


class PresenceRow(msgspec.Struct, frozen=True):
    """Who came, went or changed names since the last message, and what was ruled: one grey line."""

    key: str
    at: int
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """Pairs of old and new nickname."""
    ruled: tuple[Ruled, ...] = ()


class TopicRow(msgspec.Struct, frozen=True):
    """Somebody said what the room is about: one grey line. An empty text took the topic away."""

    key: str
    at: int
    seq: int
    nick: str
    text: str


SentRow = MessageRow | TopicRow
"""The row of an entry; a `MessageRow` is one only once it has a seq."""
Row = SentRow | DayRow | PresenceRow


def sent_row(entry: Message, me: str) -> MessageRow:
    """The row of a message of the log."""
    return MessageRow(
        key=f"{entry.by.id}/{entry.id}",
        at=entry.at,
        by=entry.by,
        text="" if entry.deleted else entry.text,
        mine=entry.by.id == me,
        head=True,
        seq=entry.seq,
        action=entry.action,
        deleted=entry.deleted,
        reply_to=None if entry.deleted else entry.reply_to,
    )


def topic_row(entry: Topic) -> TopicRow:
    """The row of a topic of the log."""
    return TopicRow(f"topic-{entry.seq}", entry.at, entry.seq, entry.by.nick, entry.text)


def seq_of(row: Row) -> int | None:
    """The seq of the entry that a row shows; None for what is no entry, or not yet."""
    return row.seq if isinstance(row, MessageRow | TopicRow) else None


def place_of(seq: int, rows: Sequence[Row]) -> int | None:
    """Where the row of an entry is among rows in the order of the log, None if nowhere.

    Rows that are no entries stand between, so they are stepped over.
    """
    low, high = 0, len(rows)
    while low < high:
        middle = at = (low + high) // 2
        while at < high and seq_of(rows[at]) is None:
            at += 1
        found = seq_of(rows[at]) if at < high else None
        if found == seq:
            return at
        if found is not None and found < seq:
            low = at + 1
        else:
            high = middle
    return None
