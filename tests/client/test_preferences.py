"""The settings while the window runs: kept and told at each change."""

import threading
from pathlib import Path

from chat_gui.client.settings import MOST_MUTED, Settings, load
from chat_gui.preferences import Preferences


def test_a_change_is_kept_and_told_at_once(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    told: list[Settings] = []
    preferences.follow(told.append)
    preferences.change(notify="all", zoom=150)
    assert load(tmp_path) == preferences.now == Settings(notify="all", zoom=150)
    assert told == [Settings()], "who follows is told what was before"
    preferences.change(zoom=150)
    assert len(told) == 1, "nothing changed"
    preferences.forget(told.append)
    preferences.change(zoom=100)
    assert len(told) == 1


def test_two_windows_on_one_folder_keep_what_either_changed(tmp_path: Path) -> None:
    one, other = Preferences(tmp_path), Preferences(tmp_path)
    one.change(theme="dark")
    other.change(geometry="900x620+40+40")
    one.keep_mutes("lab-4", {"lobby": 7})
    other.keep_mutes("lab-5", {"den": 8})
    assert load(tmp_path) == Settings(
        theme="dark",
        geometry="900x620+40+40",
        muted={"lab-4": {"lobby": 7}, "lab-5": {"den": 8}},
    )
    assert other.now.theme == "system", "what is seen changes in the window it is changed in"
    tmp_path.joinpath("settings.json").write_text("{")
    other.change(zoom=150)
    assert load(tmp_path) == other.now, "where nothing can be read, what is known here is kept"


def test_windows_that_change_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each field is another window's; none waits for the others."""
    values = {"zoom": range(50, 70), "local_days": range(1, 21), "local_mb": range(10, 30)}

    def go_through(field: str, numbers: range) -> None:
        preferences = Preferences(tmp_path)
        for number in numbers:
            preferences.change(**{field: number})

    threads = [threading.Thread(target=go_through, args=one) for one in values.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load(tmp_path) == Settings(zoom=69, local_days=20, local_mb=29)


def test_where_the_person_was(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    assert preferences.last_place() is None
    preferences.change(last_address="lab-pc4:7275")
    assert str(preferences.last_place()) == "parlor://lab-pc4:7275"


def test_without_encryption_the_latest_are_remembered(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.change(plaintext=("a:1", "b:2"))
    assert preferences.plaintext_with("a:1", wanted=True) == ("b:2", "a:1")
    assert preferences.plaintext_with("a:1", wanted=False) == ("b:2",)
    preferences.change(plaintext=tuple(f"c{i}:1" for i in range(100)))
    assert preferences.plaintext_with("a:1", wanted=True)[-2:] == ("c99:1", "a:1")
    assert len(preferences.plaintext_with("a:1", wanted=True)) == 100


def test_mutes_are_kept_by_server(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.keep_mutes("lab-4", {"lobby": 7})
    preferences.keep_mutes("lab-5", {"lobby": 8, "den": 9})
    preferences.keep_mutes("lab-4", {"robotics": 10})
    assert load(tmp_path).muted == {"lab-5": {"lobby": 8, "den": 9}, "lab-4": {"robotics": 10}}
    preferences.keep_mutes("lab-5", {})
    assert load(tmp_path).muted == {"lab-4": {"robotics": 10}}
    for number in range(MOST_MUTED):
        preferences.keep_mutes(f"s{number}", {"lobby": 1})
    assert len(preferences.now.muted) == MOST_MUTED
    assert "lab-4" not in preferences.now.muted, "the oldest goes"
