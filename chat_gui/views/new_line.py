"""The line *new since you left*: words between two rules above the first message that is new."""

from collections.abc import Callable

import msgspec

from chat_gui.i18n import _
from chat_gui.model.rows import MessageRow, Row
from chat_gui.views.paint import Picture
from chat_gui.views.run import Run

TAGS = ("new", "status")


def headed(row: Row, at: int) -> Row:
    """A row as it stands below the line, if it is that of seq `at`: with its author's name."""
    is_first = isinstance(row, MessageRow) and row.seq == at
    return msgspec.structs.replace(row, head=True) if is_first else row


def above(row: Row, at: int, rule: Callable[[str, str], Picture]) -> list[Run]:
    """The line, where it stands above this row; `rule` makes what is on both sides of a label."""
    if not isinstance(row, MessageRow) or row.seq != at:
        return []
    label = f"   {_('new since you left')}   "
    side = Run("", TAGS, rule(label, "danger"))
    return [side, Run(label, TAGS), side, Run("\n", TAGS)]
