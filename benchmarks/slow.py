"""A tenth of the readers stops reading: what the others feel, turn about with none stopped.

The load lasts until what waits for the stopped, in the kernel and out of it, is over its limit.
"""

import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import load, table
from benchmarks.load import Figures, Work
from benchmarks.servers import parlor

NONE = Work("none stopped", 100, 100, rate=5_000)
SOME = Work("10 stopped", 100, 100, rate=5_000, stopped=10)


class Size(NamedTuple):
    """How much is done: the work without and with people who stopped."""

    none: Work = NONE
    some: Work = SOME
    seconds: float = 6
    rounds: int = 3


FULL = Size()

Pair = tuple[Figures, Figures]


def measure(size: Size, folder: Path) -> list[Pair]:
    """Rounds of none stopped, then some, each with a server of its own."""
    return [
        (_once(size.none, size, folder), _once(size.some, size, folder)) for _ in range(size.rounds)
    ]


def _once(work: Work, size: Size, folder: Path) -> Figures:
    with parlor(Path(tempfile.mkdtemp(dir=folder))) as server:
        return load.run(work, size.seconds, server, folder)


HEADS = (
    "",
    "messages/s",
    "one has it, p99 ms",
    "each p50",
    "each p99",
    "all p99",
    "closed",
    "faults",
)


def show(size: Size, pairs: list[Pair]) -> None:
    """Print the medians, and the median of each round's ratio."""
    rows = []
    for number, work in enumerate((size.none, size.some)):
        one = load.medians([pair[number] for pair in pairs])
        latency = (one.first_p99, one.each_p50, one.each_p99, one.all_p99)
        cells = [f"{value:.2f}" for value in latency]
        closed = f"{one.hung_up:.0f} of {work.stopped}"
        rows.append([work.title, f"{one.messages:,.0f}", *cells, closed, str(one.faults)])
    table.show(HEADS, rows)
    ratio = median(some.each_p99 / none.each_p99 for none, some in pairs)
    print(f"\nA delivery's p99 with some stopped is {ratio:.2f} times that with none.")


def run(folder: Path, size: Size = FULL) -> None:
    """Print the table."""
    how = f"{size.some.people} people, {size.some.rate:,} messages/s"
    print(f"\n## Slow readers: {how}, medians of {size.rounds} rounds of {size.seconds:g} s\n")
    show(size, measure(size, folder))
