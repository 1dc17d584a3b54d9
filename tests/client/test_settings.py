"""What the window remembers."""

import errno
import os
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client import files, legible
from chat_gui.client.settings import FILE, Settings, change, data_folder, load, save

ADA = Settings("Ada", "lab-pc4:7275", "dark", "900x620+40+-8", 150, True)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    save(folder, ADA)
    assert load(folder) == ADA
    save(folder, Settings())
    assert load(folder) == Settings()
    assert [file.name for file in folder.iterdir()] == [FILE]


def test_nothing_saved_yet(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff\xfe", b"[]", b"{", b'{"zoom":}', b'{"zoom":110', b"[" * 100_000),
    ],
)
def test_a_broken_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert load(tmp_path) == Settings()
    assert [file.name for file in tmp_path.iterdir()] == [f"{FILE}.damaged"]
    save(tmp_path, ADA)
    assert load(tmp_path) == ADA


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("zoom", "1e9"), ("zoom", "-1"), ("theme", '"pink"'), ("geometry", '"; exit"')),
        *(("language", '"xx"'), ("send_key", "null"), ("notify", "7"), ("sound", '"yes"')),
        *(("quiet", "[0,1440]"), ("quiet", "[7]"), ("local_days", "-1"), ("local_mb", "0")),
        *(("muted", '{"lab":{"lobby":"long"}}'), ("muted", "[]"), ("muted", '{"lab":{"a":-1}}')),
        ("recent_emoji", '["' + "x" * 201 + '"]'),
        ("muted", '{"lab":{"' + "x" * 257 + '":1}}'),
    ],
)
def test_a_broken_value_is_its_default_and_nothing_else_is(
    tmp_path: Path, name: str, value: str
) -> None:
    (tmp_path / FILE).write_text(f'{{"nick":"Ada","{name}":{value},"host_here":true}}')
    assert load(tmp_path) == Settings("Ada", host_here=True)
    assert [file.name for file in tmp_path.iterdir()] == [FILE], "the file is whole"


def test_everything_is_kept(tmp_path: Path) -> None:
    all_told = Settings(
        language="ru",
        send_key="ctrl-return",
        notify="all",
        show_text=False,
        sound=True,
        quiet=(22 * 60, 7 * 60),
        local_days=0,
        local_mb=50,
        muted={"lab-4": {"lobby": 2**52, "@ada+bob": 0}},
        recent_emoji=("👍🏽", "🎉"),
    )
    save(tmp_path, all_told)
    assert load(tmp_path) == all_told


@given(content=st.binary(max_size=100))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / FILE).write_bytes(content)
    assert isinstance(load(folder), Settings)


def test_a_newer_parlors_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"nick":"Ada","wallpaper":"roses"}')
    assert load(tmp_path) == Settings("Ada")


def test_a_file_that_can_not_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert load(tmp_path) == Settings()
    save(tmp_path, ADA)
    assert [file.name for file in tmp_path.iterdir()] == [FILE], "no half of a file is left"
    (tmp_path / "file").touch()
    save(tmp_path / "file", ADA)
    assert load(tmp_path / "file") == Settings()


def test_half_a_character_is_not_saved(tmp_path: Path) -> None:
    save(tmp_path, ADA)
    save(tmp_path, Settings("\ud800"))
    assert load(tmp_path) == ADA


def test_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: "somewhere")
    assert data_folder() == Path("somewhere")


def test_a_room_with_the_longest_name_is_muted_and_nothing_else_is_lost(tmp_path: Path) -> None:
    muted = {"lab": {"lobby": 1, "x" * legible.MOST_ROOM: 2}}
    save(tmp_path, Settings(muted=muted))
    assert load(tmp_path).muted == muted


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_that_knows_no_locks_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(_file: int, _how: int) -> None:
        raise OSError(number, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    change(tmp_path, Settings(), nick="Ada")
    assert load(tmp_path).nick == "Ada"


def test_what_another_window_is_changing_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.01)
    with files.alone(tmp_path / FILE):
        change(tmp_path, Settings(), nick="Ada")
    assert load(tmp_path) == Settings()


def test_what_a_killed_window_has_left_of_them_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", end)
        patch.setattr(os, "unlink", end)
        change(tmp_path, Settings(), nick="Ada")
    assert len([*tmp_path.iterdir()]) == 2, "a lock, and a part"
    change(tmp_path, Settings(), nick="Bob")
    assert sorted(file.name for file in tmp_path.iterdir()) == [FILE, "settings.lock"]
