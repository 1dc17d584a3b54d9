"""No descriptor is left: the server goes on, does not spin, and recovers."""

import time

import psutil

from tests.attacks.arena import ATTACKERS, Arena, Target
from tests.support import wait_until

SPARE = 20
SECONDS = 1.5


def test_no_descriptor_left(arena: Arena) -> None:
    with arena.attack(capacity={"arrival_rate": 0}, limits={"hello": 60}) as target:
        third = target.client("Third")
        third.join()
        most = target.descriptors() + SPARE
        target.process.rlimit(psutil.RLIMIT_NOFILE, (most, most))
        outside = [target.connect(ATTACKERS[n % 10], tls=False) for n in range(5 * SPARE)]
        wait_until(lambda: target.descriptors() >= most, "all descriptors are taken")
        assert _cores(target) < 0.5
        for command in ({"type": "history", "limit": 9}, {"type": "search", "text": "thing"}):
            third.send(re="r", room="lobby", **command)
            third.until("page" if command["type"] == "history" else "found", re="r")
        for sock in outside:
            sock.close()
        wait_until(lambda: target.descriptors() < most - SPARE / 2, "they are free again")
        target.client("Visitor").join()


def _cores(target: Target) -> float:
    """How busy the server is, in cores, over a while in which it must not spin."""
    begun, used = time.monotonic(), target.cpu_seconds()
    wait_until(lambda: time.monotonic() > begun + SECONDS)
    return (target.cpu_seconds() - used) / (time.monotonic() - begun)
