"""Where a running server is found by programs on its own computer: `server.json` in its folder.

It is there while the server runs. One that a crash left behind does no harm: nobody listens there,
or shows the certificate it names.
"""

import contextlib
import socket
from pathlib import Path

import msgspec

from chat_server.config import ConfigError
from chat_server.private_files import write_private

FILE = "server.json"


class Presence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A server that runs: an address on this computer, and its certificate's fingerprint.

    The fingerprint is "" where the wire is not encrypted. `visited` means that somebody on another
    computer has reached it: nothing on the way keeps everyone out. One that goes on without the
    window that started it has a `switch`, a port on loopback, and the key to it (starter.py).
    """

    host: str
    port: int
    fingerprint: str
    pid: int
    visited: bool = False
    switch: int = 0
    switch_key: str = ""


def tell(folder: Path, presence: Presence) -> None:
    """The server runs. Raises `ConfigError`."""
    try:
        write_private(folder / FILE, msgspec.json.encode(presence) + b"\n")
    except OSError as error:
        text = f"The data folder {str(folder)[:200]} can't be written to: {error.strerror}."
        raise ConfigError(text) from None


def find(folder: Path) -> Presence:
    """The server that runs on a data folder, as far as one can know. Raises `ConfigError`."""
    path = folder / FILE
    shown = str(folder)[:200]
    try:
        return msgspec.json.decode(path.read_bytes(), type=Presence)
    except FileNotFoundError:
        raise ConfigError(f"No server runs on {shown}; start it first.") from None
    except OSError as error:
        raise ConfigError(f"{shown}/{FILE} can't be read: {error.strerror}.") from None
    except (msgspec.DecodeError, ValueError):
        raise ConfigError(f"{shown}/{FILE} is damaged; start the server anew.") from None


def take_back(folder: Path) -> None:
    """The server runs no more."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def reachable(listener: socket.socket) -> tuple[str, int]:
    """An address and port by which a program on this computer reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port
