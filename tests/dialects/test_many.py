"""Many who speak foreign dialects: what they cost while nothing happens, and how the end reaches
them."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.dialects.header10_client import HeaderClient, connected
from tests.dialects.serving import serving
from tests.support import DEADLINE, STOP_SECONDS, ServerProcess, wait_until

IDLE_SECONDS = 1.5
MOST_IDLE = 0.03
"""Of a core: measured 0.00 to 0.01."""


@contextlib.contextmanager
def crowd(server: ServerProcess, each: int) -> Iterator[list[socket.socket]]:
    """So many of each dialect, all in the lobby."""
    sockets: list[socket.socket] = []
    try:
        for n in range(each):
            for name, question in (("nick", b"NICK"), ("nick-utf8", b"Nick"), ("header10", b"")):
                one = connected(server.ports[name], "127.0.0.1")
                sockets.append(one)
                assert one.recv(len(question)) == question
                nick = f"{name}-{n}"
                one.sendall(nick.encode() if question else HeaderClient.framed(nick))
        with server.client("Ada") as ada:
            wait_until(lambda: ada.join()["count"] == len(sockets) + 1, "all are in")
        yield sockets
    finally:
        for one in sockets:
            one.close()


def test_they_cost_nothing_while_they_are_silent(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "", "--no-limits") as server, crowd(server, 17):
        process = psutil.Process(server.process.pid)

        def share() -> float:
            before = process.cpu_times()
            time.sleep(IDLE_SECONDS)  # it is time that is measured
            after = process.cpu_times()
            return (after.user + after.system - before.user - before.system) / IDLE_SECONDS

        wait_until(lambda: share() < MOST_IDLE, "it rests")


@pytest.mark.parametrize("each", [1, 67])
def test_the_end_reaches_them_all_in_time(tmp_path: Path, each: int) -> None:
    with serving(tmp_path / "data", "", "--no-limits") as server, crowd(server, each) as sockets:
        begun = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - begun < STOP_SECONDS
        for one in sockets:
            one.settimeout(DEADLINE)
            told = b""
            with contextlib.suppress(ConnectionResetError):
                while data := one.recv(65_536):
                    told += data
            assert b"The server is closing." in told
