"""`parlor-server backup FILE`: the log as it is at one moment, in one file.

VACUUM INTO reads one snapshot, so a busy writer neither makes it start again nor waits for it, and
what it writes has no free pages in which a text that was taken back could linger.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from chat_server.config import Config
from chat_server.flags import Backup
from chat_server.private_files import OWNER_ONLY
from chat_server.storage import StorageError
from chat_server.storage.log import FILE
from chat_server.upkeep.counting import Size, size
from chat_server.upkeep.files import new_file
from chat_server.upkeep.opening import code, opened
from chat_server.upkeep.output import tell


def run(config: Config, task: Backup) -> int:
    """Do it, and say how to come back to it."""
    path = Path(task.file)
    kept = backup(config.folder, path)
    how = f"copy it to {FILE} in a new folder and start parlor-server --data on that"
    with suppress(StorageError):  # it is kept, whoever hears of it
        tell(f"{path} keeps {kept}; to restore it, {how}.")
    return 0


def backup(folder: Path, path: Path) -> Size:
    """Keep a copy of the log in `folder` at `path`, looked at and on the disk. Gives its size.

    Raises `StorageError` with nothing left behind.
    """
    with opened(folder) as db, new_file(path, OWNER_ONLY) as part:  # it proves who is who
        uri = part.absolute().as_uri()
        try:
            db.execute("VACUUM INTO ?", (uri,))
            _end_epoch(part)
            return _looked_at(uri)
        except sqlite3.Error as error:
            if code(error) == sqlite3.SQLITE_INTERRUPT:
                raise
            raise StorageError(f"The log can't be copied to {path}: {error}.") from error
        finally:
            Path(f"{part}-journal").unlink(missing_ok=True)  # stays where the disk was full


def _end_epoch(part: Path) -> None:
    """Have whoever starts on the copy begin another epoch: what comes then is another log."""
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        copy.execute("DELETE FROM meta WHERE key = 'epoch'")


def _looked_at(uri: str) -> Size:
    with closing(sqlite3.connect(f"{uri}?mode=ro", uri=True)) as copy:
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged ({found})")
        return size(copy)
