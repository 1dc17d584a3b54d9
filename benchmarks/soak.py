"""200 people who come, talk and go for minutes: does the server hold what it needs, and no more?

Every second some people say something, edit, react, read back or search, and some are cut off,
cleanly or by a reset, and come back where they were. Resident memory, open files and threads are
noted every few seconds; at the end they are held against those after the first minute.
"""

import json
import os
import random
import selectors
import socket
import statistics
import struct
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks import table
from benchmarks.machine import describe
from tests.support import RawClient, ServerProcess

PEOPLE = 200
SECONDS = float(os.environ.get("PARLOR_SOAK_SECONDS", "600"))
SETTLED = 60.0
"""Seconds after which the server has seen everything once."""
SAMPLE_SECONDS = 5.0
TYPICAL = 6
"""Samples whose median stands for a moment."""
TALK, CHURN = 100, 20
"""Commands given, and people cut off, each second."""
ROOMS = ("lobby", "robots", "garden")


class Sample(NamedTuple):
    """What the server held at a moment."""

    second: float
    memory: int
    files: int
    threads: int


class Person:
    """Somebody who is here now, or will be again."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.nick, self.chance = f"Person {number}", chance
        self.session: str | None = None
        self.last = dict.fromkeys(ROOMS, 0)
        self.count = 0
        self.client: RawClient | None = None
        self.rest = b""

    def come(self, port: int) -> RawClient:
        """Say hello as before, and join every room where it was left."""
        self.client = client = RawClient(port, self.nick, session=self.session)
        self.session = client.welcome["session"]
        self.rest = b""
        for room, last in self.last.items():
            client.send(type="join", room=room, since=last)
        return client

    def go(self) -> None:
        """Hang up, at times rudely."""
        assert self.client is not None
        if self.chance.random() < 0.5:
            linger = struct.pack("ii", 1, 0)
            self.client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.client.close()
        self.client = None

    def say(self) -> None:
        """One command."""
        assert self.client is not None
        self.count += 1
        room = self.chance.choice(ROOMS)
        target = max(1, self.last[room] - self.chance.randrange(20))
        place = {"room": room, "id": f"{self.nick.replace(' ', '-')}-{self.count}"}
        kind = self.chance.choice(["send"] * 6 + ["edit", "react", "history", "search", "seen"])
        more: dict[str, object] = {
            "send": {**place, "text": f"word{self.count % 97} " * self.chance.randrange(1, 20)},
            "edit": {**place, "target": target, "text": "said better"},
            "react": {**place, "target": target, "emoji": "👍", "on": self.count % 2 == 0},
            "history": {"re": "h", "room": room, "before": target, "limit": 50},
            "search": {"re": "s", "text": f"word{self.count % 97}", "limit": 10},
            "seen": {"room": room, "seq": target},
        }[kind]
        line = json.dumps({"type": kind, **more}).encode() + b"\n"
        self.client.raw(line)

    def read(self) -> int:
        """Take what came; gives how many lines, -1 when the server has hung up."""
        assert self.client is not None
        try:
            data = self.client.socket.recv(1 << 18)
        except OSError:
            return -1
        if not data:
            return -1
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines[-5:]:  # enough to know where to go on from; too early is no harm
            event = json.loads(line)
            if "seq" in event and event.get("room") in self.last:
                self.last[event["room"]] = max(event["seq"], self.last[event["room"]])
        return len(lines)


class Soak:
    """The people, and what is noted."""

    def __init__(self, server: ServerProcess, chance: random.Random) -> None:
        self.server, self.chance = server, chance
        self.process = psutil.Process(server.process.pid)
        self.selector = selectors.DefaultSelector()
        self.people = [Person(number, chance) for number in range(PEOPLE)]
        self.samples: list[Sample] = []
        self.lines = self.cut = 0
        self.hung_up = 0

    def come(self, person: Person) -> None:
        client = person.come(self.server.port)
        self.selector.register(client.socket, selectors.EVENT_READ, person)

    def go(self, person: Person) -> None:
        assert person.client is not None
        self.selector.unregister(person.client.socket)
        person.go()
        self.cut += 1

    def run(self, seconds: float, sample_seconds: float) -> None:
        """All of it."""
        for person in self.people:
            self.come(person)
        start = time.monotonic()
        next_turn, next_sample = start, start + sample_seconds
        while (now := time.monotonic()) < start + seconds:
            if now >= next_turn:
                next_turn += 0.1
                self.turn()
            if now >= next_sample:
                next_sample += sample_seconds
                self.sample(now - start)
            for key, _ in self.selector.select(max(0.0, next_turn - time.monotonic())):
                self.read(key.data)
        for person in self.people:
            self.go(person)
        self.selector.close()

    def turn(self) -> None:
        """A tenth of a second's talk and churn."""
        for _ in range(TALK // 10):
            self.chance.choice(self.people).say()
        for person in self.chance.sample(self.people, CHURN // 10):
            self.go(person)
            self.come(person)

    def read(self, person: Person) -> None:
        lines = person.read()
        if lines < 0:
            self.hung_up += 1
            self.go(person)
            self.come(person)
        else:
            self.lines += lines

    def sample(self, second: float) -> None:
        with self.process.oneshot():
            memory = self.process.memory_info().rss
            noted = Sample(second, memory, self.process.num_fds(), self.process.num_threads())
        self.samples.append(noted)


def within(samples: list[Sample], second: float) -> list[Sample]:
    """The first samples from a second on."""
    return [one for one in samples if one.second >= second][:TYPICAL]


def row(title: str, samples: list[Sample]) -> tuple[str, str, str, str]:
    """A line of the table."""
    held = typical(samples)
    return title, f"{held.memory / 2**20:.1f}", f"{held.files:.0f}", f"{held.threads:.0f}"


def typical(samples: list[Sample]) -> Sample:
    """The medians of some samples."""
    return Sample(*(statistics.median(column) for column in zip(*samples, strict=True)))


def run(folder: Path, seconds: float = SECONDS, sample_seconds: float = SAMPLE_SECONDS) -> None:
    """Print what the server held after the first minute and at the end."""
    print(
        f"\nSoak on {describe()}: {PEOPLE} people, {seconds:.0f} s, "
        f"{TALK} commands and {CHURN} reconnections a second"
    )
    flags = ("--no-limits", "--keep-entries", "20000")
    with ServerProcess(folder / "soak", 0, *flags) as server:
        soak = Soak(server, random.Random(1))
        soak.run(seconds, sample_seconds)
        status = server.stop()
    settled = min(SETTLED, seconds / 3)
    rows = [row(f"after {settled:.0f} s", within(soak.samples, settled))]
    for minute in range(2, int(seconds / 60), 2):
        rows.append(row(f"after {minute} min", within(soak.samples, 60 * minute)))
    rows.append(row("at the end", soak.samples[-TYPICAL:]))
    table.show(("", "MB resident", "files", "threads"), rows)
    print(
        f"{soak.lines:,} lines read, {soak.cut:,} people cut off, "
        f"{soak.hung_up} by the server; it ended with status {status}"
    )
