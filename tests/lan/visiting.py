"""Starting a visitor on a computer of the network, and hearing what they see."""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from tests.support import DEADLINE

ROOT = Path(__file__).parents[2]

Seen = dict[str, Any]


class Visitor:
    """A process of `visitor.py`; `seen` are its lines so far, each with its moment `at`."""

    def __init__(self, inside: Sequence[str], *words: str) -> None:
        self.process = subprocess.Popen(
            [*inside, sys.executable, "-m", "tests.lan.visitor", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seen: list[Seen] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(
        self, condition: Callable[[Seen], object], what: str = "", seconds: float = DEADLINE
    ) -> Seen:
        """The newest thing seen if it fulfils this, else the first that will."""
        end = time.monotonic() + seconds
        while not (self.seen and condition(self.seen[-1])):
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                last = self.seen[-1:]
                raise AssertionError(f"not within {seconds} s: {what}; seen last: {last}") from None
            self.seen.append(json.loads(line))
        return self.seen[-1]

    def lists(self, *names: str, seconds: float = DEADLINE) -> list[Seen]:
        """The servers, as soon as they are of these names."""

        def right(seen: Seen) -> bool:
            return [one["name"] for one in seen.get("servers", [])] == list(names)

        found: list[Seen] = self.until(right, f"a list of {names}", seconds)["servers"]
        return found

    def say(self, text: str) -> None:
        """Have them type this."""
        assert self.process.stdin
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def leave(self) -> float:
        """Have them go, and wait until the process has ended; gives the seconds it took."""
        assert self.process.stdin
        assert self.process.stdout
        start = time.monotonic()
        self.process.stdin.close()
        try:
            assert self.process.wait(DEADLINE) == 0
        finally:
            self.process.kill()
            self._reader.join(DEADLINE)
            self.process.stdout.close()
        return time.monotonic() - start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        if not self.process.stdin.closed:
            self.leave()
