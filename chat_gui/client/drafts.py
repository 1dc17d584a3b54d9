"""The drafts on disk: a JSON file in the data folder, server by server, for all windows on it.

What is kept of a server belongs to its id and its certificate (kept.py), so `server` is both. Tk's
thread says what is to be kept; a thread of its own writes, for a disk may take its time. It reads
the file first and puts in what this window has changed, so that no window's drafts undo another's.
"""

import contextlib
import logging
import threading
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Annotated, NamedTuple

import msgspec

from chat_gui.client import files, legible

FILE = "drafts.json"
MOST_SERVERS, MOST_ROOMS = 20, 100
"""Servers whose drafts are kept, and rooms of each, the latest last."""
MOST_CHARACTERS = 20_000
"""Characters of one draft; more than any message may have."""
MOST_BYTES = files.MOST_BYTES
_CLOSE_SECONDS = 5.0
"""How long the end of the program waits for the disk."""

_log = logging.getLogger(__name__)
_Texts = dict[
    Annotated[str, msgspec.Meta(max_length=legible.MOST_ROOM)],
    Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)],
]
_Servers = dict[str, _Texts]
_decoder = msgspec.json.Decoder(_Servers)


class _Change(NamedTuple):
    """What this window has done to a room's draft; an empty text means that there is none.

    Where both are the same it is to be found there at least if no other is.
    """

    server: str
    room: str
    was: str
    text: str


class DraftFile:
    """The file of one data folder. Every method is called on one thread, and returns at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._known: _Servers = {}
        """What this window has read or written, server by server."""
        self._typed: dict[tuple[str, str], str] = {}
        """Server and room -> what was typed in this window."""
        try:
            self._known = self._read()
        except OSError as error:
            _log.warning("the drafts %s can't be read: %s", self._path, error)
        self._waiting: SimpleQueue[_Change | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def read(self, server: str) -> Mapping[str, str]:
        """Room -> what was typed there and not sent."""
        return self._known.get(server, {})

    def latest(self, id: str) -> str:
        """The server of this id whose drafts were kept last, whatever its certificate."""
        return next((one for one in reversed(self._known) if one.split()[0] == id), f"{id} ")

    def keep(self, server: str, drafts: Mapping[str, str]) -> None:
        """Keep these, and no others, of what this window knows of the server.

        Of too many the first ones, of a long one the beginning.
        """
        known, now = self._known.get(server, {}), _short(drafts)
        if now == known:
            return
        self._known.pop(server, None)
        if now:
            self._known[server] = now
        for room in {**known, **now}:
            was, text = known.get(room, ""), now.get(room, "")
            if text != was:
                self._typed[server, room] = text
                self._tell(_Change(server, room, was, text))

    def _tell(self, change: _Change) -> None:
        self._waiting.put(change)
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="drafts", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait, not for ever, until all is written; another window may have sent what is here."""
        for (server, room), text in self._typed.items():
            if text:
                self._tell(_Change(server, room, text, text))
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(_CLOSE_SECONDS)
            self._thread = None

    def _read(self) -> _Servers:
        """What is in the file; one that is broken is set aside.

        Raises `OSError`: what can't be read now is not to be written over.
        """
        data = files.read(self._path)
        try:
            return {} if data is None else _decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("the drafts %s are broken: %s", self._path, error)
        with contextlib.suppress(OSError):
            files.set_aside(self._path)
        return {}

    def _write(self) -> None:
        """The thread: write all that waits, until told to end; what is refused is tried again."""
        unkept: dict[tuple[str, str], _Change] = {}
        ended = False
        while not ended:
            told = [self._waiting.get()]
            while not self._waiting.empty():
                told.append(self._waiting.get())
            ended = None in told
            for one in filter(None, told):
                before = unkept.pop((one.server, one.room), one)
                unkept[one.server, one.room] = one._replace(was=before.was)
            if unkept and self._is_written(unkept.values()):
                unkept.clear()

    def _is_written(self, changes: Iterable[_Change]) -> bool:
        try:
            with files.alone(self._path):
                kept = self._read()
                _put(kept, changes)
                files.replace(self._path, _fitting(kept))
        except OSError as error:
            _log.warning("the drafts can't be kept in %s: %s", self._path.parent, error)
            return False
        return True


def _short(drafts: Mapping[str, str]) -> _Texts:
    """Those that the file takes; a broken one would be set aside with all others."""
    named = ((room, text) for room, text in drafts.items() if len(room) <= legible.MOST_ROOM)
    return {room: text[:MOST_CHARACTERS] for room, text in islice(named, MOST_ROOMS)}


def _put(kept: _Servers, changes: Iterable[_Change]) -> None:
    """Put the changes among what is kept, each at the end; what another window typed since stays
    where this one typed nothing.
    """
    for one in changes:
        drafts = kept.pop(one.server, {})
        there = drafts.pop(one.room, "")
        text = one.text.encode(errors="replace").decode()  # half a character is none
        if one.text == one.was:
            text = there or text
        elif not text and there != one.was:
            text = there
        if text:
            drafts[one.room] = text
        for old in list(drafts)[:-MOST_ROOMS]:
            del drafts[old]
        if drafts:
            kept[one.server] = drafts
    for old in list(kept)[:-MOST_SERVERS]:
        del kept[old]


def _fitting(kept: _Servers) -> bytes:
    """The file's bytes, without the oldest drafts if they are too many."""
    while len(data := msgspec.json.encode(kept)) >= MOST_BYTES:
        oldest = next(iter(kept))
        del kept[oldest][next(iter(kept[oldest]))]
        if not kept[oldest]:
            del kept[oldest]
    return data
