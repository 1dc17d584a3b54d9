"""Everyone in one room, a few talk: deliveries a second, CPU per delivery, latency.

The load comes from `load.c`, which also checks that nothing is lost, repeated or out of order.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psutil

from benchmarks.machine import describe
from tests.support import ServerProcess

SENDERS = 10
SECONDS = 4

ROWS = [
    ("500 people, 200 in flight", 500, 200, 0),
    ("500 people, 100 in flight", 500, 100, 0),
    ("1,000 people, 100 messages/s", 1_000, 100, 100),
]


def build_load(folder: Path) -> Path:
    """Compile the load generator."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler, "a C compiler is needed for the load generator: apt-get install gcc"
    program = folder / "load"
    source = Path(__file__).with_name("load.c")
    subprocess.run([compiler, "-O2", "-o", program, source], check=True)
    return program


def measure(load: Path, folder: Path, people: int, flight: int, rate: int) -> dict[str, Any]:
    """One row, with the server's CPU time while it ran."""
    with ServerProcess(folder, 0, "--no-limits") as server:
        process = psutil.Process(server.process.pid)
        flags = ["parlor", server.port, people, SENDERS, flight, SECONDS, rate]
        before = sum(process.cpu_times()[:2])
        ran = subprocess.run([load, *map(str, flags)], capture_output=True, text=True)
        assert ran.returncode == 0, f"faults: {ran.stdout}{ran.stderr}"
        figures: dict[str, Any] = json.loads(ran.stdout)
        figures["cpu"] = sum(process.cpu_times()[:2]) - before
        return figures


def run() -> None:
    """Print the table."""
    print(f"\nFan-out on {describe()}; log on disk, synchronous=FULL, {SENDERS} senders")
    print(f"{'':30}{'deliveries/s':>14}{'CPU µs each':>13}{'until all have it, ms':>24}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load = build_load(folder)
        for number, (title, people, flight, rate) in enumerate(ROWS):
            row = measure(load, folder / str(number), people, flight, rate)
            each = row["cpu"] / row["deliveries"] * 1e6
            latency = f"p50 {row['all_p50_ms']:.1f}, p99 {row['all_p99_ms']:.1f}"
            print(f"{title:30}{row['per_second']:>14,.0f}{each:>13.2f}{latency:>24}")
