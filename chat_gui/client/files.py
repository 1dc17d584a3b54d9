"""Small files in the data folder: there whole or not at all, and for this person's eyes only.

All windows on the folder share them. Whoever changes one reads it `alone`, puts in what is new, and
leaves to the others what those have changed.
"""

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

MOST_BYTES = 1024 * 1024
"""Bytes of a file that is read at all."""
LOCK_SECONDS = 2.0
"""How long another window may take to change a file."""
PART = ".part"
"""How a file's name ends that is not whole yet."""

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let no other window change the file until the block ends. Raises `OSError`.

    On a disk that knows no locks, or refuses one, it is not kept from it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=LOCK_SECONDS)
        _clear(path)
    except Timeout:
        raise
    except (OSError, NotImplementedError) as error:
        _log.info("no lock of %s: %s", path, error)
    try:
        yield
    finally:
        lock.release()


def _clear(path: Path) -> None:
    """Remove what windows that were killed have left of it: nobody else changes it now."""
    for part in path.parent.glob(f"{path.name}.*{PART}"):
        with contextlib.suppress(OSError):
            part.unlink()


def read(path: Path) -> bytes | None:
    """What is in the file; None if there is none. Raises `OSError`."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        return None


def replace(path: Path, data: bytes) -> None:
    """Put this in the file, durably. Raises `OSError`; then the file is as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary: str | None = None
    try:
        with tempfile.NamedTemporaryFile(  # its mode is 0600
            dir=path.parent, prefix=f"{path.name}.", suffix=PART, delete=False
        ) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise
    _keep_name(path.parent)


def set_aside(path: Path) -> Path:
    """Make room for a new file; gives where the damaged one is. Raises `OSError`."""
    place = aside(path)
    path.replace(place)
    for suffix in ("-wal", "-shm"):  # what SQLite has beside it
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
    return place


def aside(path: Path) -> Path:
    """Where a damaged file goes."""
    return path.with_name(f"{path.name}.damaged")


def _keep_name(folder: Path) -> None:
    """After a power cut a new name is only there if its folder was written, too."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):  # the file itself is there
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
