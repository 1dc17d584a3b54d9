"""`parlor-server check`: a sound log is called sound, and every fault made by hand is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from chat_server.protocol.events import Message
from chat_server.storage import StorageError
from chat_server.storage.log import FILE
from chat_server.storage.schema import MIGRATIONS
from chat_server.upkeep import check
from chat_server.upkeep.check import SHOWN
from tests.server.full_log import ADA, DIRECT, LATER, LOBBY, entry, write_log
from tests.support import RawClient, ServerProcess, assert_sound, look_after


def line(seq: int, change: str) -> str:
    """The SQL that makes something else of a line in the lobby."""
    text = change.format("CAST(line AS TEXT)")
    return f"UPDATE entries SET line = CAST({text} AS BLOB) WHERE room = 1 AND seq = {seq}"


def field(name: str, value: str) -> str:
    """The SQL that changes a field in the line of the lobby's second entry."""
    return line(2, f"json_set({{}}, '$.{name}', {value})")


def column(seq: int, change: str) -> str:
    """The SQL that changes a column of an entry in the lobby."""
    return f"UPDATE entries SET {change} WHERE room = 1 AND seq = {seq}"


WITHOUT_UNIQUE = """
    CREATE TABLE loose AS SELECT * FROM entries; DROP TABLE entries;
    ALTER TABLE loose RENAME TO entries;
    INSERT INTO entries SELECT * FROM entries WHERE id = 'lobby-2'
"""

FAULTS = {
    "a hole": (
        "DELETE FROM entries WHERE room = 1 AND seq IN (11, 10)",
        "lobby 10 to 11 are missing.",
    ),
    "one missing": ("DELETE FROM entries WHERE room = 2 AND seq = 1", "old 1 is missing."),
    "before the first": (column(1, "seq = 0"), "lobby 0 is out of its place."),
    "back in time": (column(3, "at = 5"), "lobby 3 is from a time before the entry it follows."),
    "no JSON": (line(2, "'{{'"), "lobby 2 can't be read."),
    "no UTF-8": (
        line(2, "replace({}, 'Hello, Ada', CAST(x'ff' AS TEXT))"),
        "lobby 2 can't be read.",
    ),
    "an unknown type": (field("type", "'mail'"), "lobby 2 can't be read."),
    "a reaction that is no JSON": (line(5, "'{{'"), "lobby 5 can't be read."),
    "a lost line": (line(2, "''"), "lobby 2 has lost its line."),
    "a line that was to go": (
        "UPDATE rooms SET pruned = 2 WHERE number = 3",
        f"{DIRECT} 1 still has its line, though nothing so old is kept.",
    ),
    "another room": (field("room", "'old'"), "lobby 2 says another room than its columns."),
    "another seq": (field("seq", "3"), "lobby 2 says another seq than its columns."),
    "another time": (field("at", "3"), "lobby 2 says another at than its columns."),
    "another person": (field("by.id", "'ada'"), "lobby 2 says another person than its columns."),
    "another id": (field("id", "'x'"), "lobby 2 says another id than its columns."),
    "another kind": (column(12, "kind = 'topic'"), "lobby 12 says another kind than its columns."),
    "another target": (column(4, "target = 1"), "lobby 4 says another target than its columns."),
    "an unknown kind": (
        column(12, "kind = 'mail'"),
        "lobby 12 is of the kind “mail”, which there is not.",
    ),
    "a message with a target": (
        column(12, "target = 1"),
        "lobby 12 has a target, and is a message.",
    ),
    "about none": (column(5, "target = NULL"), "lobby 5 is about no earlier message."),
    "about a reaction": (column(5, "target = 4"), "lobby 5 is about no earlier message."),
    "about a later one": (column(5, "target = 8"), "lobby 5 is about no earlier message."),
    "about nothing": (column(5, "target = 99"), "lobby 5 is about no earlier message."),
    "an answer to later": (
        field("reply_to", "2"),
        "lobby 2 answers something later than itself.",
    ),
    "a deleted text": (
        line(8, "json_set({}, '$.text', 'back')"),
        "lobby 8 was deleted and still says something.",
    ),
    "a deleted edit": (
        line(9, "json_remove({}, '$.deleted')"),
        "lobby 9 was deleted and still says something.",
    ),
    "deleted by nobody": (
        line(12, "json_set({}, '$.deleted', json('true'))"),
        "lobby 12 is marked as deleted, and nobody has deleted it.",
    ),
    "another topic": (
        "UPDATE rooms SET topic = 'x' WHERE number = 1",
        "The topic of lobby is not the one that was said last.",
    ),
    "a topic never said": (
        "UPDATE rooms SET topic = 'x' WHERE number = 3",
        f"The topic of {DIRECT} is not the one that was said last.",
    ),
    "a reaction too many": (
        "INSERT INTO reactions VALUES (1, 1, '🎉', 'bob')",
        "lobby 1 has other reactions than were said.",
    ),
    "a reaction too few": (
        "DELETE FROM reactions WHERE person = 'bob'",
        "lobby 2 has other reactions than were said.",
    ),
    "read too far": (
        "UPDATE marks SET seq = 3",
        f"Person ada has read {DIRECT} up to 3, which ends at 2.",
    ),
    "no nickname": (
        "UPDATE people SET nick = ' ' WHERE id = 'ada'",
        "Person ada has the nickname “ ”, which can't be.",
    ),
    "a nickname that is no text": (
        "UPDATE people SET nick = CAST(x'410aff' AS TEXT) WHERE id = 'ada'",
        "Person ada has the nickname “A\\n\\xff”, which can't be.",
    ),
    "no such role": (
        "UPDATE people SET role = 'king' WHERE id = 'ada'",
        "Person ada has the role “king”, which there is not.",
    ),
    "no hash": (
        "UPDATE people SET session = x'00' WHERE id = 'ada'",
        "Person ada has a session of 1 byte.",
    ),
    "no room's name": (
        "UPDATE rooms SET name = 'the lobby' WHERE number = 1",
        "The room the lobby can't be called so with its kind and its members.",
    ),
    "no kind of room": (
        "UPDATE rooms SET kind = 'secret' WHERE number = 1",
        "The room lobby can't be called so with its kind and its members.",
    ),
    "no topic": (
        "UPDATE rooms SET topic = char(7) WHERE number = 2",
        "The topic of old can't be one.",
    ),
    "pruned past the end": (
        "UPDATE rooms SET pruned = 5 WHERE number = 2",
        "old keeps nothing up to 5 but goes to 4.",
    ),
    "a public room with a member": (
        "INSERT INTO members VALUES (1, 'ada')",
        "The room lobby can't be called so with its kind and its members.",
    ),
    "half a conversation": (
        "DELETE FROM members WHERE person = 'ada'",
        f"{DIRECT} 1 is by somebody who is not in that conversation.",
    ),
    "another's conversation": (
        "UPDATE rooms SET name = '@a+b' WHERE number = 3",
        "The room @a+b can't be called so with its kind and its members.",
    ),
    "a private room without its mark": (
        "UPDATE rooms SET name = 'club' WHERE number = 4",
        "The room club can't be called so with its kind and its members.",
    ),
    "a private room without its maker": (
        "DELETE FROM members WHERE room = 4",
        "The room +club can't be called so with its kind and its members.",
    ),
    "nobody": (
        "DELETE FROM people WHERE id = 'bob'",
        "A row of entries refers to a row of people that is not there.",
    ),
    "nowhere": (
        "DELETE FROM rooms WHERE number = 2",
        "A row of entries refers to a row of rooms that is not there.",
    ),
    "one id twice": (WITHOUT_UNIQUE, "The id lobby-2 of person bob is that of 2 entries."),
    "one seq twice": (WITHOUT_UNIQUE, "lobby 2 is there 2 times."),
    "one seq twice, nowhere": (
        f"{WITHOUT_UNIQUE}; DELETE FROM rooms",
        "Room number 1 2 is there 2 times.",
    ),
    "no index": ("DROP INDEX entries_by_target", "The index entries_by_target is missing."),
    "no table": ("DROP TABLE marks", "The table marks is missing."),
    "no entries": ("DROP TABLE entries", "Not all of the log can be read: no such table: entries."),
    "no column": (
        "ALTER TABLE rooms DROP COLUMN topic",
        "Not all of the log can be read: no such column: topic.",
    ),
}
"""What is done to the log in SQL, and the line that tells of it."""


def damage(folder: Path, script: str) -> None:
    """Do this to the log behind the server's back."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.executescript(script)


def test_a_log_with_one_of_everything_is_sound(tmp_path: Path) -> None:
    report = check.examine(write_log(tmp_path))
    assert (report.faults, str(report)) == (0, "The log is sound: 17 entries in 4 rooms.")


@pytest.mark.parametrize(("script", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(tmp_path: Path, script: str, told: str) -> None:
    damage(write_log(tmp_path), script)
    report = check.examine(tmp_path)
    assert told in report.told
    assert str(report).splitlines()[-1].startswith("The log is not sound: ")


def test_many_faults_are_counted(tmp_path: Path) -> None:
    more = [entry(Message, LOBBY, seq, ADA, text="x", at=LATER) for seq in range(100, 2_000)]
    damage(write_log(tmp_path, *more), line(100, "''") + " OR seq > 100")
    report = check.examine(tmp_path)
    assert report.faults == 1_901
    assert report.told[0] == "lobby 13 to 99 are missing."
    assert len(report.told) == SHOWN
    assert "1,901 faults, 1,896 more than these." in str(report)


def test_a_damaged_file_is_told_line_by_line(tmp_path: Path) -> None:
    more = [entry(Message, LOBBY, seq, ADA, text="x" * 100, at=LATER) for seq in range(13, 2_000)]
    path = write_log(tmp_path, *more) / FILE
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)  # behind the schema's pages
        file.write(b"\xa5" * (size // 50))
    ended = look_after(tmp_path, "check")
    assert (ended.returncode, ended.stderr) == (1, b"")
    *faults, last = ended.stdout.decode().splitlines()
    assert len(faults) == len(set(faults)) > 1
    assert faults[0].startswith("SQLite says: ")
    assert faults[-1] == "Not all of the log can be read: database disk image is malformed."
    assert "restore the newest sound backup" in last


@pytest.mark.parametrize("keep", [0, 10_000])
def test_a_file_that_is_no_log_is_damage(tmp_path: Path, keep: int) -> None:
    path = write_log(tmp_path) / FILE
    path.write_bytes(b"This is not a database. " * 50 + path.read_bytes()[:keep])
    ended = look_after(tmp_path, "check")
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert ended.stdout.decode().splitlines()[0] == (
        f"The log {path} is damaged: file is not a database."
    )


@pytest.mark.parametrize("task", ["check", "backup {}/copy", "export lobby {}/page.html"])
def test_a_folder_without_a_log_is_refused(tmp_path: Path, task: str) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        ended = look_after(folder, *task.format(tmp_path).split())
        assert (ended.returncode, ended.stdout) == (2, b"")
        told = f"parlor-server: There is no log in {folder}; name the server's data folder"
        assert ended.stderr.decode() == f"{told} with --data.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cant_be_is_one_line() -> None:
    with pytest.raises(StorageError, match="can't be read: File name too long"):
        check.examine(Path("x" * 300))


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (0, "holds nothing yet; start the server once"),
        (1, "is an older Parlor's; start this server on it once"),
        (len(MIGRATIONS) + 1, "written by a newer Parlor; update this one"),
    ],
)
def test_another_version_is_refused(tmp_path: Path, version: int, told: str) -> None:
    damage(write_log(tmp_path), f"PRAGMA user_version={version}")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StorageError, match=told):
        check.examine(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


def test_the_server_talks_on_while_its_log_is_checked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with (
        ServerProcess(data, 0, "--no-limits") as server,
        RawClient(server.port, "Ada") as ada,
        RawClient(server.port, "Bob") as bob,
    ):
        ada.join()
        bob.join()
        for turn in range(5):
            ada.say("Hello", f"a{turn}")
            seq = ada.until("message", id=f"a{turn}")["seq"]
            bob.send(type="react", room="lobby", id=f"b{turn}", target=seq, emoji="👍", on=True)
            ada.send(type="delete", room="lobby", id=f"d{turn}", target=seq)
            assert_sound(data)
            assert ada.until("deleted")["id"] == f"d{turn}"
        assert server.stop() == 0
    assert_sound(data)
