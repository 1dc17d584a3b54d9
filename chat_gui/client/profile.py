"""Which folder a window's outbox is in: each open window has one of its own.

The first window on a data folder uses the folder itself, the second one its sub-folder `window-2`,
and so on, each behind a file lock that ends with its process. All windows on a data folder are the
same person, by its key (identity.py), but what each has to send is its own: two windows never send
the same message, nor lose one. What waits in `window-2` is sent when a second window is open again.
"""

import logging
import sqlite3
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from chat_gui.client import files, sentences
from chat_gui.client.migrating import NotOurs
from chat_gui.client.outbox import FILE, Outbox
from chat_gui.i18n import N_
from chat_gui.worded import Sentence

MOST_WINDOWS = 32
"""Windows on one data folder that have a disk; one more keeps its outbox in memory."""
LOCK = "outbox.lock"

_DAMAGED = N_("What waited to be sent could not be read and was set aside; the file is {name}.")
_NEWER = N_(
    "A newer Parlor used this data folder: what you write is kept only while this window is open."
)

_log = logging.getLogger(__name__)


class Profile:
    """A window's outbox and the lock that makes it its own. One thread makes and closes it."""

    def __init__(self, folder: Path) -> None:
        """Find a free place in `folder`. Never fails: where there is none, memory has to do."""
        self.trouble: str | None = None
        """One sentence for the person if something is not as it should be."""
        self.first = False
        """Whether this window is the first one on the folder, which keeps the local copy."""
        self._lock: BaseFileLock | None = None
        path: Path | None = None
        try:
            self._lock, path = _claim(folder)
            self.first = path.parent == folder
            self.outbox = self._open(path)
        except NotOurs:
            self.trouble = Sentence(_NEWER)
            self.outbox = Outbox(None)
        except (OSError, NotImplementedError, sqlite3.Error) as error:
            _log.warning("no outbox on disk at %s: %s", path or folder, error)
            self.trouble = Sentence(sentences.UNKEPT)
            self.outbox = Outbox(None)

    def close(self) -> None:
        """Close the outbox and leave its place to another window."""
        self.outbox.close()
        if self._lock is not None:
            self._lock.release()

    def _open(self, path: Path) -> Outbox:
        try:
            return Outbox(path)
        except sqlite3.OperationalError:  # the disk, not what is on it
            raise
        except sqlite3.DatabaseError as error:
            _log.warning("the outbox %s is damaged: %s", path, error)
        self.trouble = Sentence(_DAMAGED, name=str(files.set_aside(path)))
        return Outbox(path)


def _claim(folder: Path) -> tuple[BaseFileLock, Path]:
    """Lock the first place that no other window has. Raises `OSError`."""
    for number in range(1, MOST_WINDOWS + 1):
        place = folder if number == 1 else folder / f"window-{number}"
        place.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place / LOCK)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        return lock, place / FILE
    raise OSError("too many windows")
