"""The readers: threads that read pages of the log while the hub goes on deciding."""

import logging
import queue
import sqlite3
from collections.abc import Callable
from pathlib import Path

from chat_server import logs
from chat_server.deliveries import Fetch
from chat_server.protocol import codec, events
from chat_server.protocol.commands import History
from chat_server.protocol.errors import ErrorCode
from chat_server.reading import Answer, Replay, ReplayPage
from chat_server.storage.pages import Page, Pages

REPLAY_PAGE = 200
"""Entries of one page of a replay."""


class Readers:
    """One reader thread. `reply` is called on it with every result."""

    def __init__(self, folder: Path, reply: Callable[[ReplayPage | Answer], None]) -> None:
        self._folder = folder
        self._reply = reply
        self._stopping = False
        self._jobs: queue.SimpleQueue[Replay | Fetch | None] = queue.SimpleQueue()

    def put(self, job: Replay | Fetch) -> None:
        """Ask for a page. Any thread."""
        self._jobs.put(job)

    def waiting(self) -> int:
        """How many are asked for and not begun. Any thread."""
        return self._jobs.qsize()

    def stop(self) -> None:
        """End the thread; nobody is left to read what was asked for. Any thread."""
        self._stopping = True
        self._jobs.put(None)

    def run(self) -> None:
        """The thread: reads what is asked for until `stop`."""
        pages = Pages(self._folder)
        try:
            while (job := self._jobs.get()) is not None and not self._stopping:
                self._reply(_do(pages, job))
        finally:
            pages.close()


def _do(pages: Pages, job: Replay | Fetch) -> ReplayPage | Answer:
    try:
        if isinstance(job, Replay):
            page = pages.after(job.room, job.after, job.last, REPLAY_PAGE)
            return ReplayPage(
                job.connection,
                job.room,
                job.after,
                _lines(page),
                page.last if page.more else job.last,
            )
        command = job.command
        page = _page(pages, command, job.last)
        data = codec.encode_page(command.re, command.room, page.lines, page.more)
        return Answer(job.connection, data)
    except sqlite3.Error as error:
        logs.event(logging.ERROR, "log not readable", error=error)
        if isinstance(job, Replay):
            return ReplayPage(job.connection, job.room, job.after, None, job.after)
        text = "The server's disk can't be read now; ask again later."
        told = events.Error(ErrorCode.STORAGE, text, fatal=False, re=job.command.re)
        return Answer(job.connection, codec.encode(told))


def _page(pages: Pages, command: History, last: int) -> Page:
    if command.after is not None:
        return pages.after(command.room, command.after, last, command.limit)
    before = last + 1 if command.before is None else min(command.before, last + 1)
    return pages.before(command.room, before, command.limit)


def _lines(page: Page) -> bytes:
    return b"".join(line + b"\n" for line in page.lines)
