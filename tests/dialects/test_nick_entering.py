"""How `nick` clients come in: whatever their nickname, there is a way on, and they are told."""

import contextlib
from pathlib import Path

import pytest

from chat_server.dialects.nick import (
    HOLD,
    NAMING_SECONDS,
    QUIET,
    UNANSWERED,
    UNANSWERED_SECONDS,
    UNNAMED,
    Nick,
)
from chat_server.protocol.commands import Hello
from tests.dialects.nick_client import QUESTIONS, NickClient, comes_in
from tests.dialects.serving import console, serving, window
from tests.server.keys import Key
from tests.server.test_wire_moderation import Person
from tests.support import ServerProcess, wait_until


@pytest.fixture(params=list(QUESTIONS))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    ("nick", "told"),
    [
        ("Bob", "Bob is somebody else here; pick another nickname. Here you are Bob2."),
        ("bob", "bob is somebody else here; pick another nickname. Here you are bob2."),
        ("x" * 33, "A nickname has at most 32 characters. Here you are Guest."),
        ("x" * 3000, "A nickname has at most 32 characters. Here you are Guest."),
        (" ", "Pick a nickname to be seen by. Here you are Guest."),
    ],
)
def test_a_nickname_that_will_not_do_is_numbered(
    classic: ServerProcess, dialect: str, nick: str, told: str
) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, nick, dialect) as ada:
        ada.sees(told)
        ada.type("hello")
        assert bob.until("message")["text"] == "hello"


def test_a_nickname_kept_for_the_program_is_refused_in_ascii(classic: ServerProcess) -> None:
    with comes_in(classic, "server") as ada:
        ada.sees('"server" is kept for the program; pick another. Here you are Guest.')


def test_a_server_that_allows_less_lets_guests_in_or_says_so(tmp_path: Path) -> None:
    short = "A nickname has at most {} characters."
    with (
        serving(tmp_path / "some", "[limits]\nnick = 6\n") as server,
        comes_in(server, "somebody") as ada,
    ):
        ada.sees(f"{short.format(6)} Here you are Guest.")
    with (
        serving(tmp_path / "few", "[limits]\nnick = 4\n") as server,
        NickClient(server, "somebody").begin() as bob,
    ):
        assert isinstance(bob.ends(), ConnectionResetError)
        bob.sees(short.format(4))


def test_one_that_somebody_owns_is_numbered(classic: ServerProcess, dialect: str) -> None:
    Person(classic, "Bob", Key()).close()
    with comes_in(classic, "Bob", dialect) as ada:
        ada.sees("Bob is somebody else here; pick another nickname. Here you are Bob2.")


def test_an_empty_nickname_is_sent_as_nothing_and_gets_a_way_in(
    classic: ServerProcess, dialect: str
) -> None:
    with window(classic, "Bob") as bob, NickClient(classic, "", dialect).begin() as ada:
        ada.type("hello: there")
        ada.sees("Pick a nickname to be seen by. Here you are Guest.", "Guest: hello: there")
        assert bob.until("message")["by"]["nick"] == "Guest"


def test_the_question_stays_alone_while_a_nickname_is_chosen():
    """A client that connects before it asks its user reads all that has come meanwhile at once."""
    nick = Nick()
    nick.begin()
    assert nick.packet() == b"NICK"
    assert nick.waits == {UNNAMED: NAMING_SECONDS}
    assert nick.tick(UNNAMED) == []
    assert nick.packet() == b"No nickname has come. Type a line to come in as a guest."
    assert nick.tick(UNANSWERED) == []
    assert nick.packet() == b"NICK"
    assert nick.feed(b"Ada") == []
    (hello,) = nick.tick(QUIET)
    assert isinstance(hello, Hello)
    assert hello.nick == "Ada"


def test_who_answers_nothing_and_just_talks_is_asked_again_later():
    """Else the end of a line that ends like an answer would be taken for one, for long."""
    nick = Nick()
    nick.begin()
    assert nick.packet() == b"NICK"
    nick.feed(b"Ada: hello")
    (hello,) = [said for what in (QUIET, HOLD, UNNAMED) for said in nick.tick(what)]
    assert isinstance(hello, Hello)
    assert nick.waits[UNANSWERED] == UNANSWERED_SECONDS


def test_thirty_without_a_nickname_all_come_in(classic: ServerProcess) -> None:
    with contextlib.ExitStack() as stack:
        guests = [stack.enter_context(NickClient(classic, " ", "nick").begin()) for _ in range(30)]
        called = {told_nickname(guest) for guest in guests}
        assert called == {"Guest", *(f"Guest{number}" for number in range(2, 31))}


def told_nickname(guest: NickClient) -> str:
    told = wait_until(lambda: [one for one in guest.lines if "Here you are " in one], "it is told")
    return told[0].split("Here you are ")[1].removesuffix(".")


def test_a_line_typed_too_early_comes_after_the_nickname(
    classic: ServerProcess, dialect: str
) -> None:
    with window(classic, "Bob") as bob, NickClient(classic, "Ada", dialect) as ada:
        ada.type("one")
        ada.type("two")
        ada.begin().is_in()
        assert [bob.until("message")["text"] for _ in range(2)] == ["one", "two"]


def test_the_last_few_messages_are_shown(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob:
        for number in range(15):
            bob.say(f"message {number}", str(number))
        bob.until("message", text="message 14")
        with comes_in(classic, "Ada", dialect) as ada:
            ada.sees("Bob: message 14")
            said = [line for line in ada.lines if line.startswith("Bob: ")]
            assert said == [f"Bob: message {number}" for number in range(5, 15)]


def test_where_newcomers_need_an_invite_its_code_is_typed(tmp_path: Path, dialect: str) -> None:
    with serving(tmp_path / "data", "", "--invite") as server, console(server) as host:
        host.send(type="invite")
        code = host.until("invited")["code"]
        with NickClient(server, "Ada", dialect).begin() as ada:
            wait_until(lambda: any("Type its code here." in line for line in ada.lines), "asked")
            ada.type("0000-0000-0000-0000")
            wait_until(lambda: len(ada.lines) == 2, "asked again")
            ada.type(code)
            ada.is_in()
            ada.type("hello")
            ada.sees("Ada: hello")
            assert not [line for line in ada.lines if code in line]
