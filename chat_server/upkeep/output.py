"""Standard output, with one sentence for whoever has closed it."""

import sys
from collections.abc import Iterable

from chat_server.storage import StorageError

STANDARD_OUTPUT = 1


def put_out(chunks: Iterable[bytes]) -> None:
    """Write these. Raises `StorageError` where nobody reads them."""
    try:
        with open(STANDARD_OUTPUT, "wb", closefd=False) as output:
            output.writelines(chunks)
    except OSError as error:
        raise StorageError(f"Nobody reads standard output: {error.strerror}.") from None


def tell(text: str) -> None:
    """Write a line for a person. Raises `StorageError`."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"  # there is none when it is closed
    put_out([f"{text}\n".encode(encoding, "backslashreplace")])
