"""Small files that nobody else may read, there whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path


def write_private(path: Path, data: bytes) -> None:
    """Write what only the server's own user may read (mode 0600) in place of what was there.

    At no moment it is there in part, or readable by others. Raises `OSError`.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a run that was cut off
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
