"""The searcher: a thread that keeps the search's index after the log, and searches in it.

Nobody waits for it but who searches. While the log grows quickly it rests far longer than it works,
so that those who talk hardly notice it; a search indexes first what is missing.
"""

import contextlib
import logging
import queue
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from chat_server import logs
from chat_server.deliveries import Find
from chat_server.protocol import codec
from chat_server.protocol.commands import Search
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.events import Error, Found
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.quotas import Quotas
from chat_server.reading import Answer
from chat_server.storage import FAILURES
from chat_server.storage.search import Searched
from chat_server.storage.search_index import Damaged
from chat_server.turns import Turns

BATCH = 200
"""Entries indexed at once while nobody waits: a few milliseconds of work."""
CATCH_UP = 2_000
"""Entries indexed at once while somebody waits."""
POLL = 1.0
"""Seconds after which a log that is indexed whole is looked at again."""
GROWTH = 50
"""Entries a second from which on a log grows quickly."""
REST = 1.0
"""How long a rest is, times the work before it."""
LONG_REST = 25.0
"""The same while the log grows quickly: a twenty-fifth of one core at most goes to the index."""
TIDY_PAUSE = 600.0
"""Seconds from one clearing away of deleted text to the next: each writes the whole index."""
TROUBLE_REST = 30.0
"""Seconds of rest after the disk has refused."""
PATIENCE = 5.0
"""Seconds a search may spend on what is missing in the index."""
CURSORS = 1_000
"""Searches of all rooms that can be gone on with."""
SEARCH_SECONDS = 2.0
"""Seconds a search itself may take."""

_TROUBLE = (*FAILURES, Damaged, msgspec.MsgspecError)
"""What is raised where the disk refuses or a file holds what nobody wrote."""

_NOT_YET = "The server still reads what was said before; search again in a moment."
_TOO_LONG = "That search takes too long; give whole words, or a room."
_TOO_MANY = "You search for too much at once; wait for what you have asked for."
_UNREADABLE = "The server's disk can't be read now; search again later."


class Searcher:
    """One thread. `reply` is called on it with every answer."""

    def __init__(
        self, folder: Path, reply: Callable[[Answer], None], most: int = Quotas().searches
    ) -> None:
        self._folder = folder
        self._reply = reply
        self._stopping = False
        self._turns = Turns(most)
        self._seldom = logs.Seldom()
        self.refused = 0
        """Searches that a person had too many of."""
        self._jobs: queue.SimpleQueue[Find | None] = queue.SimpleQueue()
        self._opened: Searched | None = None
        self._seen = (0.0, 0)
        self._next_tidying = 0.0
        self._cursors: dict[int, int] = {}
        """Token -> position, for searches of all rooms that may go on, the oldest first."""

    def put(self, job: Find) -> None:
        """Ask for what a person searches. Any thread."""
        self._jobs.put(job)

    def waiting(self) -> int:
        """How many are asked for and not begun. Any thread."""
        return self._jobs.qsize() + len(self._turns)

    def stop(self) -> None:
        """End the thread, in the middle of a search too. Any thread."""
        self._stopping = True
        self._jobs.put(None)

    def run(self) -> None:
        """The thread: follows the log and answers searches until `stop`."""
        rest = 0.0
        try:
            while not self._stopping:
                try:
                    self._take(rest)
                except queue.Empty:
                    rest = self._follow()
                    continue
                if self._turns:
                    job = self._turns.next()
                    self._reply(Answer(job.connection, self._answer(job.command, job.person)))
        finally:
            self._close()

    def _take(self, rest: float) -> None:
        """Take all that is asked for. Raises `queue.Empty` where that is nothing for a while."""
        job = None if self._turns else self._jobs.get(timeout=rest)
        with contextlib.suppress(queue.Empty):
            while not self._stopping:
                if job is not None and not self._turns.add(job):
                    self._refuse(job)
                job = self._jobs.get_nowait()

    def _refuse(self, job: Find) -> None:
        """A person searches too much at once."""
        self.refused += 1
        why = "too many searches of a person"
        times = self._seldom.count(job.person, time.monotonic())
        if times:
            logs.event(logging.WARNING, "refused", why=why, subject=job.person, times=times)
        error = Error(ErrorCode.SLOW_DOWN, _TOO_MANY, fatal=False, re=job.command.re)
        self._reply(Answer(job.connection, codec.encode(error)))

    def _searched(self) -> Searched:
        if self._opened is None:
            self._opened = Searched(self._folder)
        return self._opened

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _follow(self) -> float:
        """Work a little while nobody waits; gives the seconds to rest after it."""
        began = time.monotonic()
        try:
            behind, quickly = self._work(self._searched())
        except _TROUBLE as error:
            logs.event(logging.WARNING, "search index not followed", error=error)
            self._close()
            return TROUBLE_REST
        if not behind:
            return POLL
        return (time.monotonic() - began) * (LONG_REST if quickly else REST)

    def _work(self, searched: Searched) -> tuple[bool, bool]:
        """One small step; whether there is more to do, and whether the log grows quickly."""
        try:
            behind = searched.follow(BATCH) or searched.prune() or self._tidied(searched)
        except Damaged as error:
            self._renew(error)
            behind = True
        return behind, self._grows_quickly(searched.last)

    def _tidied(self, searched: Searched) -> bool:
        if searched.tidy():
            return True
        if time.monotonic() < self._next_tidying or not searched.begin_to_tidy():
            return False
        self._next_tidying = time.monotonic() + TIDY_PAUSE
        return True

    def _grows_quickly(self, last: int) -> bool:
        """Whether many entries have come since the last time this was asked."""
        (before, was), now = self._seen, time.monotonic()
        self._seen = (now, last)
        return bool(was) and last - was > GROWTH * (now - before)

    def _renew(self, error: Damaged) -> None:
        logs.event(logging.WARNING, "search index damaged; made anew", error=error)
        self._searched().renew()

    def _answer(self, command: Search, person: str) -> bytes:
        try:
            return codec.encode(self._find(command, person))
        except Refusal as refusal:
            code, text = refusal.code, refusal.text
        except _TROUBLE as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                code, text = ErrorCode.SLOW_DOWN, _TOO_LONG
            else:
                logs.event(logging.ERROR, "search failed", error=error)
                self._close()
                code, text = ErrorCode.STORAGE, _UNREADABLE
        return codec.encode(Error(code, text, fatal=False, re=command.re))

    def _find(self, command: Search, person: str) -> Found:
        """What was said before now and may be read. Raises `Refusal` where that takes too long."""
        try:
            return self._find_once(command, person)
        except Damaged as error:
            self._renew(error)
            return self._find_once(command, person)

    def _find_once(self, command: Search, person: str) -> Found:
        searched = self._searched()
        try:
            if not self._catch_up(searched):
                raise Refusal(ErrorCode.SLOW_DOWN, _NOT_YET)
        except FAILURES as error:  # a full disk takes no index, but what was said can be found
            logs.event(logging.WARNING, "search index not followed", error=error)
            with searched.unwritten():
                with contextlib.suppress(*FAILURES):
                    self._catch_up(searched)
                return self._look(searched, command, person)
        return self._look(searched, command, person)

    def _catch_up(self, searched: Searched) -> bool:
        """Index what is missing; whether there was time for it."""
        patience = time.monotonic() + PATIENCE
        while searched.follow(CATCH_UP):
            if self._stopping or time.monotonic() > patience:
                return False
        return True

    def _look(self, searched: Searched, command: Search, person: str) -> Found:
        """What is found in the index as it is. Raises `Refusal`."""
        end = time.monotonic() + SEARCH_SECONDS
        found = searched.find(
            self._positioned(command), person, lambda: self._stopping or time.monotonic() > end
        )
        return found if command.room is not None else self._veiled(found)

    def _veiled(self, found: Found) -> Found:
        """Positions count all rooms' entries, others' private ones too: give a token for them."""
        if found.next is None:
            return found
        token = secrets.randbelow(MAX_INTEGER)
        self._cursors[token] = found.next
        while len(self._cursors) > CURSORS:
            del self._cursors[next(iter(self._cursors))]
        return msgspec.structs.replace(found, next=token)

    def _positioned(self, command: Search) -> Search:
        """The position that a token stands for. Raises `Refusal`."""
        if command.room is not None or command.before is None:
            return command
        if command.before not in self._cursors:
            text = "That search began too long ago; search again from the start."
            raise Refusal(ErrorCode.BAD_REQUEST, text)
        return msgspec.structs.replace(command, before=self._cursors[command.before])
