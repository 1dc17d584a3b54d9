"""Private rooms over real sockets: windows of one person, a restart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.keys import Key, prove
from tests.support import RawClient, ServerProcess, assert_sound

ROOM = "+plans"


@pytest.fixture
def quick_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that takes any number of commands."""
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as running:
        yield running


def come(server: ServerProcess, nick: str, key: Key) -> RawClient:
    client = RawClient(server.port)
    client.welcome = prove(client, key, nick)
    client.join()
    return client


def refused(client: RawClient, **command: Any) -> str:
    """The code with which a command is refused."""
    client.send(**command)
    return str(client.until("error")["code"])


def rooms(client: RawClient) -> list[str]:
    return [room["room"] for room in client.welcome["rooms"]]


def test_all_windows_of_a_person_come_and_go_with_them(quick_server: ServerProcess) -> None:
    keys = {nick: Key() for nick in ("Ada", "Bob")}
    ada = come(quick_server, "Ada", keys["Ada"])
    windows = [come(quick_server, "Bob", keys["Bob"]) for _ in range(2)]
    ada.send(type="create", room="plans", private=True, re="1")
    assert ada.until("room", re="1")["room"] == ROOM
    ada.say("before Bob", "1", ROOM)
    ada.send(type="admit", room=ROOM, who="Bob", re="2")
    ada.until("done", re="2")
    for window in windows:
        assert window.until("room", room=ROOM)["kind"] == "private"
        assert window.until("message", room=ROOM)["text"] == "before Bob"
    ada.send(type="kick", room=ROOM, who="Bob", reason="done")
    for window in windows:
        left = window.until("left", room=ROOM)
        assert (left["by"]["nick"], left["reason"]) == ("Ada", "done")
        assert refused(window, type="join", room=ROOM) == "no-such-room"
    ada.say("after Bob", "2", ROOM)
    ada.until("message", id="2")
    for window in windows:
        window.send(type="ping", re="end")
        window.until("pong", re="end")
        assert not any(event.get("text") == "after Bob" for event in window.seen)
        window.close()
    ada.close()


def test_who_is_a_member_outlasts_a_restart(tmp_path: Path) -> None:
    keys = {nick: Key() for nick in ("Ada", "Bob", "Third")}
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as first:
        ada, bob, third = (come(first, nick, key) for nick, key in keys.items())
        ada.send(type="create", room=ROOM, private=True, announce=True)
        for nick in ("Bob", "Third"):
            ada.send(type="admit", room=ROOM, who=nick)
        ada.send(type="kick", room=ROOM, who="Bob", re="kicked")
        ada.until("done", re="kicked")
        ada.say("members only", "1", ROOM)
        third.until("message", room=ROOM)
        first.kill()
        for client in (ada, bob, third):
            client.close()
    assert_sound(tmp_path / "data")
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as second:
        ada, bob, third = (come(second, nick, key) for nick, key in keys.items())
        assert [ROOM in rooms(client) for client in (ada, bob, third)] == [True, False, True]
        state = third.join(ROOM, since=0)
        assert (state["maker"], state["announce"]) == (ada.welcome["you"]["id"], True)
        assert third.until("message")["text"] == "members only"
        assert refused(third, type="send", room=ROOM, id="1", text="x") == "not-allowed"
        assert refused(bob, type="history", re="x", room=ROOM) == "no-such-room"
        bob.send(type="search", re="x", text="members only")
        assert bob.until("found")["hits"] == []
        third.send(type="search", re="x", text="members only")
        assert len(third.until("found")["hits"]) == 1
        assert refused(bob, type="create", room=ROOM, private=True) == "not-allowed"
        for client in (ada, bob, third):
            client.close()
