"""`parlor-server check`: whether the log is sound. Reads one snapshot of all of it, streaming.

Here is the file as SQLite sees it, and the report; `check_rows` and `check_entries` look at what
stands in it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from chat_server.config import Config
from chat_server.flags import Check
from chat_server.protocol.terminal import harmless
from chat_server.storage.schema import migrate
from chat_server.upkeep import check_entries, check_rows
from chat_server.upkeep.counting import Size, counted, size
from chat_server.upkeep.opening import Damaged, code, is_damage, snapshot
from chat_server.upkeep.output import tell

SHOWN = 5
"""Faults that are told of each look at the log; more are counted."""

Look = Callable[[sqlite3.Connection], Iterable[str]]
"""One way to look at the log: a sentence for each fault."""


class Report:
    """What was found: how much is kept, the most telling faults, how many there are in all."""

    def __init__(self) -> None:
        self.kept = Size(0, 0)
        self.told: list[str] = []
        self.faults = 0

    def take(self, found: Iterable[str]) -> None:
        """Add what one look has found; what was told already tells nothing new."""
        new = (fault for fault in map(harmless, found) if fault not in self.told)
        first = list(islice(new, SHOWN))
        self.faults += len(first) + sum(1 for _ in new)
        self.told.extend(first)

    def __str__(self) -> str:
        if not self.faults:
            return f"The log is sound: {self.kept}."
        hidden = self.faults - len(self.told)
        more = f", {hidden:,} more than these" if hidden else ""
        advice = "Keep a copy of the data folder and restore the newest sound backup."
        last = f"The log is not sound: {counted(self.faults, 'fault')}{more}. {advice}"
        return "\n".join([*self.told, last])


def run(config: Config, _: Check) -> int:
    """Do it, and say what was found; gives 1 where the log is not sound."""
    report = examine(config.folder)
    tell(str(report))
    return int(report.faults > 0)


def examine(folder: Path) -> Report:
    """Look at the log in every way. Raises `StorageError` where it can't be read at all."""
    report = Report()
    try:
        with snapshot(folder) as db:
            # A text that is no UTF-8 is a fault to tell of, not an end of the looking.
            db.text_factory = partial(str, encoding="utf-8", errors="backslashreplace")
            report.take(_missing(db))
            # Without their indexes the rest would take hours.
            for look in _FIRST if report.faults else [*_FIRST, *_THEN]:
                report.take(_guarded(look, db))
            if not report.faults:
                report.kept = size(db)
    except Damaged as error:
        report.take([error.text])
    return report


def _guarded(look: Look, db: sqlite3.Connection) -> Iterator[str]:
    """What a look finds, up to where the file itself is broken or has no such table."""
    try:
        yield from look(db)
    except sqlite3.DatabaseError as error:
        if not is_damage(error) and code(error) != sqlite3.SQLITE_ERROR:
            raise
        yield f"Not all of the log can be read: {error}."


def _missing(db: sqlite3.Connection) -> Iterator[str]:
    """Tables and indexes, those of UNIQUE too, that a log of this version has."""
    select = "SELECT type, name FROM sqlite_schema"
    there = set(db.execute(select))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        migrate(new)
        for kind, name in new.execute(select):
            if (kind, name) not in there:
                yield f"The {kind} {name} is missing."


def _integrity(db: sqlite3.Connection) -> Iterator[str]:
    """What SQLite finds in its own pages, indexes and constraints."""
    for (found,) in db.execute("PRAGMA integrity_check"):
        faults = [line for line in found.splitlines() if not line.startswith("***")]
        yield from (f"SQLite says: {fault}." for fault in faults if fault != "ok")


def _references(db: sqlite3.Connection) -> Iterator[str]:
    """Rows that refer to a row that is not there."""
    for table, _, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"A row of {table} refers to a row of {parent} that is not there."


_FIRST: list[Look] = [_integrity, _references, check_rows.twice]
_THEN: list[Look] = [
    check_entries.entries,
    check_rows.rooms,
    check_rows.people,
    check_rows.marks,
    check_rows.reactions,
]
"""The most telling come first."""
