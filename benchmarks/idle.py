"""Many idle people: the memory of each, and what two others feel when all come into one room."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import table
from benchmarks.machine import memory
from benchmarks.people import Crowd, CrowdFailed, Felt, Pair
from benchmarks.servers import parlor


class Size(NamedTuple):
    """How much is done."""

    people: int = 5_000
    calm: float = 2
    """Seconds before anybody comes."""


class Step(NamedTuple):
    """How long a step took, what the pair felt meanwhile, and the server's bytes after it."""

    title: str
    seconds: float
    felt: Felt
    memory: int


FULL = Size()


def measure(size: Size, folder: Path) -> list[Step]:
    """Nobody, then a crowd in no room, then all of it in one room."""
    with parlor(Path(tempfile.mkdtemp(dir=folder))) as server, Pair(server.port) as pair:

        def step(title: str, does: Callable[[], float]) -> Step:
            with pair.watch() as felt:
                seconds = does()
            return Step(title, seconds, felt, memory(server.pid))

        def nothing() -> float:
            time.sleep(size.calm)
            return size.calm

        steps = [step("nobody else", nothing)]
        with Crowd(server.port, size.people, folder) as crowd:
            steps.append(step("they say hello", crowd.come))
            steps.append(step("all join the lobby at once", crowd.join))
            steps.append(step("until the news is over", crowd.settle))
        return steps


HEADS = (
    *("", "took, s", "KB resident each", "ping p50 ms", "p99", "most"),
    *("message p50 ms", "p99", "most"),
)


def show(size: Size, steps: list[Step]) -> None:
    """Print what each step cost."""
    rows = []
    for step in steps:
        each = (step.memory - steps[0].memory) / size.people / 1024
        cells = [step.title, f"{step.seconds:.1f}", f"{each:.2f}" if each else ""]
        for took in step.felt:
            shares = (0.5, 0.99, 1)
            cells += [table.ms(table.quantile(took, share)) if took else "" for share in shares]
        rows.append(cells)
    table.show(HEADS, rows)


def run(folder: Path, size: Size = FULL) -> None:
    """Print the table."""
    print(f"\n## Idle: {size.people:,} people, and what two others feel of their coming\n")
    try:
        show(size, measure(size, folder))
    except CrowdFailed as error:
        print(f"Left out: {error}.")
