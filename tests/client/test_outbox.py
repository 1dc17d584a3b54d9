"""What is kept on disk, by whom, and what happens when the disk does not want to."""

import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui.client import outbox as outbox_module
from chat_gui.client import profile as profile_module
from chat_gui.client.actions import Drop, Keep, Know
from chat_gui.client.kept import Known, Stored, Waiting
from chat_gui.client.migrating import NotOurs
from chat_gui.client.outbox import FILE, Outbox
from chat_gui.client.profile import Profile
from chat_server.protocol.commands import Send

HERE = "lab-pc4:7275"
FIRST_SCHEMA = Path(__file__).with_name("first_outbox.sql")


def row(id: str, server: str | None = None, address: str = HERE) -> Waiting:
    return Waiting(Send("lobby", id, "Zoë 👋", reply_to=3, action=True), 1_000, address, server)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    one = Outbox(path)
    yield one
    one.close()


def reopened(path: Path) -> Stored:
    again = Outbox(path)
    try:
        return again.stored()
    finally:
        again.close()


class TestOutbox:
    def test_rows_come_back_in_order_as_they_were(self, path: Path, outbox: Outbox) -> None:
        rows = [row("b"), row("a", "server-1"), row("c")]
        assert outbox.write([Keep(one) for one in rows])
        outbox.close()
        assert list(reopened(path).waiting) == rows

    def test_a_dropped_row_is_gone(self, outbox: Outbox) -> None:
        outbox.write([Keep(row("a")), Keep(row("b"))])
        outbox.write([Drop("a"), Drop("never there")])
        assert [one.post.id for one in outbox.stored().waiting] == ["b"]

    def test_the_first_server_gets_what_was_written_to_its_address(self, outbox: Outbox) -> None:
        outbox.write([Keep(row("a")), Keep(row("b", address="elsewhere:7275"))])
        outbox.write([Know(HERE, Known("server-1", "secret", ("lobby", "den")))])
        outbox.write([Know(HERE, Known("server-2", "other", ("lobby",)))])
        stored = outbox.stored()
        assert [one.server for one in stored.waiting] == ["server-1", None]
        assert stored.addresses == {HERE: "server-2"}
        assert stored.known["server-1"] == Known("server-1", "secret", ("lobby", "den"))

    def test_old_servers_are_forgotten_unless_something_waits_for_them(
        self, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(outbox_module, "MOST_SERVERS", 3)
        outbox.write([Keep(row("a", "server-0"))])
        for number in range(6):
            outbox.write([Know(f"pc{number}:7275", Known(f"server-{number}", "secret"))])
        for _ in range(9):
            outbox.write([Know("pc5:7275", Known("server-5", "secret"))])
        stored = outbox.stored()
        assert set(stored.known) == {"server-0", "server-3", "server-4", "server-5"}
        assert set(stored.addresses.values()) == set(stored.known)

    @pytest.mark.skipif(sys.platform == "win32", reason="no such modes there")
    def test_nobody_else_reads_the_secrets(self, path: Path, outbox: Outbox) -> None:
        outbox.write([Keep(row("a"))])
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file

    def test_the_first_schema_can_be_read_for_ever(self, path: Path) -> None:
        db = sqlite3.connect(path)
        db.executescript(FIRST_SCHEMA.read_text("utf-8"))
        db.close()
        stored = reopened(path)
        assert [one.post.text for one in stored.waiting] == ["kept since the first version"]
        assert stored.known["server-1"].rooms == ("lobby", "den")
        assert stored.addresses == {HERE: "server-1"}

    def test_a_newer_file_is_left_alone(self, path: Path, outbox: Outbox) -> None:
        outbox.close()
        db = sqlite3.connect(path)
        db.execute("PRAGMA user_version=99")
        db.close()
        with pytest.raises(NotOurs):
            Outbox(path)

    def test_what_the_disk_refused_is_written_later(self, path: Path, outbox: Outbox) -> None:
        outbox.write([Keep(row("a"))])
        pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
        outbox._db.execute(f"PRAGMA max_page_count={pages}")
        big = Waiting(Send("lobby", "big", "x" * 8_000), 1_000, HERE)
        assert not outbox.write([Keep(big), Drop("a")])
        assert not outbox.write([Keep(row("c")), Keep(row("d")), Drop("c")])
        assert not outbox.write([Know(HERE, Known("server-1", "s", ("lobby",)))])
        assert not outbox.write([Know(HERE, Known("server-1", "s", ("lobby", "den")))])
        assert [one.post.id for one in outbox.stored().waiting] == ["a"]
        outbox._db.execute("PRAGMA max_page_count=10000")
        outbox.close()
        stored = reopened(path)
        assert [(one.post.id, one.server) for one in stored.waiting] == [
            ("big", "server-1"),
            ("d", "server-1"),
        ]
        assert stored.known["server-1"].rooms == ("lobby", "den")


class TestProfile:
    def test_each_window_has_a_place_of_its_own(self, tmp_path: Path) -> None:
        first, second = Profile(tmp_path / "data"), Profile(tmp_path / "data")
        first.outbox.write([Keep(row("a"))])
        assert second.trouble is None
        assert not second.outbox.stored().waiting
        second.outbox.write([Keep(row("b"))])
        first.close()
        third = Profile(tmp_path / "data")
        assert [one.post.id for one in third.outbox.stored().waiting] == ["a"]
        second.close()
        again = Profile(tmp_path / "data")
        assert [one.post.id for one in again.outbox.stored().waiting] == ["b"]
        third.close()
        again.close()

    def test_too_many_windows_have_memory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(profile_module, "MOST_WINDOWS", 1)
        first, second = Profile(tmp_path), Profile(tmp_path)
        assert second.trouble is not None
        assert second.outbox.write([Keep(row("a"))])
        assert not first.outbox.stored().waiting
        second.close()
        first.close()

    def test_a_folder_that_can_not_be(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        profile = Profile(tmp_path / "file" / "data")
        assert profile.trouble is not None
        assert "leave the window open" in profile.trouble
        profile.close()

    def test_a_file_that_can_not_be_opened(self, tmp_path: Path) -> None:
        (tmp_path / FILE).mkdir()
        profile = Profile(tmp_path)
        assert profile.trouble is not None
        profile.close()

    @pytest.mark.parametrize(
        "how",
        [
            "UPDATE waiting SET line = x'00'",
            "UPDATE waiting SET line = 7",
            "UPDATE waiting SET address = CAST(x'ff' AS TEXT)",
            "UPDATE servers SET rooms = CAST(x'ff' AS TEXT)",
            *(b"l\xffne BLOB", b"lime BLOB", b""),
        ],
    )
    def test_a_damaged_file_is_set_aside(self, tmp_path: Path, how: str | bytes) -> None:
        path = tmp_path / FILE
        outbox = Outbox(path)
        outbox.write([Keep(row("a")), Know(HERE, Known("server-1", "secret", ("lobby",)))])
        if isinstance(how, str):
            outbox._db.execute(how)
        outbox.close()
        if isinstance(how, bytes):
            whole = path.read_bytes()
            path.write_bytes(whole.replace(b"line BLOB", how) if how else b"not a database" * 100)
        profile = Profile(tmp_path)
        assert profile.trouble is not None
        assert "set aside" in profile.trouble
        assert profile.outbox.write([Keep(row("b"))])
        profile.close()
        assert (tmp_path / f"{FILE}.damaged").exists()
        assert [one.post.id for one in reopened(path).waiting] == ["b"]

    def test_a_newer_file_is_left_as_it_is(self, tmp_path: Path) -> None:
        Outbox(tmp_path / FILE).close()
        db = sqlite3.connect(tmp_path / FILE)
        db.execute("PRAGMA user_version=99")
        db.close()
        profile = Profile(tmp_path)
        assert profile.trouble is not None
        assert "newer Parlor" in profile.trouble
        profile.close()
