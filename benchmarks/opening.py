"""How long a window takes to open: from the start of its process until it is on the screen.

The window manager tells when: a window that it has taken is on the root window's list of clients,
and `xprop -spy` prints that list whenever it changes. So programs are compared that say nothing.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.end_to_end.packaged import ENVIRONMENT, ROOT, build
from tests.support import DEADLINE, wait_until

ROUNDS = 9


class Program(NamedTuple):
    """What is opened. `command` is given an empty data folder."""

    title: str
    command: Callable[[Path], Sequence[object]]


def programs(folder: Path) -> list[Program]:
    """A bare Tk window, Parlor from source, and as it is packaged if that can be done here."""

    def flags(data: Path) -> list[object]:
        return ["--connect", "127.0.0.1:9", "--plaintext", "--nick", "Ada", "--data", data]

    found = [
        Program(
            "a bare Tk window, same imports", lambda _: [sys.executable, "-m", "benchmarks.bare"]
        ),
        Program("Parlor, source", lambda data: [sys.executable, "-m", "chat_gui", *flags(data)]),
    ]
    try:
        built = build(folder / "packaged")
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"  the packaged window is left out: {error}")
        return found
    return [*found, Program("Parlor, packaged", lambda data: [built / "parlor", *flags(data)])]


def measure(display: str, folder: Path, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each round by the program's title; the programs take turns."""
    opened = programs(folder)
    took: dict[str, list[float]] = {one.title: [] for one in opened}
    with _clients(display) as clients:
        for number in range(rounds + 1):
            for one in opened:
                data = folder / f"{len(took)}-{number}-{one.title[-6:]}"
                data.mkdir()
                seconds = _open(display, one.command(data), clients)
                if number:  # the first fills the caches
                    took[one.title].append(seconds)
    return took


def _open(display: str, command: Sequence[object], clients: Iterator[int]) -> float:
    begun = time.monotonic()
    process = subprocess.Popen(
        [str(word) for word in command],
        env=ENVIRONMENT | {"DISPLAY": display},
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    try:
        while next(clients) < 1:
            pass
        return time.monotonic() - begun
    finally:
        process.kill()
        process.wait(DEADLINE)
        while next(clients):
            pass


@contextmanager
def _clients(display: str) -> Iterator[Iterator[int]]:
    """How many windows there are, each time that changes."""
    asks = ["xprop", "-display", display, "-root"]
    wait_until(
        lambda: b"window id" in subprocess.check_output([*asks, "_NET_CLIENT_LIST"]),
        "the window manager is there",
    )
    command = [*asks, "-spy", "_NET_CLIENT_LIST"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as xprop:
        assert xprop.stdout
        lines = xprop.stdout
        try:
            yield (line.count("0x") for line in lines)
        finally:
            xprop.kill()
