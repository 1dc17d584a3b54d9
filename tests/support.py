"""What many tests need: waiting for a condition, a server process, a raw client."""

import contextlib
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from chat_server.protocol.certificate import fingerprint

T = TypeVar("T")

DEADLINE = 30.0
"""Seconds until something that must happen counts as not happening."""

STOP_SECONDS = 6.0
"""Within which a server has ended: it takes two at most, on a machine that it has to itself."""

EXAMPLES = int(os.environ.get("PARLOR_EXAMPLES", "1"))
"""How many times as many examples of everything are tried; if more than once, at random."""

READY = re.compile(r"parlor-server listening on (\S+):(\d+) \((native|native, plaintext)\)")

FOREIGN = re.compile(r"parlor-server listening on .*:(\d+) \((?!native)(.+)\)\n")
METRICS = re.compile(r"parlor-server listening on 127\.0\.0\.1:(\d+) \(metrics\)")


def examples(count: int) -> int:
    """So many examples in the suite, more where somebody has time for them (`make explore`)."""
    return count * EXAMPLES


def wait_until(condition: Callable[[], T], what: str = "", seconds: float = DEADLINE) -> T:
    """Give the condition's first true value; fail with `what` when the deadline passes."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what or condition}")
        time.sleep(0.005)
    return value


class ServerProcess:
    """A real `parlor-server` in a process of its own, on a free port of loopback."""

    PROGRAM: ClassVar[tuple[str, ...]] = ("-m", "chat_server")
    """What Python runs."""

    def __init__(
        self,
        data: Path,
        port: int = 0,
        *flags: str,
        tls: bool = False,
        inside: Sequence[str] = (),
    ) -> None:
        """`inside` runs a command on a network of the test's own; the server is announced there."""
        self.data = data
        self.tls = tls
        self.stderr = data.parent / f"{data.name}-server.log"
        with self.stderr.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(*inside, sys.executable, *self.PROGRAM, "--host", "127.0.0.1"),
                    *("--port", str(port), "--data", str(data)),
                    *(() if tls else ("--plaintext",)),
                    *(() if inside else ("--no-discovery",)),
                    *flags,
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.metrics = 0
        """The port on which its metrics are read, if it was asked for any."""
        if found := METRICS.match(line):
            self.metrics = int(found[1])
            line = self.process.stdout.readline()
        self.ports: dict[str, int] = {}
        """Where foreign dialects are spoken."""
        while found := FOREIGN.match(line):
            self.ports[found[2]] = int(found[1])
            line = self.process.stdout.readline()
        ready = READY.match(line)
        assert ready, f"no ready line but {line!r}; {self.stderr.read_text()}"
        assert ready[3] == ("native" if tls else "native, plaintext")
        self.port = int(ready[2])
        presence = json.loads((data / "server.json").read_text())
        self.fingerprint: str = presence["fingerprint"]
        """What the server's certificate is known by; "" without TLS."""

    def client(self, nick: str = "", **hello: Any) -> "RawClient":
        """A client by hand, encrypted if the server is."""
        return RawClient(self.port, nick, tls=self.tls, **hello)

    def kill(self) -> None:
        """As a power cut would: nothing is said, nothing is flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As Ctrl+C or systemd would; gives the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(DEADLINE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        elif self.process.stdout is not None:
            self.process.stdout.close()


def trusting() -> ssl.SSLContext:
    """TLS 1.3 for a client that takes any certificate; `RawClient.fingerprint` tells which."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


class RawClient:
    """A client by hand: JSON lines over a socket, nothing more."""

    def __init__(
        self,
        port: int,
        nick: str = "",
        host: str = "127.0.0.1",
        *,
        tls: bool = False,
        source: str = "",
        **hello: Any,
    ) -> None:
        """`source` is the address to come from."""
        self.socket = socket.create_connection(
            (host, port), timeout=DEADLINE, source_address=(source, 0) if source else None
        )
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = trusting().wrap_socket(self.socket)
        self.file = self.socket.makefile("rb")
        self.seen: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}
        if nick:
            try:
                self.send(type="hello", version=1, nick=nick, **hello)
                self.welcome = self.until("welcome")
            except BaseException:
                self.close()
                raise

    @property
    def fingerprint(self) -> str:
        """What the certificate is known by that the server has shown."""
        assert isinstance(self.socket, ssl.SSLSocket), "only with tls=True"
        return fingerprint(self.socket.getpeercert(binary_form=True) or b"")

    def send(self, **command: Any) -> None:
        """Send one command."""
        self.raw(json.dumps(command).encode() + b"\n")

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(data)

    def join(self, room: str = "lobby", **more: Any) -> dict[str, Any]:
        """Join a room; gives the answer."""
        self.send(type="join", room=room, **more)
        return self.until("room", room=room)

    def say(self, text: str, id: str, room: str = "lobby") -> None:
        """Send a message without waiting."""
        self.send(type="send", room=room, id=id, text=text)

    def next(self) -> dict[str, Any]:
        """The next event; `EOFError` when the server has closed."""
        try:
            line = self.file.readline()
        except ssl.SSLZeroReturnError:  # the end, where one's own half is closed, too
            line = b""
        if not line:
            raise EOFError
        event: dict[str, Any] = json.loads(line)
        self.seen.append(event)
        return event

    def until(self, type: str, **fields: Any) -> dict[str, Any]:
        """Read on to an event of this type with these fields."""
        while True:
            event = self.next()
            if event["type"] == type and all(event.get(k) == v for k, v in fields.items()):
                return event

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event until the server closes."""
        while True:
            try:
                yield self.next()
            except (EOFError, ConnectionResetError):
                return

    def say_no_more(self) -> None:
        """Close one's own half; the server may go on talking."""
        if isinstance(self.socket, ssl.SSLSocket):
            self.socket.setblocking(False)
            with contextlib.suppress(ssl.SSLWantReadError):  # the server's own half stays open
                self.socket.unwrap()
            self.socket.settimeout(DEADLINE)
        socket.socket.shutdown(self.socket, socket.SHUT_WR)

    def close(self) -> None:
        """Hang up."""
        self.file.close()
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def look_after(data: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of `parlor-server`'s tasks on a data folder, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "chat_server", "--data", str(data), *arguments],
        capture_output=True,
        timeout=DEADLINE,
    )


def assert_sound(data: Path) -> None:
    """`parlor-server check` finds nothing wrong."""
    ended = look_after(data, "check")
    assert ended.returncode == 0, ended.stdout.decode() + ended.stderr.decode()
    assert ended.stdout.startswith(b"The log is sound: ")


def environment(**more: str) -> dict[str, str]:
    """This process's environment with some variables set."""
    return {**os.environ, **more}
