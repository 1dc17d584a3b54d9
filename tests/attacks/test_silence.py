"""Peers that stop: they read nothing, answer nothing, or vanish without hanging up."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.attacks.arena import ATTACKER, ATTACKERS, Arena, Target, for_seconds, read_all
from tests.support import RawClient, wait_until


def _deaf(target: Target, number: int) -> RawClient:
    """Somebody in the lobby whose system takes little and who reads nothing of it."""
    client = target.client(f"Third {number}", ATTACKERS[number % 10])
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.send(type="join", room="lobby")
    return client


def test_readers_that_stop(arena: Arena) -> None:
    with arena.attack("--no-limits") as target:
        before = target.sockets()
        for number in range(20):
            _deaf(target, number)
        with target.client("Visitor") as visitor:
            visitor.join()
            number = 0
            while target.sockets() > before + 1:
                assert number < 4_000, "readers that read nothing were never closed"
                visitor.say("x" * 8_000, f"d{number}")
                visitor.until("message", id=f"d{number}")
                number += 1


def test_readers_that_stop_in_the_middle_of_pages(arena: Arena) -> None:
    with arena.attack("--no-limits", limits={"ping": 1, "dead": 4}) as target:
        with target.client("Visitor") as visitor:
            visitor.join()
            for number in range(500):
                visitor.say("x" * 8_000, f"d{number}")
            visitor.until("message", id="d499")
        before = target.sockets()
        for number in range(20):
            client = _deaf(target, number)
            for _ in range(20):
                client.send(type="history", re="h", room="lobby", limit=500)
        wait_until(lambda: target.sockets() <= before, "those who read nothing are gone")


def test_peers_that_vanish(arena: Arena) -> None:
    """They say hello, and never again anything; nor does their system say that they are gone."""
    with arena.attack(limits={"ping": 1, "dead": 4}) as target:
        before = target.sockets()
        clients = [
            target.client(f"Third {number}", ATTACKERS[number % 10]) for number in range(100)
        ]
        for client in clients:
            client.send(type="join", room="lobby")
        wait_until(lambda: target.sockets() <= before, "those who are silent are gone")


SLEEPER = """
import sys
from contextlib import suppress
from tests.support import RawClient
client = RawClient(int(sys.argv[1]), "Third", tls=sys.argv[2] == "TLS", source=sys.argv[3])
client.join()
print("here", flush=True)
sys.stdin.read()
"""


def test_a_computer_that_sleeps(arena: Arena) -> None:
    with arena.attack(limits={"ping": 1, "dead": 4}) as target:
        before = target.sockets()
        wire = "TLS" if target.tls else "plaintext"
        with subprocess.Popen(
            [sys.executable, "-c", SLEEPER, str(target.server.port), wire, ATTACKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as sleeper:
            assert sleeper.stdout
            assert sleeper.stdout.readline() == b"here\n"
            os.kill(sleeper.pid, signal.SIGSTOP)
            try:
                wait_until(lambda: target.sockets() <= before, "who sleeps is gone")
            finally:
                sleeper.kill()


@pytest.mark.parametrize("half", [socket.SHUT_WR, socket.SHUT_RD], ids=["no-more", "deaf"])
def test_peers_that_close_one_half(arena: Arena, half: int) -> None:
    with arena.attack(limits={"ping": 1, "dead": 4}) as target:
        before = target.sockets()
        for number in range(100):
            client = target.client(f"Third {number}", ATTACKERS[number % 10])
            client.send(type="join", room="lobby")
            client.send(type="history", re="h", room="lobby", limit=500)
            client.socket.shutdown(half)
        wait_until(lambda: target.sockets() <= before, "those who are gone by half are gone")


def test_strangers_beyond_what_one_address_may(arena: Arena) -> None:
    with arena.attack(capacity={"per_address": 50, "arrival_rate": 0}) as target:
        inside = [target.client() for _ in range(50)]
        for _ in for_seconds(1.0):
            with suppress(OSError):  # so many are told why, the others are closed at once
                sock = target.connect()
                told = read_all(sock)
                assert not told or b"server-full" in told
        target.client("Third", ATTACKERS[1])
        assert len(inside) == 50
