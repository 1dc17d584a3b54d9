"""A pair of people and a crowd: what those two feel while the crowd comes."""

import itertools
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks.compiled import compiled
from tests.support import RawClient

PAUSE = 0.01
"""Seconds from one try of the pair to the next, whether the last one is done or not."""


class Felt(NamedTuple):
    """Seconds of each try: from a ping to its pong, from a message to the other's having it.

    They count from the moment a try was due: one that waits for the answer to another waits, too.
    """

    pings: list[float]
    messages: list[float]


class Pair:
    """Ada and Bob in a room of their own, who never tire of trying how long things take."""

    def __init__(self, port: int) -> None:
        self._ada, self._bob = RawClient(port, "Ada"), RawClient(port, "Bob")
        self._ends = 0.0
        self._names = map(str, itertools.count())
        for one in (self._ada, self._bob):
            one.join("pair")

    def _ping(self) -> None:
        name = next(self._names)
        self._ada.send(type="ping", re=name)
        self._ada.until("pong", re=name)

    def _talk(self) -> None:
        name = next(self._names)
        self._ada.say("Hello Bob", name, "pair")
        self._bob.until("message", id=name)

    def _tries(self, felt: Felt, over: threading.Event) -> None:
        """Until it is over; what was due by then is still done."""
        due = time.perf_counter()
        for does, took in itertools.cycle(((self._ping, felt.pings), (self._talk, felt.messages))):
            if over.wait(max(0.0, due - time.perf_counter())) and due > self._ends:
                return
            does()
            took.append(time.perf_counter() - due)
            due += PAUSE

    @contextmanager
    def watch(self) -> Iterator[Felt]:
        """Try again and again, on a thread, while the block runs."""
        felt, over = Felt([], []), threading.Event()
        thread = threading.Thread(target=self._tries, args=[felt, over])
        thread.start()
        try:
            yield felt
        finally:
            self._ends = time.perf_counter()
            over.set()
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ada.close()
        self._bob.close()


class CrowdFailed(Exception):
    """The crowd could not come; the sentence says why."""


class Crowd:
    """Many people in a C program (`crowd.c`)."""

    def __init__(self, port: int, people: int, programs: Path) -> None:
        self._words = [str(compiled("crowd.c", programs)), str(port), str(people)]

    def come(self) -> float:
        """Have everyone connect and say hello; gives the seconds until all are welcome."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            self._words, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        return self._told("here")

    def join(self) -> float:
        """Have everyone join the lobby at once; gives the seconds until the last was in."""
        assert self._process.stdin
        self._process.stdin.write("join\n")
        self._process.stdin.flush()
        return self._told("joined")

    def settle(self) -> float:
        """Read on until nothing more comes; gives the seconds."""
        return self._told("quiet")

    def _told(self, word: str) -> float:
        assert self._process.stdout
        assert self._process.stderr
        said, _, seconds = self._process.stdout.readline().partition(" ")
        if said != word:
            raise CrowdFailed(f"the crowd: {self._process.stderr.read().strip()}")
        return float(seconds)

    def close(self) -> None:
        """Everyone goes."""
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
