"""The log on disk: one SQLite file. The truth of what was said."""

import sqlite3


class StorageError(Exception):
    """The disk refused. `text` is one sentence for a person; nothing of the batch was kept."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


FAILURES = (sqlite3.Error, OSError)
"""What SQLite and the system raise when the disk refuses."""
