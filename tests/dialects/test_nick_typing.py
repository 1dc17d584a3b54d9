"""What users of `nick` clients type arrives as they typed it, and as nobody else's."""

import time
from pathlib import Path

import pytest

from tests.dialects.nick_client import QUESTIONS, NickClient, comes_in
from tests.dialects.serving import serving, window
from tests.support import RawClient, ServerProcess


@pytest.fixture(params=list(QUESTIONS))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def heard(bob: RawClient, count: int) -> list[str]:
    """The texts of the next messages, all of which Ada has said."""
    said = [bob.until("message") for _ in range(count)]
    assert {one["by"]["nick"] for one in said} == {"Ada"}
    return [one["text"] for one in said]


def test_two_quick_lines_are_two_messages(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Ada", dialect) as ada:
        ada.socket.sendall(b"Ada: HelloAda: What's up?")
        assert heard(bob, 2) == ["Hello", "What's up?"]


def test_they_are_so_where_its_nickname_is_another_here(
    classic: ServerProcess, dialect: str
) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Bob", dialect) as ada:
        assert bob.until("joined")["who"]["nick"] == "Bob2"
        ada.socket.sendall(b"Bob: HelloBob: What's up?")
        said = [bob.until("message") for _ in range(2)]
        assert [(one["by"]["nick"], one["text"]) for one in said] == [
            ("Bob2", "Hello"),
            ("Bob2", "What's up?"),
        ]


@pytest.mark.parametrize("size", [5_000, 6_000, 7_999])
def test_a_long_line_comes_whole_and_reaches_others_whole(
    classic: ServerProcess, dialect: str, size: int
) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(size))
    with (
        window(classic, "Bob") as bob,
        comes_in(classic, "Third", dialect) as third,
        comes_in(classic, "Ada", dialect) as ada,
    ):
        data = f"Ada: {text}".encode()
        for start in range(0, len(data), 1_460):
            ada.socket.sendall(data[start : start + 1_460])
        assert heard(bob, 1) == [text]
        third.sees(f"Ada: {text[-1]}"[:5] + text[size - size % 1_019 :])
        pieces = [line.removeprefix("Ada: ") for line in third.lines if line.startswith("Ada: ")]
        assert "".join(pieces) == text


def test_a_character_cut_by_segments_stays_one(classic: ServerProcess) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Ada", "nick-utf8") as ada:
        first, second = b"Ada: caf" + b"\xc3", b"\xa9"
        ada.socket.sendall(first)
        time.sleep(0.1)  # the network pauses
        ada.socket.sendall(second)
        assert heard(bob, 1) == ["café"]


def test_another_s_prefix_is_what_was_said(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Ada", dialect) as ada:
        ada.socket.sendall(b"Bob: I owe Ada money")
        assert heard(bob, 1) == ["Bob: I owe Ada money"]
        ada.sees("Ada: Bob: I owe Ada money")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_no_line_break_forges_another_s_line(classic: ServerProcess, end: str) -> None:
    with (
        window(classic, "Third") as third,
        comes_in(classic, "Ada") as ada,
        comes_in(classic, "Bob", "nick-utf8") as bob,
    ):
        bob.type(f"look{end}Ada: I owe Bob money")
        assert "look" in third.until("message")["text"]
        bob.type("so")
        for one in (ada, bob):
            one.sees("Bob: so")
            lines = [part for line in one.lines for part in line.splitlines()]
            assert not [line for line in lines if line.startswith("Ada: ")]


def test_bytes_that_are_no_ascii_are_read_as_far_as_possible(classic: ServerProcess) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Ada") as ada:
        ada.socket.sendall(b"Ada: caf\xc3\xa9 \xff")
        assert heard(bob, 1) == ["café \ufffd"]
        ada.sees("Ada: cafe ?")


def test_fifty_lines_at_once_all_come_once_and_in_order(
    classic: ServerProcess, dialect: str
) -> None:
    texts = [f"line {number}" for number in range(50)]
    with window(classic, "Bob") as bob, comes_in(classic, "Ada", dialect) as ada:
        ada.socket.sendall("".join(f"Ada: {text}" for text in texts).encode())
        assert heard(bob, 50) == texts
        ada.type("done")
        assert heard(bob, 1) == ["done"]


def test_a_flood_is_held_back_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    texts = [f"{number} " + "x" * 7_000 for number in range(130)]
    with (
        serving(tmp_path / "data", "[limits]\nrate = 100\n") as server,
        window(server, "Bob") as bob,
        comes_in(server, "Ada") as ada,
    ):
        ada.socket.settimeout(60)
        for text in texts:
            ada.type(text)
        assert heard(bob, 130) == texts


def test_what_is_typed_last_arrives_though_it_hangs_up_at_once(
    classic: ServerProcess, dialect: str
) -> None:
    with window(classic, "Bob") as bob:
        with comes_in(classic, "Ada", dialect) as ada:
            ada.socket.sendall("".join(f"Ada: {number}" for number in range(30)).encode())
        assert heard(bob, 30) == [str(number) for number in range(30)]
        assert bob.until("left")["who"]["nick"] == "Ada"


def test_the_answer_to_a_question_is_no_message(tmp_path: Path, dialect: str) -> None:
    with (
        serving(tmp_path / "data", "[limits]\nping = 1\ndead = 10\n") as server,
        window(server, "Bob") as bob,
        comes_in(server, "Ada", dialect) as ada,
    ):
        ada.silent = True
        seen = ada.asked
        while ada.asked == seen:
            assert bob.next()["type"] != "message"
            bob.send(type="pong")
        ada.socket.sendall(b"Ada: I am AdaAda")
        assert heard(bob, 1) == ["I am Ada"]
        ada.silent = False


def test_nothing_typed_before_it_was_asked_is_lost(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob:
        ada = NickClient(classic, "Ada", dialect)
        with ada:
            ada.type("I am Ada")
            ada.begin().is_in()
            assert heard(bob, 1) == ["I am Ada"]
