"""The log on disk: kept over restarts, whole batches or nothing, pages that fit a line."""

import os
import sqlite3
from pathlib import Path

import pytest

from chat_server.deliveries import Fetch
from chat_server.protocol import codec, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.commands import History
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import MAX_EVENT_BYTES
from chat_server.readers import _do
from chat_server.reading import Answer
from chat_server.records import Person, Room, session_hash
from chat_server.storage import StorageError
from chat_server.storage.log import FILE, Log
from chat_server.storage.pages import Pages
from chat_server.storage.schema import MIGRATIONS
from chat_server.writes import NewEntry, NewNick, NewPerson, NewRoom, Write

ADA = Person("ada", "Ada", session_hash("secret"))
ROOM = Room("lobby")

FIRST_SCHEMA = (Path(__file__).parent / "first_schema.sql").read_text("utf-8")


def entry(seq: int, id: str = "", text: str = "x", room: Room = ROOM) -> NewEntry:
    message = events.Message(room.name, seq, 1_000 + seq, ADA.who, id or str(seq), text)
    return NewEntry(room, Logged(message, codec.encode(message)))


def filled(folder: Path, entries: list[Write]) -> None:
    with Log(folder) as log:
        log.append([NewPerson(ADA, 1), NewRoom(ROOM, 1), *entries])


def seqs(lines: list[bytes]) -> list[int]:
    (page,) = codec.event_decoder().feed(codec.encode_page("", "", lines, more=False))
    assert isinstance(page, events.Page)
    return [one.seq for one in page.entries]


def test_what_was_appended_is_there_after_a_restart(tmp_path: Path) -> None:
    filled(tmp_path, [entry(1), entry(2), NewNick("ada", "Ada L")])
    with Log(tmp_path) as log:
        assert log.rooms() == [Room("lobby", first=1, last=2, at=1_002)]
        assert log.find_person(session_hash("secret")) == Person("ada", "Ada L", ADA.session)
        assert log.find_person(session_hash("other")) is None
        assert log.find_entry("ada", "2") == entry(2).logged
        assert log.find_entry("ada", "3") is None


def test_the_servers_id_stays(tmp_path: Path) -> None:
    with Log(tmp_path) as log:
        assert log.meta("server", "one") == "one"
    with Log(tmp_path) as log:
        assert log.meta("server", "two") == "one"


@pytest.mark.parametrize("bad", [entry(1, "other"), entry(9, "1"), NewRoom(ROOM, 2)])
def test_a_batch_is_kept_whole_or_not_at_all(
    tmp_path: Path, bad: Write, allowed_errors: list[str]
) -> None:
    allowed_errors.append("the log refused a write")
    filled(tmp_path, [entry(1)])
    with Log(tmp_path) as log:
        with pytest.raises(StorageError):
            log.append([entry(2), bad])
        assert log.rooms()[0].last == 1
        log.append([entry(2)])
        assert log.rooms()[0].last == 2


def test_a_log_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("This is not a database. " * 100)
    with pytest.raises(StorageError, match="can't be opened"):
        Log(tmp_path)


def test_a_newer_log_is_refused(tmp_path: Path) -> None:
    Log(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(StorageError, match="newer"):
        Log(tmp_path)


def test_the_first_schema_still_opens(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as db:
        db.executescript(FIRST_SCHEMA)
    db.close()
    with Log(tmp_path) as log:
        assert log.rooms() == [Room("lobby", first=1, last=1, at=1_001)]
        assert log.find_entry("ada", "1") == entry(1).logged
        log.append([entry(2)])


def test_a_disk_that_cant_be_read_is_a_refusal(tmp_path: Path, allowed_errors: list[str]) -> None:
    allowed_errors.append("log not readable")
    log = Log(tmp_path)
    log.close()
    with pytest.raises(Refusal) as caught:
        log.find_entry("ada", "1")
    assert caught.value.code is ErrorCode.STORAGE
    with pytest.raises(StorageError):
        log.append([entry(1)])


@pytest.mark.parametrize(
    ("before", "limit", "expected", "more"),
    [
        (11, 3, [8, 9, 10], True),
        (4, 3, [1, 2, 3], False),
        (1, 3, [], False),
        (99, 50, list(range(1, 11)), False),
    ],
)
def test_pages_before(
    tmp_path: Path, before: int, limit: int, expected: list[int], more: bool
) -> None:
    filled(tmp_path, [entry(n) for n in range(1, 11)])
    pages = Pages(tmp_path)
    page = pages.before("lobby", before, limit)
    assert (seqs(page.lines), page.more) == (expected, more)
    pages.close()


@pytest.mark.parametrize(
    ("after", "last", "limit", "expected", "more"),
    [
        (0, 99, 3, [1, 2, 3], True),
        (7, 99, 3, [8, 9, 10], False),
        (7, 9, 3, [8, 9], False),
        (10, 99, 3, [], False),
    ],
)
def test_pages_after(
    tmp_path: Path, after: int, last: int, limit: int, expected: list[int], more: bool
) -> None:
    filled(tmp_path, [entry(n) for n in range(1, 11)])
    pages = Pages(tmp_path)
    page = pages.after("lobby", after, last, limit)
    assert (seqs(page.lines), page.more) == (expected, more)
    assert page.last == (expected[-1] if expected else after)
    pages.close()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [2, 3, 4]),
        ({"before": 9}, [2, 3, 4]),
        ({"before": 4}, [1, 2, 3]),
        ({"after": 0}, [1, 2, 3]),
        ({"after": 2}, [3, 4]),
        ({"after": 4}, []),
    ],
)
def test_a_page_that_is_read_late_ends_where_its_room_did(
    tmp_path: Path, asked: dict[str, int], expected: list[int]
) -> None:
    """Who asked for it may be a member no more."""
    filled(tmp_path, [entry(seq) for seq in range(1, 10)])
    pages = Pages(tmp_path)
    answer = _do(pages, Fetch(1, History("x", "lobby", limit=3, **asked), last=4))
    pages.close()
    assert isinstance(answer, Answer)
    (page,) = codec.event_decoder().feed(answer.data)
    assert isinstance(page, events.Page)
    assert [one.seq for one in page.entries] == expected


def test_pages_stop_short_of_the_longest_line(tmp_path: Path) -> None:
    filled(tmp_path, [entry(n, text="\U0001f600" * 8_000) for n in range(1, 21)])
    pages = Pages(tmp_path)
    newest = pages.before("lobby", 99, 500)
    assert seqs(newest.lines) == list(range(21 - len(newest.lines), 21))
    assert newest.more
    assert len(codec.encode_page("x" * 64, "lobby", newest.lines, more=True)) < MAX_EVENT_BYTES
    oldest = pages.after("lobby", 0, 99, 500)
    assert seqs(oldest.lines) == list(range(1, oldest.last + 1))
    assert oldest.more
    pages.close()


def test_a_room_nobody_made_is_empty(tmp_path: Path) -> None:
    filled(tmp_path, [])
    pages = Pages(tmp_path)
    assert pages.before("nowhere", 5, 5).lines == []
    pages.close()


@pytest.mark.skipif(os.name != "posix", reason="needs file modes")
def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    with Log(tmp_path) as log:
        log.append([NewRoom(ROOM, 1)])
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}


def test_a_log_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    """One that was put back from a copy, after a crash of its server."""
    with Log(tmp_path) as log:
        log.append([NewRoom(ROOM, 1)])
        for path in tmp_path.iterdir():
            path.chmod(0o644)
        with Log(tmp_path) as again:
            again.append([NewRoom(Room("other"), 1)])
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_many_ids_are_looked_up_at_once(tmp_path: Path) -> None:
    filled(tmp_path, [entry(seq) for seq in range(1, 101)])
    with Log(tmp_path) as log:
        asked = {("ada", str(seq)) for seq in range(90, 260)} | {("bob", "90")}
        assert log.find_used(asked) == {("ada", str(seq)) for seq in range(90, 101)}
        assert log.find_used([]) == set()


def test_a_damaged_entry_is_a_refusal(tmp_path: Path, allowed_errors: list[str]) -> None:
    allowed_errors.append("log not readable")
    filled(tmp_path, [entry(1)])
    with Log(tmp_path) as log:
        log._db.execute("UPDATE entries SET line = x'7b'")
        for find in (lambda: log.find_entry("ada", "1"), lambda: log.find_message("lobby", 1)):
            with pytest.raises(Refusal) as caught:
                find()
            assert caught.value.code is ErrorCode.STORAGE


def test_a_checkpoint_that_fails_leaves_the_patience_for_others(tmp_path: Path) -> None:
    filled(tmp_path, [entry(1)])
    with Log(tmp_path) as log:
        patience = log._db.execute("PRAGMA busy_timeout").fetchone()
        log._db.execute("BEGIN")  # within a transaction a checkpoint is refused
        log._db.execute("INSERT INTO meta VALUES ('x', 'y')")
        log.stale = True
        log.checkpoint()
        log._db.execute("ROLLBACK")
        assert log.stale
        assert log._db.execute("PRAGMA busy_timeout").fetchone() == patience
        log.checkpoint()
        assert not log.stale
