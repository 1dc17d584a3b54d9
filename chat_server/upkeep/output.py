"""Standard output, with one sentence for whoever has closed it."""

import os
import sys
from collections.abc import Iterable

from chat_server.protocol.terminal import harmless_lines
from chat_server.storage import StorageError

STANDARD_OUTPUT = 1


def put_out(chunks: Iterable[bytes]) -> None:
    """Write these, each whole characters of UTF-8; a terminal gets nothing that could act on it.

    Raises `StorageError` where nobody reads them.
    """
    _put(map(_shown, chunks) if os.isatty(STANDARD_OUTPUT) else chunks)


def tell(text: str) -> None:
    """Write a line for a person. Raises `StorageError`."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"  # there is none when it is closed
    _put([f"{harmless_lines(text)}\n".encode(encoding, "backslashreplace")])


def _put(chunks: Iterable[bytes]) -> None:
    try:
        with open(STANDARD_OUTPUT, "wb", closefd=False) as output:
            output.writelines(chunks)
    except OSError as error:
        raise StorageError(f"Nobody reads standard output: {error.strerror}.") from None


def _shown(chunk: bytes) -> bytes:
    return harmless_lines(chunk.decode("utf-8", "backslashreplace")).encode()
