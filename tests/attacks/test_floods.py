"""More than one is due: commands, rooms, joins, searches and pages without end."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from tests.attacks.arena import ATTACKERS, Arena, Target, at_once, for_seconds, send_all
from tests.support import RawClient

pytestmark = pytest.mark.parametrize("arena", ["TLS"], indirect=True)

SECONDS = 1.5
FLOODERS = 12
LINES = 1_000

Flood = Callable[[int], Iterator[dict[str, Any]]]


def pings(_who: int) -> Iterator[dict[str, Any]]:
    return ({"type": "ping", "re": str(number)} for number in count())


def pongs(_who: int) -> Iterator[dict[str, Any]]:
    return ({"type": "pong"} for _ in count())


def messages(_who: int) -> Iterator[dict[str, Any]]:
    words = {"type": "send", "room": "lobby", "text": "what is more " * 20}
    return (words | {"id": f"x{number}"} for number in count())


def messages_again(_who: int) -> Iterator[dict[str, Any]]:
    words = {"type": "send", "room": "lobby", "id": "same", "text": "once more"}
    return (words for _ in count())


def reactions(_who: int) -> Iterator[dict[str, Any]]:
    on = {"type": "react", "room": "lobby", "target": 1, "emoji": "👍"}
    return (on | {"id": f"r{number}", "on": number % 2 == 0} for number in count())


def joins_and_leaves(who: int) -> Iterator[dict[str, Any]]:
    for number in count():
        room = "lobby" if number % 2 else f"room-{who}"
        yield {"type": "leave", "room": room}
        yield {"type": "join", "room": room, "since": 0}


def rooms(who: int) -> Iterator[dict[str, Any]]:
    return ({"type": "join", "room": f"room-{who}-{number}"} for number in count())


def nicknames(who: int) -> Iterator[dict[str, Any]]:
    return ({"type": "nick", "nick": f"Third {who} {number}"} for number in count())


def twins(who: int) -> Iterator[dict[str, Any]]:
    return (
        {"type": "nick", "nick": "Аdа"[: 1 + number % 3] + "\u0301" * who} for number in count()
    )


def typing(_who: int) -> Iterator[dict[str, Any]]:
    return ({"type": "typing", "room": "lobby"} for _ in count())


def searches(_who: int) -> Iterator[dict[str, Any]]:
    for number in count():
        yield {"type": "search", "re": "s", "text": "what is more", "limit": 100}
        yield {"type": "search", "re": "s", "text": f"{number} " + "a b c d e f g h " * 400}


def pages(_who: int) -> Iterator[dict[str, Any]]:
    page = {"type": "history", "re": "h", "room": "lobby", "limit": 500}
    return (page | {"after": number % 7} for number in count())


def lists(_who: int) -> Iterator[dict[str, Any]]:
    for _ in count():
        yield {"type": "people", "re": "p"}
        yield {"type": "rooms", "re": "r"}


def directs(_who: int) -> Iterator[dict[str, Any]]:
    names = ("Ada", "Bob", "Third 1", "nobody")
    return ({"type": "open", "with": names[number % 4], "re": "o"} for number in count())


FLOODS: tuple[Flood, ...] = (
    *(pings, pongs, messages, messages_again, reactions, joins_and_leaves, rooms, nicknames, twins),
    *(typing, searches, pages, lists, directs),
)


@pytest.mark.parametrize("flood", FLOODS, ids=[one.__name__.replace("_", "-") for one in FLOODS])
def test_floods_of(arena: Arena, flood: Flood) -> None:
    """Half of those who flood read what they are told, the others do not."""
    with arena.attack() as target:
        _fill_the_lobby(target)
        at_once(*(lambda who=who: _flood(target, who, flood(who)) for who in range(FLOODERS)))


def test_a_crowd_that_floods(arena: Arena) -> None:
    """As many as an address may have, each with as much as its socket takes."""
    lines = b'{"type":"ping","re":"x"}\n' * 2_000
    with arena.attack(limits={"burst": 300}) as target:  # Ada may come to be read late
        crowd = [target.client(f"Third {who}", ATTACKERS[who % 10]).socket for who in range(250)]
        for sock in crowd:
            sock.setblocking(False)
        for _ in for_seconds(SECONDS):
            for sock in crowd:
                with suppress(OSError):
                    sock.send(lines)


def _flood(target: Target, who: int, commands: Iterator[dict[str, Any]]) -> None:
    lines = [json.dumps(next(commands)).encode() + b"\n" for _ in range(LINES)]
    client = target.client(f"Third {who}", ATTACKERS[who % 10])
    client.join()
    client.socket.settimeout(0.2)
    data = b"".join(lines)
    for _ in for_seconds(SECONDS):
        try:
            if not send_all(client.socket, data):
                return
        except TimeoutError:  # the server takes no more before this one reads, or never
            if who % 2:
                return
        if who % 2 == 0:
            _read_some(client)


def _read_some(client: RawClient) -> None:
    with suppress(TimeoutError, ConnectionError):
        client.socket.recv(1_000_000)


def _fill_the_lobby(target: Target) -> None:
    with target.client("Visitor", ATTACKERS[9]) as visitor:
        visitor.join()
        for number in range(40):
            visitor.say("what is more, " * 500, f"d{number}")
        visitor.until("message", id="d39")
