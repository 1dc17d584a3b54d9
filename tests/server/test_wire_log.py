"""A real server: editing, taking back, reacting, topics, private talk, marks, what is kept."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support import RawClient, ServerProcess, wait_until

SECRET = "xyzzy-plugh"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as running:
        yield running


def entries(client: RawClient, room: str = "lobby") -> list[dict[str, Any]]:
    """Everything kept of a room, as `history` gives it."""
    client.send(type="history", re="all", room=room, after=0, limit=500)
    page = client.until("page", re="all")
    found: list[dict[str, Any]] = page["entries"]
    return found


def refusal(client: RawClient, **command: Any) -> str:
    """The code with which a command is refused."""
    client.send(**command)
    code: str = client.until("error")["code"]
    return code


def test_an_edit_keeps_the_history(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
        ada.join()
        bob.join()
        ada.say("old", "1")
        ada.send(type="edit", room="lobby", id="2", target=1, text="new")
        edited = bob.until("edited")
        assert (edited["seq"], edited["target"], edited["text"]) == (2, 1, "new")
        assert edited["by"]["nick"] == "Ada"
        edit = {"type": "edit", "room": "lobby", "id": "b", "target": 1, "text": "mine"}
        assert refusal(bob, **edit) == "not-allowed"
        assert [one["text"] for one in entries(bob)] == ["old", "new"]
        ada.send(type="edit", room="lobby", id="2", target=1, text="other")
        assert ada.until("edited", id="2") == ada.until("edited", id="2") == edited


def test_what_was_taken_back_is_gone_from_disk_and_pages(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
        bob.join()
        ada.join()
        ada.say(SECRET, "1")
        ada.send(type="edit", room="lobby", id="2", target=1, text=f"{SECRET} again")
        bob.until("edited")
        assert SECRET.encode() in on_disk(server)
        delete = {"type": "delete", "room": "lobby", "id": "3", "target": 1}
        assert refusal(bob, **delete) == "not-allowed"
        ada.send(**delete)
        assert bob.until("deleted")["target"] == 1
        wait_until(lambda: SECRET.encode() not in on_disk(server), "the text is off the disk")
        for client in (ada, bob):
            first, second, third = entries(client)
            assert (first["text"], first["deleted"], first["seq"]) == ("", True, 1)
            assert (second["text"], second["deleted"], second["target"]) == ("", True, 1)
            assert third["type"] == "deleted"
        ada.say(SECRET, "1")
        again = ada.until("message", id="1", text="")
        assert (again["seq"], again["deleted"]) == (1, True)
    with RawClient(server.port, "Bob") as newcomer:
        newcomer.join(since=0)
        assert [newcomer.next().get("text") for _ in range(3)] == ["", "", None]


def test_it_goes_as_soon_as_nobody_reads_the_file_any_more(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada:
        ada.join()
        ada.say(SECRET, "1")
        ada.until("message")
        with somebody_reads(server):
            ada.send(type="delete", room="lobby", id="2", target=1)
            ada.until("deleted")
            assert SECRET.encode() in on_disk(server)
        wait_until(lambda: SECRET.encode() not in on_disk(server), "the text is off the disk")


@contextmanager
def somebody_reads(server: ServerProcess) -> Iterator[None]:
    """While this lasts, the log's pages of before can't be let go."""
    with closing(sqlite3.connect(server.data / "log.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchone()
        yield


def on_disk(server: ServerProcess) -> bytes:
    paths = [path for path in sorted(server.data.rglob("*")) if path.is_file()]
    return b"".join(path.read_bytes() for path in paths)


def test_coming_back_brings_edits_and_deletions_too(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
        ada.join()
        bob.join()
        ada.say("one", "1")
        ada.say("two", "2")
        bob.until("message", seq=2)
        session = bob.welcome["session"]
    with RawClient(server.port, "Ada", session=ada.welcome["session"]) as ada:
        ada.join(since=2)
        ada.send(type="edit", room="lobby", id="3", target=1, text="uno")
        ada.send(type="delete", room="lobby", id="4", target=2)
        ada.send(type="react", room="lobby", id="5", target=1, emoji="👍", on=True)
        ada.until("reacted")
        with RawClient(server.port, "Bob", session=session) as bob:
            assert bob.join(since=2)["missed"] == 3
            kinds = [bob.next()["type"] for _ in range(3)]
            assert kinds == ["edited", "deleted", "reacted"]


def test_everything_holds_over_a_kill(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
            ada.join()
            bob.join()
            ada.send(type="topic", room="lobby", id="1", text="Robots")
            ada.say("hello", "2")
            ada.send(type="react", room="lobby", id="3", target=2, emoji="👍", on=True)
            ada.until("reacted", on=True)
            ada.send(type="seen", room="lobby", seq=2)
            ada.send(type="open", **{"with": "Bob"})
            direct = ada.until("room", kind="direct")["room"]
            ada.say("between us", "4", direct)
            first = ada.until("message", id="4")
            assert bob.until("message", room=direct) == first
        server.kill()
    with (
        ServerProcess(tmp_path / "data") as server,
        RawClient(server.port, "Ada", session=ada.welcome["session"]) as again,
    ):
        rooms = {room["room"]: room for room in again.welcome["rooms"]}
        lobby = rooms["lobby"]
        assert (lobby["topic"], lobby["seen"], lobby["last"]) == ("Robots", 2, 3)
        assert rooms[direct]["with"]["nick"] == "Bob"
        again.join(direct, since=0)
        assert again.until("message") == first
        again.join()
        again.send(type="react", room="lobby", id="3", target=2, emoji="🎉", on=True)
        assert again.until("reacted")["emoji"] == "👍"
        again.say("between us", "4", direct)
        assert again.until("message", id="4") == first


def test_a_third_person_meets_nothing_of_private_talk(server: ServerProcess) -> None:
    with (
        RawClient(server.port, "Ada") as ada,
        RawClient(server.port, "Bob") as bob,
        RawClient(server.port, "Third") as third,
    ):
        third.join()
        ada.send(type="open", **{"with": "Bob"})
        room = ada.until("room")["room"]
        ada.say(SECRET, "1", room)
        bob.until("message", text=SECRET)
        for command in (
            {"type": "join", "room": room},
            {"type": "history", "re": "1", "room": room},
            {"type": "search", "re": "2", "room": room, "text": SECRET},
            {"type": "people", "re": "3", "room": room},
            {"type": "send", "room": room, "id": "9", "text": "hi"},
            {"type": "seen", "room": room, "seq": 1},
            {"type": "typing", "room": room},
        ):
            assert refusal(third, **command) == "no-such-room"
        third.send(type="rooms", re="4")
        third.send(type="people", re="5")
        third.until("people")
        ada.close()
        bob.close()
        with RawClient(server.port, "Fourth") as fourth:
            assert room not in str(fourth.welcome)
        third.send(type="ping", re="6")
        third.until("pong")
        told = str(third.seen)
        assert SECRET not in told
        assert room not in told


def found(client: RawClient, text: str, **more: Any) -> list[str]:
    """The texts that a search finds, the newest first."""
    client.send(type="search", re="s", text=text, **more)
    return [hit["entry"]["text"] for hit in client.until("found", re="s")["hits"]]


def test_what_was_said_is_found_at_once(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, RawClient(server.port, "Bob") as bob:
        ada.join()
        bob.join("garden")
        ada.say("The kilometer counts", "1")
        ada.say("你好，世界", "2")
        bob.say("Meters of hedge", "1", "garden")
        bob.until("message")
        assert found(ada, "meter") == ["Meters of hedge", "The kilometer counts"]
        assert found(ada, "meter", room="garden") == ["Meters of hedge"]
        assert found(ada, "世界") == ["你好，世界"]
        ada.send(type="edit", room="lobby", id="3", target=1, text="The mile counts")
        assert found(ada, "counts") == ["The mile counts"]
        assert found(ada, "kilometer") == []
        ada.send(type="delete", room="lobby", id="4", target=1)
        assert found(ada, "counts") == []
        bob.send(type="open", **{"with": "Ada"})
        room = bob.until("room", kind="direct")["room"]
        bob.say("Meters between us", "2", room)
        bob.until("message", room=room)
        assert found(ada, "meters")[0] == found(bob, "meters")[0] == "Meters between us"
        with RawClient(server.port, "Third") as third:
            assert found(third, "meters") == ["Meters of hedge"]
            assert found(third, 'meters" OR "') == []


def test_found_goes_on_where_it_ended(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada:
        ada.join()
        for number in range(1, 8):
            ada.say(f"same {number}", str(number))
        ada.until("message", seq=7)
        for more in ({}, {"room": "lobby"}):
            before: dict[str, int] = {}
            seen = []
            while True:
                ada.send(type="search", re="s", text="same", limit=3, **more, **before)
                answer = ada.until("found")
                seen += [hit["entry"]["seq"] for hit in answer["hits"]]
                if not answer["more"]:
                    break
                before = {"before": answer["next"]}
            assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as server:
        with RawClient(server.port, "Ada") as ada:
            ada.join()
            for number in range(1, 31):
                ada.say(SECRET if number <= 20 else "kept", str(number))
            ada.until("message", seq=30)
        assert server.stop() == 0
    flags = ("--no-limits", "--keep-entries", "10")
    with (
        ServerProcess(tmp_path / "data", 0, *flags) as server,
        RawClient(server.port, "Ada", session=ada.welcome["session"]) as ada,
    ):
        state = wait_until(lambda: kept_from(ada, 21))
        assert (state["first"], state["last"], state["missed"]) == (21, 30, 10)
        assert [ada.until("message")["seq"] for _ in range(10)] == list(range(21, 31))
        assert len(entries(ada)) == 10
        ada.say(SECRET, "7")
        again = ada.until("message", id="7")
        assert (again["seq"], again["text"], again["deleted"]) == (7, "", True)
        assert SECRET.encode() not in on_disk(server)


def test_they_go_also_where_nobody_comes(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", 0, "--no-limits") as server:
        with RawClient(server.port, "Ada") as ada:
            ada.join()
            for number in range(1, 31):
                ada.say("x", str(number))
            ada.until("message", seq=30)
        assert server.stop() == 0
    with ServerProcess(tmp_path / "data", 0, "--keep-entries", "10"):
        wait_until(lambda: pruned(tmp_path / "data") == 20, "the old ones are gone")


def pruned(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "log.sqlite3")) as log:
        (seq,) = log.execute("SELECT pruned FROM rooms WHERE name = 'lobby'").fetchone()
    return int(seq)


def test_what_a_crash_left_in_the_write_ahead_log_goes_at_the_next_start(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server, RawClient(server.port, "Ada") as ada:
        ada.join()
        ada.say(SECRET, "1")
        ada.until("message")
        with somebody_reads(server):
            ada.send(type="delete", room="lobby", id="2", target=1)
            ada.until("deleted")
            server.kill()
            shutil.copytree(tmp_path / "data", tmp_path / "again")  # it tidies up as it ends
    with ServerProcess(tmp_path / "again") as server:
        wait_until(lambda: SECRET.encode() not in on_disk(server), "the text is off the disk")


def kept_from(ada: RawClient, first: int) -> dict[str, Any] | None:
    ada.send(type="leave", room="lobby")
    state = ada.join(since=0)
    return state if state["first"] == first else None
