"""The window: opening, from key to screen, under a flood, in memory, idle. Real processes on a
virtual display.
"""

import itertools
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks import opening, table
from benchmarks.machine import memory
from tests.conftest import virtual_display
from tests.end_to_end.driving import Window
from tests.end_to_end.packaged import ENVIRONMENT
from tests.support import DEADLINE, RawClient, ServerProcess, wait_until

CHUNK = 20
"""Messages of the flood that go in one packet."""
ROOM = "big"


class Size(NamedTuple):
    """How much is done."""

    opened: int = opening.ROUNDS
    big: int = 100_000
    """Messages of the room that is opened."""
    tries: int = 15
    talks: int = 50
    flood: int = 100_000
    per_second: int = 2_000
    turns: int = 200
    idle: float = 20.0
    """Seconds."""


FULL = Size()
HEADS = ("", "p50", "p95", "most", "reach")


class Row(NamedTuple):
    """What is measured, the seconds it took, and the figure to be reached."""

    title: str
    seconds: list[float]
    reach: str = ""

    def cells(self) -> list[str]:
        """The row of the table."""
        shares = (0.5, 0.95, 1)
        values = [f"{table.ms(table.quantile(self.seconds, share))} ms" for share in shares]
        return [self.title, *values, self.reach]


def run(folder: Path, size: Size = FULL) -> None:
    """Print the figures."""
    print("\n## Window, on a virtual display\n")
    with virtual_display() as display:
        rows = [row.cells() for row in _opening(display, folder, size.opened)]
        with ServerProcess(folder / "data", 0, "--no-limits") as server:
            _fill(server.port, size.big)
            rows += _measured(display, folder, server, size)
        rows += [row.cells() for row in _offline(display, folder, server.port, size.tries)]
    table.show(HEADS, rows)


def _opening(display: str, folder: Path, rounds: int) -> Iterator[Row]:
    """Each program's time, and in the last column how many times the bare window's."""
    took = opening.measure(display, folder, rounds)
    (bare, *_) = (statistics.median(seconds) for seconds in took.values())
    for title, seconds in took.items():
        ratio = statistics.median(seconds) / bare
        yield Row(f"open: {title}", seconds, f"{ratio:.2f} × bare, 1.2")


def _measured(display: str, folder: Path, server: ServerProcess, size: Size) -> list[list[str]]:
    rows: list[Row | list[str]] = []
    with Window(display, folder, "Ada", server.port) as ada:
        with Window(display, folder, "Bob", server.port) as bob:
            for window in (ada, bob):
                window.wait_for("online")
            rows.append(_talk(ada, bob, size.talks))
            bob.close()
        rows += _rooms(ada, size)
        ada.close()
    with Window(display, folder, "Third", server.port) as third:
        third.wait_for("online")
        rows += _flood(third, server.port, size)
        rows.append(Row("one turn of the wheel", third.do("scroll", turns=size.turns)["took"]))
        widths = list(itertools.islice(itertools.cycle((700, 1100, 900)), size.tries))
        rows.append(Row("another width", third.do("resize", widths=widths)["took"]))
        third.close()
    rows += _idle(display, folder, server.port, size.idle)
    return [row.cells() if isinstance(row, Row) else row for row in rows]


def _talk(ada: Window, bob: Window, talks: int) -> Row:
    """Ada's Return until Bob's window has drawn it."""
    took = []
    for number in range(talks):
        bob.tell("watch", text=f"talk {number}.")
        pressed = ada.do("say", text=f"talk {number}.")["at"]
        took.append(bob.answer()["at"] - pressed)
    return Row("from key to the other's screen", took)


def _rooms(ada: Window, size: Size) -> list[Row]:
    """A large room, for the first time and then again."""
    first, again = [], []
    for _ in range(size.tries):
        ada.tell("watch", text=f"entry {size.big - 1} ")
        at = ada.do("look_at", room=ROOM)["at"]
        first.append(ada.answer()["at"] - at)
        ada.do("look_at", room="lobby")
        again.append(ada.do("look_at", room=ROOM)["took"])
        ada.do("say", text="/leave")
    return [
        Row(f"open a room of {size.big:,}, joining it", first, "100 ms"),
        Row("look at it again", again, "100 ms"),
    ]


def _offline(display: str, folder: Path, port: int, tries: int) -> Iterator[Row]:
    """A server that is away: from the process' start until what was said there is shown."""
    took = []
    for _ in range(tries):
        begun = time.monotonic()
        with Window(display, folder, "Ada", port) as ada:
            ada.tell("watch", text="talk ")
            took.append(ada.answer()["at"] - begun)
            ada.close()
    yield Row("open a known server offline, its history shown", took)


def _flood(window: Window, port: int, size: Size) -> list[Row | list[str]]:
    """Letters typed while messages arrive, and the memory afterwards."""
    before = memory(window.process.pid)
    flood = threading.Thread(target=_pour, args=[port, "lobby", size.flood, size.per_second])
    flood.start()
    took = []
    while flood.is_alive():
        took.append(window.do("press")["took"])
        flood.join(0.02)
    wait_until(lambda: window.shows(f"entry {size.flood - 1} "), "all is shown")
    after = f"{memory(window.process.pid) / 1e6:.0f} MB"
    grown = f"{before / 1e6:.0f} MB before"
    return [
        Row(f"a key during {size.per_second:,} messages/s", took, "10 ms"),
        [f"memory after {size.flood:,} messages", after, grown, "", "120 MB"],
    ]


def _idle(display: str, folder: Path, port: int, seconds: float) -> list[list[str]]:
    """The program itself, online and looked at."""
    flags = ["--connect", f"127.0.0.1:{port}", "--plaintext", "--nick", "Visitor"]
    command = [sys.executable, "-m", "chat_gui", *flags, "--data", str(folder / "idle")]
    with _started(command, display) as process, RawClient(port, "Guest") as guest:
        guest.join()
        guest.until("joined")
        time.sleep(3)  # what a start still does has passed
        before, woken = _spent(process), process.num_ctx_switches().voluntary
        time.sleep(seconds)
        share = (_spent(process) - before) / seconds
        times = (process.num_ctx_switches().voluntary - woken) / seconds
    return [
        ["CPU when idle", f"{share * 100:.2f} % of a core", "", "", "0.5 %"],
        ["wake-ups when idle", f"{times:.0f} a second", "", "", ""],
    ]


@contextmanager
def _started(command: list[str], display: str) -> Iterator[psutil.Process]:
    with subprocess.Popen(command, env=ENVIRONMENT | {"DISPLAY": display}) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.kill()
            process.wait(DEADLINE)


def _spent(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2]))


def _fill(port: int, messages: int) -> None:
    """A room with a long past, as fast as the server takes it."""
    _pour(port, ROOM, messages, 10**9)


def _pour(port: int, room: str, messages: int, per_second: int) -> None:
    with RawClient(port, f"Flood in {room}") as client:
        client.join(room)
        begun = time.monotonic()
        for first in range(0, messages, CHUNK):
            for number in range(first, first + CHUNK):
                text = f"entry {number} of the kind that people write to each other"
                client.say(text, f"f{number}", room)
            while client.next().get("id") != f"f{first + CHUNK - 1}":
                pass
            time.sleep(max(0.0, begun + first / per_second - time.monotonic()))
