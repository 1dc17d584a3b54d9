"""The drafts on disk: a JSON file in the data folder, server by server.

What is kept of a server belongs to its id and its certificate (kept.py), so `server` is both. Tk's
thread says what is to be kept; a thread of its own writes, for a disk may take its time.
"""

import contextlib
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import Annotated

import msgspec

from chat_gui.client import files, legible

FILE = "drafts.json"
MOST_SERVERS = 20
"""Servers whose drafts are kept, the latest last."""
MOST_BYTES = files.MOST_BYTES
_CLOSE_SECONDS = 5.0
"""How long the end of the program waits for the disk."""

_log = logging.getLogger(__name__)
_Texts = dict[
    Annotated[str, msgspec.Meta(max_length=legible.MOST_ROOM)],
    Annotated[str, msgspec.Meta(max_length=20_000)],
]
_decoder = msgspec.json.Decoder(dict[str, _Texts])


class DraftFile:
    """The file of one data folder. Every method is called on one thread, and returns at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._servers = self._read()
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def read(self, server: str) -> Mapping[str, str]:
        """Room -> what was typed there and not sent."""
        return self._servers.get(server, {})

    def latest(self, id: str) -> str:
        """The server of this id whose drafts were kept last, whatever its certificate."""
        return next((one for one in reversed(self._servers) if one.split()[0] == id), f"{id} ")

    def keep(self, server: str, drafts: Mapping[str, str]) -> None:
        """Keep these, and no others, of this server."""
        if drafts == self._servers.get(server, {}):
            return
        self._servers.pop(server, None)
        if drafts:
            self._servers[server] = dict(drafts)
        for old in list(self._servers)[:-MOST_SERVERS]:
            del self._servers[old]
        data = self._fitting()
        if data is None:
            return
        self._waiting.put(data)
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="drafts", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait, not for ever, until all is written."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(_CLOSE_SECONDS)
            self._thread = None

    def _fitting(self) -> bytes | None:
        """The file's bytes, without the oldest server's drafts if they are too many."""
        while True:
            try:
                data = msgspec.json.encode(self._servers)
            except UnicodeEncodeError as error:
                _log.warning("the drafts can't be kept: %s", error)
                return None
            if len(data) < MOST_BYTES:
                return data
            del self._servers[next(iter(self._servers))]

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            data = files.read(self._path)
            return {} if data is None else _decoder.decode(data)
        except OSError as error:
            _log.warning("the drafts %s can't be read: %s", self._path, error)
            return {}
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("the drafts %s are broken: %s", self._path, error)
        with contextlib.suppress(OSError):
            files.set_aside(self._path)
        return {}

    def _write(self) -> None:
        """The thread: write the newest of what waits, until told to end."""
        while (data := self._waiting.get()) is not None:
            while not self._waiting.empty():
                newer = self._waiting.get()
                if newer is None:
                    self._waiting.put(None)
                    break
                data = newer
            try:
                files.replace(self._path, data)
            except OSError as error:
                _log.warning("the drafts can't be kept in %s: %s", self._path.parent, error)
