"""A long text in several messages, or as much of it as fits into one. Pure.

Cut at the end of a line, else of a word, else between two characters as a reader sees them. A block
of code that is cut is closed, and opened again in the next message.
"""

import re

from chat_gui.model.clusters import cut
from chat_gui.model.codes import Code, codes

MANY_LINES = 20
"""A text of more lines than these is long."""
MOST_PARTS = 10
"""Messages that a text of many lines becomes; then each takes more lines."""
MORE = "…"

_MARKS = re.compile("`+")


def is_long(text: str, limit: int) -> bool:
    """Whether a text has more characters than `limit`, or many lines."""
    return len(text) > limit or text.count("\n") >= MANY_LINES


def split(text: str, limit: int, lines: int | None = None) -> list[str]:
    """The text in messages of at most so many characters and lines."""
    total = text.count("\n") + 1
    lines = lines or max(MANY_LINES, -(-total // MOST_PARTS))
    blocks = [code for code in codes(text) if code.block]
    parts: list[str] = []
    at = 0
    while at < len(text):
        part, at = _next(text, at, limit, lines, blocks)
        if part.strip():
            parts.append(part)
    return parts


def shortened(text: str, limit: int) -> str:
    """As much of the text as fits, with a mark that there was more."""
    if not is_long(text, limit):
        return text
    parts = split(text, limit - 1 - len(MORE), MANY_LINES - 1)
    first = parts[0] if parts else ""
    return f"{first}\n{MORE}" if first.endswith("`") or "\n" in first else f"{first} {MORE}"


def _next(text: str, at: int, limit: int, lines: int, blocks: list[Code]) -> tuple[str, int]:
    """The message that begins at `at`, and where the next one begins."""
    inside = _block(at, blocks)
    opening = f"{_marks(text, inside)}{inside.language}\n" if inside is not None else ""
    room, rows = limit - len(opening), lines - (1 if inside is not None else 0)
    row_end = _row_end(text, at, rows)
    if len(text) - at <= room and row_end == len(text):
        return opening + text[at:], len(text)
    closing = max((len(_marks(text, one)) + 1 for one in blocks), default=0)
    most = min(at + max(1, room - closing), row_end)
    end = _end(text, at, most)
    block = next((one for one in blocks if one.start < end < one.end), None)
    if block is not None and end < block.inner_start and block.start > at:
        return opening + text[at : block.start].rstrip("\n"), block.start
    if block is None or end < block.inner_start:
        return opening + text[at:end].rstrip("\n"), _skip(text, end)
    end = min(end, block.inner_end)
    after = _skip(text, end)
    part = f"{opening}{text[at:end]}\n{_marks(text, block)}"
    return part, after if after < block.inner_end else block.end


def _block(at: int, blocks: list[Code]) -> Code | None:
    return next((one for one in blocks if one.inner_start <= at < one.inner_end), None)


def _marks(text: str, block: Code) -> str:
    found = _MARKS.match(text, block.start)
    return found.group() if found is not None else ""


def _row_end(text: str, at: int, rows: int) -> int:
    """Where the last of so many lines ends."""
    end = at - 1
    for _ in range(max(1, rows)):
        end = text.find("\n", end + 1)
        if end < 0:
            return len(text)
    return max(end, at + 1)


def _end(text: str, at: int, most: int) -> int:
    """Where to cut between `at` and `most`: not so early that most of the room is lost."""
    if most >= len(text) or text[most] == "\n":
        return most
    early = at + (most - at) // 4
    for border in ("\n", " "):
        found = text.rfind(border, early, most + 1)
        if found > at:
            return found
    end = cut(text, most)
    return end if end > at else most


def _skip(text: str, end: int) -> int:
    """The border itself is in neither message."""
    return end + 1 if end < len(text) and text[end] in "\n " else end
