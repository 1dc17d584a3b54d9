"""Rounds of load, kill -9 at a random moment, restart, resend: nothing lost, nothing twice.

`PARLOR_CRASH_ROUNDS` and `PARLOR_CRASH_SEED` choose how many rounds and which.
"""

import os
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import RawClient, ServerProcess, assert_sound

ROUNDS = int(os.environ.get("PARLOR_CRASH_ROUNDS", "12"))
SEED = int(os.environ.get("PARLOR_CRASH_SEED", random.SystemRandom().randrange(10**6)))
IN_FLIGHT = 20


class Sender:
    """A person who says, edits, takes back and reacts, and keeps every echo; resends the rest."""

    def __init__(self, nick: str, chance: random.Random) -> None:
        self.nick, self.chance = nick, chance
        self.session: str | None = None
        self.sent: dict[str, dict[str, Any]] = {}
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.refused: set[str] = set()
        self.crashed = False

    def run(self, port: int) -> None:
        """Write until the server is gone."""
        try:
            with closing(RawClient(port, self.nick, session=self.session)) as client:
                self.session = client.welcome["session"]
                client.join()
                for id, command in self.sent.items():
                    if id not in self.acknowledged and id not in self.refused:
                        client.send(**command)
                while True:
                    while len(self.sent) - len(self.acknowledged) - len(self.refused) < IN_FLIGHT:
                        client.send(**self._something())
                    self._take(client)
        except (OSError, EOFError, ValueError):
            self.crashed = True

    def _something(self) -> dict[str, Any]:
        id = f"{self.nick}-{len(self.sent)}"
        mine = [one["seq"] for one in self.acknowledged.values() if one["type"] == "message"][-20:]
        kind = self.chance.choice(["send"] * 6 + ["edit", "delete", "react", "topic"])
        more: dict[str, Any] = {"text": f"{self.nick} says {id}"}
        if kind in ("edit", "delete", "react") and mine:
            more["target"] = self.chance.choice(mine)
        elif kind != "topic":
            kind = "send"
        if kind == "react":
            more |= {"emoji": "👍", "on": self.chance.random() < 0.5}
        self.sent[id] = {"type": kind, "room": "lobby", "id": id, **more}
        return self.sent[id]

    def _take(self, client: RawClient) -> None:
        event = client.next()
        client.seen.clear()
        if event["type"] == "error":
            assert event["code"] == "no-such-entry", event
            self.refused.add(event["id"])
        elif "seq" in event and event["by"]["nick"] == self.nick:
            first = self.acknowledged.setdefault(event["id"], event)
            assert without_text(first) == without_text(event)


def without_text(entry: dict[str, Any]) -> dict[str, Any]:
    """What a deletion leaves of an entry."""
    return {name: value for name, value in entry.items() if name not in ("text", "deleted")}


def everything(port: int) -> Iterator[dict[str, Any]]:
    """The whole log, as a newcomer reads them."""
    with RawClient(port, "Reader") as client:
        seq, more = 0, True
        while more:
            client.send(type="history", re="x", room="lobby", after=seq, limit=500)
            page = client.until("page")
            more = page["more"]
            for entry in page["entries"]:
                seq = entry["seq"]
                yield entry


@pytest.mark.timeout(60 + 5 * ROUNDS)
def test_nothing_is_lost_and_nothing_is_twice(tmp_path: Path) -> None:
    print(f"seed {SEED}, {ROUNDS} rounds")
    chance = random.Random(SEED)
    senders = [Sender(nick, random.Random(chance.random())) for nick in ("Ada", "Bob")]
    for _ in range(ROUNDS):
        with ServerProcess(tmp_path / "data", 0, "--no-limits") as server:
            threads = [threading.Thread(target=one.run, args=[server.port]) for one in senders]
            for thread in threads:
                thread.start()
            enough = sum(len(one.acknowledged) for one in senders) + chance.randrange(200)
            while sum(len(one.acknowledged) for one in senders) < enough:
                threads[0].join(0.001)
            server.kill()
            for thread in threads:
                thread.join()
            assert all(one.crashed for one in senders)
    check(tmp_path / "data", senders)


def check(data: Path, senders: list[Sender]) -> None:
    assert_sound(data)  # as the last crash has left it
    with ServerProcess(data, 0, "--no-limits") as server:
        entries = list(everything(server.port))
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    ids = [(entry["by"]["nick"], entry["id"]) for entry in entries]
    assert len(set(ids)) == len(ids)
    gone = {entry["target"] for entry in entries if entry["type"] == "deleted"}
    for one in senders:
        kept = {entry["id"]: entry for entry in entries if entry["by"]["nick"] == one.nick}
        lost = [
            id for id, entry in one.acknowledged.items() if kept.get(id) != as_read(entry, gone)
        ]
        assert not lost
        assert set(kept) <= set(one.sent) - one.refused
        order = {id: number for number, id in enumerate(one.sent)}
        assert list(kept) == sorted(kept, key=order.__getitem__)
    assert_sound(data)
    print(f"{len(entries)} entries, {sum(len(one.acknowledged) for one in senders)} acknowledged")


def as_read(entry: dict[str, Any], gone: set[int]) -> dict[str, Any]:
    """An entry as everyone reads it once everything is said."""
    of = entry["target"] if entry["type"] == "edited" else entry["seq"]
    if entry["type"] in ("message", "edited") and of in gone:
        return entry | {"text": "", "deleted": True}
    return entry
