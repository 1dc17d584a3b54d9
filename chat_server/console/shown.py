"""Answers as lines for a terminal: tables, moments, and nothing that could act on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chat_server.protocol.terminal import harmless

GAP = "  "


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], more: bool = False) -> list[str]:
    """Rows under their heads, each column as wide as its widest cell; `more`: it was cut."""
    cells = [list(heads), *([harmless(cell) for cell in row] for row in rows)]
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        GAP.join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in cells
    ]
    return [*lines, "… and more"] if more else lines


def moment(at: int | None) -> str:
    """Unix milliseconds as this computer's clock shows them; None is for ever."""
    if at is None:
        return "for ever"
    try:
        return datetime.fromtimestamp(at / 1_000).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):  # later than this computer can tell
        return "very late"
