"""Bytes that mean nothing, that never end, or that come one by one."""

import random
import socket
from itertools import chain, repeat

import pytest

from tests.attacks.arena import ATTACKERS, Arena, Target, at_once, for_seconds, read_all, send_all

BAD = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80")
"""What is no UTF-8 (RFC 3629, 3): no first byte, no second one, a surrogate, beyond Unicode."""
HELLO = b'{"type":"hello","version":1,"nick":"%s"}\n'


def test_random_bytes(arena: Arena) -> None:
    def attack(target: Target, seed: int) -> None:
        dice = random.Random(seed)
        for _ in for_seconds(1.0):
            sock = target.connect(ATTACKERS[seed])
            if dice.random() < 0.5:
                send_all(sock, HELLO % b"Third %d" % seed)
            while send_all(sock, dice.randbytes(dice.randint(1, 20_000))):
                if dice.random() < 0.3:
                    break
            sock.close()

    with arena.attack() as target:
        at_once(*(lambda seed=seed: attack(target, seed) for seed in range(4)))


def test_what_is_not_utf8(arena: Arena) -> None:
    with arena.attack(capacity={"arrival_rate": 0}) as target:
        for number, _ in enumerate(for_seconds(1.0)):
            sock = target.connect(ATTACKERS[number % 10])
            if number % 2:
                send_all(sock, HELLO % b"Third")
            bad = BAD[number % len(BAD)]
            send_all(sock, b'{"type":"join","room":"' + bad + b'"}\n' + b"x" * 1_000)
            told = read_all(sock)
            assert told.count(b"\n") == 1 + number % 2, told
            assert b'"fatal":true' in told.splitlines()[-1]
            sock.close()


@pytest.mark.parametrize("hello", [b"", HELLO], ids=["from-strangers", "from-people"])
def test_lines_that_never_end(arena: Arena, hello: bytes) -> None:
    def attack(target: Target, number: int) -> None:
        for _ in for_seconds(1.0):
            sock = target.connect(ATTACKERS[number])
            send_all(sock, hello % b"Third %d" % number if hello else b"")
            while send_all(sock, b"x" * 30_000):
                pass
            sock.close()

    with arena.attack() as target:
        at_once(*(lambda number=number: attack(target, number) for number in range(6)))


def test_lines_that_are_held_unfinished(arena: Arena) -> None:
    """As much as may be held, of as many as may come."""
    with arena.attack(limits={"hello": 60}) as target:
        socks = [target.connect(ATTACKERS[number // 100]) for number in range(400)]
        for sock in socks:
            assert send_all(sock, b'{"type":"hello","x":"' + b"x" * 65_000)
        for sock in socks:
            sock.close()


def test_a_hello_that_comes_byte_by_byte(arena: Arena) -> None:
    with arena.attack(limits={"hello": 2}) as target:
        socks = [target.connect(ATTACKERS[number // 100]) for number in range(200)]
        left = set(socks)
        for byte in chain(b'{"type":"hello","version":1,"nick":"', repeat(ord("C"))):
            left = {sock for sock in left if send_all(sock, bytes([byte]))}
            if not left:
                break
        for sock in socks:
            told = read_all(sock)
            assert not told or b"Nobody said hello" in told


def test_strangers_who_say_nothing(arena: Arena) -> None:
    with arena.attack(limits={"hello": 1}) as target:
        socks = [target.connect(ATTACKERS[number // 100]) for number in range(400)]
        assert all(b"Nobody said hello within 1 seconds." in read_all(sock) for sock in socks)


def test_blank_lines(arena: Arena) -> None:
    def attack(target: Target, number: int) -> None:
        sock = target.connect()
        send_all(sock, HELLO % b"Third %d" % number)
        while send_all(sock, b"\n" * 10_000):
            pass
        assert len(read_all(sock)) < 100_000

    with arena.attack() as target:
        at_once(*(lambda number=number: attack(target, number) for number in range(8)))


def test_peers_that_hang_up_at_once(arena: Arena) -> None:
    """Some reset the connection, and with TLS in the middle of a handshake."""
    with arena.attack(capacity={"arrival_rate": 0}) as target:
        for number, _ in enumerate(for_seconds(1.5)):
            sock = target.connect(ATTACKERS[number % 10], tls=target.tls and number % 3 == 0)
            if number % 2:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.close()
