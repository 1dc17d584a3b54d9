"""The drafts on disk."""

import stat
import sys
import threading
from pathlib import Path

import pytest

from chat_gui.client import drafts, files, legible
from chat_gui.client.drafts import (
    FILE,
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_ROOMS,
    MOST_SERVERS,
    DraftFile,
)


def keep(folder: Path, *servers: str, text: str = "hello") -> None:
    file = DraftFile(folder)
    for server in servers:
        file.keep(server, {"lobby": text})
    file.close()


def test_what_is_kept_is_read_by_the_next_run(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "new")
    assert file.read("lab 2f") == {}
    file.keep("lab 2f", {"lobby": "1"})
    file.keep("lab 2f", {"lobby": "[exit] 🎉\u202e"})
    file.keep("home", {"lobby": "other"})
    file.close()
    file.close()
    again = DraftFile(tmp_path / "new")
    assert again.read("lab 2f") == {"lobby": "[exit] 🎉\u202e"}
    again.keep("lab 2f", {})
    again.close()
    assert DraftFile(tmp_path / "new").read("lab 2f") == {}
    assert DraftFile(tmp_path / "new").read("home") == {"lobby": "other"}
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600


def test_nothing_to_keep_makes_no_file(tmp_path: Path) -> None:
    file = DraftFile(tmp_path)
    file.keep("lab", {})
    file.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"lab":{"lobby":7}}', b"\xff", b"[" * 99_999])
def test_a_broken_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert DraftFile(tmp_path).read("lab") == {}
    assert [file.name for file in tmp_path.iterdir()] == [f"{FILE}.damaged"]


def test_a_disk_that_refuses_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    keep(tmp_path, "lab")
    assert (tmp_path / FILE).is_dir()


def test_half_a_character_costs_nothing_else(tmp_path: Path) -> None:
    file = DraftFile(tmp_path)
    file.keep("lab", {"lobby": "hello \ud83c", "robotics": "gears"})
    file.close()
    assert DraftFile(tmp_path).read("lab") == {"lobby": "hello ?", "robotics": "gears"}


def test_no_window_undoes_what_another_has_typed(tmp_path: Path) -> None:
    keep(tmp_path, "lab")
    one, other = DraftFile(tmp_path), DraftFile(tmp_path)
    one.keep("lab", {"lobby": "hello", "robotics": "from one"})
    one.keep("home", {"lobby": "at home"})
    one.close()
    other.keep("lab", {"lobby": "hello", "den": "from the other"})
    other.close()
    kept = {"lobby": "hello", "robotics": "from one", "den": "from the other"}
    assert DraftFile(tmp_path).read("lab") == kept
    assert DraftFile(tmp_path).read("home") == {"lobby": "at home"}
    other.keep("lab", {"den": "from the other"})
    other.close()
    kept.pop("lobby")
    assert DraftFile(tmp_path).read("lab") == kept, "it was sent there"


def test_who_sends_takes_away_only_what_they_typed(tmp_path: Path) -> None:
    one, other = DraftFile(tmp_path), DraftFile(tmp_path)
    one.keep("lab", {"lobby": "mine"})
    one.close()
    other.keep("lab", {"lobby": "the other's"})
    other.close()
    one.keep("lab", {})
    one.close()
    assert DraftFile(tmp_path).read("lab") == {"lobby": "the other's"}


def test_what_is_typed_here_is_kept_though_another_window_sent_it(tmp_path: Path) -> None:
    one = DraftFile(tmp_path)
    one.keep("lab", {"lobby": "hello", "den": "tea"})
    one.close()
    other = DraftFile(tmp_path)
    other.keep("lab", {"den": "coffee"})
    other.close()
    assert DraftFile(tmp_path).read("lab") == {"den": "coffee"}
    one.close()
    assert DraftFile(tmp_path).read("lab") == {"lobby": "hello", "den": "coffee"}


def test_windows_that_keep_at_once_lose_nothing(tmp_path: Path) -> None:
    windows = [DraftFile(tmp_path) for _ in range(4)]
    for text in ("one", "two", "three"):
        for number, file in enumerate(windows):
            file.keep("lab", {f"room-{number}": text})
    for file in windows:
        file.close()
    assert DraftFile(tmp_path).read("lab") == {f"room-{number}": "three" for number in range(4)}


def test_what_the_disk_refused_is_kept_with_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, "lab")
    file = DraftFile(tmp_path)

    def unreadable(_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(files, "read", unreadable)
        refused = threading.Event()
        patch.setattr(drafts._log, "warning", lambda *_: refused.set())
        file.keep("lab", {"lobby": "hello", "robotics": "gears"})
        assert refused.wait(10)
    file.keep("lab", {"lobby": "hello", "robotics": "gears", "den": "tea"})
    file.close()
    kept = {"lobby": "hello", "robotics": "gears", "den": "tea"}
    assert DraftFile(tmp_path).read("lab") == kept


def test_it_is_bounded(tmp_path: Path) -> None:
    keep(tmp_path, *(f"s{number}" for number in range(MOST_SERVERS + 1)))
    file = DraftFile(tmp_path)
    assert file.read("s0") == {}
    assert file.read("s1") == {"lobby": "hello"}
    big = {f"r{number}": "\0" * 19_000 for number in range(6)}
    file.keep("s1", big)
    file.keep("s2", big)
    file.close()
    assert (tmp_path / FILE).stat().st_size < MOST_BYTES
    assert DraftFile(tmp_path).read("s2") == big
    assert 0 < len(DraftFile(tmp_path).read("s1")) < len(big), "only the oldest went"


def test_of_many_rooms_the_latest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_ROOMS", 2)
    windows = [(room, DraftFile(tmp_path)) for room in ("lobby", "robotics", "den")]
    for room, file in windows:
        file.keep("lab", {room: "hello"})
        file.close()
    assert list(DraftFile(tmp_path).read("lab")) == ["robotics", "den"]


def test_of_too_many_the_first_are_kept_and_of_a_long_one_the_beginning(tmp_path: Path) -> None:
    drafts = {"lobby": "y" * (MOST_CHARACTERS + 1)} | {f"r{n}": "x" for n in range(MOST_ROOMS)}
    file = DraftFile(tmp_path)
    file.keep("lab", drafts)
    file.close()
    kept = DraftFile(tmp_path).read("lab")
    assert [*kept] == [*drafts][:MOST_ROOMS]
    assert kept["lobby"] == "y" * MOST_CHARACTERS


def test_no_long_name_takes_other_drafts_with_it(tmp_path: Path) -> None:
    kept = {"lobby": "hello", "x" * legible.MOST_ROOM: "there"}
    file = DraftFile(tmp_path)
    file.keep("lab", {**kept, "x" * (legible.MOST_ROOM + 1): "nowhere"})
    file.close()
    assert DraftFile(tmp_path).read("lab") == kept


def test_before_the_certificate_is_known_the_latest_of_an_id_is_meant(tmp_path: Path) -> None:
    keep(tmp_path, "lab 1a", "labor 3c", "lab 2b", "home 4d")
    file = DraftFile(tmp_path)
    assert file.latest("lab") == "lab 2b"
    assert file.latest("elsewhere") == "elsewhere "
