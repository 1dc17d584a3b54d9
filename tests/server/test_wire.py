"""A real server process and real sockets: what the protocol page promises."""

import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import RawClient, ServerProcess, wait_until


@pytest.fixture(params=[False, True], ids=["plaintext", "tls"])
def tls(request: pytest.FixtureRequest) -> bool:
    """All of it holds whether the wire is encrypted or not."""
    return bool(request.param)


@pytest.fixture
def server(tmp_path: Path, tls: bool) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "data", tls=tls) as running:
        yield running


@pytest.fixture
def quick_server(tmp_path: Path, tls: bool) -> Iterator[ServerProcess]:
    """A server that takes any number of commands."""
    with ServerProcess(tmp_path / "data", 0, "--no-limits", tls=tls) as running:
        yield running


def memory(server: ServerProcess) -> int:
    """Bytes of resident memory."""
    status = Path(f"/proc/{server.process.pid}/statm").read_text()
    return int(status.split()[1]) * 4096


def test_everyone_gets_the_same_bytes(server: ServerProcess) -> None:
    with server.client("Ada") as ada, server.client("Bob") as bob:
        ada.join()
        bob.join()
        ada.say("Grüße, Боб 🎉", "1")
        lines = [client.file.readline() for client in (ada, bob)]
        while b'"joined"' in lines[0]:
            lines[0] = ada.file.readline()
        assert lines[0] == lines[1]
        assert json.loads(lines[0])["text"] == "Grüße, Боб 🎉"


def test_hello_join_and_send_may_come_in_one_packet(server: ServerProcess) -> None:
    with server.client() as ada:
        commands = [
            {"type": "hello", "version": 1, "nick": "Ada"},
            {"type": "join", "room": "lobby"},
            {"type": "send", "room": "lobby", "id": "1", "text": "hi"},
        ]
        ada.raw(b"".join(json.dumps(command).encode() + b"\n" for command in commands))
        assert [ada.next()["type"] for _ in commands] == ["welcome", "room", "message"]


def test_a_line_may_come_byte_by_byte(server: ServerProcess) -> None:
    with server.client() as ada:
        for byte in b'{"type":"hello","version":1,"nick":"Ada"}\n':
            ada.raw(bytes([byte]))
        assert ada.next()["type"] == "welcome"


def test_answers_come_also_when_the_peer_says_no_more(server: ServerProcess) -> None:
    with server.client() as ada:
        ada.raw(b'{"type":"hello","version":1,"nick":"Ada"}\n{"type":"ping","re":"1"}\n')
        ada.say_no_more()
        assert [event["type"] for event in ada.events()] == ["welcome", "pong"]


def test_joined_and_left_are_told(server: ServerProcess) -> None:
    with server.client("Ada") as ada:
        ada.join()
        bob = server.client("Bob")
        bob.join()
        assert ada.until("joined")["who"]["nick"] == "Bob"
        linger = struct.pack("ii", 1, 0)
        bob.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        bob.close()
        assert ada.until("left")["who"]["nick"] == "Bob"


def test_history_is_paged(quick_server: ServerProcess) -> None:
    with quick_server.client("Ada") as ada:
        ada.join()
        for number in range(1, 121):
            ada.say(f"line {number}", str(number))
        ada.until("message", seq=120)
        ada.send(type="history", re="a", room="lobby", before=50, limit=3)
        page = ada.until("page", re="a")
        assert [entry["seq"] for entry in page["entries"]] == [47, 48, 49]
        assert page["more"]
        ada.send(type="history", re="b", room="lobby", after=118, limit=500)
        page = ada.until("page", re="b")
        assert [entry["seq"] for entry in page["entries"]] == [119, 120]
        assert not page["more"]


def test_coming_back_gives_what_was_missed(quick_server: ServerProcess) -> None:
    with quick_server.client("Ada") as ada:
        ada.join()
        for number in range(1, 1_001):
            ada.say(f"line {number}", str(number))
        with quick_server.client("Bob") as bob:
            assert bob.join(since=100)["last"] >= 100
            for number in range(1_001, 1_201):
                ada.say(f"line {number}", str(number))
            seqs = [bob.until("message")["seq"] for _ in range(1_100)]
            assert seqs == list(range(101, 1_201))


def test_a_first_join_gives_the_newest_page(quick_server: ServerProcess) -> None:
    with quick_server.client("Ada") as ada:
        ada.join()
        for number in range(1, 61):
            ada.say("x", str(number))
        ada.until("message", seq=60)
        with quick_server.client("Bob") as bob:
            room = bob.join()
            assert (room["last"], room["first"], room["missed"]) == (60, 1, 0)
            assert [bob.next()["seq"] for _ in range(50)] == list(range(11, 61))
            bob.join(since=60)
            bob.send(type="ping", re="x")
            assert bob.next()["type"] == "pong"


def test_the_session_survives_a_restart(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as first:
        ada = first.client("Ada")
        ada.join()
        ada.say("before", "1")
        said = ada.until("message")
        first.kill()
        ada.close()
    with ServerProcess(tmp_path / "data", first.port) as second:
        again = second.client("Ada", session=ada.welcome["session"])
        assert (ada.welcome["server"]["keep_days"], ada.welcome["server"]["keep_entries"]) == (0, 0)
        assert again.welcome["you"] == ada.welcome["you"]
        assert again.welcome["server"]["id"] == ada.welcome["server"]["id"]
        again.join(since=0)
        assert again.until("message") == said
        again.say("before", "1")
        assert again.until("message") == said
        again.say("after", "2")
        assert again.until("message")["seq"] == 2
        again.close()


def test_a_second_window_takes_over(server: ServerProcess) -> None:
    first = server.client("Ada")
    with server.client("Ada", session=first.welcome["session"]):
        error = first.until("error")
        assert (error["code"], error["fatal"]) == ("closing", True)
        assert list(first.events()) == []
    first.close()


@pytest.mark.parametrize("data", [b"\xff\xfe\n", b"x" * 65_536, b'{"type":"ping","a":"\xc3"}\n'])
def test_a_broken_stream_is_told_and_closed(server: ServerProcess, data: bytes) -> None:
    with server.client() as ada, server.client("Bob") as bob:
        ada.raw(data)
        error = ada.until("error")
        assert (error["code"], error["fatal"]) == ("bad-request", True)
        assert list(ada.events()) == []
        bob.send(type="ping", re="1")
        assert bob.next()["type"] == "pong"


def test_a_bad_line_is_told_and_the_rest_is_heard(server: ServerProcess) -> None:
    with server.client("Ada") as ada:
        ada.raw(b'nonsense\n{"type":"zap","re":"7"}\n{"type":"ping","re":"8"}\n')
        assert [(ada.next()["type"], ada.seen[-1].get("re")) for _ in range(3)] == [
            ("error", None),
            ("error", "7"),
            ("pong", "8"),
        ]


def test_a_flood_is_refused_and_can_be_sent_again(server: ServerProcess) -> None:
    with server.client("Ada") as ada:
        ada.join()
        for number in range(60):
            ada.say("x", str(number))
        events = [ada.next() for _ in range(60)]
        refused = [event for event in events if event["type"] == "error"]
        assert refused
        assert {event["code"] for event in refused} == {"slow-down"}
        assert len({event["id"] for event in events}) == 60


def test_a_reader_that_stops_is_closed_and_hurts_nobody(quick_server: ServerProcess) -> None:
    with quick_server.client("Ada") as ada, quick_server.client() as slow:
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.send(type="hello", version=1, nick="Bob")
        slow.join()
        ada.join()
        text, sent = "x" * 8_000, 0
        while not any(event["type"] == "left" for event in ada.seen):
            assert sent < 4_000, "a reader that reads nothing was never closed"
            ada.say(text, str(sent))
            sent += 1
            ada.until("message", id=str(sent - 1))
        before = len(slow.seen)
        held = [event for event in _until_reset(slow) if event["type"] == "message"]
        assert len(slow.seen) - before < sent
        assert [event["seq"] for event in held] == list(range(1, len(held) + 1))
        with quick_server.client("Bob") as back:
            back.join(since=max(len(held), sent - 2_000))
            assert back.until("message", seq=sent)["id"] == str(sent - 1)


def _until_reset(client: RawClient) -> Iterator[dict[str, object]]:
    while True:
        line = b""
        try:
            line = client.file.readline()
        except ConnectionResetError:
            return
        if not line.endswith(b"\n"):
            return
        client.seen.append(json.loads(line))
        yield client.seen[-1]


def test_a_long_replay_is_paced_and_complete(quick_server: ServerProcess) -> None:
    with quick_server.client("Ada") as ada:
        ada.join()
        for number in range(1, 1_501):
            ada.say("y" * 4_000, str(number))
        ada.until("message", seq=1_500)
        before = memory(quick_server)
        with quick_server.client("Bob") as bob:
            bob.join(since=0)
            ada.say("live", "live")
            seqs = [bob.until("message")["seq"] for _ in range(1_501)]
            assert seqs == list(range(1, 1_502))
        assert memory(quick_server) - before < 20_000_000


def test_many_may_come_and_go(quick_server: ServerProcess) -> None:
    with quick_server.client("Ada") as ada:
        ada.join()
        for number in range(100):
            quick_server.client(f"Bob {number}").close()
        ada.send(type="people", re="1")
        wait_until(lambda: _count(ada) == 1, "everyone but Ada is gone")
        descriptors = len(list(Path(f"/proc/{quick_server.process.pid}/fd").iterdir()))
        assert descriptors < 40


def _count(client: RawClient) -> int:
    client.send(type="people", re="count")
    count: int = client.until("people", re="count")["count"]
    return count


def test_ipv6_and_ipv4(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", 0, "--host", "0.0.0.0") as server:
        for number, host in enumerate(("127.0.0.1", "::1")):
            server.client(f"Ada {number}", host=host).close()


def test_stopping_says_goodbye_and_ends_with_zero(server: ServerProcess) -> None:
    with server.client("Ada") as ada, server.client() as silent:
        ada.join()
        ada.say("last words", "1")
        ada.until("message")
        assert server.stop() == 0
        for client in (ada, silent):
            error = client.until("error")
            assert (error["code"], error["fatal"]) == ("closing", True)
            assert list(client.events()) == []


def test_log_lines_hold_no_message_and_no_control_character(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", 0, "--verbose") as server:
        with server.client("Ada") as ada:
            ada.join()
            ada.say("a secret plan", "1")
            ada.until("message")
            ada.raw(b'{"type":"\x1b[31mred"}\n{"type":"hello","nick":"\\u001b[31m"}\n')
            ada.next()
        server.stop()
        log = server.stderr.read_text()
    assert "secret plan" not in log
    assert all(c.isprintable() or c == "\n" for c in log)
    assert "connected" in log
