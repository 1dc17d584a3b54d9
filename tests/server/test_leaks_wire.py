"""Nothing leaks, over real sockets: two servers that a third person can't tell apart.

In one of them Ada and Bob have a private room and a direct conversation, in the other they don't.
The third person is an owner and was in that room for a while. What they hear is the same, before
and after a restart; and the server's own log, at its most talkative, holds nothing of any of it.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest

from chat_server import console_key
from chat_server.protocol import codec, commands, names
from chat_server.records import CONSOLE_NICK
from tests.server.keys import Key, prove
from tests.server.probing import KINDS, MARKER, probes, variants
from tests.support import RawClient, ServerProcess, assert_sound, look_after

ROOM = f"+{MARKER}"
LAST = [commands.Leave, commands.Nick, commands.Role, commands.Mute, commands.Kick, commands.Ban]
"""Commands after which the others, or the third person, can do less."""


class World:
    """A server, Ada and Bob, and a third person who is an owner."""

    def __init__(self, data: Path, secret: bool) -> None:
        self.data = data
        self.server = ServerProcess(data, 0, "--no-limits", "--verbose")
        self.ada = RawClient(self.server.port, "Ada")
        self.bob = RawClient(self.server.port, "Bob")
        self.third = RawClient(self.server.port, "Third")
        self.ids = {c.welcome["you"]["id"]: c.welcome["you"]["nick"] for c in self.clients}
        for client in self.clients:
            client.join()
        with RawClient(self.server.port) as console:
            prove(console, Key(console_key.read(data)), CONSOLE_NICK)
            console.send(type="role", who="Third", role="owner")
            console.until("done")
        self.third.until("role")
        self.say("hello everyone", "lobby-1")
        if secret:
            self.have_secrets()

    @property
    def clients(self) -> list[RawClient]:
        return [self.ada, self.bob, self.third]

    @property
    def direct(self) -> str:
        return names.direct_name(*list(self.ids)[:2])

    def say(self, text: str, id: str) -> None:
        self.ada.say(text, id)
        for client in self.clients:
            client.until("message", id=id)

    def have_secrets(self) -> None:
        """One of everything, among Ada and Bob; the third is a member of one room for a while."""
        self.ada.send(type="create", room=ROOM, private=True)
        self.ada.send(type="admit", room=ROOM, who="Bob")
        self.ada.send(type="open", **{"with": "Bob"})
        self.ada.until("room", room=self.direct)
        for room in (ROOM, self.direct):
            id = room[1:3]
            self.ada.say(f"{MARKER} one", f"{id}-1", room)
            self.bob.until("message", room=room)
            for more in (
                {"type": "send", "text": f"{MARKER} two", "reply_to": 1},
                {"type": "edit", "target": 2, "text": f"{MARKER} new"},
                {"type": "react", "target": 1, "emoji": "👍", "on": True},
                {"type": "delete", "target": 2},
                {"type": "topic", "text": f"about {MARKER}"},
            ):
                self.bob.send(room=room, id=f"{id}-{more['type']}", **more)
            self.bob.send(type="typing", room=room)
            self.bob.send(type="search", re="x", room=room, text=MARKER)
            self.bob.until("found")
            self.ada.until("topic", room=room)
        self.ada.send(type="admit", room=ROOM, who="Third")
        self.third.until("topic", room=ROOM)
        self.ada.send(type="kick", room=ROOM, who="Third", reason=MARKER)
        self.third.until("left", room=ROOM)

    def asked(self, command: commands.AnyCommand) -> list[bytes]:
        """Have the third person say something; gives what they hear of it, made comparable."""
        end: commands.Ping | None = commands.Ping("the end")
        self.third.raw(codec.encode(command) + codec.encode(end))
        lines: list[bytes] = []
        while end or self.lacks(command, lines):
            line = self.third.file.readline()
            assert line, command
            if b'"re":"the end"' in line:
                end = None
            else:
                lines.append(line)
        return [self.comparable(one) for one in lines]

    def lacks(self, command: commands.AnyCommand, lines: list[bytes]) -> bool:
        """Whether more of the answer comes, of what is not answered in order."""
        if isinstance(command, commands.History | commands.Search | commands.Invite):
            return not any(b'"re":"re"' in line for line in lines)
        if isinstance(command, commands.Join):
            told = [msgspec.json.decode(line) for line in lines]
            last = sum(one["last"] for one in told if one["type"] == "room")
            seqs = [command.since or 0, *(one["seq"] for one in told if "seq" in one)]
            return max(seqs) < last
        return False

    def comparable(self, line: bytes) -> bytes:
        """The line without what is another at every start."""
        for id, nick in self.ids.items():
            line = line.replace(id.encode(), nick.encode())
        line = _PAIR.sub(lambda pair: b"@" + b"+".join(sorted(pair.groups())), line)
        return _INVITE.sub(b'"an invite', _RANDOM.sub(rb'"\1":0', line))

    def welcomed(self, nick: str, **hello: Any) -> bytes:
        """What somebody is told who comes now."""
        with RawClient(self.server.port) as client:
            client.send(type="hello", version=1, nick=nick, **hello)
            return self.comparable(client.file.readline())

    def restart(self) -> None:
        """Stop the server and start it again; the third person comes back."""
        assert self.server.stop() == 0
        session = self.third.welcome["session"]
        for client in self.clients:
            client.close()
        assert_sound(self.data)
        self.server = ServerProcess(self.data, 0, "--no-limits", "--verbose")
        self.third = RawClient(self.server.port, "Third", session=session)
        last = self.third.join()["last"]
        while self.third.next().get("seq") != last:
            pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()
        if self.server.process.poll() is None:
            self.server.stop()


_RANDOM = re.compile(rb'"(at|until|id|epoch|session|code|next)":("[^"]*"|\d+)')
_PAIR = re.compile(rb"@(\w+)\+(\w+)")
_INVITE = re.compile(rb'"[0-9A-Z]{4}(?=, guest")')
"""What is another at every start: fields, the order of two ids, an invite in the audit log."""


def tried(world: World, kinds: list[type[Any]]) -> list[commands.AnyCommand]:
    """What the third person tries, but for finding out that a name is taken."""
    ada = next(iter(world.ids))
    every = (
        probe
        for kind in kinds
        for name in [*variants(ROOM), world.direct]
        for probe in probes(kind, name, ada)
    )
    return [
        probe
        for probe in dict.fromkeys(every)
        if not (isinstance(probe, commands.Create) and probe.private)
    ]


def alike(full: World, empty: World, kinds: list[type[Any]]) -> int:
    """Try these on both servers; gives how many were tried."""
    pairs = [*zip(tried(full, kinds), tried(empty, kinds), strict=True)]
    for one, other in pairs:
        assert full.asked(one) == empty.asked(other), one
    return len(pairs)


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[tuple[World, World]]:
    with ExitStack() as stack:
        full = stack.enter_context(World(tmp_path / "full", secret=True))
        yield full, stack.enter_context(World(tmp_path / "empty", secret=False))


def test_a_third_can_not_tell_two_servers_apart(worlds: tuple[World, World]) -> None:
    full, empty = worlds
    first = [kind for kind in KINDS if kind not in LAST]
    assert alike(full, empty, first) > 500
    assert full.welcomed("Fourth") == empty.welcomed("Fourth")
    for world in worlds:
        world.restart()
    for kind in (commands.Join, commands.History, commands.Search, commands.Rooms, commands.People):
        alike(full, empty, [kind])
    alike(full, empty, LAST)
    exported = [look_after(world.data, "export", "lobby").stdout for world in worlds]
    assert full.comparable(exported[0]) == empty.comparable(exported[1])
    for world in worlds:
        told = look_after(world.data, "export", ROOM)
        assert (told.returncode, told.stdout) == (2, b"")
        assert MARKER not in told.stderr.decode().split("There are:")[0]
    for line in NONSENSE:
        say_nonsense(full.server.port, line)
    assert full.server.stop() == 0
    assert_quiet(full.server.stderr.read_text())


NONSENSE = [
    b'{"type":"send","room":"lobby","id":"x","text":"%s"',
    b'{"type":"send","room":"lobby","id":"x","text":["%s"]}',
    b'{"type":"send","room":"lobby","id":"%s \x1b","text":"x"}',
    b'{"type":"%s","text":"x"}',
    b'{"type":"hello","version":1,"nick":"Ada","session":"%s","client":"%s"}',
    b'{"type":"hello","version":1,"nick":"%s","key":"%s","pair":"%s"}',
    b'{"type":"hello","version":1,"nick":"server","invite":"%s"}',
    b'{"type":"proof","signature":"%s"}',
    b'{"type":"send","text":"%s\xff\x1b[2J"}',
    b'{"type":"send","text":"' + b"%s" * 20_000 + b'"}',
    b"%s" * 20_000,
    b"GET /%s HTTP/1.1\r\n\r",
]
"""Lines with which nothing can be done."""


def say_nonsense(port: int, line: bytes) -> None:
    with RawClient(port) as client:
        client.raw(line.replace(b"%s", MARKER.encode()) + b"\n")
        assert client.next()["type"] in {"error", "welcome", "prove"}


def assert_quiet(log: str) -> None:
    """What a server has logged holds nothing that people said, and no fault of its own."""
    assert "connected" in log
    assert MARKER not in log
    assert "hello everyone" not in log
    assert all(c.isprintable() or c == "\n" for c in log)
    levels = {line.split(" ", 2)[1] for line in log.splitlines()}
    assert levels <= {"debug", "info", "warning"}
