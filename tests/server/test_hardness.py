"""What a review found once: each test failed before its fault was mended."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_server.connection import Connection
from chat_server.dialects.native import Native
from tests.support import DEADLINE, RawClient, ServerProcess, wait_until


@pytest.fixture
def quick_server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as running:
        yield running


def test_a_stream_of_nothing_is_given_up(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada:
        ada.raw(b"\n" * 5_000)
        events = list(_to_the_end(ada))
        assert len(events) < 300
        assert events[-1]["fatal"]


def _to_the_end(client: RawClient) -> Iterator[dict[str, object]]:
    while True:
        try:
            yield client.next()
        except (EOFError, ConnectionResetError):
            return


def test_good_lines_between_bad_ones_are_heard(quick_server: ServerProcess) -> None:
    with RawClient(quick_server.port, "Ada") as ada:
        ada.raw(b'x\n{"type":"ping","re":"1"}\n' * 500)
        answers = [ada.next()["type"] for _ in range(1_000)]
        assert answers == ["error", "pong"] * 500


def test_many_rooms_are_replayed_within_the_outbox(quick_server: ServerProcess) -> None:
    rooms = [f"room-{number}" for number in range(12)]
    with RawClient(quick_server.port, "Ada") as ada:
        for room in rooms:
            ada.join(room)
            for number in range(30):
                ada.say("y" * 8_000, f"{room}-{number}", room)
            ada.until("message", id=f"{room}-29")
    with RawClient(quick_server.port) as bob:
        bob.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        bob.send(type="hello", version=1, nick="Bob")
        bob.until("welcome")
        for room in rooms:
            bob.send(type="join", room=room, since=0)
        bob.send(type="ping", re="slow")
        held: dict[str, list[int]] = {room: [] for room in rooms}
        while any(len(seqs) < 30 for seqs in held.values()):
            event = bob.next()
            if event["type"] == "message":
                held[event["room"]].append(event["seq"])
        assert all(seqs == list(range(1, 31)) for seqs in held.values())


def test_echoes_keep_the_order_of_the_commands_over_rooms(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
        for room in ("a", "b"):
            ada.join(room)
            bob.join(room)
        order = ["a", "b", "a", "a", "b", "b"]
        lines = [
            json.dumps({"type": "send", "room": room, "id": str(number), "text": "x"})
            for number, room in enumerate(order)
        ]
        ada.raw("\n".join([*lines, ""]).encode())
        assert [ada.until("message")["id"] for _ in order] == list("012345")
        ids = {bob.until("message")["id"] for _ in order}
        assert ids == set("012345")


def test_who_says_no_more_still_gets_its_replay_and_page(quick_server: ServerProcess) -> None:
    with RawClient(quick_server.port, "Ada") as ada:
        ada.join()
        for number in range(600):
            ada.say("x", str(number))
        ada.until("message", id="599")
    with RawClient(quick_server.port) as bob:
        bob.send(type="hello", version=1, nick="Bob")
        bob.send(type="join", room="lobby", since=0)
        bob.send(type="history", re="h", room="lobby", limit=5)
        bob.say_no_more()
        events = list(bob.events())
        assert [e["seq"] for e in events if e["type"] == "message"] == list(range(1, 601))
        assert [e["re"] for e in events if e["type"] == "page"] == ["h"]


def test_nothing_is_done_after_a_fatal_refusal(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, RawClient(server.port) as bob:
        ada.join()
        commands = [
            {"type": "hello", "version": 9, "nick": "Bob"},
            {"type": "hello", "version": 1, "nick": "Bob"},
            {"type": "join", "room": "lobby"},
            {"type": "send", "room": "lobby", "id": "1", "text": "x"},
        ]
        bob.raw(b"".join(json.dumps(command).encode() + b"\n" for command in commands))
        assert [(e["type"], e["code"]) for e in bob.events()] == [("error", "version")]
        ada.send(type="ping", re="end")
        assert ada.next()["type"] == "pong"


def test_it_stops_at_once_under_a_flood(quick_server: ServerProcess) -> None:
    def flood(client: RawClient) -> None:
        line = b'{"type":"ping","re":"x"}\n' * 2_000
        try:
            while True:
                client.raw(line)
        except OSError:
            return

    clients = [RawClient(quick_server.port, f"Ada {number}") for number in range(30)]
    for client in clients:
        client.socket.settimeout(DEADLINE)
    threads = [threading.Thread(target=flood, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    quick_server.process.send_signal(signal.SIGTERM)
    assert quick_server.process.wait(2) == 0
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()


def test_the_reader_is_not_waited_for(quick_server: ServerProcess) -> None:
    with RawClient(quick_server.port, "Ada") as ada:
        ada.join()
        for number in range(500):
            ada.say("y" * 4_000, str(number))
        ada.until("message", id="499")
        others = [RawClient(quick_server.port, f"Ada {number}") for number in range(50)]
        for other in others:
            other.raw(b'{"type":"history","re":"x","room":"lobby","limit":500}\n' * 9)
        quick_server.process.send_signal(signal.SIGTERM)
        assert quick_server.process.wait(2) == 0
        for other in others:
            other.close()


def test_a_blocked_connection_is_not_written_to_until_it_can_be() -> None:
    near, far = socket.socketpair()
    near.setblocking(False)
    connection = Connection(1, near, "", Native(100), 0.0)
    connection.send(b"x" * 10_000_000)
    assert connection.blocked
    queued = connection.queued
    connection.send(b"y")
    assert connection.queued == queued + 1
    near.close()
    far.close()


def test_a_server_that_nobody_hears_says_so_and_ends(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "chat_server", "--host", "127.0.0.1", "--port", "0"),
                *("--data", str(tmp_path)),
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=DEADLINE,
        )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "standard output" in ended.stderr.splitlines()[-1]


def test_one_can_be_in_many_rooms_but_not_in_any_number(quick_server: ServerProcess) -> None:
    for number in range(0, 500, 100):  # nobody makes more than 100
        with RawClient(quick_server.port, f"Bob {number}") as bob:
            for room in range(number, number + 100):
                bob.join(f"room-{room}")
    with RawClient(quick_server.port, "Ada") as ada:
        for number in range(501):
            ada.send(type="join", room=f"room-{number}")
        assert ada.until("error")["code"] == "not-allowed"
        ada.send(type="rooms", re="all")
        listed = ada.until("rooms")
        assert len(listed["rooms"]) == 501
        assert not listed["more"]
    with RawClient(quick_server.port, "Ada") as ada:
        assert len(ada.welcome["rooms"]) == 500
        wait_until(lambda: _people(ada) == 1, "the other connection is gone")


def _people(client: RawClient) -> int:
    client.send(type="people", re="p")
    count: int = client.until("people")["count"]
    return count


@pytest.fixture
def impatient_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server whose times are a second, and whose outbox is small."""
    folder = tmp_path / "data"
    folder.mkdir()
    limits = "hello = 1\nping = 1\ndead = 2\noutbox = 1000\n"
    (folder / "parlor.toml").write_text(f"[limits]\n{limits}")
    with ServerProcess(folder) as running:
        yield running


def test_who_says_no_hello_is_closed(impatient_server: ServerProcess) -> None:
    with RawClient(impatient_server.port) as silent:
        error = silent.until("error")
        assert (error["code"], error["fatal"]) == ("bad-request", True)
        assert list(silent.events()) == []


def test_a_silent_peer_is_asked_and_then_gone(impatient_server: ServerProcess) -> None:
    with RawClient(impatient_server.port, "Ada") as ada:
        ada.join()
        with RawClient(impatient_server.port, "Bob") as bob:
            bob.join()
            while True:
                event = ada.next()
                if event["type"] == "ping":
                    ada.send(type="pong")
                if event["type"] == "left":
                    break
            assert event["who"]["nick"] == "Bob"
            told = [one["type"] for one in _to_the_end(bob)]
            assert "ping" in told


def test_limits_of_the_file_are_told(impatient_server: ServerProcess) -> None:
    with RawClient(impatient_server.port, "Ada") as ada:
        told = ada.welcome["limits"]
        assert (told["hello"], told["ping"], told["dead"], told["outbox"]) == (1, 1, 2, 1_000)


def test_a_server_may_live_as_long_as_its_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "chat_server", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path), "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout
        assert server.stdin
        assert server.stdout.readline()
        assert server.poll() is None
        server.stdin.close()
        assert server.wait(DEADLINE) == 0
