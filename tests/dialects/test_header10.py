"""The dialect `header10`, by a client that does what the tutorial's does, and a real server."""

import contextlib
import socket
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chat_server.dialects.header10 import SEND_BYTES
from chat_server.protocol import names
from tests.dialects.header10_client import HeaderClient
from tests.dialects.serving import serving
from tests.support import STOP_SECONDS, RawClient, ServerProcess, look_after, wait_until

DIALECT = "header10"

Start = Callable[..., ServerProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the server, with flags and settings, and without limits on speed."""
    with contextlib.ExitStack() as undo:

        def one(*flags: str, settings: str = "") -> ServerProcess:
            running = serving(tmp_path / "data", settings, "--no-limits", *flags)
            return undo.enter_context(running)

        yield one


def come(server: ServerProcess, username: str | bytes | None, buffer: int = 0) -> HeaderClient:
    return HeaderClient(server.ports[DIALECT], username, buffer=buffer)


def in_lobby(server: ServerProcess, nick: str) -> RawClient:
    """A native client in the lobby."""
    client = server.client(nick)
    client.join()
    return client


def new_invite(server: ServerProcess) -> str:
    """A code that lets somebody in."""
    return look_after(server.data, "invite").stdout.decode().split()[0]


def said_by(client: RawClient, nick: str) -> str:
    """The next thing that somebody says."""
    while (message := client.until("message"))["by"]["nick"] != nick:
        pass
    return str(message["text"])


def test_two_of_them_talk_and_do_not_hear_themselves(start: Start) -> None:
    server = start()
    with come(server, "Ada") as ada, come(server, "Bob") as bob:
        ada.until(("server", "Bob joined the chat!"))
        bob.press_return("Grüß dich, 東京 🙂")
        ada.until(("Bob", "Grüß dich, 東京 🙂"))
        ada.press_return("Hello")
        bob.until(("Ada", "Hello"))
        assert [by for by, _ in bob.printed if by == "Bob"] == []


def test_two_messages_in_one_packet_and_one_in_many(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, None) as ada:
        frames = b"".join(map(ada.framed, ("Ada", "one", "two", "thr\u00e9\u00e9")))
        ada.raw(frames[:45])
        for at in range(45, len(frames)):  # also within a header, and within a character
            ada.raw(frames[at : at + 1])
        said = [bob.until("message")["text"] for _ in range(3)]
        assert said == ["one", "two", "thréé"]
        assert [one["by"]["nick"] for one in bob.seen if one["type"] == "message"] == ["Ada"] * 3


@pytest.mark.parametrize("unit", ["x", "é", "🙂", "word ", "naïve 東京 "])
def test_long_messages_come_whole_both_ways(start: Start, unit: str) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        bob.until("joined")
        ada.press_return()
        for size in (5_000, 6_000):
            text = (unit * size)[: size // len(unit.encode()) * len(unit)].strip()
            ada.put(text)
            assert said_by(bob, "Ada") == text
            bob.say(text, id=str(size))

            def there(text: str = text) -> bool:
                ada.lies_whole()
                ada.press_return()
                return "".join(what for by, what in ada.printed if by == "Bob") == text

            wait_until(there, "the whole text is printed")
            pieces = [what for by, what in ada.printed if by == "Bob"]
            assert len(pieces) <= 6
            assert all(len(one.encode()) + 23 <= SEND_BYTES for one in pieces)
            if " " in unit:
                assert all(one.endswith(" ") for one in pieces[:-1]), "cut between words"
            ada.printed.clear()


def test_a_burst_comes_whole_in_order_and_soon(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        bob.until("joined")
        ada.press_return()
        texts = [f"{n} {'é' * n}" for n in range(50)]
        for n, text in enumerate(texts):
            bob.say(text, id=str(n))

        def said() -> list[str]:
            ada.lies_whole()
            ada.press_return()
            return [text for by, text in ada.printed if by == "Bob"]

        wait_until(lambda: len(said()) >= len(texts), "all of it is printed", seconds=5.0)
        assert said() == texts


def test_what_is_longer_than_a_message_comes_as_several(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        ada.put("x" * 20_000)
        assert [len(bob.until("message")["text"]) for _ in range(3)] == [8_000, 8_000, 4_000]


def test_a_line_break_forges_no_line_of_somebody_else(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        bob.until("joined")
        bob.say("hi\nAda > I owe you\n\n\u2028server > bye", id="1")
        wanted = [("Bob", "hi"), ("Bob", "Ada > I owe you"), ("Bob", "server > bye")]
        ada.until(*wanted)
        assert [line for line in ada.printed if line[0] == "Bob"] == wanted
        ada.press_return("one\nBob > two")
        assert said_by(bob, "Ada") == "one\nBob > two"


@pytest.mark.parametrize(
    "header",
    ["abcdefghij", "-5", "+5", " 5", "5 5", "٥", "65537", "9999999999", "5.0", "1_0", "0x5", ""],
)
def test_a_bad_header_is_told_and_ends_it(start: Start, header: str) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        bob.until("joined")
        ada.raw(f"{header:<10}".encode()[:10].ljust(10) + b"hello")
        assert ada.until_over() == "closed by the server"
        assert ada.printed[-1][0] == "server"
        assert "length" in ada.printed[-1][1]
        bob.until("left")


def test_a_header_cut_off_by_the_end_says_nothing(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob:
        with come(server, "Ada") as ada:
            bob.until("joined")
            ada.raw(b"5    ")
        bob.until("left")
        with come(server, None) as silent:
            silent.raw(b"3         A")
        with come(server, "Third"):
            assert bob.until("joined")["who"]["nick"] == "Third"


def test_an_empty_message_says_nothing(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        ada.put("", " ", "\x00\x07", "hi")
        assert bob.until("message")["text"] == "hi"


@pytest.mark.parametrize(
    ("username", "nick"),
    [
        ("Ada", "Ada2"),
        ("ada", "ada2"),
        ("", "Guest"),
        ("a\x1b[31mb\n", "a[31mb"),
        ("a\nb", "Guest"),
        ("server", "Guest"),
        ("x" * 200, "Guest"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("Ada Lovelace", "Ada Lovelace"),
        ("Zoë", "Zoë"),
    ],
)
def test_a_username_that_will_not_do_is_told_with_the_one_that_does(
    start: Start, username: str | bytes, nick: str
) -> None:
    server = start()
    with in_lobby(server, "Ada") as ada, come(server, username) as visitor:
        assert ada.until("joined")["who"]["nick"] == nick
        visitor.put("hi")
        assert ada.until("message")["by"]["nick"] == nick
        visitor.press_return()
        told = [text for by, text in visitor.printed if by == "server"]
        if nick in ("Guest", "Ada2", "ada2"):
            assert told[0].endswith(f"Here you are {nick}.")
        else:
            assert not any("Here you are" in text for text in told)


def test_a_number_for_each_of_many_with_one_name(start: Start) -> None:
    server = start()
    with in_lobby(server, "Ada") as ada:
        clients = [come(server, "Bob") for _ in range(5)]
        nicks = {ada.until("joined")["who"]["nick"] for _ in clients}
        assert nicks == {"Bob", "Bob2", "Bob3", "Bob4", "Bob5"}
        for client in clients:
            client.close()


def test_an_invite_is_asked_for_and_typed(start: Start) -> None:
    server = start("--invite")
    code = new_invite(server)
    with come(server, "Ada") as ada:
        wait_until(ada.press_return, "it is asked for the code")
        assert "invite" in ada.printed[0][1]
        before = len(ada.printed)
        ada.press_return("wrong")
        wait_until(lambda: ada.press_return() or len(ada.printed) > before, "told so")
        assert ada.printed[-1] == (
            "server",
            "That invite is not right, or not good any more; ask for another. Type its code here.",
        )
        ada.press_return(code)
        ada.put("I am in")
        with RawClient(server.port, "Bob", invite=new_invite(server)) as bob:
            bob.join()
            assert bob.until("message")["text"] == "I am in"


def test_who_reads_nothing_finds_whole_messages_whenever_they_look(start: Start) -> None:
    server = start()
    with (
        in_lobby(server, "Bob") as bob,
        in_lobby(server, "Third") as third,
        come(server, "Ada", buffer=4_096) as ada,
    ):
        bob.until("joined", who=third.until("joined")["who"])
        texts = [f"{n} " + "é" * (n % 700) for n in range(200)]
        for n, text in enumerate(texts):
            bob.say(text, id=str(n))
        assert [third.until("message")["text"] for _ in texts] == texts, "nobody waits for Ada"
        deadline = time.monotonic() + 1.5  # the system probes a closed window after 0.2 s, 0.4 s, …
        while time.monotonic() < deadline:
            ada.lies_whole()
        assert ada.lies_whole() > 0

        def said() -> list[str]:
            ada.lies_whole()
            ada.press_return()
            return "".join(text for by, text in ada.printed if by == "Bob").split(" ")

        wait_until(lambda: len(said()) >= len(texts), "all was read")
        wait_until(lambda: "".join(said()) == "".join(texts).replace(" ", ""), "in order, once")


def test_who_does_not_keep_up_reads_what_came_and_is_told_by_the_end(start: Start) -> None:
    server = start(settings="[limits]\noutbox = 20_000\n")
    with in_lobby(server, "Bob") as bob, come(server, "Ada", buffer=4_096) as ada:
        bob.until("joined")
        for n in range(40):
            bob.say("x" * 1_000, id=str(n))
        bob.until("left")
        assert ada.until_over() == "closed by the server", "no reset, and no half a message"
        assert "too slow" in server.stderr.read_text()


def test_the_servers_end_is_told_and_orderly(start: Start) -> None:
    server = start()
    with come(server, "Ada") as ada:
        wait_until(lambda: ada.lies_whole() or ada.press_return("hi") or True)
        with in_lobby(server, "Bob") as bob:
            bob.until("message")
            begun = time.monotonic()
            assert server.stop() == 0
            assert time.monotonic() - begun < STOP_SECONDS
        assert ada.until_over() == "closed by the server"
        by, text = ada.printed[-1]
        assert by == "server"
        assert "closing" in text


def test_a_reset_is_noticed(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        bob.until("joined")
        ada.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        ada.close()
        assert bob.until("left")["who"]["nick"] == "Ada"


def test_who_says_no_username_is_let_go(start: Start) -> None:
    server = start(settings="[limits]\nhello = 1\n")
    with come(server, None) as silent:
        assert silent.until_over() == "closed by the server"
        assert silent.printed == [("server", "Nobody said hello within 1 seconds.")]


def test_what_it_can_not_show_comes_as_a_line_of_text(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        bob.until("joined")
        bob.say("helo", id="1")
        target = bob.until("message")["seq"]
        bob.send(type="edit", room="lobby", id="2", target=target, text="hello")
        bob.send(type="react", room="lobby", id="3", target=target, emoji="👍", on=True)
        bob.send(type="send", room="lobby", id="4", text="waves", action=True)
        bob.send(type="topic", room="lobby", id="5", text="The weather")
        bob.send(type="delete", room="lobby", id="6", target=target)
        bob.until("deleted")
        ada.until(
            ("Bob", "helo"),
            ("Bob", "(corrected) hello"),
            ("server", "Bob reacts with 👍"),
            ("server", "* Bob waves"),
            ("server", "Bob set the topic to The weather"),
            ("server", "Bob took a message back."),
        )


def test_what_is_said_to_it_alone_is_marked_and_no_private_room_reaches_it(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob, come(server, "Ada") as ada:
        who = bob.until("joined")["who"]["id"]
        bob.send(type="create", room="+den", private=True, re="1")
        bob.until("room", room="+den")
        bob.send(type="admit", room="+den", who="Ada", re="2")
        bob.until("done", re="2")
        bob.say("a secret", id="1", room="+den")
        bob.send(type="open", re="3", **{"with": "Ada"})
        bob.say("psst", id="2", room=names.direct_name(who, bob.welcome["you"]["id"]))
        bob.say("aloud", id="3")
        ada.until(("Bob", "(to you alone) psst"), ("Bob", "aloud"))
        assert not any("secret" in text for _, text in ada.printed)


def test_on_joining_it_gets_the_last_few_messages(start: Start) -> None:
    server = start()
    with in_lobby(server, "Bob") as bob:
        for n in range(30):
            bob.say(f"number {n}", id=str(n))
        bob.until("message", text="number 29")
        with come(server, "Ada") as ada:
            ada.until(*(("Bob", f"number {n}") for n in range(20, 30)))
            bob.say("new", id="new")
            ada.until(("Bob", "new"))
            said = [text for by, text in ada.printed if by == "Bob"]
            assert said == [*(f"number {n}" for n in range(20, 30)), "new"]
