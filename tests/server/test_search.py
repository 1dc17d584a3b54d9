"""The index beside the log: what is found, by whom, and what leaves the disk."""

import random
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.protocol.commands import Search
from chat_server.protocol.events import Found
from chat_server.protocol.limits import MAX_EVENT_BYTES
from chat_server.search_text import grams_of, words_of
from chat_server.storage import search_index
from chat_server.storage.log import FILE as LOG
from chat_server.storage.search import Searched
from chat_server.storage.search_index import FILE, Damaged
from tests.server.spoken import CLUB, DIRECT, GARDEN, LOBBY, Spoken, bytes_on_disk


@pytest.fixture
def spoken(tmp_path: Path) -> Iterator[Spoken]:
    spoken = Spoken(tmp_path)
    yield spoken
    spoken.log.close()


@pytest.fixture
def searched(spoken: Spoken) -> Iterator[Searched]:
    searched = Searched(spoken.folder)
    yield searched
    searched.close()


def ask(searched: Searched, text: str, person: str = "ada", **more: object) -> Found:
    """Bring the index up to the log and search."""
    while searched.follow(100):
        pass
    command = Search("r", text, **more)  # type: ignore[arg-type]
    return searched.find(command, person, lambda: False)


def texts(found: Found) -> list[str]:
    return [hit.entry.text for hit in found.hits]


def tidied(searched: Searched) -> int:
    """Do all there is to tidy; gives the steps."""
    steps = 0
    while searched.prune() or searched.tidy() or searched.begin_to_tidy():
        steps += 1
    return steps


def grams_on_disk(folder: Path) -> set[str]:
    """Every gram of which FTS5 still holds anything, taken out or not."""
    with sqlite3.connect(folder / FILE) as db:
        db.execute("CREATE VIRTUAL TABLE temp.grams USING fts5vocab(main, messages, 'row')")
        found = {term for (term,) in db.execute("SELECT term FROM temp.grams")}
    db.close()
    return found


def test_all_of_the_words_newest_first(spoken: Spoken, searched: Searched) -> None:
    spoken.say("an apple", "a pear", "an apple and a pear", "Pear, apple!")
    spoken.say("apple pear", room=GARDEN)
    found = ask(searched, "apple pear")
    assert texts(found) == ["apple pear", "Pear, apple!", "an apple and a pear"]
    assert (found.re, found.more, found.next) == ("r", False, None)
    hit = found.hits[0]
    assert (hit.entry.room, hit.entry.seq, hit.snippet) == ("garden", 1, "apple pear")
    assert texts(ask(searched, "apple pear", room="lobby")) == texts(found)[1:]
    assert texts(ask(searched, "apple", room="nowhere")) == []


def test_nothing_is_found_by_no_word(spoken: Spoken, searched: Searched) -> None:
    spoken.say("hello", "👍")
    for text in ("", "👍", '"', "!"):
        assert texts(ask(searched, text)) == []


def test_only_messages_are_found(spoken: Spoken, searched: Searched) -> None:
    spoken.react(spoken.say("hello"))
    spoken.topic("hello topic")
    assert texts(ask(searched, "hello")) == ["hello"]


def test_parts_of_words_that_only_look_alike(spoken: Spoken, searched: Searched) -> None:
    spoken.say("there hers", "theres", "ab cd")
    assert texts(ask(searched, "theres")) == ["theres"]
    assert texts(ask(searched, "c")) == ["ab cd"]
    assert texts(ask(searched, "b")) == []


def test_an_edited_message_is_found_by_its_newest_text(spoken: Spoken, searched: Searched) -> None:
    first = spoken.say("apple")
    spoken.say("between")
    assert texts(ask(searched, "apple")) == ["apple"]
    for text in ("pear", "plum", "👍", "a long cherry"):
        spoken.edit(first, text)
        words = text.split()[-1]
        found = ask(searched, words)
        assert texts(found) == ([] if text == "👍" else [text])
        assert texts(ask(searched, "apple")) == []
    (hit,) = found.hits
    assert (hit.entry.seq, hit.entry.id, hit.snippet) == (first, "lobby-1", "a long cherry")
    assert texts(ask(searched, "e")) == []
    assert [hit.entry.seq for hit in ask(searched, "b", before=None).hits] == [2]


def test_an_edit_in_one_step_with_its_message(spoken: Spoken, searched: Searched) -> None:
    first = spoken.say("apple")
    spoken.edit(first, "pear")
    wordless = spoken.say("👍")
    spoken.edit(wordless, "plum")
    gone = spoken.say("cherry")
    spoken.delete(gone)
    assert texts(ask(searched, "apple")) == []
    assert texts(ask(searched, "pear")) == ["pear"]
    assert texts(ask(searched, "plum")) == ["plum"]
    assert texts(ask(searched, "cherry")) == []


def test_a_deleted_message_is_not_found(spoken: Spoken, searched: Searched) -> None:
    first = spoken.say("apple", "apple pie") - 1
    assert len(ask(searched, "apple").hits) == 2
    spoken.delete(first)
    assert texts(ask(searched, "apple")) == ["apple pie"]


def test_a_deletion_not_yet_indexed_is_not_shown(spoken: Spoken, searched: Searched) -> None:
    deleted, edited, edited_and_deleted = (spoken.say(f"apple {n}") for n in range(3))
    spoken.edit(edited_and_deleted, "apple too")
    ask(searched, "apple")
    spoken.delete(deleted)
    spoken.edit(edited, "pear")
    spoken.delete(edited_and_deleted)
    command = Search("r", "apple")
    assert texts(searched.find(command, "ada", lambda: False)) == []


def test_a_direct_message_is_found_by_its_two_alone(spoken: Spoken, searched: Searched) -> None:
    for n in range(3):
        spoken.say(f"apple {n}", room=DIRECT)
    spoken.say("apple pie")
    spoken.edit(2, "apple for two", room=DIRECT)
    for person in ("ada", "bob"):
        expected = ["apple 2", "apple for two", "apple 0"]
        assert texts(ask(searched, "apple", person)) == ["apple pie", *expected]
        assert texts(ask(searched, "apple", person, room=DIRECT.name)) == expected
    for person in ("third", "nobody", ""):
        assert texts(ask(searched, "apple", person)) == ["apple pie"]
        assert texts(ask(searched, "apple", person, room=DIRECT.name)) == []
        assert texts(ask(searched, "two", person)) == []


def test_a_private_room_is_found_by_its_members_alone(spoken: Spoken, searched: Searched) -> None:
    spoken.say("apple for members", room=CLUB)
    everybody: list[set[str]] = [{"ada"}, {"ada", "bob"}, {"bob"}, set()]
    for members in everybody:
        with sqlite3.connect(spoken.folder / LOG) as db:
            number = "SELECT number FROM rooms WHERE name = '+club'"
            db.execute(f"DELETE FROM members WHERE room = ({number})")
            for person in members:
                db.execute(f"INSERT INTO members VALUES (({number}), ?)", (person,))
        db.close()
        for person in ("ada", "bob", "third"):
            expected = ["apple for members"] if person in members else []
            assert texts(ask(searched, "apple", person)) == expected
            assert texts(ask(searched, "apple", person, room=CLUB.name)) == expected


def test_a_closed_room_without_members_is_nobodys(spoken: Spoken, searched: Searched) -> None:
    with sqlite3.connect(spoken.folder / LOG) as db:
        db.execute("DELETE FROM members")
    db.close()
    for room in (CLUB, DIRECT):
        spoken.say("apple for nobody", room=room)
        for person in ("ada", "bob", "third"):
            assert texts(ask(searched, "apple", person)) == []
            assert texts(ask(searched, "apple", person, room=room.name)) == []


def test_what_is_said_in_closed_rooms_makes_no_lists_longer_for_others(
    spoken: Spoken, searched: Searched
) -> None:
    """Else the time of a search would tell how often a word is said there."""
    spoken.say("public apple")
    ask(searched, "x")
    before = grams_on_disk(spoken.folder)
    for room in (DIRECT, CLUB):
        spoken.say("secret apple 林檎 pie", room=room)
    assert texts(ask(searched, "檎 pie")) == ["secret apple 林檎 pie"] * 2
    new = grams_on_disk(spoken.folder) - before
    assert new
    assert all(term.startswith(("§3§", "§4§")) for term in new)
    assert not any("§" in term.removeprefix("§") for term in before)


@pytest.mark.parametrize("terms", [1, 2, 1_000])
def test_whoever_is_in_many_rooms_finds_the_same(
    spoken: Spoken, searched: Searched, monkeypatch: pytest.MonkeyPatch, terms: int
) -> None:
    monkeypatch.setattr(search_index, "MOST_TERMS", terms)
    monkeypatch.setattr(search_index, "LEAST_TERMS", 1)
    for room in (DIRECT, CLUB, GARDEN):
        spoken.say("an apple pie", "an applause", "a pie", room=room)
    for words, found in (("apple", 3), ("app", 6), ("app pie", 3), ("a p", 6), ("pie", 6)):
        assert len(ask(searched, words).hits) == found


def test_a_room_that_is_no_longer_for_everyone(spoken: Spoken, searched: Searched) -> None:
    spoken.say("apple", room=GARDEN)
    assert len(ask(searched, "apple", "third").hits) == 1
    with sqlite3.connect(spoken.folder / LOG) as db:
        db.execute("INSERT INTO members SELECT number, 'ada' FROM rooms WHERE name = 'garden'")
    db.close()
    assert texts(ask(searched, "apple", "third")) == []
    assert texts(ask(searched, "apple", "third", room="garden")) == []
    assert texts(ask(searched, "apple", "ada")) == ["apple"]


def test_going_on_from_an_earlier_answer(spoken: Spoken, searched: Searched) -> None:
    for n in range(12):
        spoken.say(f"apple {n}", room=(LOBBY, GARDEN, DIRECT)[n % 3])
    for room, expected in (
        (None, [f"apple {n}" for n in reversed(range(12))]),
        ("garden", ["apple 10", "apple 7", "apple 4", "apple 1"]),
    ):
        got: list[str] = []
        before, pages = None, 0
        while True:
            found = ask(searched, "apple", room=room, before=before, limit=2)
            got += texts(found)
            pages += 1
            if not found.more:
                break
            before = found.next
        assert (got, found.next, pages) == (expected, None, len(expected) // 2)
    assert texts(ask(searched, "apple", room="garden", before=2)) == ["apple 1"]
    assert texts(ask(searched, "apple", room="garden", before=1)) == []
    assert len(ask(searched, "apple", room="garden", before=99).hits) == 4
    assert texts(ask(searched, "apple", before=0)) == []


def test_an_answer_fits_a_line(spoken: Spoken, searched: Searched) -> None:
    spoken.say(*(f"apple {n} " + "\U0001f600" * 7_000 for n in range(20)))
    found = ask(searched, "apple")
    assert found.more
    assert 5 < len(found.hits) < 20
    assert found.next == 21 - len(found.hits)
    assert sum(len(hit.entry.text.encode()) for hit in found.hits) < MAX_EVENT_BYTES


def test_what_is_no_longer_kept_is_not_found(
    spoken: Spoken, searched: Searched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat_server.storage.search.PRUNED_ROWS", 2)
    spoken.say(*(f"apple {n}" for n in range(6)))
    spoken.say("apple", room=GARDEN)
    assert len(ask(searched, "apple").hits) == 7
    spoken.prune(5)
    assert texts(searched.find(Search("r", "apple"), "ada", lambda: False)) == ["apple", "apple 5"]
    assert [searched.prune() for _ in range(4)] == [True, True, True, False]
    assert texts(ask(searched, "apple")) == ["apple", "apple 5"]
    spoken.edit(5, "apple again")
    assert texts(ask(searched, "again")) == []
    assert tidied(searched) > 0
    assert "aga" not in grams_on_disk(spoken.folder)


def test_a_log_pruned_before_it_was_indexed(spoken: Spoken, tmp_path: Path) -> None:
    spoken.say("apple 1", "apple 2")
    spoken.prune(1)
    searched = Searched(tmp_path)
    assert texts(ask(searched, "apple")) == ["apple 2"]
    assert searched.prune()
    assert not searched.prune()
    searched.close()


@pytest.mark.parametrize("how", ["delete", "edit and delete", "prune"])
def test_text_that_was_taken_back_leaves_the_disk(
    spoken: Spoken, searched: Searched, how: str
) -> None:
    spoken.say(*(f"apple {n} pie" for n in range(200)))
    secret = spoken.say("the xylophonists plan, " * 300)
    spoken.say(*(f"pear {n} pie" for n in range(200)))
    ask(searched, "x")
    assert b"xylophonists" in bytes_on_disk(spoken.folder)
    assert {"xyl", "xy", "x"} <= grams_on_disk(spoken.folder)
    if "edit" in how:
        spoken.edit(secret, "the xylophonists have another plan")
        ask(searched, "x")
    if "delete" in how:
        spoken.delete(secret)
    else:
        spoken.prune(secret)
    assert texts(ask(searched, "xylophonists")) == []
    assert tidied(searched) > 0
    assert b"xylophon" not in bytes_on_disk(spoken.folder)
    assert not {"xyl", "xy", "x"} & grams_on_disk(spoken.folder)
    assert len(ask(searched, "pie", limit=999).hits) == (200 if how == "prune" else 400)
    assert tidied(searched) == 0


def test_a_file_that_is_half_blank_is_written_anew(
    spoken: Spoken, searched: Searched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "VACUUM_BYTES", 10_000)
    spoken.say(*(f"apple {n} " + "pie " * 1_000 for n in range(200)))
    ask(searched, "x")
    tidied(searched)
    spoken.prune(190)
    tidied(searched)
    assert (spoken.folder / FILE).stat().st_size < 200 * 4_000 / 4
    spoken.edit(199, "apple pear")
    assert texts(ask(searched, "pear")) == ["apple pear"]
    assert len(ask(searched, "apple").hits) == 10


def test_the_index_goes_on_where_it_was(spoken: Spoken, tmp_path: Path) -> None:
    spoken.say("apple 1", "apple 2")
    searched = Searched(tmp_path)
    assert searched.follow(1)
    searched.close()
    inode = (tmp_path / FILE).stat().st_ino
    spoken.edit(1, "apple 3")
    searched = Searched(tmp_path)
    assert texts(searched.find(Search("r", "apple"), "ada", lambda: False)) == ["apple 3"]
    assert texts(ask(searched, "apple")) == ["apple 2", "apple 3"]
    searched.close()
    assert (tmp_path / FILE).stat().st_ino == inode


def test_a_transaction_that_fails_is_no_change(spoken: Spoken, searched: Searched) -> None:
    spoken.say("apple")
    db = searched._index._db
    db.execute("CREATE TRIGGER no BEFORE INSERT ON state BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(Damaged):
        searched.follow(9)
    db.execute("DROP TRIGGER no")
    assert texts(ask(searched, "apple")) == ["apple"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_nobody_else_on_the_machine_may_read_the_index(spoken: Spoken, searched: Searched) -> None:
    for _ in range(2):
        spoken.say("apple")
        ask(searched, "apple")
        files = list(spoken.folder.glob(f"{FILE}*"))
        assert len(files) == 3
        assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 3
        searched.renew()


def spoil_all(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 1_000)


def spoil_schema(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE state")
    db.close()


def spoil_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE state SET value = '0 old' WHERE key = 'stamp'")
    db.close()


def spoil_mark(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE state SET value = 'ada other' WHERE key = 'mark'")
    db.close()


@pytest.mark.parametrize("spoil", [spoil_all, spoil_schema, spoil_version, spoil_mark])
def test_an_index_that_cant_be_used_is_made_anew(spoken: Spoken, spoil: object) -> None:
    assert callable(spoil)
    spoken.say("apple 1")
    searched = Searched(spoken.folder)
    ask(searched, "x")
    searched.close()
    spoil(spoken.folder / FILE)
    searched = Searched(spoken.folder)
    assert texts(ask(searched, "apple")) == ["apple 1"]
    searched.close()


def test_the_index_of_another_log_is_made_anew(spoken: Spoken, tmp_path: Path) -> None:
    spoken.say("apple")
    searched = Searched(tmp_path)
    ask(searched, "x")
    searched.close()
    (tmp_path / "other").mkdir()
    other = Spoken(tmp_path / "other", "two")
    other.say("pear")
    (tmp_path / FILE).rename(tmp_path / "other" / FILE)
    searched = Searched(tmp_path / "other")
    assert texts(ask(searched, "apple")) == []
    assert texts(ask(searched, "pear")) == ["pear"]
    searched.close()
    other.log.close()


def test_an_index_damaged_inside_says_so(spoken: Spoken, searched: Searched) -> None:
    spoken.say(*(f"apple {n}" for n in range(100)))
    ask(searched, "x")
    db = searched._index._db
    db.execute("UPDATE messages_data SET block = x'00' WHERE id > 10")
    with pytest.raises(Damaged):
        ask(searched, "apple")
    searched.renew()
    assert len(ask(searched, "apple", limit=200).hits) == 100


def test_a_search_can_be_stopped(spoken: Spoken, searched: Searched) -> None:
    spoken.say(*(f"apple {n}" for n in range(5_000)))
    ask(searched, "x")
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        searched.find(Search("r", "applepie", limit=5_000), "ada", lambda: True)
    assert len(ask(searched, "apple", limit=5_000).hits) > 100


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Searched(tmp_path / "nowhere")


sayable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(sayable, max_size=4), st.text(max_size=30))
def test_no_text_is_a_syntax_error(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], other: str
) -> None:
    spoken = Spoken(tmp_path_factory.mktemp("any"))
    spoken.say("never NEAR AND", *(text + " said" for text in said))
    searched = Searched(spoken.folder)
    for text in said:
        if words_of(text):
            assert any(text in one for one in texts(ask(searched, text)))
    for text in [other, f"{other}*", '"', "a AND", 'NEAR(x "y', "^a", "a:b", "-a", "\0", "OR"]:
        ask(searched, text)
    searched.close()
    spoken.log.close()


def test_any_course_of_things_ends_with_what_the_log_says(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    rng = random.Random(seed)
    words = ["apple", "pear", "plum", "cherry", "fig", "grape", "東京", "大阪", "👍"]
    spoken = Spoken(tmp_path)
    searched = Searched(tmp_path)
    newest: dict[int, str] = {}
    upto = 0
    for _ in range(400):
        text = " ".join(rng.choices(words, k=rng.randrange(1, 8)))
        match rng.randrange(8):
            case 0 if newest:
                target = rng.choice(list(newest))
                spoken.edit(target, text)
                newest[target] = text
            case 1 if newest:
                target = rng.choice(list(newest))
                spoken.delete(target)
                del newest[target]
            case 2 if newest:
                spoken.react(rng.choice(list(newest)))
            case 3 if rng.random() < 0.05:
                upto = rng.randrange(upto, spoken.last["lobby"] + 1)
                spoken.prune(upto)
                newest = {seq: text for seq, text in newest.items() if seq > upto}
            case 4:
                searched.follow(rng.randrange(1, 50))
            case 5:
                _ = searched.prune() or searched.tidy() or searched.begin_to_tidy()
            case _:
                newest[spoken.say(text)] = text
    for word in words[:-1]:
        expected = [seq for seq in sorted(newest, reverse=True) if word in newest[seq]]
        got = [hit.entry.seq for hit in ask(searched, word, limit=999).hits]
        assert got == expected, f"{word}, seed {seed}"
    tidied(searched)
    left = {gram for text in newest.values() for gram in grams_of(words_of(text)).split()}
    assert {gram for gram in grams_on_disk(tmp_path) if "§" not in gram} == left, f"seed {seed}"
    searched.close()
    spoken.log.close()
