"""New files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chat_server.storage import StorageError


@contextmanager
def new_file(path: Path, mode: int) -> Iterator[Path]:
    """A place to write what becomes `path` when the block ends well and it is on the disk.

    Raises `StorageError` where `path` is there already, and for every `OSError` of the block; then
    nothing is left behind.
    """
    part = path.with_name(f"{path.name}.part") if path.name else path
    _refuse_existing(path)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    except FileExistsError:
        text = f"{part} is there: another run writes it, or was cut off; remove it and try again."
        raise StorageError(text) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        yield part
        _sync(part)
        _refuse_existing(path)
        part.rename(path)
        if os.name != "nt":  # Windows opens no folder
            _sync(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise StorageError(f"{path} is there already; choose another name or remove it first.")


def _unwritable(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{str(path)[:200]} can't be written: {error.strerror}.")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
