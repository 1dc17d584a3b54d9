"""Where attacks take place: a real server, Ada and Bob who chat on it, and what it may come to."""

import json
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import psutil

from tests.support import DEADLINE, RawClient, ServerProcess, trusting, wait_until

ATTACKERS = [f"127.0.0.{number}" for number in range(60, 70)]
"""Where attackers come from, so that limits for an address are theirs and not Ada's and Bob's."""
ATTACKER = ATTACKERS[0]
GROWTH = 96 * 1024 * 1024
"""Bytes by which a server may grow under any attack, at the most."""
BAD_LINES = re.compile(r"traceback|\bbug\b|\bcritical\b|\berror \w", re.IGNORECASE)
"""What the log of a server never has, whatever strangers do."""


class Result(msgspec.Struct):
    """One line of the table."""

    attack: str
    wire: str
    said: int
    times: dict[str, dict[str, list[float]]]
    cpu: float
    """Of the server, in cores, while it was attacked."""
    growth: int
    """Bytes by which the server has grown at the most."""


class Target:
    """A server under attack. What is connected through it is closed in the end."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.tls = server.tls
        self.process = psutil.Process(server.process.pid)
        self._open: list[socket.socket | RawClient] = []

    def connect(self, source: str = ATTACKER, tls: bool | None = None) -> socket.socket:
        """A bare connection, after the handshake if there is one."""
        sock = socket.create_connection(
            ("127.0.0.1", self.server.port), DEADLINE, source_address=(source, 0)
        )
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls if tls is None else tls:
            sock = trusting().wrap_socket(sock)
        self._open.append(sock)
        return sock

    def client(self, nick: str = "", source: str = ATTACKER, **hello: Any) -> RawClient:
        """An attacker who speaks the protocol."""
        client = RawClient(self.server.port, nick, tls=self.tls, source=source, **hello)
        self._open.append(client)
        return client

    def close(self) -> None:
        """Every attacker hangs up."""
        for one in self._open:
            with suppress(OSError):
                one.close()
        self._open.clear()

    def descriptors(self) -> int:
        return self.process.num_fds()

    def sockets(self) -> int:
        """Without files, of which the server opens some when it first needs them."""
        links = Path(f"/proc/{self.process.pid}/fd").iterdir()
        return sum(1 for link in links if _target(link).startswith("socket:"))

    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system

    def forget_peak(self) -> None:
        """What the server has needed to start does not count."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def peak(self) -> int:
        """The most memory that the server has had since then, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:  # closed meanwhile
        return ""


class Bystanders:
    """Ada and Bob, in a process of their own."""

    def __init__(self, server: ServerProcess) -> None:
        wire = "TLS" if server.tls else "plaintext"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.bystanders", str(server.port), wire],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._last = ""
        """What they have printed before they were asked to."""

    def wait_for(self, stage: str) -> None:
        """Until they have measured this stage, or can't any more."""
        while (line := self._read().strip()) and line != stage:
            if line.startswith("{"):
                self._last = line
                return

    def enter_stage(self, name: str) -> None:
        """What they measure from now on belongs to this."""
        assert self._process.stdin
        with suppress(BrokenPipeError):  # they tell in the end why
            self._process.stdin.write(f"{name}\n")
            self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        """Have them finish; gives their report."""
        assert self._process.stdin
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        while not self._last.startswith("{"):
            self._last = self._read()
            assert self._last, "Ada and Bob are gone without a word"
        report: dict[str, Any] = json.loads(self._last)
        self._process.wait(DEADLINE)
        return report

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(DEADLINE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _read(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


class Arena:
    """Opens a server for one attack; `keep` takes what was measured."""

    def __init__(self, folder: Path, tls: bool, name: str, keep: Callable[[Result], None]) -> None:
        self._folder = folder
        self.tls = tls
        self._name = name
        self._keep = keep

    @contextmanager
    def attack(
        self,
        *flags: str,
        limits: Mapping[str, int] | None = None,
        capacity: Mapping[str, int] | None = None,
        quotas: Mapping[str, int] | None = None,
        growth: int = GROWTH,
    ) -> Iterator[Target]:
        """A target for as long as the block runs; then all has to be as it was.

        Ada and Bob say fifty things a second, a little less than everyone may.
        """
        self._write_settings(
            limits={"rate": 60, "burst": 60} | dict(limits or {}),
            capacity=capacity or {},
            quotas=quotas or {},
        )
        with ServerProcess(self._folder, 0, *flags, tls=self.tls) as server:
            target = Target(server)
            bystanders = Bystanders(server)
            try:
                bystanders.wait_for("quiet")
                target.forget_peak()
                before = target.sockets(), target.peak()
                bystanders.enter_stage("attack")
                begun = time.monotonic(), target.cpu_seconds()
                yield target
                cpu = (target.cpu_seconds() - begun[1]) / (time.monotonic() - begun[0])
                target.close()
                bystanders.enter_stage("after")
                wait_until(
                    lambda: target.sockets() <= before[0],
                    "the server has let go of everyone who is gone",
                )
                bystanders.wait_for("after")
                report = bystanders.end()
                grown = target.peak() - before[1]
            finally:
                target.close()
                bystanders.kill()
            assert server.stop() == 0
        log = server.stderr.read_text()
        assert "failed" not in report, f"{report['failed']}\n{log[-2_000:]}"
        assert report["wrong"] == []
        self._keep(
            Result(
                attack=self._name,
                wire="TLS" if self.tls else "plaintext",
                said=report["said"],
                times=report["times"],
                cpu=cpu,
                growth=grown,
            )
        )
        bad = [line for line in log.splitlines() if BAD_LINES.search(line)]
        assert bad == [], f"the log tells of {bad[:3]}"
        assert len(log) < 200_000, f"the log has grown to {len(log):,} bytes"
        assert grown < growth, f"the server has grown by {grown:,} bytes"

    def _write_settings(self, **sections: Mapping[str, int]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        lines: list[str] = []
        for section, values in sections.items():
            lines += [f"[{section}]", *(f"{name} = {value}" for name, value in values.items())]
        (self._folder / "parlor.toml").write_text("\n".join(lines) + "\n")


def read_all(sock: socket.socket) -> bytes:
    """What is told until the server closes or resets."""
    told = bytearray()
    with suppress(ConnectionError, ssl.SSLError):
        while data := sock.recv(65_536):
            told += data
    return bytes(told)


def send_all(sock: socket.socket, data: bytes) -> bool:
    """Send; gives whether the server still takes it."""
    try:
        sock.sendall(data)
    except (ConnectionError, ssl.SSLError):
        return False
    return True


def at_once(*attackers: Callable[[], None]) -> None:
    """Run attackers side by side, to their end. What one raises fails the test."""
    raised: list[BaseException] = []

    def run(attacker: Callable[[], None]) -> None:
        try:
            attacker()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=[one]) for one in attackers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def for_seconds(seconds: float) -> Iterator[None]:
    """As many rounds as fit."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
