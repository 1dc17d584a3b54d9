"""Brings a file of this program's up to date: its schema is an append-only list of scripts."""

import sqlite3
from collections.abc import Sequence


class NotOurs(Exception):
    """The file was written by a newer Parlor and is left as it is."""


def migrate(db: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Run the scripts that the file has not seen. Raises `NotOurs`."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise NotOurs
    for number, script in enumerate(migrations[version:], version + 1):
        db.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")
