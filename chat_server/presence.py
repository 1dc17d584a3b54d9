"""Where a running server is found by programs on its own computer: `server.json` in its folder.

It is there while the server runs. One that a crash left behind does no harm: who reads it looks
at the folder's lock first, and connects only to the certificate it names.
"""

import contextlib
import socket
from pathlib import Path

import msgspec

from chat_server.config import ConfigError
from chat_server.private_files import write_private

FILE = "server.json"


class Presence(msgspec.Struct, frozen=True):
    """A server that runs: an address on this computer, and its certificate's fingerprint.

    The fingerprint is "" where the wire is not encrypted.
    """

    host: str
    port: int
    fingerprint: str
    pid: int


def tell(folder: Path, presence: Presence) -> None:
    """The server runs. Raises `ConfigError`."""
    try:
        write_private(folder / FILE, msgspec.json.encode(presence) + b"\n")
    except OSError as error:
        text = f"The data folder {str(folder)[:200]} can't be written to: {error.strerror}."
        raise ConfigError(text) from None


def take_back(folder: Path) -> None:
    """The server runs no more."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def reachable(listener: socket.socket) -> tuple[str, int]:
    """An address and port by which a program on this computer reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port
