"""Log lines on standard error: one line each, `key=value`, nothing that could act on a terminal.

Messages of people are never logged. What a peer chose (a nickname, bytes) may stand in a field, so
every character that is not printable is written as an escape.
"""

import logging
import os
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from chat_server.private_files import OWNER_ONLY
from chat_server.protocol.terminal import harmless

logger = logging.getLogger("parlor")

MOST_BYTES = 1024 * 1024
"""Bytes of a log file; then it is set aside, in place of the one before."""
SELDOM_SECONDS = 1.0
"""How long one key keeps silent after a line."""
SELDOM_KEYS = 64
"""Keys that may have lines within that time."""


class Seldom:
    """Keeps what strangers can make happen often from filling the log: a line a second for each."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[float, int]] = {}
        """When there was a line last, the oldest first, and how often it has happened since."""

    def count(self, key: str, now: float) -> int:
        """It happens again: how often since the last line, if there is to be one now; else 0."""
        at, since = self._told.get(key, (-SELDOM_SECONDS, 0))
        if now - at < SELDOM_SECONDS:
            self._told[key] = (at, since + 1)
            return 0
        self._told.pop(key, None)
        if len(self._told) >= SELDOM_KEYS:
            oldest = next(iter(self._told))
            if now - self._told[oldest][0] < SELDOM_SECONDS:
                return 0
            del self._told[oldest]
        self._told[key] = (now, 0)
        return since + 1


def event(level: int, what: str, *, exc_info: bool = False, **fields: object) -> None:
    """Log that `what` happened, with its fields."""
    logger.log(level, what, extra={"fields": fields}, exc_info=exc_info)


def set_up(level: int) -> None:
    """Send the program's log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(KeyValueFormatter())
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False


def to_file(path: Path) -> None:
    """Send it there from now on; of what is older than a megabyte or two, nothing is kept.

    Raises `OSError`.
    """
    handler = _PrivateFile(path, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(KeyValueFormatter())
    for before in tuple(logger.handlers):
        logger.removeHandler(before)
    logger.addHandler(handler)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        """The file, for nobody else to read; the same after it was set aside."""
        return open(
            self.baseFilename,
            "a",
            encoding=self.encoding,
            opener=lambda path, flags: os.open(path, flags, OWNER_ONLY),
        )


class KeyValueFormatter(logging.Formatter):
    """`2026-01-31T12:00:00.000Z info joined connection=3 nick=Ada`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one harmless line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = getattr(record, "fields", {})
        parts = [at.replace("+00:00", "Z"), record.levelname.lower(), record.getMessage()]
        parts += [f"{key}={_quoted(str(value))}" for key, value in fields.items()]
        if record.exc_info:
            parts.append(f"trace={_quoted(self.formatException(record.exc_info))}")
        return harmless(" ".join(parts))


def _quoted(value: str) -> str:
    if value and " " not in value and '"' not in value:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
