"""Rounds of load, kill -9 at a random moment, restart, resend: nothing lost, nothing twice.

`PARLOR_CRASH_ROUNDS` and `PARLOR_CRASH_SEED` choose how many rounds and which.
"""

import json
import os
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import RawClient, ServerProcess, assert_sound

ROUNDS = int(os.environ.get("PARLOR_CRASH_ROUNDS", "20"))
SEED = int(os.environ.get("PARLOR_CRASH_SEED", random.SystemRandom().randrange(10**6)))
IN_FLIGHT = 20


class Sender:
    """A person who sends numbered messages and keeps every echo; resends what has none."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self.session: str | None = None
        self.sent: list[str] = []
        self.acknowledged: dict[str, bytes] = {}
        self.crashed = False

    def run(self, port: int) -> None:
        """Send until the server is gone."""
        try:
            with closing(RawClient(port, self.nick, session=self.session)) as client:
                self.session = client.welcome["session"]
                client.join()
                for id in [id for id in self.sent if id not in self.acknowledged]:
                    client.say(f"{self.nick} says {id}", id)
                while True:
                    while len(self.sent) - len(self.acknowledged) < IN_FLIGHT:
                        self.sent.append(f"{self.nick}-{len(self.sent)}")
                        client.say(f"{self.nick} says {self.sent[-1]}", self.sent[-1])
                    self._take(client)
        except (OSError, EOFError, ValueError):
            self.crashed = True

    def _take(self, client: RawClient) -> None:
        line = client.file.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        if b'"type":"message"' in line and f'"nick":"{self.nick}"'.encode() in line:
            id = line.split(b'"id":"')[2].split(b'"')[0].decode()
            assert self.acknowledged.setdefault(id, line) == line


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
    senders = [Sender("Ada"), Sender("Bob")]
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
    for one in senders:
        acknowledged = {id: parsed(line) for id, line in one.acknowledged.items()}
        kept = {entry["id"]: entry for entry in entries if entry["by"]["nick"] == one.nick}
        lost = [id for id in acknowledged if kept.get(id) != acknowledged[id]]
        assert not lost
        assert set(kept) <= set(one.sent)
        assert list(kept) == sorted(kept, key=one.sent.index)
    assert_sound(data)
    print(f"{len(entries)} entries, {sum(len(one.acknowledged) for one in senders)} acknowledged")


def parsed(line: bytes) -> dict[str, object]:
    entry: dict[str, object] = json.loads(line)
    return entry
