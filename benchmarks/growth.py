"""Growth: what a delivery costs when more people listen, and a message when the log is long.

Parlor alone. A message has a cost of its own, to decide and to keep it, and then one for each who
hears it: that is why the table has what each further listener costs beside the mere average.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks import load, plot, table
from benchmarks.library import shelved
from benchmarks.load import Figures, Work
from benchmarks.servers import Running, parlor
from tests.support import ServerProcess


class Size(NamedTuple):
    """How much is done."""

    people: tuple[int, ...] = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
    entries: tuple[int, ...] = (100, 1_000, 10_000, 100_000, 1_000_000)
    listeners: int = 50
    """People in the room whose log is long."""
    rate: int = 500
    """Messages a second while people listen to a long log."""
    seconds: float = 2
    rounds: int = 3


FULL = Size()

Sizes = dict[int, Figures]
"""How many -> the medians of the rounds."""


def by_people(size: Size, folder: Path) -> Sizes:
    """As many messages as go, 200 in flight, to more and more people."""
    rounds: dict[int, list[Figures]] = {people: [] for people in size.people}
    for _ in range(size.rounds):
        for people, figures in rounds.items():
            work = Work(f"{people} people", people, 200, senders=5)
            with parlor(Path(tempfile.mkdtemp(dir=folder))) as server:
                figures.append(load.run(work, size.seconds, server, folder))
    return {people: load.medians(figures) for people, figures in rounds.items()}


def by_entries(size: Size, folder: Path) -> Sizes:
    """The same messages into longer and longer logs."""
    work = Work("a long log", size.listeners, 100, rate=size.rate, senders=5)
    rounds: dict[int, list[Figures]] = {entries: [] for entries in size.entries}
    for _ in range(size.rounds):
        for entries, figures in rounds.items():
            log = shelved(folder, entries).folder
            with ServerProcess(log, 0, "--no-limits") as process:
                server = Running("parlor", process.port, process.process.pid)
                figures.append(load.run(work, size.seconds, server, folder))
    return {entries: load.medians(figures) for entries, figures in rounds.items()}


def cost(one: Figures) -> float:
    """The server's CPU microseconds per message."""
    return one.cpu / one.sent * 1e6


def show_people(sizes: Sizes) -> None:
    """Print and draw what a delivery costs."""
    fewest = min(sizes)
    rows = []
    for people, one in sizes.items():
        further = (cost(one) - cost(sizes[fewest])) / max(people - fewest, 1)
        rates = (f"{one.messages:,.0f}", f"{one.per_second:,.0f}")
        costs = (f"{cost(one):.1f}", f"{one.cpu_each:.3f}", f"{further:.3f}" * (people > fewest))
        rows.append((f"{people:,}", *rates, *costs, f"{one.busy:.0%}", str(one.faults)))
    heads = ("people", "messages/s", "deliveries/s", "CPU µs a message", "a delivery")
    table.show((*heads, "each further listener", "load busy", "faults"), rows)
    series = {
        "a message": {people: cost(one) for people, one in sizes.items()},
        "a delivery": {people: one.cpu_each for people, one in sizes.items()},
    }
    plot.lines("people", "Server CPU, by people in the room", "people", "µs", series)


def show_entries(sizes: Sizes) -> None:
    """Print and draw what a message costs."""
    rows = []
    for entries, one in sizes.items():
        latency = (f"{one.first_p50:.2f}", f"{one.all_p50:.2f}", f"{one.all_p99:.2f}")
        rows.append((f"{entries:,}", f"{cost(one):.0f}", *latency, str(one.faults)))
    heads = ("entries", "CPU µs a message", "one has it, ms", "all p50", "all p99", "faults")
    table.show(heads, rows)
    series = {
        "CPU, µs": {entries: cost(one) for entries, one in sizes.items()},
        "until all have it, µs": {entries: one.all_p50 * 1e3 for entries, one in sizes.items()},
    }
    plot.lines("entries", "A message, by entries in the log", "entries", "µs", series)


def run(folder: Path, size: Size = FULL) -> None:
    """Print the tables, draw the plots."""
    how = f"medians of {size.rounds} rounds of {size.seconds:g} s"
    print(f"\n## Growth: people in one room, 200 messages in flight, {how}\n")
    show_people(by_people(size, folder))
    print(
        f"\n## Growth: entries in the log, {size.listeners} people, {size.rate} messages/s, {how}\n"
    )
    show_entries(by_entries(size, folder))
