"""Who may not come in: told why, also inside TLS, and never at the cost of those who are here."""

import contextlib
import re
import selectors
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from chat_server.door import Capacity, Door, peer_of
from chat_server.visitors import MOST_TOLD, TELLING_SECONDS
from tests.support import DEADLINE, RawClient, ServerProcess, wait_until

HELLO = b'{"type":"hello","version":1,"nick":"Bob"}\n'


@pytest.fixture(params=[False, True], ids=["plaintext", "tls"])
def tls(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@contextlib.contextmanager
def serving(folder: Path, tls: bool, settings: str, *flags: str) -> Iterator[ServerProcess]:
    folder.mkdir()
    (folder / "parlor.toml").write_text(settings)
    with ServerProcess(folder, 0, *flags, tls=tls) as server:
        yield server
        assert server.stop() == 0
        assert " bug " not in server.stderr.read_text()


def refusal(server: ServerProcess, said: bytes = b"") -> str:
    """The code with which the next one is turned away; "" where it is let in or just closed."""
    with contextlib.suppress(OSError, EOFError), server.client() as client:
        if said:
            client.raw(said)
        event = client.next()
        if event["type"] == "error":
            assert event["fatal"]
            assert list(client.events()) == []
            return str(event["code"])
    return ""


@pytest.mark.parametrize("said", [b"", HELLO * 100])
def test_one_too_many_of_an_address_is_told(tmp_path: Path, tls: bool, said: bytes) -> None:
    settings = "[capacity]\nper_address = 1\narrival_burst = 1\narrival_rate = 1\n"
    with serving(tmp_path / "data", tls, settings) as server, server.client("Ada"):
        for _ in range(5):  # however fast they come
            assert refusal(server, said) == "server-full"


def test_one_too_many_at_all_is_told(tmp_path: Path, tls: bool) -> None:
    with (
        serving(tmp_path / "data", tls, "[capacity]\nconnections = 1\n") as server,
        server.client("Ada"),
    ):
        assert refusal(server) == "server-full"


def test_who_comes_too_fast_is_told_and_can_come_later(tmp_path: Path, tls: bool) -> None:
    settings = "[capacity]\narrival_burst = 3\narrival_rate = 1\n[limits]\nhello = 1\n"
    with serving(tmp_path / "data", tls, settings) as server:
        codes = [refusal(server, HELLO) for _ in range(12)]
        assert codes[:3] == [""] * 3, "they came in"
        assert codes.count("slow-down") >= 5
        wait_until(lambda: comes_in(server), "it may come again")


def comes_in(server: ServerProcess) -> bool:
    try:
        with server.client() as client:
            client.send(type="hello", version=1, nick="Bob")
            return client.next()["type"] == "welcome"
    except (OSError, EOFError):
        return False


def test_without_limits_anybody_may_come(tmp_path: Path, tls: bool) -> None:
    settings = "[capacity]\narrival_burst = 1\narrival_rate = 1\nper_address = 1\n"
    with (
        serving(tmp_path / "data", tls, settings, "--no-limits") as server,
        server.client("Ada"),
    ):
        assert comes_in(server)


def test_of_many_only_some_are_told_and_the_log_stays_short(tmp_path: Path, tls: bool) -> None:
    settings = "[capacity]\nper_address = 1\narrival_burst = 1\narrival_rate = 1\n"
    with serving(tmp_path / "data", tls, settings) as server, server.client("Ada") as ada:
        ada.join()
        begun = time.monotonic()
        codes = [refusal(server) for _ in range(300)]
        seconds = time.monotonic() - begun
        assert 1 <= codes.count("server-full") <= 64 * (seconds + 2)
        ada.send(type="ping", re="still")
        assert ada.until("pong")["re"] == "still"
        lines = re.findall("connection turned away.*times=(\\d+)", server.stderr.read_text())
        assert 1 <= len(lines) <= seconds + 2
        with contextlib.ExitStack() as crowd:
            come = [crowd.enter_context(bare(server)) for _ in range(2 * MOST_TOLD)]
            what = "some are closed before those are who were told"
            wait_until(lambda: any(map(is_closed, come)), what, TELLING_SECONDS)
        wait_until(lambda: comes_in_after(server, ada), "there is room again")


def bare(server: ServerProcess) -> socket.socket:
    """A connection that says nothing, and whose reading doesn't wait."""
    sock = socket.create_connection(("127.0.0.1", server.port), DEADLINE)
    sock.setblocking(False)
    return sock


def is_closed(sock: socket.socket) -> bool:
    """Whether the server has closed it and told nothing."""
    with contextlib.suppress(BlockingIOError):
        return not sock.recv(1, socket.MSG_PEEK)
    return False


def comes_in_after(server: ServerProcess, first: RawClient) -> bool:
    first.close()
    return comes_in(server)


def test_a_handshake_that_never_ends_takes_a_place_and_goes_in_silence(tmp_path: Path) -> None:
    settings = "[capacity]\nper_address = 2\n[limits]\nhello = 1\n"
    with serving(tmp_path / "data", True, settings, "--verbose") as server:
        begun = time.monotonic()
        with server.client("Ada"), RawClient(server.port) as silent:
            silent.raw(b"\x16\x03\x01\x02\x00\x01")
            wait_until(lambda: refusal(server) == "server-full", "it takes a place")
            assert silent.file.read() == b""
            assert time.monotonic() - begun >= 1
            wait_until(lambda: comes_in(server), "its place is free")
        (line,) = [x for x in server.stderr.read_text().splitlines() if "never came in" in x]
        assert " debug " in line
        assert line.endswith('address=127.0.0.1 why="too late"')


def test_without_descriptors_the_others_go_on_and_nothing_spins(tmp_path: Path, tls: bool) -> None:
    with (
        serving(tmp_path / "data", tls, "", "--no-limits") as server,
        server.client("Ada") as ada,
        contextlib.ExitStack() as waiting,
    ):
        ada.join()
        process = psutil.Process(server.process.pid)
        most = process.num_fds() + 4
        process.rlimit(psutil.RLIMIT_NOFILE, (most, most))
        for _ in range(30):
            sock = socket.create_connection(("127.0.0.1", server.port), DEADLINE)
            waiting.enter_context(sock)
        begun = time.monotonic()

        def tries() -> list[int]:
            """How often it was tried, line by line."""
            found = re.findall("could not come in.*times=(\\d+)", server.stderr.read_text())
            return list(map(int, found))

        def still() -> bool:
            ada.send(type="ping", re="still")
            return ada.until("pong")["re"] == "still" and len(tries()) >= 3

        wait_until(still, "it tries again and again")
        assert sum(tries()) <= time.monotonic() - begun + 3
        waiting.close()
        wait_until(lambda: comes_in(server), "there is room again")


@pytest.mark.parametrize(
    ("peer", "own", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7", "127.0.0.1"),
        ("192.0.2.7", "::ffff:192.0.2.7", "127.0.0.1"),
        ("fe80::1%eth0", "fe80::1", "127.0.0.1"),
        ("::1", "::1", "127.0.0.1"),
        ("192.0.2.8", "192.0.2.7", "192.0.2.8"),
        ("127.0.0.2", "127.0.0.1", "127.0.0.2"),
    ],
)
def test_this_computer_is_the_same_by_any_of_its_addresses(
    peer: str, own: str, counts_as: str
) -> None:
    class Accepted(socket.socket):
        def getsockname(self) -> tuple[str, int]:
            return own, 7275

    with Accepted() as sock:
        assert peer_of(sock, peer) == counts_as


class Everybody:
    """Lets everybody in, and says so."""

    def __init__(self) -> None:
        self.inside: list[socket.socket] = []

    def let_in(self, sock: socket.socket, _address: str) -> None:
        self.inside.append(sock)


def test_only_another_computer_is_a_visit() -> None:
    everybody = Everybody()
    with contextlib.ExitStack() as closing:
        listener = closing.enter_context(socket.create_server(("127.0.0.1", 0)))
        selector = closing.enter_context(selectors.DefaultSelector())
        door = Door({listener: everybody}, Capacity(), selector)  # type: ignore[dict-item]
        door.open()
        for source, visited in (("127.0.0.1", False), ("127.0.0.2", True), ("127.0.0.1", True)):
            where = listener.getsockname()
            peer = socket.create_connection(where, DEADLINE, source_address=(source, 0))
            closing.enter_context(peer)
            ((key, _),) = selector.select(DEADLINE)
            key.data()
            assert door.visited is visited
            closing.enter_context(everybody.inside[-1])
