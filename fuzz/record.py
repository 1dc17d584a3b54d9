"""`python -m fuzz.record`: the kept corpus anew, from what Ada, Bob and a real server say.

What they say is one input for each kind of line, and one for each peer's whole session.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from fuzz import HERE
from tests.server.keys import Key
from tests.support import RawClient, ServerProcess

SIZES = b"\x30\x07\x00"
MOST = 4_000
"""Bytes of one input: what the fuzzer takes."""


class Recorder(RawClient):
    """A client who keeps what goes up and what comes down."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.up: list[bytes] = []
        self.down: list[bytes] = []

    def raw(self, data: bytes) -> None:
        self.up.append(data)
        super().raw(data)

    def next(self) -> dict[str, Any]:
        line = self.file.readline()
        if not line:
            raise EOFError
        self.down.append(line)
        event: dict[str, Any] = json.loads(line)
        return event

    def ask(self, **command: Any) -> None:
        """Send a command, and wait until all that it comes to is here."""
        self.send(**command)
        self.send(type="ping", re="then")
        self.until("pong", re="then")


def talk(ada: Recorder, bob: Recorder) -> None:
    """A session with a command of every kind, right and wrong."""
    key = Key()
    bob.send(type="hello", version=1, nick="Bob", client="0.1.0", session="x", invite="y")
    bob.until("welcome")
    ada.send(type="hello", version=1, nick="Ada", key=key.public)
    ada.send(type="proof", signature=key.proof(ada.until("prove")["nonce"], "Ada").signature)
    ada.until("welcome")
    for client in (bob, ada):
        client.ask(type="join", room="lobby", since=0)
    message = {"room": "lobby", "target": 1}
    for command in (
        {"type": "send", "room": "lobby", "id": "1", "text": "Good morning 🙂\n\ttab"},
        {
            "type": "send",
            "room": "lobby",
            "id": "2",
            "text": "waves",
            "reply_to": 1,
            "action": True,
        },
        {"type": "edit", "id": "3", "text": "Good evening", **message},
        {"type": "react", "id": "4", "emoji": "👍", "on": True, **message},
        {"type": "topic", "room": "lobby", "id": "5", "text": "Tea & cake"},
        {"type": "delete", "id": "6", **message},
        {"type": "send", "room": "nowhere", "id": "7", "text": "x"},
        {"type": "send", "room": 7, "id": "a b"},
        {"type": "typing", "room": "lobby"},
        {"type": "seen", "room": "lobby", "seq": 2},
        {"type": "history", "re": "h", "room": "lobby", "before": 9, "limit": 500},
        {"type": "search", "re": "s", "text": "waves", "room": "lobby", "before": 99},
        {"type": "open", "with": "Bob", "re": "o"},
        {"type": "nick", "nick": "Adaß"},
        {"type": "people", "re": "p", "room": "lobby"},
        {"type": "rooms", "re": "r"},
        {"type": "pair", "re": "c"},
        {"type": "create", "re": "c", "room": "+tea", "private": True, "announce": True},
        {"type": "announce", "re": "a", "room": "lobby", "on": True},
        {"type": "admit", "re": "a", "room": "+tea", "who": "Bob"},
        {"type": "mute", "re": "m", "who": "Bob", "until": 1, "reason": "loud"},
        {"type": "kick", "re": "k", "person": "x", "room": "lobby", "reason": "loud"},
        {"type": "ban", "re": "b", "who": "Bob", "address": "127.0.0.0/8", "addresses": True},
        {"type": "unban", "re": "u", "address": "127.0.0.0/8"},
        {"type": "role", "re": "r", "who": "Bob", "role": "moderator"},
        {"type": "release", "re": "r", "nick": "Bob"},
        {"type": "invite", "re": "i", "uses": 3, "until": 9, "role": "guest"},
        {"type": "revoke", "re": "v", "invite": "x"},
        {"type": "invites", "re": "i"},
        {"type": "bans", "re": "b"},
        {"type": "audit", "re": "a", "before": 9, "limit": 5},
        {"type": "zap", "re": "z"},
        {"type": "leave", "room": "lobby"},
    ):
        ada.ask(**command)
    ada.ask(type="pong")
    bob.ask(type="ping", re=None)


def keep(folder: Path, name: str, lines: list[bytes]) -> None:
    """One input: lines up to what the fuzzer takes."""
    data = b""
    for line in lines:
        if len(data) + len(line) <= MOST:
            data += line
    (folder / name).write_bytes(SIZES + data)


def main() -> None:
    """Write fuzz/corpus/streams; what is in fuzz/corpus/names was chosen by hand."""
    with (
        tempfile.TemporaryDirectory() as name,
        ServerProcess(Path(name) / "data", 0, "--no-limits") as server,
        Recorder(server.port) as ada,
        Recorder(server.port) as bob,
    ):
        talk(ada, bob)
    folder = HERE / "corpus" / "streams"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for who, client in (("ada", ada), ("bob", bob)):
        keep(folder, f"{who}-up", client.up)
        keep(folder, f"{who}-down", client.down)
    for way, lines in (("up", ada.up), ("down", ada.down + bob.down)):
        for line in lines:
            keep(folder, f"{way}-{json.loads(line)['type']}", [line])


if __name__ == "__main__":
    main()
