"""The window: from key to screen, under a flood, in memory. Real processes on a virtual display."""

import statistics
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.machine import describe
from tests.conftest import virtual_display
from tests.end_to_end.driving import Window
from tests.support import RawClient, ServerProcess, wait_until

TALKS = 50
FLOOD_PER_SECOND = 2_000
FLOOD_SECONDS = 6
CHUNK = 20
"""Messages of the flood that go in one packet."""


def run() -> None:
    """Print the figures."""
    print(f"\nWindow on {describe()}, virtual display")
    with (
        virtual_display() as display,
        tempfile.TemporaryDirectory() as name,
        ServerProcess(Path(name) / "data", 0, "--no-limits") as server,
    ):
        folder = Path(name)
        begun = time.monotonic()
        with Window(display, folder, "Ada", server.port) as ada:
            wait_until(lambda: ada.state()["open"], "the window is open")
            ready = (time.monotonic() - begun) * 1e3
            print(f"  {'from start to a window':34} {ready:.0f} ms")
            with Window(display, folder, "Bob", server.port) as bob:
                ada.wait_for("online")
                bob.wait_for("online")
                _talk(ada, bob)
                bob.close()
            _idle(ada)
            _flood(ada, server.port)
            ada.close()


def _talk(ada: Window, bob: Window) -> None:
    """Ada's Return until Bob's window has drawn it."""
    took = []
    for number in range(TALKS):
        bob.tell("watch", text=f"talk {number}.")
        pressed = ada.do("say", text=f"talk {number}.")["at"]
        took.append(bob.answer()["at"] - pressed)
    _print("from key to the other's screen", took)


def _idle(ada: Window) -> None:
    process = psutil.Process(ada.process.pid)
    before, seconds = sum(process.cpu_times()[:2]), 3.0
    time.sleep(seconds)
    used = (sum(process.cpu_times()[:2]) - before) / seconds
    share = f"{used * 100:.1f} % of a core, the measuring hand included"
    print(f"  {'CPU when idle':34} {share}")


def _flood(ada: Window, port: int) -> None:
    """Letters typed while 2,000 messages a second arrive."""
    process = psutil.Process(ada.process.pid)
    before = process.memory_info().rss
    flood = threading.Thread(target=_pour, args=[port])
    flood.start()
    took = []
    while flood.is_alive():
        took.append(ada.do("press")["took"])
        flood.join(0.02)
    _print(f"a key during {FLOOD_PER_SECOND:,} messages/s", took)
    wait_until(lambda: ada.shows(f"flood {FLOOD_PER_SECOND * FLOOD_SECONDS - 1} "), "all is shown")
    after = process.memory_info().rss
    total = FLOOD_PER_SECOND * FLOOD_SECONDS
    grown = f"{before / 1e6:.0f} MB before, {after / 1e6:.0f} MB after {total:,} messages"
    print(f"  {'memory':34} {grown}")


def _pour(port: int) -> None:
    with RawClient(port, "Flood") as client:
        client.join()
        begun = time.monotonic()
        for first in range(0, FLOOD_PER_SECOND * FLOOD_SECONDS, CHUNK):
            for number in range(first, first + CHUNK):
                client.say(
                    f"flood {number} of the kind that people write to each other", f"f{number}"
                )
            while client.next().get("id") != f"f{first}":
                pass
            time.sleep(max(0.0, begun + first / FLOOD_PER_SECOND - time.monotonic()))


def _print(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"  {what:34} p50 {statistics.median(ordered) * 1e3:6.1f} ms, p95 {p95 * 1e3:6.1f} ms")
