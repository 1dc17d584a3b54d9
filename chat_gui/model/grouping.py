"""How rows stand under one another: which message opens a group, and where a day begins. Pure."""

from datetime import datetime

import msgspec

from chat_gui.model.rows import GROUP_MS, DayRow, MessageRow, Row, SentRow


def placed(previous: Row | None, row: SentRow) -> list[Row]:
    """A row below `previous`: whether it opens a group, and a day's line where one begins."""
    new_day = previous is None or _day(previous.at) != _day(row.at)
    if isinstance(row, MessageRow):
        row = msgspec.structs.replace(row, head=new_day or _opens(previous, row))
    return [DayRow(f"day-{_day(row.at)}", row.at), row] if new_day else [row]


def _opens(previous: Row | None, row: MessageRow) -> bool:
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
