"""How much a log holds, in a person's words."""

import sqlite3
from typing import NamedTuple


class Size(NamedTuple):
    """What is kept. As text: `1,234 entries in 3 rooms`."""

    entries: int
    rooms: int

    def __str__(self) -> str:
        return f"{counted(self.entries, 'entry', 'entries')} in {counted(self.rooms, 'room')}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 room`, `1,234 rooms`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def size(db: sqlite3.Connection) -> Size:
    """What this log keeps, as its seqs tell it: without counting every entry."""
    last = "coalesce((SELECT max(seq) FROM entries WHERE room = number), 0)"
    select = f"SELECT coalesce(sum({last} - pruned), 0), count(*) FROM rooms"
    return Size(*db.execute(select).fetchone())
