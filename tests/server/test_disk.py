"""A disk that refuses, for real: failing fsyncs, and a file that may not grow. Nothing is promised
then, reading goes on, and writing does so by itself as soon as the disk lets it.
"""

import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.server.test_invited import console, knock, make
from tests.support import RawClient, ServerProcess, assert_sound, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace and prlimit are Linux'")


@contextmanager
def fsyncs_fail(server: ServerProcess, log: Path) -> Iterator[None]:
    """Every fsync of the server fails with EIO, the way a dying disk answers."""
    strace = shutil.which("strace")
    assert strace, "strace is missing: `make test` installs it."
    calls = "fsync,fdatasync"
    flags = ["-f", "-p", str(server.process.pid), "-e", f"trace={calls}"]
    with (
        log.open("w") as trace,
        subprocess.Popen(
            [strace, *flags, "-e", f"inject={calls}:error=EIO"], stderr=trace
        ) as tracing,
    ):
        wait_until(lambda: "attached" in log.read_text(), "strace is attached")
        try:
            yield
        finally:
            tracing.send_signal(signal.SIGINT)
            tracing.wait(20)


@contextmanager
def file_full(server: ServerProcess) -> Iterator[None]:
    """No file of the server may grow beyond what the log's is now."""
    pid, wal = server.process.pid, server.data / "log.sqlite3-wal"
    size = wal.stat().st_size
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def refusing(how: str, server: ServerProcess, tmp_path: Path) -> Iterator[None]:
    """The disk refuses in one of these ways."""
    with fsyncs_fail(server, tmp_path / "strace") if how == "fsync" else file_full(server):
        yield


def said(client: RawClient, id: str) -> dict[str, Any]:
    """Say something and give the answer to it."""
    client.say(f"text {id}", id)
    while True:
        event = client.next()
        if event.get("id") == id:
            return event


@pytest.mark.parametrize("how", ["fsync", "full"])
def test_a_refusing_disk_promises_nothing_and_recovers(how: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data, 0, "--no-limits") as server:
        with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
            ada.join()
            bob.join()
            assert said(ada, "1")["seq"] == 1
            with refusing(how, server, tmp_path):
                for _ in range(3):
                    refused = said(ada, "2")
                    assert (refused["type"], refused["code"]) == ("error", "storage")
                ada.send(type="history", re="h", room="lobby")
                assert [one["seq"] for one in ada.until("page")["entries"]] == [1]
                ada.send(type="ping", re="p")
                assert ada.next() == {"type": "pong", "re": "p"}
                with RawClient(server.port) as new:
                    new.send(type="hello", version=1, nick="New")
                    assert new.next()["code"] == "storage"
                with RawClient(server.port, "Bob", session=bob.welcome["session"]) as back:
                    assert back.join(since=0)["last"] == 1
            answer = wait_until(lambda: _kept(said(ada, "2")), "the disk takes writes again")
            assert answer["seq"] == 2
            assert said(ada, "3")["seq"] == 3
        assert server.stop() == 0
    with ServerProcess(data, 0) as server, RawClient(server.port, "Ada") as ada:
        ada.join(since=0)
        assert [ada.until("message")["id"] for _ in range(3)] == ["1", "2", "3"]
    assert_sound(data)


def _kept(answer: dict[str, Any]) -> dict[str, Any] | None:
    return answer if answer["type"] == "message" else None


def test_a_server_killed_after_a_failed_fsync_keeps_what_it_promised(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data, 0, "--no-limits") as server, RawClient(server.port, "Ada") as ada:
        ada.join()
        assert said(ada, "1")["seq"] == 1
        with fsyncs_fail(server, tmp_path / "strace"):
            assert said(ada, "2")["type"] == "error"
        server.kill()
        session = ada.welcome["session"]
    with ServerProcess(data, 0) as server, RawClient(server.port, "Ada", session=session) as ada:
        last = ada.join(since=0)["last"]
        assert last in {1, 2}  # what was refused may appear after a restart, once
        assert said(ada, "2")["seq"] == 2
        ada.join(since=0)
        assert [ada.until("message")["id"] for _ in range(2)] == ["1", "2"]
    assert_sound(data)


def test_an_invite_is_not_used_while_the_disk_refuses(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", 0, "--invite") as server:
        with console(server) as owner:
            code = make(owner, uses=1)["code"]
            with refusing("full", server, tmp_path):
                assert knock(server, "Bob", invite=code)["code"] == "storage"
                owner.send(type="invite")
                assert owner.until("error")["code"] == "storage"
            wait_until(lambda: knock(server, "Bob", invite=code)["type"] == "welcome", "Bob is in")
            assert knock(server, "Third", invite=code)["code"] == "needs-invite"
        assert server.stop() == 0
    assert_sound(tmp_path / "data")
