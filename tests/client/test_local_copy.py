"""What the local copy keeps on a real disk, what goes from it, and what if the disk refuses."""

import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui.client import copying as copying_module
from chat_gui.client import copyist as copyist_module
from chat_gui.client import local_copy as file_module
from chat_gui.client.actions import Know, Mark, Tell
from chat_gui.client.copying import Add, Copied, Copying, row_of
from chat_gui.client.copyist import FOLDER, Copyist
from chat_gui.client.kept import Known
from chat_gui.client.local_copy import FILE, LocalCopy
from chat_gui.reports import News
from chat_server.protocol import events
from tests.model.builders import DIRECT, NOW, entry, message, state, summary, welcome

FIRST_SCHEMA = Path(__file__).with_name("first_copy.sql")
FOR_EVER = 36_500
SECRET = "a secret that was taken back"
PRIVATE = "+plans"


@pytest.fixture
def copyists() -> Iterator[list[Copyist]]:
    """Those of a test; closed at its end."""
    opened: list[Copyist] = []
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def copyist(tmp_path: Path, copyists: list[Copyist]) -> Copyist:
    copyists.append(Copyist(tmp_path, FOR_EVER, 200))
    return copyists[0]


def tell(copyist: Copyist, *told: News) -> None:
    for one in told:
        copyist.note(Tell(one), 0.0)
    copyist.write(1_000.0)


def again(folder: Path, *rooms: str, server: str = "s1") -> Copied | None:
    """What the next window recalls."""
    copyist = Copyist(folder, FOR_EVER, 200)
    try:
        return copyist.recall(server, rooms)
    finally:
        copyist.close()


def held(folder: Path, room: str = "lobby") -> list[int]:
    copied = again(folder, "lobby", "den", PRIVATE)
    return [one.seq for one in copied.entries.get(room, ())] if copied else []


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in (folder / FOLDER).iterdir())


def test_a_room_comes_back_as_it_was(tmp_path: Path, copyist: Copyist) -> None:
    told = [
        message(1),
        entry(events.Topic, 2, text="Lunch"),
        entry(events.Reacted, 3, target=1, emoji="🎉", on=True),
    ]
    tell(copyist, welcome(summary("lobby", 3, seen=1)), state(last=3), *told)
    copyist.note(Mark("lobby", 2), 0.0)
    copyist.close()
    copied = again(tmp_path)
    assert copied is not None
    assert (copied.server.name, copied.you.id) == ("Lab 4", "a")
    (room,) = copied.rooms
    assert (room.seen, room.old_until, room.state.topic, room.state.last) == (2, 0, "Lunch", 3)
    assert room.state.people == []
    assert list(copied.entries["lobby"]) == told
    assert copied.held() == {"lobby": 3}


def test_a_crash_loses_only_what_was_not_yet_due(tmp_path: Path) -> None:
    """The process ends by `kill -9` of itself; what was written before is there, and whole."""
    program = f"""
import os, signal
from pathlib import Path
from tests.client.test_local_copy import *
copyist = Copyist(Path({str(tmp_path)!r}), FOR_EVER, 200)
tell(copyist, welcome(summary("lobby")), state(last=400), *map(message, range(1, 400)))
copyist.note(Tell(message(400)), 1_000.0)
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    assert held(tmp_path) == list(range(1, 400))


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes there")
def test_nobody_else_reads_it(tmp_path: Path, copyist: Copyist) -> None:
    tell(copyist, welcome(), state(last=1), message(1))
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700
    files = [*(tmp_path / FOLDER).iterdir()]
    assert files
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


class TestWhatMustGo:
    def said(self, copyist: Copyist, room: str = "lobby") -> None:
        secret = events.Message(room, 2, NOW, events.Who("b", "Bob"), "m2", SECRET)
        edit = entry(events.Edited, 3, room, target=2, text=f"{SECRET}!")
        told = [message(1, room=room), secret, edit, message(4, room=room)]
        tell(copyist, welcome(summary("lobby"), summary(room)), state(room, last=4), *told)

    def test_the_text_of_a_deleted_message(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist)
        assert SECRET.encode() in bytes_of(tmp_path)
        tell(copyist, entry(events.Deleted, 5, target=2))
        assert SECRET.encode() not in bytes_of(tmp_path), "while the window is open"
        copyist.close()
        assert SECRET.encode() not in bytes_of(tmp_path)
        copied = again(tmp_path)
        assert copied is not None
        _, message, edit, *_ = copied.entries["lobby"]
        assert isinstance(message, events.Message)
        assert isinstance(edit, events.Edited)
        assert (message.text, message.deleted, edit.text, edit.deleted) == ("", True, "", True)

    def test_a_room_one_was_put_out_of(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist, "den")
        ada, bob = events.Who("a", "Ada"), events.Who("b", "Bob")
        tell(copyist, events.Left("den", bob, by=ada), events.Left("den", ada))
        assert SECRET.encode() in bytes_of(tmp_path), "another one, and another window's leaving"
        tell(copyist, events.Left("den", ada, by=bob))
        assert SECRET.encode() not in bytes_of(tmp_path)
        tell(copyist, message(5, room="den"))
        copyist.close()
        assert not held(tmp_path, "den")

    def test_a_private_room_one_is_no_member_of(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist, PRIVATE)
        tell(copyist, events.Left(PRIVATE, events.Who("a", "Ada")))
        assert SECRET.encode() not in bytes_of(tmp_path)

    def test_a_room_one_wants_to_be_in_no_more(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist, "den")
        tell(copyist, state(DIRECT, last=1), message(1, room=DIRECT))
        copyist.note(Know("here", Known("s1", "", ("lobby",))), 0.0)
        copyist.write(1_000.0)
        assert SECRET.encode() not in bytes_of(tmp_path)
        copyist.close()
        assert held(tmp_path, DIRECT) == [1], "direct conversations are not in that list"

    def test_a_room_that_was_left_while_the_copy_was_away(
        self, tmp_path: Path, copyist: Copyist
    ) -> None:
        self.said(copyist, "den")
        copyist.close()
        copied = again(tmp_path, "lobby")
        assert copied is not None
        assert [one.state.room for one in copied.rooms] == []
        assert SECRET.encode() not in bytes_of(tmp_path)

    def test_what_the_server_keeps_no_more(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist)
        tell(copyist, welcome(summary("lobby")), state(last=5, first=4, missed=1), message(5))
        assert SECRET.encode() not in bytes_of(tmp_path)
        copyist.close()
        assert held(tmp_path) == [4, 5]

    @pytest.mark.parametrize(
        "other", [welcome(epoch="e2"), welcome(server="s2")], ids=["epoch", "server"]
    )
    def test_the_copy_of_another_log(
        self, tmp_path: Path, copyist: Copyist, other: events.Welcome
    ) -> None:
        self.said(copyist)
        tell(copyist, other)
        assert SECRET.encode() not in bytes_of(tmp_path)
        copyist.close()
        assert not held(tmp_path)

    def test_the_copy_of_another_person(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist)
        other = welcome()
        tell(
            copyist,
            events.Welcome(
                1, other.server, events.You("third", "Third"), "", other.rooms, other.limits
            ),
        )
        assert SECRET.encode() not in bytes_of(tmp_path)

    def test_a_log_that_has_gone_back(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist)
        tell(copyist, state(last=3))
        assert SECRET.encode() not in bytes_of(tmp_path)

    def test_what_is_too_old(self, tmp_path: Path, copyists: list[Copyist]) -> None:
        now = int(time.time() * 1_000)
        copyists.append(Copyist(tmp_path, 2, 200))
        days = 24 * 60 * 60 * 1_000
        bob = events.Who("b", "Bob")
        told = [
            events.Message("lobby", n, now - (4 - n) * days, bob, f"m{n}", SECRET)
            for n in (1, 2, 3)
        ]
        tell(copyists[0], welcome(), state(last=3), *told)
        copyists[0].close()
        copyists.append(Copyist(tmp_path, 2, 200))
        copied = copyists[1].recall("s1", ())
        assert copied is not None
        assert [one.seq for one in copied.entries["lobby"]] == [3]

    def test_everything_if_none_is_wanted(self, tmp_path: Path, copyist: Copyist) -> None:
        self.said(copyist)
        copyist.keep(0, 200)
        assert not (tmp_path / FOLDER).exists()
        tell(copyist, message(5))
        assert copyist.due() is None
        copyist.keep(30, 200)
        tell(copyist, welcome(), state(last=6, missed=1), message(6))
        copyist.close()
        assert held(tmp_path) == [6]


class TestBounds:
    def test_servers_met_long_ago(
        self, tmp_path: Path, copyists: list[Copyist], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file_module, "MOST_SERVERS", 2)
        for number in range(4):
            copyists.append(Copyist(tmp_path, FOR_EVER, 200))
            tell(copyists[-1], welcome(server=f"s{number}"), state(last=1), message(1))
            copyists[-1].close()
        there = [again(tmp_path, server=f"s{number}") is not None for number in range(4)]
        assert there == [False, False, True, True]

    def test_the_others_bytes(self, tmp_path: Path, copyist: Copyist) -> None:
        tell(copyist, welcome(server="s1"), state(last=1), message(1))
        copyist.close()
        file = LocalCopy(tmp_path / FOLDER / FILE)
        file.shrink(10_000)
        assert file.recall("s1") is not None
        file.recall("s2")
        file.shrink(10)
        assert file.recall("s1") is None
        file.close()


class TestDisk:
    def test_the_first_schema_can_be_read_for_ever(self, tmp_path: Path) -> None:
        (tmp_path / FOLDER).mkdir()
        db = sqlite3.connect(tmp_path / FOLDER / FILE)
        db.executescript(FIRST_SCHEMA.read_text("utf-8"))
        db.close()
        copied = again(tmp_path)
        assert copied is not None
        assert (copied.rooms[0].seen, copied.rooms[0].state.topic) == (5, "Be kind.")
        (kept,) = copied.entries["lobby"]
        assert isinstance(kept, events.Message)
        assert kept.text == "kept since the first version"

    def test_a_newer_file_is_left_alone(self, tmp_path: Path, copyist: Copyist) -> None:
        tell(copyist, welcome(), state(last=1), message(1))
        copyist.close()
        path = tmp_path / FOLDER / FILE
        db = sqlite3.connect(path)
        db.execute("PRAGMA user_version=99")
        db.close()
        before = path.read_bytes()
        other = Copyist(tmp_path, FOR_EVER, 200)
        (trouble,) = other.troubles
        assert "newer Parlor" in trouble
        tell(other, welcome(), state(last=1), message(1))
        other.close()
        assert path.read_bytes() == before

    @pytest.mark.parametrize(
        "how",
        [
            *("no database", "a page"),
            "UPDATE entries SET line = x'ff' WHERE seq = 3",
            "UPDATE entries SET line = 7 WHERE seq = 3",
            *(b"l\xffne BLOB", b"lime BLOB"),
        ],
    )
    def test_a_broken_file_is_set_aside(
        self, tmp_path: Path, copyist: Copyist, how: str | bytes
    ) -> None:
        tell(copyist, welcome(), state(last=500), *map(message, range(1, 501)))
        copyist.close()
        path = tmp_path / FOLDER / FILE
        if how == "no database":
            path.write_bytes(b"not a database" * 100)
        elif isinstance(how, bytes):
            path.write_bytes(path.read_bytes().replace(b"line BLOB", how))
        elif how != "a page":
            db = sqlite3.connect(path)
            db.execute(how)
            db.commit()
            db.close()
        else:
            data = bytearray(path.read_bytes())
            data[8_192:12_288] = b"\x07" * 4_096
            path.write_bytes(data)
        other = Copyist(tmp_path, FOR_EVER, 200)
        assert other.recall("s1", ()) is None
        (trouble,) = other.troubles
        assert f"{FILE}.damaged" in trouble
        tell(other, welcome(), state(last=1), message(1))
        other.close()
        assert held(tmp_path) == [1]
        aside = tmp_path / FOLDER / f"{FILE}.damaged"
        os.utime(aside, (0, 0))
        Copyist(tmp_path, 30, 200).close()
        assert not aside.exists(), "that is kept no longer, either"

    def test_of_a_room_that_was_left_nothing_is_held(
        self, tmp_path: Path, copyist: Copyist
    ) -> None:
        """Else, coming again, one would be told of what was said since, and of nothing before."""
        tell(copyist, welcome(), *(state(room, last=1) for room in ("lobby", "den", DIRECT)))
        tell(copyist, message(1), message(1, room="den"), message(1, room=DIRECT))
        copyist.close()
        copied = again(tmp_path, "lobby")
        assert copied is not None
        assert copied.held() == {"lobby": 1, DIRECT: 1}

    def test_a_hole_ends_what_is_recalled(self, tmp_path: Path, copyist: Copyist) -> None:
        tell(copyist, welcome(), state(last=9), *map(message, range(1, 10)))
        copyist.close()
        db = sqlite3.connect(tmp_path / FOLDER / FILE)
        db.execute("DELETE FROM entries WHERE seq = 4")
        db.commit()
        db.close()
        assert held(tmp_path) == [5, 6, 7, 8, 9]

    def test_a_place_that_can_not_be(self, tmp_path: Path) -> None:
        (tmp_path / FOLDER).touch()
        copyist = Copyist(tmp_path, FOR_EVER, 200)
        assert len(copyist.troubles) == 1
        tell(copyist, welcome(), state(last=1), message(1))
        assert copyist.recall("s1", ()) is None
        copyist.close()

    def test_a_locked_file(
        self, tmp_path: Path, copyist: Copyist, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell(copyist, welcome(), state(last=1), message(1))
        monkeypatch.setattr(file_module, "LOCKED_SECONDS", 0.01)
        other = Copyist(tmp_path, FOR_EVER, 200)
        assert len(other.troubles) == 1
        other.close()
        copyist.close()
        assert held(tmp_path) == [1]

    def test_a_full_disk_ends_the_copy_and_leaves_it_whole(
        self, tmp_path: Path, copyist: Copyist
    ) -> None:
        tell(copyist, welcome(), state(last=900), message(1), message(2))
        assert copyist._file is not None
        pages = copyist._file._db.execute("PRAGMA page_count").fetchone()[0]
        copyist._file._db.execute(f"PRAGMA max_page_count={pages}")
        tell(copyist, *map(message, range(3, 500)))
        assert len(copyist.troubles) == 1
        tell(copyist, message(500))
        assert copyist.due() is None
        assert len(copyist.troubles) == 1, "said once"
        copyist.close()
        assert held(tmp_path) == [1, 2]

    def test_wanted_again_it_begins_with_the_next_welcome(
        self, tmp_path: Path, copyist: Copyist
    ) -> None:
        """What was missed meanwhile is nobody's; the file has each row with its server."""
        tell(copyist, welcome(), state(last=2), message(1), message(2))
        assert copyist._file is not None
        copyist._file._db.execute("PRAGMA query_only=ON")
        tell(copyist, message(3))
        assert len(copyist.troubles) == 1
        copyist.keep(FOR_EVER, 100)
        tell(copyist, message(4))
        assert copyist._file._db.execute("SELECT DISTINCT server FROM entries").fetchall() == [
            ("s1",)
        ]
        tell(copyist, welcome(), state(last=4), message(5))
        copyist.close()
        assert held(tmp_path) == [5]

    def test_no_folder_no_copy(self) -> None:
        copyist = Copyist(None, FOR_EVER, 200)
        tell(copyist, welcome(), state(last=1), message(1))
        assert copyist.recall("s1", ()) is None
        assert not copyist.troubles
        copyist.close()

    def test_a_copy_that_can_not_be_removed(
        self, tmp_path: Path, copyist: Copyist, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_folder: Path) -> None:
            raise PermissionError("no")

        monkeypatch.setattr(copyist_module.shutil, "rmtree", refuse)
        copyist.keep(0, 200)
        (trouble,) = copyist.troubles
        assert str(tmp_path / FOLDER) in trouble


def test_what_is_old_goes_while_the_window_is_open(tmp_path: Path, copyists: list[Copyist]) -> None:
    copyists.append(Copyist(tmp_path, 1, 200))
    tell(copyists[0], welcome(), state(last=2), message(1))
    copyists[0].note(Tell(message(2)), 0.0)
    copyists[0].write(time.monotonic() + copyist_module.EXPIRE_SECONDS + 1)
    copyists[0].close()
    assert held(tmp_path) == []


def test_adding_is_one_statement_for_a_page() -> None:
    copying = Copying()
    for told in (welcome(), state(last=9), message(9)):
        copying.told(told)
    copying.take()
    copying.told(events.Page("re", "lobby", [message(seq) for seq in range(1, 9)], more=False))
    (add,) = [one for one in copying.take() if isinstance(one, Add)]
    assert sorted(row.seq for row in add.rows) == list(range(1, 9))
    for room in ("lobby", "den"):
        copying.told(events.Page("re", room, [message(1)], more=False))
    assert not copying.changed


def rows_of(copying: Copying) -> dict[str, list[int]]:
    return {room: [row.seq for row in run.rows] for room, run in copying._runs.items()}


def following(*rooms: str, last: int = 40, most: int = 10**9) -> Copying:
    """What follows these rooms, in each of which so much was said."""
    copying = Copying(most=most)
    copying.told(welcome(*(summary(room, last) for room in rooms)))
    for room in rooms:
        copying.told(state(room, last=last))
        for seq in range(1, last + 1):
            copying.told(message(seq, room=room))
    return copying


def test_a_server_s_rooms_have_so_many_bytes_and_the_largest_gives_way() -> None:
    size = len(row_of(message(10)).line)
    copying = following("lobby", "den", most=size * 60)
    held = rows_of(copying)
    assert sum(map(len, held.values())) <= 60
    assert min(map(len, held.values())) >= 15
    for seqs in held.values():
        assert seqs == list(range(41 - len(seqs), 41)), "the newest, without a hole"
    copying.limit(size * 10)
    assert sum(map(len, rows_of(copying).values())) <= 10


def test_so_many_rooms_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying_module, "MOST_ROOMS", 1)
    assert list(rows_of(following("lobby", "den"))) == ["lobby"]


def test_nothing_is_followed_before_a_server_is_known() -> None:
    copying = Copying()
    copying.told(state(last=1))
    copying.told(message(1))
    assert not copying.changed


def test_a_server_that_tells_of_marks_without_end() -> None:
    copying = Copying()
    copying.told(welcome())
    for number in range(2 * copying_module.MOST_SEEN):
        copying.told(events.Seen(f"room{number}", events.Who("a", "Ada"), 7))
    assert len(copying._seen) == copying_module.MOST_SEEN


def test_what_was_read_in_another_window_is_read() -> None:
    copying = following("lobby")
    for who, seq in (("b", 40), ("a", 7), ("a", 3)):
        copying.told(events.Seen("lobby", events.Who(who, who), seq))
    assert copying._runs["lobby"].about.seen == 7
    copying.told(events.Rooms("re", [summary("lobby", 40, seen=9)], more=False))
    assert copying._runs["lobby"].about.seen == 9


def test_a_disk_that_refuses_to_forget_ends_the_copy(
    copyist: Copyist, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: LocalCopy, _before: int) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(LocalCopy, "expire", refuse)
    copyist.keep(3, 200)
    assert len(copyist.troubles) == 1


def test_a_broken_file_that_stays_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_bytes(b"not a database" * 100)

    def refuse(_path: Path, _target: Path) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(Path, "replace", refuse)
    copyist = Copyist(tmp_path, FOR_EVER, 200)
    assert len(copyist.troubles) == 1
    assert copyist.recall("s1", ()) is None


@pytest.mark.parametrize("told", [[], [state(last=9_000, missed=8_996)]], ids=["said", "unsaid"])
def test_nothing_older_stands_beside_a_gap(
    tmp_path: Path, copyist: Copyist, told: list[News]
) -> None:
    tell(copyist, welcome(summary("lobby")), state(last=4), *map(message, range(1, 5)))
    tell(copyist, *told, message(8_999), message(9_000))
    assert rows_of(copyist._copying) == {"lobby": [8_999, 9_000]}
    copyist.close()
    assert held(tmp_path) == [8_999, 9_000]
