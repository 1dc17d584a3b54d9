"""One room's history as the window holds it: entries in the order of `seq`, and what is on its way.

The rows fall in two parts. *Settled* rows are drawn once and stay. *Volatile* rows are the end that
still changes: the open line of who came and went, and one's own messages that have no `seq` yet.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from chat_gui.model.rows import (
    GROUP_MS,
    DayRow,
    Delivery,
    MessageRow,
    PresenceRow,
    Row,
    sent_row,
)
from chat_server.protocol.events import Message, Who

KEEP_ROWS = 1_000
"""Rows kept when the history is trimmed."""
TRIM_ROWS = 1_250
"""Rows at which the history is trimmed."""


class Timeline:
    """The rows of one room. `me` is the person whose window this is, once the server told who."""

    def __init__(self, me: Who) -> None:
        self._me = me
        self.last = 0
        """The newest seq held; what `since` says when the room is joined again."""
        self.first = 0
        """The oldest seq held, 0 while there is none."""
        self.oldest = 1
        """The oldest seq that the server keeps, as far as it told."""
        self._settled: list[Row] = []
        self._presence: PresenceRow | None = None
        self._pending: dict[str, MessageRow] = {}
        self._drawn = 0
        self._presence_count = 0

    @property
    def complete(self) -> bool:
        """Whether nothing older than the rows held can be had."""
        return 0 < self.first <= self.oldest

    def rows(self) -> tuple[list[Row], list[Row]]:
        """Every settled row and every volatile one; later tails go on from here."""
        self._drawn = len(self._settled)
        return list(self._settled), self._volatile()

    def tail(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """The settled rows nobody has drawn yet, and all volatile ones."""
        fresh = tuple(self._settled[self._drawn :])
        self._drawn = len(self._settled)
        return fresh, tuple(self._volatile())

    def append(self, entry: Message) -> bool:
        """Take an entry that came live or by replay. False if it is held already."""
        if entry.by.id == self._me.id:
            self._pending.pop(entry.id, None)
        if entry.seq <= self.last:
            return False
        self._settle_presence()
        self._settled += _placed(self._last_row(), sent_row(entry, self._me.id))
        self.last = entry.seq
        self.first = self.first or entry.seq
        return True

    def prepend(self, entries: Iterable[Message], more: bool) -> tuple[tuple[Row, ...], int]:
        """Put an older page on top. Gives the new top rows and how many old ones they replace."""
        older = [entry for entry in entries if entry.seq < self.first or not self.first]
        if not more:
            self.oldest = older[0].seq if older else self.first
        if not older:
            return (), 0
        rows: list[Row] = []
        for entry in older:
            rows += _placed(rows[-1] if rows else None, sent_row(entry, self._me.id))
        replaced = 0
        boundary = next((row for row in self._settled if isinstance(row, MessageRow)), None)
        if boundary is not None:
            replaced = self._settled.index(boundary) + 1
            between = [row for row in self._settled[:replaced] if isinstance(row, PresenceRow)]
            rows += between
            rows += _placed(rows[-1], boundary)
        self._settled[:replaced] = rows
        self._drawn += len(rows) - replaced
        self.first = older[0].seq
        self.last = max(self.last, older[-1].seq)
        return tuple(rows), replaced

    def trim(self) -> int:
        """Forget the oldest rows over the limit; gives how many. They can be paged in again."""
        if len(self._settled) <= TRIM_ROWS:
            return 0
        cut = len(self._settled) - KEEP_ROWS
        while cut < len(self._settled) and not _is_sent(self._settled[cut]):
            cut += 1
        kept = self._settled[cut:]
        if not kept:
            return 0
        self._settled, self._drawn = kept, max(0, self._drawn - cut)
        self.first = next(r.seq for r in kept if isinstance(r, MessageRow) and r.seq is not None)
        return cut

    def clear(self) -> None:
        """Forget what is settled: the log has moved on too far, or is another one."""
        self._settled, self._presence, self._drawn = [], None, 0
        self.first = self.last = 0

    def set_me(self, me: Who) -> None:
        """The server told who this window's person is; what waits is theirs."""
        self._me = me
        self._pending = {
            id: msgspec.structs.replace(row, by=me) for id, row in self._pending.items()
        }

    def add_pending(self, id: str, text: str, at: int, *, action: bool) -> None:
        """Show a message of one's own that is on its way."""
        self._pending[id] = MessageRow(
            id, at, self._me, text, mine=True, head=True, action=action, delivery=Delivery.SENDING
        )

    def fail(self, id: str, reason: str) -> bool:
        """A message of one's own does not go out. False if it is not waiting here."""
        row = self._pending.get(id)
        if row is None:
            return False
        self._pending[id] = msgspec.structs.replace(row, delivery=Delivery.FAILED, reason=reason)
        return True

    def drop_pending(self, id: str) -> None:
        """Forget a message that failed, if it is waiting here."""
        self._pending.pop(id, None)

    def joined(self, nick: str, at: int) -> None:
        """Somebody came."""
        line = self._open_presence(at)
        if nick in line.left:
            self._presence = msgspec.structs.replace(line, left=_without(line.left, nick))
        elif nick not in line.joined:
            self._presence = msgspec.structs.replace(line, joined=(*line.joined, nick))

    def left(self, nick: str, at: int) -> None:
        """Somebody went."""
        line = self._open_presence(at)
        if nick in line.joined:
            self._presence = msgspec.structs.replace(line, joined=_without(line.joined, nick))
        elif nick not in line.left:
            self._presence = msgspec.structs.replace(line, left=(*line.left, nick))

    def renamed(self, was: str, nick: str, at: int) -> None:
        """Somebody is called something else."""
        line = self._open_presence(at)
        self._presence = msgspec.structs.replace(line, renamed=(*line.renamed, (was, nick)))

    def _open_presence(self, at: int) -> PresenceRow:
        if self._presence is None:
            self._presence_count += 1
            self._presence = PresenceRow(f"presence-{self._presence_count}", at)
        return self._presence

    def _settle_presence(self) -> None:
        line, self._presence = self._presence, None
        if line is not None and _says_something(line):
            self._settled.append(line)

    def _volatile(self) -> list[Row]:
        rows: list[Row] = []
        if self._presence is not None and _says_something(self._presence):
            rows.append(self._presence)
        for row in self._pending.values():
            rows += _placed(rows[-1] if rows else self._last_row(), row)
        return rows

    def _last_row(self) -> Row | None:
        return self._settled[-1] if self._settled else None


def _placed(previous: Row | None, row: MessageRow) -> list[Row]:
    """A message below `previous`: whether it opens a group, and a day's line where one begins."""
    if previous is None or _day(previous.at) != _day(row.at):
        return [DayRow(f"day-{_day(row.at)}", row.at), msgspec.structs.replace(row, head=True)]
    return [msgspec.structs.replace(row, head=_opens(previous, row))]


def _opens(previous: Row, row: MessageRow) -> bool:
    """Whether a message opens a group: another person, a pause, or anything in between."""
    return (
        not isinstance(previous, MessageRow)
        or previous.by != row.by
        or previous.action
        or row.action
        or not 0 <= row.at - previous.at < GROUP_MS
    )


def _day(at: int) -> str:
    """The local date of a moment in Unix milliseconds."""
    return datetime.fromtimestamp(at / 1000).astimezone().date().isoformat()


def _is_sent(row: Row) -> bool:
    return isinstance(row, MessageRow) and row.seq is not None


def _says_something(line: PresenceRow) -> bool:
    return bool(line.joined or line.left or line.renamed)


def _without(nicks: tuple[str, ...], nick: str) -> tuple[str, ...]:
    return tuple(other for other in nicks if other != nick)
