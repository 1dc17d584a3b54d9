"""Running the load generator (`load.c`) against a server, with the server's CPU time."""

import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.compiled import compiled
from benchmarks.servers import Running


class Work(NamedTuple):
    """One kind of work. `flight`: messages on their way at once; `rate`: messages a second, 0 for
    as many as `flight` lets; `stopped`: people who never read."""

    title: str
    people: int
    flight: int
    rate: int = 0
    senders: int = 10
    stopped: int = 0


class Figures(msgspec.Struct, frozen=True):
    """What one run gave. Latency in ms: until one, until all have a message, of each delivery."""

    seconds: float
    sent: int
    deliveries: int
    per_second: float
    busy: float
    """How much of a core the load generator used: at 1.0 it is what is slow."""
    lost: int
    repeated: int
    reordered: int
    hung_up: int
    first_p50: float
    first_p99: float
    all_p50: float
    all_p99: float
    each_p50: float
    each_p99: float
    cpu: float
    """The server's CPU seconds, from the first message to the last delivery."""

    @property
    def faults(self) -> int:
        """Deliveries lost or repeated, and readers who saw another order."""
        return self.lost + self.repeated + self.reordered

    @property
    def cpu_each(self) -> float:
        """The server's CPU microseconds per delivery."""
        return self.cpu / max(self.deliveries, 1) * 1e6

    @property
    def messages(self) -> float:
        """Messages a second."""
        return self.sent / self.seconds


def medians(rounds: Sequence[Figures]) -> Figures:
    """The middle of each figure; what must not be is added up."""
    names = Figures.__struct_fields__
    middle = {name: statistics.median(getattr(one, name) for one in rounds) for name in names}
    for name in ("lost", "repeated", "reordered"):
        middle[name] = sum(getattr(one, name) for one in rounds)
    return Figures(**middle)


class LoadFailed(Exception):
    """The load could not be put on the server; the sentence says why."""


def run(work: Work, seconds: float, server: Running, programs: Path) -> Figures:
    """Do the work once. `programs` is where compiled ones are kept. Raises `LoadFailed`."""
    numbers = (work.people, work.senders, work.flight, seconds, work.rate, work.stopped)
    words = [
        compiled("load.c", programs, server.tls),
        server.protocol,
        server.port,
        server.pid,
        *numbers,
    ]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    if done.returncode:
        raise LoadFailed(f"{server.protocol} load: {done.stderr.strip()}")
    return msgspec.json.decode(done.stdout, type=Figures)
