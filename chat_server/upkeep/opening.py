"""Opens a data folder's log to read it beside a running server.

The connection can't write the log (`mode=ro`), takes no part in the server's lock, and in WAL mode
neither waits for the other. SQLite keeps its shared memory and write-ahead log in the same folder,
so whoever reads must be allowed to write there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chat_server.storage import StorageError
from chat_server.storage.log import FILE
from chat_server.storage.schema import MIGRATIONS, NEWER

PATIENCE = 30.0
"""Seconds to wait where SQLite lets nobody read: while a log is recovered after a crash."""
STEPS = 50_000
"""Steps of SQLite's machine between two looks for Ctrl+C: a few milliseconds."""
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What SQLite calls a file that is not as it left it."""


class Damaged(StorageError):
    """The log is there, and its file is broken."""


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The log in `folder`. What SQLite can't read raises `StorageError`, or `Damaged`."""
    path = folder / FILE
    try:
        db = _connection(path)
        try:
            yield db
        finally:
            db.close()
    except (sqlite3.Error, OSError) as error:
        raise _refusal(path, error) from error


@contextmanager
def snapshot(folder: Path) -> Iterator[sqlite3.Connection]:
    """The log in `folder` as it is at this moment, whatever is said meanwhile."""
    with opened(folder) as db:
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # here it begins
        yield db


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file itself is broken."""
    return code(error) in DAMAGE


def code(error: Exception) -> int:
    """SQLite's primary result code (sqlite.org/rescode.html); 0 where there is none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _connection(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        text = f"There is no log in {path.parent}; name the server's data folder with --data."
        raise StorageError(text)
    uri = path.absolute().as_uri() + "?mode=ro"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=PATIENCE)
    try:
        db.set_progress_handler(lambda: None, STEPS)  # lets Python hear signals
        _check_version(path, *db.execute("PRAGMA user_version").fetchone())
    except BaseException:
        db.close()
        raise
    return db


def _check_version(path: Path, version: int) -> None:
    if version > len(MIGRATIONS):
        raise StorageError(NEWER)
    if not version:
        raise StorageError(f"{path} holds nothing yet; start the server once, or restore a backup.")
    if version < len(MIGRATIONS):
        raise StorageError(f"The log {path} is an older Parlor's; start this server on it once.")


def _refusal(path: Path, error: Exception) -> StorageError:
    if code(error) == sqlite3.SQLITE_INTERRUPT:
        raise KeyboardInterrupt from error
    if code(error) in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
        text = f"The log {path} can't be opened; run this as the user that the server runs as."
        return StorageError(text)
    if is_damage(error):
        return Damaged(f"The log {path} is damaged: {error}.")
    reason = getattr(error, "strerror", None) or error
    return StorageError(f"The log {str(path)[:200]} can't be read: {reason}.")
