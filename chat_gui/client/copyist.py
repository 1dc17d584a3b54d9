"""Keeps the local copy: notes what the receiver thread passes on, and writes it in batches.

copying.py decides, local_copy.py has the file. Nobody depends on the copy: where the disk refuses,
the window is told so once and goes on without. Only the thread that made a `Copyist` may use it.
"""

import logging
import shutil
import sqlite3
import time
from collections.abc import Collection
from pathlib import Path

import msgspec

from chat_gui.client import files
from chat_gui.client.actions import Action, Know, Mark, Tell
from chat_gui.client.copying import Copied, Copying
from chat_gui.client.local_copy import FILE, LocalCopy
from chat_gui.client.migrating import NotOurs
from chat_gui.i18n import N_
from chat_gui.worded import Sentence
from chat_server.protocol.names import DIRECT, LOBBY

FOLDER = "copy"
"""The copy's own folder within the data folder."""
WRITE_SECONDS = 0.5
"""How long what happened waits to be written, at most."""
EXPIRE_SECONDS = 3_600.0
"""How often what is too old is looked for, while something comes."""
DAY_SECONDS = 24 * 60 * 60

_DAMAGED = N_(
    "The copy of recent messages on this computer could not be read and was set aside; the file is"
    " {name}."
)
_NEWER = N_("A newer Parlor used this data folder, so recent messages are not kept in it.")
_REFUSED = N_("This computer's disk can't keep a copy of recent messages; they are on the server.")
_STAYS = N_("The copy of recent messages can't be removed; delete the folder {folder} yourself.")

_log = logging.getLogger(__name__)


class Copyist:
    """The copy in a data folder, for so many days and megabytes; None and 0: there is none."""

    def __init__(self, folder: Path | None, days: int, megabytes: int) -> None:
        self.troubles: list[str] = []
        """Sentences for the person if something is not as it should be; to be taken out."""
        self._folder = None if folder is None else folder / FOLDER
        self._days, self._megabytes = days, megabytes
        self._copying = Copying()
        self._file: LocalCopy | None = None
        """None where there is no copy."""
        self._due: float | None = None
        self._expire_at = time.monotonic() + EXPIRE_SECONDS
        self.keep(days, megabytes)

    def keep(self, days: int, megabytes: int) -> None:
        """Keep it so long and so large from now on; 0 days: not at all, and what there is goes."""
        self._days, self._megabytes = days, megabytes
        if self._folder is None:
            return
        if not days:
            self._wipe(self._folder)
        elif self._file is None:
            self._file = self._open(self._folder / FILE)
        self._bound()

    def recall(self, server: str | None, rooms: Collection[str]) -> Copied | None:
        """What there is of a server, but for rooms that one is in no more; None for nothing."""
        if self._file is None or server is None:
            return None
        try:
            copied = self._file.recall(server)
        except sqlite3.Error as error:
            self._file.close()
            self._file = self._after(error, self._path)
            return None
        if copied is None:
            return None
        self._copying = Copying(copied, self._share)
        self._copying.only({LOBBY, *rooms})
        kept = tuple(
            one
            for one in copied.rooms
            if one.state.room in (LOBBY, *rooms) or one.state.room.startswith(DIRECT)
        )
        entries = {one.state.room: copied.entries[one.state.room] for one in kept}
        return msgspec.structs.replace(copied, rooms=kept, entries=entries)

    def note(self, action: Action, now: float) -> None:
        """Something happened; `now` is `time.monotonic()`."""
        if self._file is None:
            return
        if isinstance(action, Tell):
            self._copying.told(action.what)
        elif isinstance(action, Mark):
            self._copying.see(action.room, action.seq)
        elif isinstance(action, Know):
            self._copying.only(action.known.rooms)
        else:
            return
        if self._due is None and self._copying.changed:
            self._due = now + WRITE_SECONDS

    def due(self) -> float | None:
        """When `write` has something to do, by `time.monotonic()`; None if nothing waits."""
        return self._due

    def write(self, now: float) -> None:
        """Write what waits, if it is time."""
        if self._due is not None and now >= self._due:
            self._write()
        if now >= self._expire_at:
            self._expire_at = now + EXPIRE_SECONDS
            self._copying.expire(self._oldest())
            self._due = now

    def close(self) -> None:
        """Write what waits and close the file."""
        self._write()
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def _path(self) -> Path:
        assert self._folder is not None, "where there is no folder, there is no file"
        return self._folder / FILE

    def _write(self) -> None:
        self._due = None
        writes = self._copying.take()
        if self._file is None or not writes:
            return
        try:
            self._file.write(writes)
        except (sqlite3.Error, OSError) as error:
            self._refused(error)

    @property
    def _share(self) -> int:
        """The bytes that the server whose turn it is may take; the others have as many."""
        return self._megabytes * 500_000

    def _bound(self) -> None:
        """Forget what is too old or too much."""
        self._copying.limit(self._share)
        self._copying.expire(self._oldest())
        self._write()
        if self._file is None:
            return
        try:
            self._file.expire(self._oldest())
            self._file.shrink(self._share)
            self._bound_aside()
        except (sqlite3.Error, OSError) as error:
            self._refused(error)

    def _bound_aside(self) -> None:
        """What was set aside is kept no longer than anything else."""
        aside = files.aside(self._path)
        if aside.exists() and aside.stat().st_mtime * 1_000 < self._oldest():
            aside.unlink()

    def _oldest(self) -> int:
        return int((time.time() - self._days * DAY_SECONDS) * 1_000)

    def _open(self, path: Path) -> LocalCopy | None:
        try:
            return LocalCopy(path)
        except NotOurs:
            self.troubles.append(Sentence(_NEWER))
        except (sqlite3.Error, OSError) as error:
            return self._after(error, path)
        return None

    def _after(self, error: Exception, path: Path) -> LocalCopy | None:
        """A file that could not be read: set aside if it is damaged, and begun anew."""
        damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.OperationalError
        )
        if not damaged:
            self._refused(error)
            return None
        _log.warning("the local copy %s is damaged: %s", path, error)
        try:
            self.troubles.append(Sentence(_DAMAGED, name=str(files.set_aside(path))))
            return LocalCopy(path)
        except (sqlite3.Error, OSError) as another:
            self._refused(another)
            return None

    def _refused(self, error: Exception) -> None:
        """Go on without: what the file holds is as it was, and the log goes on from there."""
        _log.warning("no local copy: %s", error)
        self.troubles.append(Sentence(_REFUSED))
        self._copying = Copying(most=self._share)
        if self._file is not None:
            self._file.close()
            self._file = None

    def _wipe(self, folder: Path) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._copying = Copying(most=self._share)
        self._due = None
        try:
            if folder.exists():
                shutil.rmtree(folder)
        except OSError as error:
            _log.warning("the local copy %s can't be removed: %s", folder, error)
            self.troubles.append(Sentence(_STAYS, folder=str(folder)))
