"""Files that nobody else may read: small ones, there whole or not at all, and databases."""

import os
from contextlib import suppress
from pathlib import Path

OWNER_ONLY = 0o600


def keep_private(database: Path) -> None:
    """Have a database's file there that nobody else may read, nor what SQLite keeps beside it.

    One that was put back from a copy, or is of an earlier version, may be anybody's to read. Raises
    `OSError` where there can be none; whose file it is not leaves it as it is.
    """
    database.touch(mode=OWNER_ONLY)
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError, PermissionError):
            database.with_name(database.name + end).chmod(OWNER_ONLY)


def write_private(path: Path, data: bytes) -> None:
    """Write what only the server's own user may read (mode 0600) in place of what was there.

    At no moment it is there in part, or readable by others. Raises `OSError`.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a run that was cut off
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
