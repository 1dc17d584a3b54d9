"""A server of this person's that may run on this computer: what its folder says, and its switch.

It is there while a window hosts, and after one was closed and left its server running: that one can
be looked for and stopped by whoever may read the folder.
"""

import logging
import socket
from pathlib import Path

import msgspec

from chat_gui.client import files

FILE = "server.json"
"""Where in its data folder a server that runs says how it is reached."""
LOOK_SECONDS = 0.5
"""How long a server on this computer may take to say that it is there."""
STOP_SECONDS = 2.5
"""How long it may take to stop; a server needs 2 s at most."""
MOST_ANSWER = 64
"""Bytes of its answer that are read."""

_log = logging.getLogger(__name__)


class Running(msgspec.Struct, frozen=True):
    """What a server that runs says of itself; `switch` is 0 while a window looks after it.

    `visited`: another computer has reached it.
    """

    host: str
    port: int
    fingerprint: str = ""
    visited: bool = False
    switch: int = 0
    switch_key: str = ""


def find(folder: Path) -> Running | None:
    """What the server in the folder says of itself; None if that can't be read, or nothing is."""
    try:
        data = files.read(folder / FILE)
        return msgspec.json.decode(data, type=Running) if data is not None else None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        _log.warning("the hosted server's own words can't be read: %s", error)
        return None


def find_kept(folder: Path) -> Running | None:
    """The one that was left running there, if it still is. Waits half a second at most."""
    running = find(folder)
    if running is None or not running.switch:
        return None
    return running if _ask(running, "look", LOOK_SECONDS) == b"here\n" else None


def stop(running: Running) -> bool:
    """Stop one that was left running; True when it has. Waits 2.5 s at most."""
    return _ask(running, "stop", STOP_SECONDS) == b""


def _ask(running: Running, what: str, seconds: float) -> bytes | None:
    """What it answers until it hangs up; None if nobody is there, or takes too long."""
    try:
        with socket.create_connection(("127.0.0.1", running.switch), seconds) as switch:
            switch.sendall(f"{running.switch_key} {what}\n".encode())
            return switch.recv(MOST_ANSWER)
    except ConnectionResetError:  # Windows says so of a process that has ended
        return b""
    except OSError as error:
        _log.info("the server that was left running does not answer: %s", error)
        return None
