"""Playing a sound by whatever the system has for it."""

import shutil
import stat
import sys
from pathlib import Path

import pytest

from chat_gui.client import sound
from chat_gui.resources import asset
from tests.support import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="players are found on Linux")


def player(folder: Path, name: str, does: str) -> None:
    """A program of this name."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def test_the_first_player_there_is_plays_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    player(tmp_path, "aplay", f'echo "$@" > {tmp_path}/played')
    assert sound.play(asset("notice.wav"))
    played = tmp_path / "played"
    wait_until(lambda: played.exists() and played.read_text().endswith("notice.wav\n"))
    assert played.read_text().startswith("-q ")


def test_where_nothing_plays_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not sound.play(asset("notice.wav"))


@pytest.mark.parametrize("does", ["exit 1", "exec /bin/sleep 60"])
def test_a_player_that_fails_or_waits_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    monkeypatch.setattr(sound, "SECONDS", 0.05)
    player(tmp_path, "player", does)
    program = shutil.which("player", path=str(tmp_path))
    assert program
    sound._run([program])
    sound._run([str(tmp_path / "gone")])


def test_it_is_short() -> None:
    assert asset("notice.wav").stat().st_size < 20_000
