"""A real server process and real windows in processes of their own: the main job, whole."""

import time
from pathlib import Path

import pytest

from tests.end_to_end.driving import Window
from tests.support import RawClient, ServerProcess, wait_until

pytestmark = pytest.mark.timeout(120)


def test_two_people_talk_through_a_crash_of_the_server(display: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data) as server:
        port = server.port
        ada, bob = (Window(display, tmp_path, nick, port) for nick in ("Ada", "Bob"))
        with ada, bob:
            ada.wait_for("online")
            bob.wait_for("online")
            wait_until(lambda: bob.state()["people"] == ["Ada", "Bob"], "both are listed")
            ada.do("say", text="before the crash")
            wait_until(lambda: bob.shows("before the crash"), "Bob sees it")

            server.kill()
            for window in (ada, bob):
                window.wait_for("lost")
                wait_until(lambda w=window: w.state()["banner"], "the banner is drawn")
            ada.do("say", text="typed meanwhile")
            ada.do("say", text="and one more")
            assert ada.state()["sent"][-1] == ["Ada", "and one more", "sending"]

            with ServerProcess(data, port):
                for window in (ada, bob):
                    window.wait_for("online")
                wait_until(lambda: bob.shows("and one more"), "Bob sees what was typed meanwhile")
                wait_until(
                    lambda: all(sent[2] == "sent" for sent in ada.state()["sent"]), "all is sent"
                )
                expected = [
                    ["Ada", text, "sent"]
                    for text in ("before the crash", "typed meanwhile", "and one more")
                ]
                assert ada.state()["sent"] == expected
                assert bob.state()["sent"] == expected
                assert ada.close() == {"status": 0, "threads": []}
                assert bob.close() == {"status": 0, "threads": []}


def test_a_known_server_is_read_and_written_to_while_it_is_away(
    display: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with ServerProcess(data) as server, RawClient(server.port, "Bob") as bob:
        port = server.port
        for room in ("lobby", "den"):
            bob.join(room)
            bob.say(f"said in the {room}", f"{room}1", room)
        with Window(display, tmp_path, "Ada", port) as ada:
            ada.wait_for("online")
            ada.do("say", text="/join den")
            wait_until(lambda: ada.shows("said in the den"), "Ada reads the den")
            ada.do("say", text="/join lobby")
            server.kill()
            ada.wait_for("lost")
            ada.do("say", text="first")
            ada.do("say", text="second")
            ada.close()
    with Window(display, tmp_path, "Ada", port) as ada:
        wait_until(lambda: ada.shows("said in the lobby"), "the lobby, still offline")
        wait_until(lambda: ada.shows("second"), "and what waits")
        state = ada.state()
        assert (state["rooms"], state["state"]) == (["lobby", "den"], "offline copy")
        ada.do("say", text="/join den")
        wait_until(lambda: ada.shows("said in the den"), "the den, still offline")
        ada.do("say", text="/join lobby")
        ada.do("say", text="third")
        ada.close()
    with ServerProcess(data, port), RawClient(port, "Bob") as bob:
        bob.join()
        with Window(display, tmp_path, "Ada", port) as ada:
            said = [bob.until("message")["text"] for _ in range(4)]
            assert said == ["said in the lobby", "first", "second", "third"]
            mine = ("first", "second", "third")
            expected = [["Bob", said[0], "sent"], *(["Ada", text, "sent"] for text in mine)]
            wait_until(lambda: ada.state()["sent"] == expected, "all is sent, and once")
            assert ada.state()["state"].startswith("connected")
            ada.close()
        bob.send(type="history", re="all", room="lobby", after=0)
        assert len(bob.until("page")["entries"]) == 4


def test_closing_the_window_ends_it_and_the_others_are_told(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with RawClient(server.port, "Bob") as bob:
        bob.join()
        with Window(display, tmp_path, "Ada", server.port) as ada:
            bob.until("joined")
            ada.wait_for("online")
            wait_until(ada.has_keyboard)
            begun = time.monotonic()
            assert ada.close() == {"status": 0, "threads": []}
            print(f"closed in {time.monotonic() - begun:.2f} s")
        assert bob.until("left")["who"]["nick"] == "Ada"


def test_what_a_bot_amends_is_shown_and_stays(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with RawClient(server.port, "Bob") as bob, Window(display, tmp_path, "Ada", server.port) as ada:
        bob.join()
        ada.wait_for("online")
        for number, text in enumerate(("frist", "secret", "third"), 1):
            bob.say(text, f"m{number}")
        bob.until("message", id="m3")
        wait_until(lambda: ada.shows("third"), "Ada sees what Bob says")
        bob.send(type="edit", room="lobby", id="e1", target=1, text="first")
        bob.send(type="delete", room="lobby", id="d1", target=2)
        bob.send(type="react", room="lobby", id="r1", target=3, emoji="🎉", on=True)
        bob.send(type="topic", room="lobby", id="t1", text="Lunch at one")
        wait_until(lambda: ada.state()["header"][1].startswith("Lunch at one"), "the topic")
        before = ada.state()
        for line in ("first  edited\n", "Message deleted\n", "third\n \n"):
            assert line in before["history"]
        assert "Bob set the topic: Lunch at one" in before["history"]
        assert "frist" not in before["history"]
        assert "secret" not in before["history"]
        ada.close()
        with Window(display, tmp_path, "Ada", server.port) as again:
            wait_until(lambda: again.shows("third"), "it is read back")
            read = again.state()["history"].replace("   new since you left   \n", "")
            assert read.strip() == before["history"].strip()
            again.close()


def test_a_conversation_of_two_and_what_is_unread_in_it(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with RawClient(server.port, "Bob") as bob:
        bob.join()
        with Window(display, tmp_path, "Ada", server.port) as ada:
            bob.until("joined")
            ada.wait_for("online")
            bob.send(**{"type": "open", "with": "Ada"})
            name = bob.until("room", kind="direct")["room"]
            bob.say("between us", "b1", name)
            wait_until(lambda: ada.state()["directs"] == [["Bob", "1"]], "Ada is told")
            assert not ada.shows("between us")
            ada.do("enter", nick="Bob")
            wait_until(lambda: ada.shows("between us"), "she looks at it")
            assert ada.state()["header"][0] == "Bob"
            assert ada.state()["title"].startswith("Bob — ")
            ada.do("say", text="/msg Bob and you?")
            assert bob.until("message", text="and you?")["room"] == name
            assert ada.state()["directs"] == [["Bob", ""]]
            ada.close()
        bob.until("left", room="lobby")
        for number in range(3):
            bob.say(f"later {number}", f"l{number}", name)
        bob.send(type="react", room=name, id="r1", target=1, emoji="🎉", on=True)
        bob.until("reacted")
        with Window(display, tmp_path, "Ada", server.port) as ada:
            wait_until(lambda: ada.state()["directs"] == [["Bob", "3"]], "three are unread")
            ada.do("enter", nick="Bob")
            wait_until(lambda: ada.shows("later 2"), "she reads them")
            ada.close()
        with Window(display, tmp_path, "Ada", server.port) as ada:
            wait_until(lambda: ada.state()["directs"] == [["Bob", ""]], "all is read")
            ada.close()


NASTY = [
    "x" * 8_000,
    "ß" * 8_000,
    '[exit] {$a} \\ $::env(HOME) "; destroy . ;#',
    "{unbalanced",
    "e" + "\u0301" * 1_000,
    "\u202egnirts desrever\u202c",
    "👨‍👩‍👧‍👦 👍🏽 🇩🇪 1️⃣ ❤️ 🎉",
    "العربية עברית",
    "\u200b\u2060\ufeff.",
    "\u2028line\u2029paragraph",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "a\tb\nc\n\n\nd",
    "http://example.com/" + "y" * 500,
]


def test_nasty_texts_are_shown_harmlessly(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with RawClient(server.port, "Bob") as bob, Window(display, tmp_path, "Ada", server.port) as ada:
        bob.join()
        ada.wait_for("online")
        for number, text in enumerate(NASTY):
            bob.say(text, str(number))
            bob.until("message", id=str(number))
        bob.say("the end", "end")
        wait_until(lambda: ada.shows("the end"), "all is shown")
        assert [text for _, text, _ in ada.state()["sent"]] == [*NASTY, "the end"]
        ada.do("say", text="still here")
        assert bob.until("message", text="still here")
        ada.close()


def test_what_two_people_do_to_messages_survives_a_crash_of_the_server(
    display: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with ServerProcess(data) as server:
        port = server.port
        ada, bob = (Window(display, tmp_path, nick, port) for nick in ("Ada", "Bob"))
        with ada, bob:
            ada.wait_for("online")
            bob.wait_for("online")
            ada.do("say", text="hello")
            wait_until(lambda: bob.shows("hello"), "Bob sees it")
            assert bob.do("on", text="hello")["on"].startswith("Ada at ")
            bob.press("<Key-r>")
            bob.do("say", text="good morning")
            wait_until(lambda: ada.shows("Ada: hello\ngood morning"), "the answer quotes it")

            server.kill()
            for window in (ada, bob):
                window.wait_for("lost")
            bob.do("on", text="good morning")
            bob.press("<Key-e>")
            bob.do("say", text=", all")
            ada.do("react", text="good morning", emoji="🎉")
            ada.do("on", text="hello")
            ada.press("<Delete>", "<Return>")
            wait_until(lambda: bob.shows("good morning, all  saving…"), "it is shown at once")
            assert ada.shows("hello  deleting…")

            with ServerProcess(data, port) as again:
                after = "Message deleted\ngood morning, all  edited\n"
                for window in (ada, bob):
                    window.wait_for("online")
                    wait_until(lambda w=window: w.shows(after), f"{window.nick} sees it all")
                    assert "hello" not in window.state()["history"]
                    window.close()
                with again.client("Third") as third:
                    third.join()
                    third.send(type="history", re="all", room="lobby", after=0)
                    kinds = [entry["type"] for entry in third.until("page")["entries"]]
    assert sorted(kinds) == ["deleted", "edited", "message", "message", "reacted"], "each once"
