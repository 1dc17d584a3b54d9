"""Everyone in one room, a few talk: deliveries a second, CPU per delivery, latency, side by side.

Each server gets the same work in the same run. A round is one turn of every server, so that
whatever else the machine does in a minute touches all of them. Those that are not installed are
left out and named.
"""

import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import load, plot, table
from benchmarks.compiled import NoOpenSsl
from benchmarks.load import Figures, Work
from benchmarks.servers import SERVERS, NotThere

WORKS = (
    Work("500 people, 200 messages in flight", 500, 200),
    Work("500 people, 100 messages in flight", 500, 100),
    Work("1,000 people, 100 messages/s", 1_000, 100, rate=100),
)


class Size(NamedTuple):
    """How much is done."""

    works: tuple[Work, ...] = WORKS
    seconds: float = 3
    rounds: int = 3


class Result(NamedTuple):
    """What each server gave, round after round; and why others are left out."""

    rounds: dict[str, list[Figures]]
    missing: dict[str, str]


def measure(work: Work, size: Size, folder: Path) -> Result:
    """One kind of work for every server in turn."""
    result = Result({name: [] for name in SERVERS}, {})
    for _ in range(size.rounds):
        for name in SERVERS:
            if name not in result.missing:
                _turn(name, work, size.seconds, folder, result)
    return result


def _turn(name: str, work: Work, seconds: float, folder: Path, result: Result) -> None:
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        with SERVERS[name](place) as server:
            result.rounds[name].append(load.run(work, seconds, server, folder))
    except (NotThere, NoOpenSsl, load.LoadFailed) as error:
        result.missing[name] = str(error)
        del result.rounds[name]


HEADS = (
    *("", "messages/s", "deliveries/s", "Parlor /", "CPU µs each", "Parlor /"),
    *("one has it, ms", "all p50", "Parlor /", "all p99", "load busy", "faults"),
)


def show(work: Work, result: Result) -> None:
    """Print the medians, and the medians of each round's ratio of Parlor to the other."""
    print(f"\n### {work.title}\n")
    rows = []
    for name, rounds in result.rounds.items():
        one = load.medians(rounds)
        versus = partial(_versus, result.rounds.get("Parlor", []), rounds)
        rate, cpu, all_have = f"{one.per_second:,.0f}", f"{one.cpu_each:.3f}", f"{one.all_p50:.1f}"
        rows.append(
            (
                *(name, f"{one.messages:,.0f}", rate, versus("per_second")),
                *(cpu, versus("cpu_each"), f"{one.first_p50:.1f}", all_have, versus("all_p50")),
                *(f"{one.all_p99:.1f}", f"{one.busy:.0%}", str(one.faults)),
            )
        )
    table.show(HEADS, rows)
    for name, reason in result.missing.items():
        print(f"\nLeft out: {name}, {reason}.")


def draw(results: dict[Work, Result]) -> None:
    """Draw deliveries a second of the works that go as fast as they can."""
    fast = {work.title: result.rounds for work, result in results.items() if not work.rate}
    names = [name for name in SERVERS if all(name in rounds for rounds in fast.values())]
    series = {
        name: [load.medians(rounds[name]).per_second / 1e6 for rounds in fast.values()]
        for name in names
    }
    plot.bars("fanout", "Million deliveries a second", list(fast), series)


def _versus(ours: list[Figures], theirs: list[Figures], figure: str) -> str:
    ratios = [getattr(a, figure) / getattr(b, figure) for a, b in zip(ours, theirs, strict=False)]
    return f"{median(ratios):.2f}" if ratios else ""


FULL = Size()


def run(folder: Path, size: Size = FULL) -> None:
    """Print a table for each kind of work."""
    how = f"medians of {size.rounds} rounds of {size.seconds:g} s"
    print(f"\n## Fan-out: {how}, 10 people talk, all hear")
    results: dict[Work, Result] = {}
    for work in size.works:
        results[work] = measure(work, size, folder)
        show(work, results[work])
    draw(results)
