"""The hub's thread: takes all that waits, has the hub decide it, commits once, then hands on.

Nothing is delivered before the disk has the whole batch. If the disk refuses, the hub's memory goes
back to what the disk holds and the same batch is decided again with writes refused.
"""

import contextlib
import logging
import queue
import time
from collections.abc import Callable, Iterable

import msgspec

from chat_server import logs
from chat_server.deliveries import Delivery, Input, Job
from chat_server.figures import Durations, HubFigures
from chat_server.hub import Hub
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.quotas import Noted
from chat_server.shares import Shares
from chat_server.storage import StorageError
from chat_server.storage.log import Log
from chat_server.writes import NewEntry, Write

BATCH_BYTES = 64 * 1024
"""Bytes of commands after which a batch takes no more: bounds one commit and one round."""
ROUNDS = 4
"""Rounds that may be on their way: what waits then is still in turns, and no echo behind others."""
RETRY_SECONDS = 1.0
"""How long writes are refused after the disk refused one."""


class Round(msgspec.Struct, frozen=True):
    """What one batch says, and how many bytes of each connection it has decided."""

    deliveries: list[Delivery]
    decided: dict[int, int]
    last: bool = False
    """True for the round in which the server says good-bye."""


class HubThread:
    """Runs the hub. On this thread `deliver` is called with every round, `work` with every job."""

    def __init__(
        self,
        hub: Hub,
        log: Log,
        deliver: Callable[[Round], None],
        work: Callable[[Job], None],
    ) -> None:
        self._hub = hub
        self._log = log
        self._deliver = deliver
        self._work = work
        self._inbox: queue.SimpleQueue[list[Input]] = queue.SimpleQueue()
        self._shares = Shares()
        """What was taken out of the inbox and not into a batch yet."""
        self._places: queue.SimpleQueue[None] = queue.SimpleQueue()
        """One for each round that may be on its way."""
        for _ in range(ROUNDS):
            self._places.put(None)
        self._stopping = False
        self._wait: float | None = 0.0
        self._retry_at = 0.0
        self._seldom = logs.Seldom()
        self._batches = self._entries = self._failed_commits = 0
        self._commits = Durations()
        self._refusals = dict.fromkeys(ErrorCode, 0)
        self._noted: dict[str, int] = {}

    def put(self, heard: list[Input]) -> None:
        """What to decide, together as far as a batch goes. Any thread."""
        self._inbox.put(heard)

    def figures(self) -> HubFigures:
        """What it counts. Any thread."""
        chat = self._hub.chat
        return HubFigures(
            people=len(chat.people),
            rooms=len(chat.rooms),
            invites=len(chat.invites),
            waiting=self._inbox.qsize() + len(self._shares),
            at_work=len(chat.at_work),
            batches=self._batches,
            entries=self._entries,
            commits=self._commits.read(),
            failed_commits=self._failed_commits,
            refusals={code.value: count for code, count in [*self._refusals.items()]},
            noted=dict(self._noted),
        )

    def make_place(self) -> None:
        """A round has arrived; there may be one more. Any thread."""
        self._places.put(None)

    def stop(self) -> None:
        """Say good-bye and end; what is not decided yet was promised to nobody. Any thread."""
        self._stopping = True
        self._inbox.put([])
        self.make_place()

    def run(self) -> None:
        """The thread: decides what comes until `stop`."""
        running = True
        while running:
            self._places.get()
            batch, running = self._gather()
            self._deliver(self.decide(batch, last=not running))
            if self._log.stale:  # somebody reads: what was taken back is still on the disk
                self._wait = min(self._wait or RETRY_SECONDS, RETRY_SECONDS)

    def _gather(self) -> tuple[list[Input], bool]:
        """All that waits, up to a batch; nothing when a timer is due first."""
        with contextlib.suppress(queue.Empty):
            if not self._shares and not self._stopping:
                self._shares.add(self._inbox.get(timeout=self._wait))
            while True:
                self._shares.add(self._inbox.get_nowait())
        if self._stopping:
            return [], False
        return self._shares.take(BATCH_BYTES), True

    def decide(self, batch: list[Input], last: bool = False) -> Round:
        """What a batch comes to, committed. Only the hub's thread, or a test without one."""
        hub = self._hub
        if self._log.stale and not batch:
            self._log.checkpoint()
        if hub.chat.read_only and time.monotonic() >= self._retry_at:
            hub.chat.read_only = False
        try:
            self._run_batch(batch, last)
            self._commit(hub.outcome().writes)
        except StorageError as error:
            self._refuse(error)
            self._run_batch(batch, last)
        outcome = hub.outcome()
        hub.keep()
        self._batches += bool(batch)
        self._report(outcome.refusals)
        self._shares.put_back(outcome.released)
        for job in outcome.jobs:
            self._work(job)
        return Round(outcome.deliveries, outcome.decided, last)

    def _commit(self, writes: list[Write]) -> None:
        if writes:
            began = time.perf_counter()
            self._log.append(writes)
            self._commits.add(time.perf_counter() - began)
            self._entries += sum(isinstance(write, NewEntry) for write in writes)

    def _run_batch(self, batch: list[Input], last: bool) -> None:
        now = time.time_ns() // 1_000_000
        self._hub.foresee(batch)
        for what in batch:
            self._hub.take(what, now)
        if last:
            self._hub.close_all()
        wait = self._hub.tick(now)
        self._wait = None if wait is None else wait / 1_000

    def _report(self, refusals: Iterable[Refusal]) -> None:
        """Count refusals, and log those that are worth it."""
        for refusal in refusals:
            self._refusals[refusal.code] += 1
            if isinstance(refusal, Noted):
                self._noted[refusal.why] = self._noted.get(refusal.why, 0) + 1
                key = f"{refusal.why} {refusal.subject}"
                times = self._seldom.count(key, time.monotonic())
                if times:
                    logs.event(
                        logging.WARNING,
                        "refused",
                        why=refusal.why,
                        subject=refusal.subject,
                        times=times,
                    )

    def _refuse(self, error: StorageError) -> None:
        """The disk refused: nothing of the batch happened, and nothing is written for a while."""
        logs.event(logging.WARNING, "disk refuses writes", error=error.text)
        self._failed_commits += 1
        self._hub.take_back()
        self._hub.chat.read_only = True
        self._retry_at = time.monotonic() + RETRY_SECONDS
