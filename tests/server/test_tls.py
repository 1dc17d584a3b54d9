"""TLS on the native port: real sockets against the real server."""

import contextlib
import json
import os
import random
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.by_hand import ByHand, SClient, seen_by_openssl
from tests.support import DEADLINE, RawClient, ServerProcess, trusting, wait_until

HELLO = b'{"type":"hello","version":1,"nick":"Ada"}\n'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "data", 0, "--verbose", "--no-limits", tls=True) as running:
        yield running
        assert running.stop() == 0
        assert " bug " not in running.stderr.read_text()


def test_people_talk(server: ServerProcess) -> None:
    with server.client("Ada") as ada, server.client("Bob") as bob:
        assert isinstance(ada.socket, ssl.SSLSocket)
        assert ada.socket.version() == "TLSv1.3"
        assert ada.fingerprint == server.fingerprint
        ada.join()
        bob.join()
        ada.say("Hello Bob", "1")
        assert bob.until("message")["text"] == "Hello Bob"


def test_a_handshake_may_come_byte_by_byte(server: ServerProcess) -> None:
    with ByHand(server.port) as ada:
        ada.sizes = [1] * 10_000
        ada.shake_hands()
        ada.write(HELLO)
        assert json.loads(ada.read_line())["type"] == "welcome"


def test_a_handshake_and_hello_may_come_in_one_packet(server: ServerProcess) -> None:
    with ByHand(server.port) as ada:
        with contextlib.suppress(ssl.SSLWantReadError):
            ada.tls.do_handshake()
        ada.hand_over()
        ada.hear()
        ada.tls.do_handshake()
        ada.write(HELLO)  # behind the handshake's last flight, which has not been handed over yet
        assert json.loads(ada.read_line())["type"] == "welcome"


@pytest.mark.parametrize(
    "data",
    [
        HELLO,
        b"GET / HTTP/1.0\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"\x16\x03\x01\xff\xff" + bytes(70_000),
        random.Random(7).randbytes(4_000),
    ],
)
def test_what_is_no_tls_ends_the_connection_and_nothing_else(
    server: ServerProcess, data: bytes
) -> None:
    with server.client("Bob") as bob:
        with RawClient(server.port) as stranger:
            with contextlib.suppress(OSError):
                stranger.raw(data)
            with contextlib.suppress(ConnectionResetError):
                assert b"type" not in stranger.file.read()
        wait_until(lambda: "never came in" in server.stderr.read_text(), "it is logged")
        bob.send(type="ping", re="still")
        assert bob.until("pong")["re"] == "still"


def test_who_hangs_up_in_the_middle_leaves_nothing(server: ServerProcess) -> None:
    with server.client("Ada"):
        before = sockets(server)
        for size in (0, 1, 100):
            for linger in (0, 1):
                with socket.create_connection(("127.0.0.1", server.port)) as sock:
                    sock.sendall(b"\x16\x03\x01\x02\x00\x01" + bytes(size))
                    wait_until(lambda: sockets(server) > before, "it is there")
                    how = struct.pack("ii", linger, 0)
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, how)
                wait_until(lambda: sockets(server) == before, "it is gone")


def test_older_tls_is_refused(server: ServerProcess) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with ByHand(server.port, context) as old, pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        old.shake_hands()


def test_openssl_sees_tls_1_3_and_no_more_than_that(server: ServerProcess) -> None:
    session = server.data / "session.pem"
    text = seen_by_openssl(server.port, "-sess_out", str(session))
    for line in (
        "New, TLSv1.3, Cipher is TLS_",
        "Peer signature type: ECDSA",
        "Server public key is 256 bit",
        "No client certificate CA names sent",
        "Compression: NONE",
        "Early data was not sent",
        "Verify return code: 18 (self-signed certificate)",
    ):
        assert line in text
    assert not session.exists(), "there is nothing to resume"
    assert "alert protocol version" in seen_by_openssl(server.port, "-tls1_2")


def test_a_peer_may_have_the_keys_updated(server: ServerProcess) -> None:
    with server.client("Bob") as bob, SClient(server.port) as ada:
        bob.join()
        ada.say(HELLO.strip())
        ada.until(b"welcome")
        ada.say(b"K")
        ada.until(b"KEYUPDATE")
        ada.say(b'{"type":"join","room":"lobby"}')
        ada.until(b'"room"')
        ada.say(b"k")
        ada.until(b"KEYUPDATE")
        ada.say(b'{"type":"send","room":"lobby","id":"1","text":"new keys"}')
        assert bob.until("message")["text"] == "new keys"


RECORD = 16_384


def pings(begin: bytes, name: str) -> tuple[bytes, int]:
    """Commands that fill a record to the last byte, and how many pings they are."""
    data, count = bytearray(begin), 0
    while len(data) < RECORD - 200:
        data += json.dumps({"type": "ping", "re": f"{name}-{count}"}).encode() + b"\n"
        count += 1
    last = json.dumps({"type": "ping", "re": f"{name}-{count}"}).encode()
    return bytes(data + last[:-1] + b" " * (RECORD - len(data) - len(last) - 1) + b"}\n"), count + 1


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_a_whole_record_stays_unseen(server: ServerProcess, seed: int) -> None:
    chance = random.Random(seed)
    with ByHand(server.port) as ada:
        ada.shake_hands()
        for name, begin in (("stranger", HELLO), ("known", b""), ("again", b"")):
            data, count = pings(begin, name)
            assert len(data) == RECORD
            ada.sizes = [chance.choice((1, 4, 5, 6, 700, 9_000)) for _ in range(20)]
            ada.write(data)
            if begin:
                assert json.loads(ada.read_line())["type"] == "welcome"
            for number in range(count):
                assert json.loads(ada.read_line())["re"] == f"{name}-{number}"


def test_several_records_may_come_in_one_packet(server: ServerProcess) -> None:
    with ByHand(server.port) as ada:
        ada.shake_hands()
        ada.write(HELLO)
        assert json.loads(ada.read_line())["type"] == "welcome"
        for number in range(500):
            ada.tls.write(json.dumps({"type": "ping", "re": str(number)}).encode() + b"\n")
        ada.hand_over()
        for number in range(500):
            assert json.loads(ada.read_line())["re"] == str(number)


def strict() -> ssl.SSLContext:
    """For a client that takes an end without `close_notify` for a stream that was cut off."""
    context = trusting()
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    return context


def test_the_end_is_told_inside_tls(server: ServerProcess) -> None:
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE)
    with strict().wrap_socket(sock, suppress_ragged_eofs=False) as ada, ada.makefile("rb") as file:
        ada.sendall(b"no command\n" * 200)
        lines = file.read().splitlines()
        assert json.loads(lines[-1])["fatal"]
    assert server.stop() == 0


def test_much_is_said_both_ways_at_once(server: ServerProcess) -> None:
    texts = [f"{number} " + chr(0x430 + number % 32) * 3_990 for number in range(300)]
    with server.client("Ada") as ada, server.client("Bob") as bob:
        for one in (ada, bob):
            one.join()

        def talk(one: RawClient, name: str) -> None:
            for number, text in enumerate(texts):
                one.say(text, f"{name}-{number}")

        threads = [threading.Thread(target=talk, args=pair) for pair in ((ada, "a"), (bob, "b"))]
        for thread in threads:
            thread.start()
        heard = [[one.until("message") for _ in range(600)] for one in (ada, bob)]
        for thread in threads:
            thread.join()
        assert heard[0] == heard[1]
        assert [event["seq"] for event in heard[0]] == list(range(1, 601))
        for name in "ab":
            said = [event["text"] for event in heard[0] if event["id"].startswith(name)]
            assert said == texts


def sockets(server: ServerProcess) -> int:
    """How many the server holds; its files are opened when they are needed."""
    count = 0
    for file in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            count += os.readlink(file).startswith("socket:")
    return count


def test_a_thousand_come_and_go_and_leave_nothing(server: ServerProcess) -> None:
    with server.client("Ada") as ada:
        ada.join()
        before = sockets(server)
        ways = (_come_in, _hang_up_early, _hang_up_rudely, _say_nonsense)
        for number in range(1_000):
            ways[number % len(ways)](server.port)
        wait_until(lambda: sockets(server) == before, "all of them are gone")
        ada.send(type="ping", re="still")
        assert ada.until("pong")["re"] == "still"


def _come_in(port: int) -> None:
    RawClient(port, "Bob", tls=True).close()


def _hang_up_early(port: int) -> None:
    socket.create_connection(("127.0.0.1", port)).close()


def _hang_up_rudely(port: int) -> None:
    with RawClient(port, tls=True) as client:
        client.raw(HELLO)
        linger = struct.pack("ii", 1, 0)
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def _say_nonsense(port: int) -> None:
    with RawClient(port) as client:
        client.raw(b"\x16\x03\x01\x00\x04\x01\x00\x00\x00")
