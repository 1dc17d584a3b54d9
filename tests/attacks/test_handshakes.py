"""What is sent to an encrypted port instead of a handshake, or of the rest of one."""

import random
import socket
import ssl
from contextlib import suppress

import pytest

from tests.attacks.arena import ATTACKERS, Arena, at_once, for_seconds, read_all, send_all
from tests.support import trusting

pytestmark = pytest.mark.parametrize("arena", ["TLS"], indirect=True)


def client_hello() -> bytes:
    """What a client says first (RFC 8446, 4.1.2)."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        trusting().wrap_bio(incoming, outgoing).do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake without a server")


def test_garbage_instead_of_a_handshake(arena: Arena) -> None:
    dice = random.Random(1)
    with arena.attack(capacity={"arrival_rate": 0}) as target:
        for number, _ in enumerate(for_seconds(1.5)):
            sock = target.connect(ATTACKERS[number % 10], tls=False)
            good = bytearray(client_hello())
            for _ in range(number % 5):
                good[dice.randrange(len(good))] = dice.randrange(256)
            send_all(sock, dice.randbytes(500) if number % 2 else bytes(good))
            with suppress(OSError):  # the server was faster
                sock.shutdown(socket.SHUT_WR)
            read_all(sock)
            sock.close()


def test_plain_text_on_an_encrypted_port(arena: Arena) -> None:
    with arena.attack(capacity={"arrival_rate": 0}) as target:
        for _ in for_seconds(1.0):
            sock = target.connect(tls=False)
            send_all(sock, b'{"type":"hello","version":1,"nick":"Third"}\n')
            told = read_all(sock)
            assert b"welcome" not in told
            assert b"{" not in told
            sock.close()


def test_handshakes_that_come_byte_by_byte(arena: Arena) -> None:
    with arena.attack(limits={"hello": 2}) as target:
        socks = [target.connect(ATTACKERS[number // 100], tls=False) for number in range(200)]
        for byte in client_hello()[:-1]:
            for sock in socks:
                send_all(sock, bytes([byte]))
        assert all(read_all(sock) == b"" for sock in socks)


def test_handshakes_that_stop(arena: Arena) -> None:
    with arena.attack(limits={"hello": 1}) as target:
        hello = client_hello()
        socks = [target.connect(ATTACKERS[number // 100], tls=False) for number in range(400)]
        for number, sock in enumerate(socks):
            send_all(sock, hello[: number % len(hello)] if number % 4 else hello)
        for sock in socks:
            read_all(sock)


def test_handshakes_without_end(arena: Arena) -> None:
    """The dearest thing a stranger can ask for: the server signs for each."""

    def shake(who: int) -> None:
        for _ in for_seconds(1.5):
            target.connect(ATTACKERS[who]).close()

    with arena.attack(capacity={"arrival_rate": 0}) as target:
        at_once(*(lambda who=who: shake(who) for who in range(8)))


def test_older_versions_of_tls(arena: Arena) -> None:
    context = trusting()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with arena.attack(capacity={"arrival_rate": 0}) as target:
        for _ in for_seconds(1.0):
            sock = target.connect(tls=False)
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(sock)


def test_records_that_are_changed_on_the_way(arena: Arena) -> None:
    with arena.attack() as target:
        for number in range(20):
            sock = target.connect()
            assert isinstance(sock, ssl.SSLSocket)
            plain = socket.socket(fileno=sock.detach())
            send_all(plain, b"\x17\x03\x03\x00\x20" + bytes([number]) * 32)
            plain.settimeout(10)
            read_all(plain)
            plain.close()
