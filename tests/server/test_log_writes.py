"""What the log makes of edits, deletions, reactions, topics, marks and pruning."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_server.protocol import codec, events
from chat_server.protocol.codec import Logged
from chat_server.records import Person, Room, session_hash
from chat_server.storage.log import Log
from chat_server.storage.pages import Pages
from chat_server.writes import NewEntry, NewMark, NewPerson, NewRoom, Prune, Write

ADA = Person("ada", "Ada", session_hash("a"))
BOB = Person("bob", "Bob", session_hash("b"))
ROOM = Room("lobby")
DIRECT = Room("@ada+bob", "direct", members=frozenset({"ada", "bob"}))
SECRET = "xyzzy-plugh"


def write(entry: events.AnyEntry) -> NewEntry:
    return NewEntry(ROOM, Logged(entry, codec.encode(entry)))


def message(seq: int, text: str = "x", **more: object) -> NewEntry:
    place = ("lobby", seq, 1_000 + seq, ADA.who, str(seq))
    return write(events.Message(*place, text=text, **more))  # type: ignore[arg-type]


def edited(seq: int, target: int, text: str) -> NewEntry:
    return write(events.Edited("lobby", seq, 1_000 + seq, ADA.who, str(seq), target, text))


def deleted(seq: int, target: int) -> NewEntry:
    return write(events.Deleted("lobby", seq, 1_000 + seq, ADA.who, str(seq), target))


def reacted(seq: int, target: int, emoji: str, on: bool, by: Person = ADA) -> NewEntry:
    place = ("lobby", seq, 1_000 + seq, by.who, str(seq))
    return write(events.Reacted(*place, target, emoji, on))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log(tmp_path) as log:
        log.append([NewPerson(ADA, 1), NewPerson(BOB, 1), NewRoom(ROOM, 1), NewRoom(DIRECT, 1)])
        yield log


def page(folder: Path) -> list[events.AnyEntry]:
    pages = Pages(folder)
    lines = pages.after("lobby", 0, 99, 99).lines
    pages.close()
    (found,) = codec.event_decoder().feed(codec.encode_page("", "", lines, more=False))
    assert isinstance(found, events.Page)
    return found.entries


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_a_message_is_found_by_its_place(log: Log) -> None:
    log.append([message(1, "one"), edited(2, 1, "two")])
    found = log.find_message("lobby", 1)
    assert found is not None
    assert found.text == "one"
    assert log.find_message("lobby", 2) is None
    assert log.find_message("lobby", 3) is None
    assert log.find_message("@ada+bob", 1) is None


def test_an_edit_leaves_the_first_bytes_as_they_were(log: Log, tmp_path: Path) -> None:
    log.append([message(1, "one"), edited(2, 1, "two")])
    first, second = page(tmp_path)
    assert first == message(1, "one").logged.entry
    assert second == edited(2, 1, "two").logged.entry


def test_a_deletion_takes_the_text_of_the_message_and_of_its_edits(
    log: Log, tmp_path: Path
) -> None:
    log.append([message(1, f"{SECRET} one", reply_to=1, action=True), message(2, "stays")])
    log.append([edited(3, 1, f"{SECRET} two"), edited(4, 2, "stays, too")])
    assert SECRET.encode() in on_disk(tmp_path)
    log.append([deleted(5, 1)])
    first, second, third, fourth, fifth = page(tmp_path)
    assert isinstance(first, events.Message)
    assert isinstance(third, events.Edited)
    assert (first.text, first.deleted, first.action, first.reply_to) == ("", True, True, 1)
    assert (third.text, third.deleted, third.target) == ("", True, 1)
    assert second == message(2, "stays").logged.entry
    assert fourth == edited(4, 2, "stays, too").logged.entry
    assert fifth == deleted(5, 1).logged.entry
    assert SECRET.encode() not in on_disk(tmp_path)
    again = log.find_entry("ada", "1")
    assert again == Logged(first, codec.encode(first))


def test_a_long_text_leaves_the_disk_whole(log: Log, tmp_path: Path) -> None:
    log.append([message(1, SECRET * 700), *(message(n, "y" * 3_000) for n in range(2, 9))])
    log.append([deleted(9, 1)])
    assert SECRET.encode() not in on_disk(tmp_path)


def test_while_somebody_reads_the_text_waits_for_the_next_batch(log: Log, tmp_path: Path) -> None:
    log.append([message(1, SECRET)])
    reader = sqlite3.connect(tmp_path / "log.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchone()
    log.append([deleted(2, 1)])
    reader.execute("COMMIT")
    reader.close()
    log.append([message(3)])
    assert SECRET.encode() not in on_disk(tmp_path)


def test_reactions_that_are_on_are_counted_once_a_person(log: Log) -> None:
    log.append([message(1), reacted(2, 1, "👍", True), reacted(3, 1, "👍", True, BOB)])
    log.append([reacted(4, 1, "👍", True), reacted(5, 1, "🎉", True), reacted(6, 1, "👍", False)])
    assert log.find_emoji("lobby", 1) == {"👍": 1, "🎉": 1}
    assert log.find_own_emoji("lobby", 1, BOB.id) == {"👍"}
    log.append([reacted(7, 1, "👍", False, BOB), reacted(8, 1, "👀", False)])
    assert log.find_emoji("lobby", 1) == {"🎉": 1}
    assert log.find_emoji("lobby", 2) == {}


def test_people_are_found_by_their_ids(log: Log) -> None:
    assert log.find_people({"bob", "nobody", "ada"}) == [
        log.find_by_id("ada"),
        log.find_by_id("bob"),
    ]
    assert log.find_people(set()) == []


def test_topic_members_and_marks_are_kept_over_a_restart(log: Log, tmp_path: Path) -> None:
    topic = write(events.Topic("lobby", 1, 1_001, ADA.who, "1", "Robots"))
    writes: list[Write] = [
        topic,
        message(2),
        NewMark("ada", "lobby", 1),
        NewMark("ada", "lobby", 2),
    ]
    log.append(writes)
    log.close()
    with Log(tmp_path) as again:
        lobby, direct = again.rooms()
        assert (lobby.topic, lobby.first, lobby.last, lobby.at) == ("Robots", 1, 2, 1_002)
        assert direct == DIRECT
        assert again.find_marks("ada") == {"lobby": 2}
        assert again.find_marks("bob") == {}
        assert again.find_by_id("bob") == BOB
        assert again.find_by_id("nobody") is None


def test_what_is_no_longer_kept_is_gone_and_its_id_is_not(log: Log, tmp_path: Path) -> None:
    log.append([message(1, SECRET), edited(2, 1, SECRET), message(3), reacted(4, 1, "👍", True)])
    assert log.find_expired("lobby", 1_003, 500) == 2
    assert log.find_expired("lobby", 1_003, 1) == 1
    assert log.find_expired("lobby", 1_001, 500) == 0
    log.append([Prune("lobby", 2)])
    assert [entry.seq for entry in page(tmp_path)] == [3, 4]
    assert SECRET.encode() not in on_disk(tmp_path)
    assert log.rooms()[0].first == 3
    assert log.find_emoji("lobby", 1) == {}
    assert log.find_message("lobby", 1) is None
    first = log.find_entry("ada", "1")
    assert first is not None
    assert first.entry == events.Message("lobby", 1, 1_001, ADA.who, "1", "", deleted=True)
    log.append([deleted(5, 3), Prune("lobby", 5)])
    assert page(tmp_path) == []
    lobby = log.rooms()[0]
    assert (lobby.first, lobby.last, lobby.at) == (6, 5, 1_005)
    assert log.find_expired("lobby", 9_999, 500) == 0


def test_pages_know_nothing_of_what_is_no_longer_kept(log: Log, tmp_path: Path) -> None:
    log.append([message(n) for n in range(1, 11)])
    log.append([Prune("lobby", 4)])
    pages = Pages(tmp_path)
    assert [pages.before("lobby", before, 3).more for before in (11, 8, 7)] == [True, False, False]
    assert pages.before("lobby", 5, 3).lines == []
    assert len(pages.after("lobby", 0, 99, 99).lines) == 6
    pages.close()
