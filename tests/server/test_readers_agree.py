"""Readers that are cut off again and again hold the same bytes in the end.

Ada and Bob talk, edit, take back and react without pause for `PARLOR_RESET_SECONDS`, while
readers connect, read, and are reset at random moments, also in the middle of a line; each comes
back with `since`. `PARLOR_CRASH_SEED` chooses the moments.
"""

import json
import os
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from chat_server.protocol.limits import REPLAY
from tests.support import RawClient, ServerProcess

SECONDS = float(os.environ.get("PARLOR_RESET_SECONDS", "6"))
SEED = int(os.environ.get("PARLOR_CRASH_SEED", random.SystemRandom().randrange(10**6)))
READERS = 6
IN_FLIGHT = 30
ENTRIES = ("message", "edited", "deleted", "reacted", "topic")


class Talker:
    """A person who talks until told to stop, a bounded number of entries ahead of the echo."""

    def __init__(self, nick: str, port: int, chance: random.Random) -> None:
        self.client = RawClient(port, nick)
        self.client.join()
        self.nick, self.chance, self.count = nick, chance, 0
        self.mine: list[int] = []

    def run(self, stop: threading.Event) -> None:
        """The thread."""
        waiting = 0
        while waiting or not stop.is_set():
            while waiting < IN_FLIGHT and not stop.is_set():
                self.client.send(room="lobby", id=f"{self.nick}-{self.count}", **self.something())
                self.count += 1
                waiting += 1
            event = self.client.next()
            if event["type"] == "error":
                waiting -= 1
            elif event["type"] in ENTRIES and event["by"]["nick"] == self.nick:
                waiting -= 1
                if event["type"] == "message":
                    self.mine.append(event["seq"])
        self.client.close()

    def something(self) -> dict[str, object]:
        """A message, or now and then something done to an earlier one."""
        kind = self.chance.randrange(10)
        if kind > 3 or not self.mine:
            return {"type": "send", "text": f"{self.nick} says {self.count} " + "é" * kind * 10}
        target = self.mine[-1 - self.chance.randrange(min(len(self.mine), 50))]
        if kind == 0:
            return {"type": "delete", "target": target}
        if kind == 1:
            return {"type": "react", "target": target, "emoji": "👍", "on": True}
        return {"type": "edit", "target": target, "text": f"edited {self.count}"}


class Reader:
    """Somebody who keeps every entry's line, by `seq`, over any number of connections."""

    def __init__(self, nick: str, chance: random.Random) -> None:
        self.nick, self.chance = nick, chance
        self.session: str | None = None
        self.lines: list[bytes | msgspec.Raw] = []
        self.paged = self.lacking = False
        """True while older entries are paged, because the gap was too wide."""
        self.resets = 0
        self.faults: list[str] = []

    def run(self, port: int, stop: threading.Event) -> None:
        """The thread: read, be cut off, come back."""
        while not stop.is_set():
            self.read(port, self.chance.expovariate(5), self.chance.random() < 0.2)
            self.resets += 1

    def read(self, port: int, seconds: float, slowly: bool, upto: int = 0) -> None:
        """One connection: for some seconds, or until the room has been read up to a seq."""
        client = RawClient(port, self.nick, session=self.session)
        self.session = client.welcome["session"]
        client.send(type="join", room="lobby", since=len(self.lines))
        self.lacking = self.paged = False
        client.socket.settimeout(0.05)
        end, held = time.monotonic() + seconds, b""
        while len(self.lines) < upto or (not upto and time.monotonic() < end):
            try:
                data = client.socket.recv(self.chance.randrange(1, 200) if slowly else 65_536)
            except TimeoutError:  # nothing is said: the talkers have ended
                continue
            if not data:
                self.faults.append("the server closed")
                break
            *lines, held = (held + data).split(b"\n")
            for line in lines:
                self.take(line, client)
        reset(client)

    def take(self, line: bytes, client: RawClient) -> None:
        """An entry has to be the next one; a gap too wide to be replayed is paged first."""
        event = json.loads(line)
        if event["type"] == "room" and event["missed"] > REPLAY:
            self.lacking = self.paged = True
            self.ask(client)
        elif event["type"] == "page":
            entries = msgspec.json.decode(line, type=Page).entries
            before = event["entries"][0]["seq"] if entries else len(self.lines) + 1
            self.lines += entries[len(self.lines) + 1 - before :]
            self.ask(client)
        elif event["type"] in ENTRIES and event["seq"] == len(self.lines) + 1:
            self.lacking = False
            self.lines.append(line)
        elif event["type"] in ENTRIES and event["seq"] <= len(self.lines) and self.paged:
            pass  # a page was quicker
        elif event["type"] in ENTRIES and not self.lacking:
            self.faults.append(f"{event['seq']} after {len(self.lines)}")

    def ask(self, client: RawClient) -> None:
        if self.lacking:
            client.send(type="history", re="x", room="lobby", after=len(self.lines), limit=500)


class Page(msgspec.Struct):
    """A page whose entries stay the bytes they are."""

    entries: list[msgspec.Raw]
    more: bool


def reset(client: RawClient) -> None:
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def settled(line: bytes, deleted: set[int]) -> bytes:
    """The line as it is read once everything is said: a deletion takes text from earlier ones."""
    event = json.loads(line)
    of = event["target"] if event["type"] == "edited" else event["seq"]
    if event["type"] in ("message", "edited") and of in deleted and "deleted" not in event:
        text = json.dumps(event["text"], ensure_ascii=False).encode()
        return (
            line.replace(b'"text":' + text, b'"text":""').removesuffix(b"}") + b',"deleted":true}'
        )
    return line


@pytest.mark.timeout(60 + 3 * SECONDS)
def test_readers_that_are_reset_hold_the_same_bytes(tmp_path: Path) -> None:
    print(f"seed {SEED}, {SECONDS} s")
    chance = random.Random(SEED)
    stop = threading.Event()
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as server:
        talkers = [Talker(nick, server.port, random.Random(SEED)) for nick in ("Ada", "Bob")]
        readers = [Reader(f"Reader {n}", random.Random(chance.random())) for n in range(READERS)]
        threads = [threading.Thread(target=one.run, args=[stop]) for one in talkers]
        threads += [threading.Thread(target=one.run, args=[server.port, stop]) for one in readers]
        for thread in threads:
            thread.start()
        threads[0].join(SECONDS)
        stop.set()
        for thread in threads:
            thread.join()
        with RawClient(server.port, "Last") as last:
            everything = last.join()["last"]
        for reader in readers:
            reader.read(server.port, 0, slowly=False, upto=everything)
        stored = list(log(server.port))
    assert len(stored) == everything > 0
    assert not [reader.faults for reader in readers if reader.faults]
    deleted = {event["target"] for event in map(json.loads, stored) if event["type"] == "deleted"}
    for reader in readers:
        assert [settled(bytes(line), deleted) for line in reader.lines] == stored
    print(f"{everything} entries, {sum(reader.resets for reader in readers)} resets")


def log(port: int) -> Iterator[bytes]:
    """The log as a newcomer pages it, each entry's bytes."""
    with RawClient(port, "Newcomer") as client:
        seq, more = 0, True
        while more:
            client.send(type="history", re="x", room="lobby", after=seq, limit=500)
            page = msgspec.json.decode(client.file.readline(), type=Page)
            seq, more = seq + len(page.entries), page.more
            yield from map(bytes, page.entries)
