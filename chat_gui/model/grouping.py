"""How rows stand under one another: which message opens a group, and where a day begins. Pure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chat_gui.model.rows import GROUP_MS, DayRow, MessageRow, PresenceRow, Row, SentRow


def placed(
    previous: SentRow | None, row: SentRow, between: Sequence[PresenceRow] = ()
) -> list[Row]:
    """A row below `previous` and who came and went since: whether it opens a group, and a day's
    line where one begins. Who came on that day stands below its line.
    """
    new_day = previous is None or _day(previous.at) != _day(row.at)
    if isinstance(row, MessageRow):
        head = new_day or bool(between) or _opens(previous, row)
        row = msgspec.structs.replace(row, head=head)
    if not new_day:
        return [*between, row]
    today = _day(row.at)
    before = [line for line in between if _day(line.at) != today]
    after = [line for line in between if _day(line.at) == today]
    return [*before, DayRow(f"day-{today}", row.at), *after, row]


def _opens(previous: SentRow | None, row: MessageRow) -> bool:
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
