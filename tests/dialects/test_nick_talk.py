"""Clients of the dialects `nick` and `nick-utf8` talk with each other and with the window."""

import itertools

import pytest

from tests.dialects.nick_client import QUESTIONS, comes_in
from tests.dialects.serving import window
from tests.support import ServerProcess, wait_until


@pytest.fixture(params=list(QUESTIONS))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_it_talks_with_the_window(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Ada", dialect) as ada:
        assert bob.until("joined")["who"]["nick"] == "Ada"
        ada.sees("You are in the chat with Bob.")
        ada.type("Hello, Bob!")
        said = bob.until("message")
        assert (said["text"], said["by"]["nick"]) == ("Hello, Bob!", "Ada")
        bob.say("Hello, Ada!", "1")
        ada.sees("Ada: Hello, Bob!", "Bob: Hello, Ada!")
        assert ada.asked == 1
    assert bob.welcome


def test_it_is_told_who_comes_and_goes(classic: ServerProcess, dialect: str) -> None:
    with comes_in(classic, "Ada", dialect) as ada:
        with window(classic, "Bob"):
            ada.sees("Bob joined the chat!")
        ada.sees("Bob left the chat!")


def test_all_dialects_are_in_one_room(classic: ServerProcess) -> None:
    with (
        comes_in(classic, "Ada") as ada,
        comes_in(classic, "Bob", "nick-utf8") as bob,
        window(classic, "Third") as third,
    ):
        ada.type("one")
        bob.sees("Ada: one")
        bob.type("zwei ☔")
        ada.sees("Bob: zwei :umbrella:")
        assert third.until("message", text="zwei ☔")["by"]["nick"] == "Bob"
        assert bob.lines.count("Bob: zwei ☔") <= 1


def test_a_burst_comes_in_whole_lines_and_without_blank_ones(
    unlimited: ServerProcess, dialect: str
) -> None:
    texts = [f"{number} " + "ä" * (number * 7) for number in range(50)]
    shown = texts if dialect == "nick-utf8" else [text.replace("ä", "a") for text in texts]
    with window(unlimited, "Bob") as bob:
        for attempt in range(10):  # a machine that is busy may wake the client too late
            with comes_in(unlimited, "Ada", dialect) as ada:
                since, end = len(ada.printed), f"end {attempt}"
                for number, text in enumerate([*texts, end]):
                    bob.say(text, f"{attempt}-{number}")
                wait_until(lambda ada=ada, end=end: end in "".join(ada.printed[-2:]), "the end")
            lines = "\n".join(ada.printed[since:]).split("\n")
            pauses = [after - before for before, after in itertools.pairwise(ada.times[since:])]
            if min(pauses) > 0.01:
                break
        assert min(pauses) > 0.01, "two that are close together are printed on one line"
        assert lines[-51:-1] == [f"Bob: {text}" for text in shown]
        assert all(len(one.encode()) <= 1024 for one in ada.printed)
