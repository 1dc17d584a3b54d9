"""Every command with every field missing, of the wrong type, huge, negative, nested, twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chat_server import console_key
from chat_server.protocol import codec
from chat_server.records import CONSOLE_NICK
from tests.attacks.arena import Arena, Target
from tests.attacks.shapes import ROOM, every_command, wrong_lines
from tests.server.keys import Key, prove
from tests.support import RawClient


def stranger(target: Target) -> RawClient:
    return target.client()


def person(target: Target) -> RawClient:
    client = target.client("Third")
    client.join(ROOM)
    return client


def owner(target: Target) -> RawClient:
    """Who may do everything, so that everything is tried."""
    client = target.client(source="127.0.0.1")
    prove(client, Key(console_key.read(target.server.data)), CONSOLE_NICK)
    client.join(ROOM)
    return client


class Attacker:
    """Says one line after another, and looks at what each is answered."""

    def __init__(self, come: Callable[[], RawClient], stays_stranger: bool) -> None:
        self._come = come
        self._stays_stranger = stays_stranger
        self._said = 0
        self._client = come()
        self._client.seen.clear()
        self.errors = 0

    def say(self, line: bytes) -> None:
        self._said += 1
        mark = str(self._said)
        try:
            self._client.raw(line + json.dumps({"type": "ping", "re": mark}).encode() + b"\n")
            answers = self._until(mark)
        except (EOFError, ConnectionError):
            answers = self._client.seen
            assert answers[-1]["fatal"], f"closed without a word after {line[:200]!r}"
        for answer in answers:
            self._look_at(answer, line)
        here = any(answer["type"] == "welcome" for answer in answers)
        if answers[-1].get("fatal") or (here and self._stays_stranger):
            self._client.close()
            self._client = self._come()
        self._client.seen.clear()

    def _until(self, mark: str) -> list[dict[str, Any]]:
        """What is answered before the mark."""
        while self._client.next().get("re") != mark:
            pass
        return self._client.seen

    def _look_at(self, answer: dict[str, Any], line: bytes) -> None:
        (event,) = codec.event_decoder().feed(json.dumps(answer).encode() + b"\n")
        assert not isinstance(event, codec.Fault), f"{answer} is told after {line[:200]!r}"
        if answer["type"] == "error":
            self.errors += 1
            text = answer["text"]
            assert text.isprintable(), f"{text!r} is told after {line[:200]!r}"
            assert text.endswith(".")
            assert len(text) < 300


@pytest.mark.parametrize("arena", ["TLS"], indirect=True)
@pytest.mark.parametrize("who", [stranger, person, owner], ids=lambda who: f"of-a-{who.__name__}")
def test_wrong_shapes(arena: Arena, who: Callable[[Target], RawClient]) -> None:
    with arena.attack("--no-limits") as target:
        attacker = Attacker(lambda: who(target), who is stranger)
        for command in every_command():
            for line in wrong_lines(command):
                attacker.say(line)
        assert attacker.errors > 500


def test_every_command_is_there() -> None:
    lines = {one: list(wrong_lines(one)) for one in every_command()}
    assert len(lines) > 30
    for command, (right, *wrong) in lines.items():
        assert isinstance(codec.command_decoder().feed(right)[0], command)
        faults = [isinstance(codec.command_decoder().feed(line)[0], codec.Fault) for line in wrong]
        assert sum(faults) > len(wrong) / 3
