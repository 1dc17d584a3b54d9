"""The searcher's thread: it follows the log, answers, and comes through trouble."""

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chat_server import searcher as searcher_module
from chat_server.deliveries import Find
from chat_server.protocol import codec, events
from chat_server.protocol.commands import Search
from chat_server.protocol.errors import ErrorCode
from chat_server.reading import Answer
from chat_server.searcher import Searcher
from chat_server.storage.search import Searched
from chat_server.storage.search_index import FILE, Index
from tests.server.spoken import DIRECT, Spoken, bytes_on_disk
from tests.support import DEADLINE, wait_until


@pytest.fixture
def spoken(tmp_path: Path) -> Iterator[Spoken]:
    spoken = Spoken(tmp_path)
    yield spoken
    spoken.log.close()


class Asked:
    """A running searcher, and what it answers."""

    def __init__(self, folder: Path, most: int = 4) -> None:
        self.answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self.searcher = Searcher(folder, self.answers.put, most)
        self.thread = threading.Thread(target=self.searcher.run)

    def ask(self, text: str, person: str = "ada", **more: Any) -> events.Found | events.Error:
        """Search, and wait for the answer."""
        self.searcher.put(Find(7, Search("r", text, **more), person))
        answer = self.answers.get(timeout=DEADLINE)
        assert answer.connection == 7
        (event,) = codec.event_decoder().feed(answer.data)
        assert isinstance(event, events.Found | events.Error)
        assert event.re == "r"
        return event

    def texts(self, text: str, person: str = "ada", **more: Any) -> list[str]:
        """The texts of what is found."""
        found = self.ask(text, person, **more)
        assert isinstance(found, events.Found)
        return [hit.entry.text for hit in found.hits]

    def refused(self, text: str, **more: Any) -> ErrorCode:
        """The code of the answer, which must be an error."""
        error = self.ask(text, **more)
        assert isinstance(error, events.Error)
        assert not error.fatal
        return error.code


@contextmanager
def asking(folder: Path) -> Iterator[Asked]:
    """A searcher that runs until the block ends, and then stops at once."""
    asked = Asked(folder)
    asked.thread.start()
    try:
        yield asked
    finally:
        asked.searcher.stop()
        asked.thread.join(DEADLINE)
        assert not asked.thread.is_alive()


def indexed(folder: Path) -> int:
    """Up to which position the index is; 0 while there is none."""
    db = sqlite3.connect(folder / FILE)
    try:
        row = db.execute("SELECT value FROM state WHERE key = 'position'").fetchone()
        return row[0] if row else 0
    except sqlite3.OperationalError:
        return 0
    finally:
        db.close()


def test_what_was_said_before_a_search_is_found(spoken: Spoken) -> None:
    with asking(spoken.folder) as asked:
        for n in range(5):
            spoken.say(f"apple {n}")
            assert asked.texts("apple")[0] == f"apple {n}"
        spoken.say("apple for two", room=DIRECT)
        assert asked.texts("two", "bob") == ["apple for two"]
        assert asked.texts("two", "third") == []
        assert asked.texts("apple", limit=1, room="lobby", before=2) == ["apple 0"]


def test_it_follows_while_nobody_asks(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searcher_module, "POLL", 0.01)
    spoken.say(*(f"apple {n}" for n in range(500)))
    with asking(spoken.folder):
        wait_until(lambda: indexed(spoken.folder) == 500)
        spoken.say("one more")
        wait_until(lambda: indexed(spoken.folder) == 501)


def test_it_rests_while_the_log_grows_quickly(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher_module, "GROWTH", 0)
    asked = Searcher(spoken.folder, lambda _: None)
    spoken.say("apple")
    assert asked._follow() == searcher_module.POLL
    monkeypatch.setattr(searcher_module, "BATCH", 1)
    monkeypatch.setattr(searcher_module, "LONG_REST", 1e9)
    monkeypatch.setattr(searcher_module, "REST", 0.0)
    spoken.say("apple", "pear", "plum")
    assert asked._follow() > 1_000
    assert asked._follow() == 0
    asked._close()


def test_deleted_text_leaves_the_disk_by_itself(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher_module, "POLL", 0.01)
    monkeypatch.setattr(searcher_module, "TIDY_PAUSE", 0.0)
    with asking(spoken.folder) as asked:
        seq = spoken.say("the xylophonists plan")
        assert asked.texts("xylophonists")
        assert b"xylophon" in bytes_on_disk(spoken.folder)
        spoken.delete(seq)
        wait_until(lambda: b"xylophon" not in bytes_on_disk(spoken.folder))
        assert asked.texts("xylophonists") == []


def test_it_tidies_now_and_then(spoken: Spoken) -> None:
    asked = Searcher(spoken.folder, lambda _: None)
    searched = asked._searched()
    for expected in (True, False):
        seq = spoken.say("apple")
        searched.follow(9)
        spoken.delete(seq)
        searched.follow(9)
        assert asked._tidied(searched) is expected
        while searched.tidy():
            pass
    asked._close()


def test_a_damaged_index_is_made_anew(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spoken.say(*(f"apple {n}" for n in range(100)))
    Path(spoken.folder / FILE).write_bytes(b"no database" * 1_000)
    with asking(spoken.folder) as asked:
        assert len(asked.texts("apple", limit=100)) == 100
        for spoil in ("UPDATE messages_data SET block = x'00'", "DROP TABLE state"):
            with sqlite3.connect(spoken.folder / FILE) as db:
                db.execute(spoil)
            db.close()
            spoken.say("apple")
            assert len(asked.texts("apple", limit=100)) == 100
    monkeypatch.setattr(searcher_module, "POLL", 0.01)
    with asking(spoken.folder) as asked:
        assert asked.texts("apple", limit=1) == ["apple"]
        with sqlite3.connect(spoken.folder / FILE) as db:
            db.execute("DROP TABLE state")
        db.close()
        wait_until(lambda: caplog.text.count("search index damaged; made anew") == 3)


def test_a_log_that_cant_be_read_is_said(
    tmp_path: Path, allowed_errors: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed_errors.append("search failed")
    monkeypatch.setattr(searcher_module, "TROUBLE_REST", 0.01)
    folder = tmp_path / "later"
    with asking(folder) as asked:
        assert asked.refused("apple") is ErrorCode.STORAGE
        folder.mkdir()
        spoken = Spoken(folder)
        spoken.say("apple")
        assert asked.texts("apple") == ["apple"]
        spoken.log.close()


def test_a_search_has_an_end(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken.say(*(f"apple {n}" for n in range(5_000)))
    with asking(spoken.folder) as asked:
        assert len(asked.texts("apple")) == 50
        monkeypatch.setattr(searcher_module, "SEARCH_SECONDS", 0.0)
        assert asked.refused("applepie") is ErrorCode.SLOW_DOWN


def test_a_search_waits_for_so_long_for_the_index(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher_module, "PATIENCE", -1.0)
    monkeypatch.setattr(searcher_module, "CATCH_UP", 1)
    spoken.say("apple", "pear")
    asked = Asked(spoken.folder)
    asked.searcher.put(Find(7, Search("r", "apple"), "ada"))
    asked.thread.start()
    assert asked.refused("apple") is ErrorCode.SLOW_DOWN
    monkeypatch.setattr(searcher_module, "PATIENCE", 5.0)
    asked.answers.get(timeout=DEADLINE)
    assert asked.texts("apple") == ["apple"]
    asked.searcher.stop()
    asked.thread.join(DEADLINE)


def test_stop_does_not_wait_for_a_search(spoken: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def endless(_self: Searched, _command: Search, _person: str, stop: Callable[[], bool]) -> None:
        begun.set()
        wait_until(stop)
        error = sqlite3.OperationalError("interrupted")
        error.sqlite_errorcode = sqlite3.SQLITE_INTERRUPT
        raise error

    monkeypatch.setattr(Searched, "find", endless)
    monkeypatch.setattr(searcher_module, "SEARCH_SECONDS", 1e9)
    with asking(spoken.folder) as asked:
        asked.searcher.put(Find(7, Search("r", "apple"), "ada"))
        asked.searcher.put(Find(7, Search("r", "pear"), "ada"))
        assert begun.wait(DEADLINE)
    assert asked.answers.qsize() == 1


def test_a_killed_searcher_goes_on(spoken: Spoken) -> None:
    """The log has gone further than the index when a new searcher begins."""
    spoken.say("apple 1", "apple 2")
    with asking(spoken.folder) as asked:
        assert len(asked.texts("apple")) == 2
    spoken.delete(1)
    spoken.edit(2, "pear")
    spoken.say("apple 3")
    with asking(spoken.folder) as asked:
        assert asked.texts("apple") == ["apple 3"]
        assert asked.texts("pear") == ["pear"]


class FullDisk(sqlite3.Connection):
    """An index of whose changes none is written while the disk is full."""

    is_full = False

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if statement == "COMMIT" and self.is_full:
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(statement, *values)


def test_on_a_full_disk_all_that_was_said_is_found(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(index: Index) -> sqlite3.Connection:
        return sqlite3.connect(
            index.path, isolation_level=None, check_same_thread=False, factory=FullDisk
        )

    monkeypatch.setattr(Index, "_connect", connect)
    spoken.say("apple 1", "pear", "apple pie")
    with asking(spoken.folder) as asked:
        assert asked.texts("apple") == ["apple pie", "apple 1"]
        monkeypatch.setattr(FullDisk, "is_full", True)
        spoken.say("apple 2")
        spoken.edit(2, "apple 3")
        spoken.delete(1)
        for _ in range(2):
            assert asked.texts("apple") == ["apple 2", "apple pie", "apple 3"]
        monkeypatch.setattr(FullDisk, "is_full", False)
        assert asked.texts("apple") == ["apple 2", "apple pie", "apple 3"]


def test_on_a_disk_that_takes_nothing_what_is_indexed_is_found(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    spoken.say("apple 1")
    with asking(spoken.folder) as asked:
        assert asked.texts("apple") == ["apple 1"]
        monkeypatch.setattr(Searched, "follow", full)
        spoken.say("apple 2")
        assert asked.texts("apple") == ["apple 1"]


def test_how_a_search_goes_on_tells_nothing_of_other_rooms(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher_module, "CURSORS", 2)
    spoken.say(*(f"apple {number}" for number in range(9)))
    with asking(spoken.folder) as asked:
        nexts: list[int] = []
        for _ in range(3):
            found = asked.ask("apple", limit=3)
            assert isinstance(found, events.Found)
            assert found.next is not None
            nexts.append(found.next)
        assert len(set(nexts)) == 3
        assert all(number > 1_000 for number in nexts)
        assert asked.texts("apple", before=nexts[-1], limit=3) == ["apple 5", "apple 4", "apple 3"]
        assert asked.refused("apple", before=nexts[0]) is ErrorCode.BAD_REQUEST


def test_a_person_may_have_so_many_searches_waiting_and_the_next_is_refused(spoken: Spoken) -> None:
    spoken.say("tea at four")
    asked = Asked(spoken.folder, most=2)
    for number in range(5):
        asked.searcher.put(Find(number, Search(f"{number}", "tea"), "ada"))
    asked.searcher.put(Find(5, Search("5", "tea"), "bob"))
    asked.thread.start()
    try:
        answers = [asked.answers.get(timeout=DEADLINE) for _ in range(6)]
    finally:
        asked.searcher.stop()
        asked.thread.join(DEADLINE)
    told = {one.connection: codec.event_decoder().feed(one.data)[0] for one in answers}
    refused = {number for number, event in told.items() if isinstance(event, events.Error)}
    assert refused == {2, 3, 4}
    for number in refused:
        error = told[number]
        assert isinstance(error, events.Error)
        assert (error.code, error.re) == (ErrorCode.SLOW_DOWN, f"{number}")
