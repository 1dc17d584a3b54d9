"""Everyone in one room: a real window, the tutorials' clients and one by hand, and all talk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from anyascii import anyascii

from tests.dialects.header10_client import HeaderClient
from tests.dialects.nick_client import comes_in
from tests.dialects.serving import serving, window
from tests.end_to_end.driving import Window
from tests.support import ServerProcess, wait_until

pytestmark = pytest.mark.timeout(180)

ROUNDS = 12
TEXT = "no. {} – Grüße, 東京"

Line = tuple[str, str]


def said(lines: list[str], people: list[str]) -> list[Line]:
    """Who said what, of the lines on a screen."""
    pairs = [line.partition(": ")[::2] for line in lines]
    return [(by, text) for by, text in pairs if by in people]


def in_ascii(lines: list[Line]) -> list[Line]:
    return [(by, anyascii(text)) for by, text in lines]


def without(lines: list[Line], nick: str) -> list[Line]:
    return [line for line in lines if line[0] != nick]


def printed(client: HeaderClient) -> list[Line]:
    """What people said, after its user has pressed Return."""
    client.press_return()
    return without(client.printed, "server")


def talk(server: ServerProcess, ada: Window) -> None:
    """Five people say things in turn and at once; each sees all of it, once, in the one order."""
    people = ["Ada", "Bob", "Third", "Visitor", "Fourth"]
    with (
        comes_in(server, "Bob") as bob,
        comes_in(server, "Third", "nick-utf8") as third,
        HeaderClient(server.ports["header10"], "Visitor") as visitor,
        window(server, "Fourth") as fourth,
    ):
        wait_until(lambda: sorted(ada.state()["people"]) == sorted(people), "all are listed")
        for turn in range(ROUNDS):
            text = TEXT.format(turn)
            ada.do("say", text=text)
            bob.type(anyascii(text))
            third.type(text)
            visitor.press_return(text)
            fourth.say(text, id=str(turn))

        messages = [fourth.until("message") for _ in range(ROUNDS * len(people))]
        order = [(one["by"]["nick"], one["text"]) for one in messages]
        for nick in people:
            texts = [TEXT.format(turn) for turn in range(ROUNDS)]
            expected = list(map(anyascii, texts)) if nick == "Bob" else texts
            assert [text for by, text in order if by == nick] == expected

        shown: dict[str, Callable[[], list[Line]]] = {
            "Ada": lambda: [(by, text) for by, text, _ in ada.state()["sent"]],
            "Bob": lambda: said(bob.lines, people),
            "Third": lambda: said(third.lines, people),
            "Visitor": lambda: printed(visitor),
        }
        wanted = {
            "Ada": order,
            "Bob": in_ascii(order),
            "Third": order,
            "Visitor": without(order, "Visitor"),
        }
        for nick, screen in shown.items():
            wait_until(lambda screen=screen, nick=nick: len(screen()) >= len(wanted[nick]), nick)
            assert screen() == wanted[nick], nick
        fourth.say("the last word", id="last")
        last = ("Fourth", "the last word")
        for nick, screen in shown.items():
            wait_until(lambda screen=screen: screen()[-1:] == [last], f"{nick} sees it")
            assert screen() == [*wanted[nick], last], f"{nick} sees nothing twice"
    wait_until(lambda: ada.state()["people"] == ["Ada"], "the others have left")


def test_all_of_them_talk_in_one_room(display: str, tmp_path: Path) -> None:
    with (
        serving(tmp_path / "data", "", "--no-limits") as server,
        Window(display, tmp_path, "Ada", server.port) as ada,
    ):
        ada.wait_for("online")
        talk(server, ada)
        assert ada.close() == {"status": 0, "threads": []}
