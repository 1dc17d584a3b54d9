"""The window's pipe to the server it started: its end stops it, unless it was to be kept."""

import errno
import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chat_server import starter
from chat_server.presence import FILE
from tests.support import DEADLINE, READY, RawClient, wait_until


class Started:
    """A server whose input and output are pipes of ours."""

    def __init__(self, data: Path) -> None:
        self.folder = data
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "chat_server", "--host", "127.0.0.1", "--port", "0"),
                *("--data", str(data), "--plaintext", "--no-discovery", "--until-eof"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdin
        assert self.process.stdout
        self.input, self.output = self.process.stdin, self.process.stdout
        ready = READY.match(self.output.readline())
        assert ready
        self.port = int(ready[2])

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / FILE).read_text())
        return told

    def keep(self) -> None:
        """Have it go on alone; its output ends then."""
        self.input.write("keep\n")
        self.input.flush()
        while self.output.readline():
            pass
        self.input.close()

    def at_the_switch(self, said: bytes) -> bytes:
        """What is answered there until they hang up."""
        with socket.create_connection(("127.0.0.1", self.told()["switch"]), DEADLINE) as switch:
            switch.sendall(said)
            return switch.makefile("rb").read()

    def stop(self) -> None:
        key = self.told()["switch_key"].encode()
        assert self.at_the_switch(key + b" stop\n") == b""
        assert self.process.wait(DEADLINE) == 0


@contextmanager
def started(data: Path) -> Iterator[Started]:
    server = Started(data)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
        server.process.wait(DEADLINE)
        server.input.close()
        server.output.close()


@pytest.mark.parametrize("said", ["", "hm\n", "keep it\n", "k" * 1_000])
def test_the_end_of_the_pipe_stops_it(tmp_path: Path, said: str) -> None:
    with started(tmp_path / "data") as server:
        server.input.write(said)
        server.input.close()
        assert server.process.wait(DEADLINE) == 0
        assert not (server.folder / FILE).exists()


@pytest.mark.skipif(os.name == "nt", reason="no signal is needed there, and none is sent")
def test_a_signal_stops_it_though_its_pipe_is_open(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        server.process.terminate()
        assert server.process.wait(DEADLINE) == 0
        assert "Fatal" not in server.output.read()


def test_kept_it_outlives_its_pipes_and_is_turned_off(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server, RawClient(server.port, "Ada") as ada:
        ada.join()
        server.keep()
        server.output.close()
        with RawClient(server.port, "Bob") as bob:
            bob.join()
            assert ada.until("joined")["who"]["nick"] == "Bob"
            bob.socket.sendall(b"no line of the protocol\n")  # logged, where nobody reads a pipe
            bob.say("still here?", "b1")
            assert ada.until("message")["text"] == "still here?"
        assert server.process.poll() is None
        server.stop()
        assert ada.until("error")["code"] == "closing"
    assert not (server.folder / FILE).exists()
    log = server.folder / starter.LOG_FILE
    assert "kept" in log.read_text()
    if os.name != "nt":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_kept_twice_is_kept_once(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        server.input.write("keep\n")
        server.keep()
        key = server.told()["switch_key"].encode()
        assert server.at_the_switch(key + b" look\n") == b"here\n"
        server.stop()


def test_without_the_key_the_switch_does_nothing(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        server.keep()
        key = server.told()["switch_key"].encode()
        for said in (b"stop\n", b" stop\n", b"x" + key + b" stop\n", key + b" dance\n", b"x" * 500):
            assert server.at_the_switch(said[: starter.MOST_LINE]) == b""
        socket.create_connection(("127.0.0.1", server.told()["switch"])).close()
        assert server.at_the_switch(key + b" look\n") == b"here\n"
        assert server.process.poll() is None
        server.stop()


def test_who_says_nothing_at_the_switch_holds_nobody_up_for_long(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        server.keep()
        with socket.create_connection(("127.0.0.1", server.told()["switch"])):
            server.stop()


def test_a_system_without_descriptors_does_not_end_the_switch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starter, "SECONDS", 0.01)
    switch = starter.Switch()
    accept, stopped = switch._listener.accept, threading.Event()
    failures = [OSError(errno.EMFILE, "Too many open files")] * 2

    class Bare:
        def accept(self) -> tuple[socket.socket, Any]:
            if failures:
                raise failures.pop()
            return accept()

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None:
            listener.close()

    listener, switch._listener = switch._listener, Bare()  # type: ignore[assignment]
    waiting = threading.Thread(target=switch.wait, args=[stopped.set])
    waiting.start()
    with socket.create_connection(("127.0.0.1", switch.port), DEADLINE) as visitor:
        visitor.sendall(switch.key + b" stop\n")
        assert stopped.wait(DEADLINE)
    waiting.join(DEADLINE)
    assert not failures


def test_where_it_can_not_be_kept_it_is_as_if_nobody_had_asked(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        (server.folder / f"{FILE}.part").mkdir()
        server.input.write("keep\n")
        server.input.flush()
        line = wait_until(lambda: "can't be kept" in server.output.readline(), "it says so")
        assert line
        server.input.close()
        assert server.process.wait(DEADLINE) == 0


def test_the_log_of_a_kept_server_is_bounded(tmp_path: Path) -> None:
    code = (
        "import logging, pathlib, sys; from chat_server import logs;"
        "logs.MOST_BYTES = 500; logs.set_up(logging.INFO);"
        "logs.to_file(pathlib.Path(sys.argv[1]) / 'server.log');"
        "[logs.event(logging.INFO, 'x' * 50, n=n) for n in range(100)]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True
    )
    assert done.stderr == b""
    sizes = [one.stat().st_size for one in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert all(size <= 500 for size in sizes)
    if os.name != "nt":
        assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
