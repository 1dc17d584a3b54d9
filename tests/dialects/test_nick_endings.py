"""How the connection of a `nick` client ends: it is told why, and then reset, never closed.

After an orderly end those programs print empty lines for ever, as fast as they can.
"""

import time
from pathlib import Path

import pytest

from tests.dialects.nick_client import QUESTIONS, NickClient, comes_in
from tests.dialects.serving import console, serving, window
from tests.support import ServerProcess, wait_until


@pytest.fixture(params=list(QUESTIONS))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ends_in_reset(client: NickClient, why: str) -> None:
    """It ends in a reset, after it was told why."""
    assert isinstance(client.ends(), ConnectionResetError)
    ended = time.monotonic()
    assert why in client.lines[-1]
    assert ended - client.times[-1] < 4


def test_who_says_no_nickname_is_told_and_reset(tmp_path: Path, dialect: str) -> None:
    with (
        serving(tmp_path / "data", "[limits]\nhello = 1\n") as server,
        NickClient(server, "Ada", dialect, silent=True).begin() as ada,
    ):
        ends_in_reset(ada, "Nobody said hello within 1 seconds.")
        assert ada.asked == 1


def test_the_server_s_end_is_told_and_resets(tmp_path: Path, dialect: str) -> None:
    with (
        serving(tmp_path / "data") as server,
        comes_in(server, "Ada", dialect) as ada,
        NickClient(server, "Bob", dialect, silent=True).begin() as bob,
    ):
        bob.is_asked()
        assert server.stop() == 0
        for one in (ada, bob):
            ends_in_reset(one, "The server is closing.")


def test_a_killed_server_resets_too(tmp_path: Path, dialect: str) -> None:
    with serving(tmp_path / "data") as server, comes_in(server, "Ada", dialect) as ada:
        server.kill()
        assert isinstance(ada.ends(), ConnectionResetError)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"type": "kick"}, "The server has put you out"),
        ({"type": "kick", "reason": "too loud"}, "too loud"),
        ({"type": "kick", "room": "lobby"}, "You were put out by server."),
        ({"type": "ban"}, "banned"),
    ],
)
def test_who_is_put_out_is_told_and_reset(
    classic: ServerProcess, dialect: str, how: dict[str, str], why: str
) -> None:
    with (
        console(classic) as host,
        window(classic, "Bob") as bob,
        comes_in(classic, "Ada", dialect) as ada,
        comes_in(classic, "Third", dialect) as third,
    ):
        host.send(**how, who="Ada")
        ends_in_reset(ada, why)
        assert bob.until("left")["who"]["nick"] == "Ada"
        reason = f" ({how['reason']})" if "reason" in how else ""
        third.sees(f"Ada was put out by server{reason}.")


def test_who_finds_no_place_is_told_and_reset(tmp_path: Path, dialect: str) -> None:
    with (
        serving(tmp_path / "data", "[capacity]\nconnections = 1\n") as server,
        window(server, "Bob"),
        NickClient(server, "Ada", dialect).begin() as ada,
    ):
        ends_in_reset(ada, "Too many connections here; try again later.")


def test_one_of_very_many_is_reset_without_a_word(tmp_path: Path) -> None:
    settings = "[capacity]\nconnections = 1\n"
    with serving(tmp_path / "data", settings) as server, window(server, "Bob"):
        some = [NickClient(server, "Ada").begin() for _ in range(80)]
        for one in some:
            with one:
                assert isinstance(one.ends(), ConnectionResetError)


def test_who_is_silent_and_answers_stays(tmp_path: Path, dialect: str) -> None:
    with (
        serving(tmp_path / "data", "[limits]\nping = 1\ndead = 3\n") as server,
        comes_in(server, "Bob", dialect) as bob,
        comes_in(server, "Ada", dialect) as ada,
    ):
        wait_until(lambda: ada.asked >= 5 <= bob.asked, "both are asked again and again")
        assert bob.lines == ["You are in the chat, alone.", "Ada joined the chat!"]
        assert ada.lines == ["You are in the chat with Bob."]


def test_who_answers_no_question_any_more_has_left(tmp_path: Path, dialect: str) -> None:
    with (
        serving(tmp_path / "data", "[limits]\nping = 1\ndead = 3\n") as server,
        window(server, "Bob") as bob,
        comes_in(server, "Ada", dialect) as ada,
    ):
        ada.silent = True
        while (event := bob.next())["type"] != "left":
            bob.send(type="pong")
        assert event["who"]["nick"] == "Ada"
        assert isinstance(ada.ends(), ConnectionResetError)
        assert ada.asked >= 2


def test_who_hangs_up_has_left(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob:
        with comes_in(classic, "Ada", dialect):
            pass
        assert bob.until("left")["who"]["nick"] == "Ada"
