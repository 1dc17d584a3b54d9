"""Tells a SQLite file that is damaged from a disk that refuses: only the first is set aside.

For whoever reads one of ours (outbox.py, local_copy.py).
"""

import contextlib
import sqlite3
from collections.abc import Iterator

import msgspec


@contextlib.contextmanager
def noticed() -> Iterator[None]:
    """Raises `sqlite3.DatabaseError` for whatever shows within that the file is damaged.

    SQLite's own check overlooks bytes that are no text, are of another type, or stand in a
    column's name; and Python stumbles over them even in the sentence by which SQLite tells of them.
    """
    try:
        yield
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError) as error:
        raise sqlite3.DatabaseError(f"it holds what was not written: {error}") from error
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise  # the disk's; without a code it is about text, and this code about tables
        raise sqlite3.DatabaseError(f"it is not as it was made: {error}") from error
