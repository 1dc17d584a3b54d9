"""The server and the window that started it (`--until-eof`): by whose pipe it stops or is kept.

The pipe's end stops the server, however the window ended. After the line `keep` it does not: the
server then writes to a file instead of pipes that nobody reads, and is turned off by a switch on
loopback whose key stands in `server.json`. Whoever may read that may use it.
"""

import contextlib
import hmac
import logging
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from chat_server import logs
from chat_server.config import ConfigError

LOG_FILE = "server.log"
"""Where a kept server's log goes, in its data folder."""
MOST_LINE = 128
"""Bytes of a line that are read, from the pipe and at the switch."""
SECONDS = 2.0
"""How long who comes to the switch may take to say what they want."""

KEEP = b"keep"
LOOK, STOP = b"look", b"stop"
"""What can be asked there, behind the key: are you there, and stop."""
HERE = b"here\n"


class Server(Protocol):
    """What a pipe can have done."""

    def tell_switch(self, port: int, key: str) -> None:
        """Say where the switch is. Raises `OSError` or `ConfigError`."""

    def ask_to_stop(self) -> None:
        """Stop; returns at once."""


def heed(pipe: BinaryIO, folder: Path, server: Server) -> None:
    """Do what the pipe says, for as long as the process lives. A thread's whole work."""
    while line := pipe.readline(MOST_LINE):
        if line.strip() == KEEP and (switch := _keep(folder, server)) is not None:
            switch.wait(server.ask_to_stop)
            return
    server.ask_to_stop()


def _keep(folder: Path, server: Server) -> "Switch | None":
    """Go on without the pipes; None if that can't be: then it is as if nobody had asked.

    The end of the server's output tells the window that it is done.
    """
    with contextlib.ExitStack() as undo:
        try:
            switch = Switch()
            undo.callback(switch.close)
            server.tell_switch(switch.port, switch.key.decode())
            logs.to_file(folder / LOG_FILE)
            _let_go()
        except (OSError, ConfigError) as error:
            logs.event(logging.ERROR, "the server can't be kept without its window", error=error)
            return None
        undo.pop_all()
    logs.event(logging.INFO, "kept: the server goes on without its window")
    return switch


def _let_go() -> None:
    """Have nothing of the pipes any more: a write to one without a reader would fail, or hang."""
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for pipe in (1, 2):
        os.dup2(nowhere, pipe)
    os.close(nowhere)


class Switch:
    """A socket on loopback by which a kept server is stopped."""

    def __init__(self) -> None:
        """Raises `OSError`."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.key = secrets.token_urlsafe(24).encode()

    def close(self) -> None:
        """Nobody can come to it any more."""
        self._listener.close()

    def wait(self, ask_to_stop: Callable[[], None]) -> None:
        """Answer who comes, one after another, until one turns it off.

        Their connection ends with the process, so they hear when it has stopped.
        """
        with self._listener:
            while not self._turned_off(self._visitor(), ask_to_stop):
                pass

    def _visitor(self) -> socket.socket:
        """The next one; nothing else turns a kept server off, so it is always tried again."""
        while True:
            try:
                return self._listener.accept()[0]
            except OSError as error:  # as many files are open as may be
                logs.event(logging.WARNING, "nobody can come to the switch", error=error)
                time.sleep(SECONDS)

    def _turned_off(self, visitor: socket.socket, ask_to_stop: Callable[[], None]) -> bool:
        with visitor, contextlib.suppress(OSError):  # gone, or too slow
            asked = self._asked(visitor)
            if asked == LOOK:
                visitor.sendall(HERE)
            elif asked == STOP:
                ask_to_stop()
                visitor.settimeout(None)
                visitor.recv(1)
                return True
        return False

    def _asked(self, visitor: socket.socket) -> bytes:
        """What somebody with the key wants; of others nothing. Raises `OSError`."""
        visitor.settimeout(SECONDS)
        with visitor.makefile("rb") as said:
            key, _, asked = said.readline(MOST_LINE).strip().partition(b" ")
        return asked if hmac.compare_digest(key, self.key) else b""
