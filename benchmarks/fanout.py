"""Everyone in one room, a few talk: deliveries a second, CPU per delivery, latency, side by side.

The load comes from `load.c`, which also checks that nothing is lost, repeated or out of order. Each
server gets the same rows in the same run; those that are not installed are left out and named.
"""

import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from benchmarks.machine import describe
from tests.support import RawClient, ServerProcess, wait_until

SENDERS = 10
SECONDS = 3
ROUNDS = 3


class Row(NamedTuple):
    """One kind of work."""

    title: str
    people: int
    flight: int
    rate: int


ROWS = [
    Row("500 people, 200 in flight", 500, 200, 0),
    Row("500 people, 100 in flight", 500, 100, 0),
    Row("1,000 people, 100 messages/s", 1_000, 100, 100),
]


class Running(NamedTuple):
    """A server that accepts: what it speaks, where, and its process."""

    protocol: str
    port: int
    pid: int


@contextmanager
def parlor(folder: Path) -> Iterator[Running]:
    """Parlor's own server, its log on disk with synchronous=FULL."""
    with ServerProcess(folder / "data", 0, "--no-limits") as server:
        yield Running("parlor", server.port, server.process.pid)


@contextmanager
def redis(folder: Path) -> Iterator[Running]:
    """Redis' publish and subscribe, in memory."""
    port = free_port()
    flags = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    flags += ["--client-output-buffer-limit", "pubsub 1gb 1gb 60", "--dir", folder]
    with started("redis-server", *flags) as process:
        accepts(port)
        yield Running("redis", port, process.pid)


@contextmanager
def ngircd(folder: Path) -> Iterator[Running]:
    """An IRC server in C, its limits lifted."""
    port = free_port()
    config = folder / "ngircd.conf"
    config.write_text(
        "[Global]\nName = irc.example.net\nInfo = benchmark\nListen = 127.0.0.1\n"
        f"Ports = {port}\nServerUID = root\nServerGID = root\n"
        "[Limits]\nMaxConnections = 0\nMaxConnectionsIP = 0\nMaxJoins = 0\nMaxPenaltyTime = 0\n"
        "[Options]\nIdent = no\nPAM = no\nDNS = no\n"
    )
    with started("ngircd", "--nodaemon", "--config", config) as process:
        accepts(port)
        yield Running("irc", port, process.pid)


@contextmanager
def threads(_folder: Path) -> Iterator[Running]:
    """A thread per client, as the tutorials have it."""
    program = Path(__file__).with_name("thread_per_client.py")
    with started(sys.executable, program, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield Running("lines", int(process.stdout.readline()), process.pid)


@contextmanager
def limit(folder: Path) -> Iterator[Running]:
    """The least a server can do, in C."""
    program = compiled("limit.c", folder)
    with started(program, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield Running("lines", int(process.stdout.readline()), process.pid)


SERVERS: dict[str, Callable[[Path], Any]] = {
    "Parlor": parlor,
    "Redis": redis,
    "ngIRCd": ngircd,
    "thread per client": threads,
    "C, the limit": limit,
}


@contextmanager
def started(*command: object, stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """A server's process, ended with the block."""
    path = f"{Path('/usr/sbin')}:{Path('/usr/bin')}"
    program = shutil.which(str(command[0])) or shutil.which(str(command[0]), path=path)
    if program is None:
        raise FileNotFoundError(str(command[0]))
    words = [program, *map(str, command[1:])]
    with subprocess.Popen(words, stdout=stdout, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def accepts(port: int) -> None:
    """Wait until something listens there."""

    def tries() -> bool:
        try:
            RawClient(port).close()
        except ConnectionRefusedError:
            return False
        return True

    wait_until(tries, f"port {port} accepts")


def compiled(source: str, folder: Path) -> Path:
    """A C program beside this file, compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("the load generator needs a C compiler: apt-get install gcc libc6-dev")
    program = folder / Path(source).stem
    if not program.exists():
        path = Path(__file__).with_name(source)
        subprocess.run([compiler, "-O2", "-o", program, path], check=True)
    return program


def measure(load: Path, server: Running, row: Row) -> dict[str, Any]:
    """One row once, with the server's CPU time from the first message on."""
    flags = [server.protocol, server.port, row.people, SENDERS, row.flight, SECONDS, row.rate]
    process = psutil.Process(server.pid)
    with subprocess.Popen(
        [load, *map(str, flags)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as ran:
        assert ran.stdout
        assert ran.stderr
        if ran.stdout.readline() != "ready\n":
            raise RuntimeError(ran.stderr.read().strip())
        before = sum(process.cpu_times()[:2])
        result = ran.stdout.readline()
        cpu = sum(process.cpu_times()[:2]) - before
        if not result:
            raise RuntimeError(ran.stderr.read().strip())
    figures: dict[str, Any] = json.loads(result)
    figures["each"] = cpu / max(figures["all_deliveries"], 1) * 1e6
    return figures


def median(load: Path, name: str, row: Row, folder: Path) -> dict[str, Any]:
    """The medians of some rounds, each with a server started for it; faults add up."""
    rounds = []
    for number in range(ROUNDS):
        place = folder / f"{name}-{row.title}-{number}".replace("/", "-")
        place.mkdir()
        with SERVERS[name](place) as server:
            rounds.append(measure(load, server, row))
        time.sleep(0.2)
    merged: dict[str, Any] = {
        key: statistics.median(one[key] for one in rounds) for key in rounds[0]
    }
    faults = ("lost", "repeated", "reordered")
    merged["faults"] = sum(one[fault] for one in rounds for fault in faults)
    return merged


def run() -> None:
    """Print the table."""
    print(
        f"\nFan-out on {describe()}: {SENDERS} senders, medians of {ROUNDS} rounds of {SECONDS} s"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            load = compiled("load.c", folder)
        except RuntimeError as error:
            print(f"left out: {error}")
            return
        for row in ROWS:
            print(f"\n{row.title}")
            heads = f"{'deliveries/s':>14}{'CPU µs each':>13}{'all have it, ms':>24}{'faults':>8}"
            print(f"{'':20}{heads}")
            for server in SERVERS:
                _print_row(load, server, row, folder)


def _print_row(load: Path, server: str, row: Row, folder: Path) -> None:
    try:
        figures = median(load, server, row, folder)
    except (FileNotFoundError, RuntimeError) as error:
        print(f"{server:20}  {error}")
        return
    latency = f"p50 {figures['all_p50_ms']:.1f}, p99 {figures['all_p99_ms']:.1f}"
    print(
        f"{server:20}{figures['per_second']:>14,.0f}{figures['each']:>13.3f}"
        f"{latency:>24}{figures['faults']:>8}"
    )
