"""Looking after a chat from the window: a real server, real windows of two people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chat_gui.client import identity
from chat_server.protocol import proof
from tests.end_to_end.driving import Window
from tests.support import RawClient, ServerProcess, look_after, wait_until

pytestmark = pytest.mark.timeout(120)


def sees(window: Window, what: str, condition: Callable[[dict[str, Any]], object]) -> None:
    """Until what the window shows of rights is so."""
    wait_until(lambda: condition(window.do("rights")), f"{window.nick} sees {what}")


@contextmanager
def two(display: str, folder: Path, server: ServerProcess) -> Iterator[tuple[Window, Window]]:
    """Ada, who moderates, and Bob."""
    ada, bob = (Window(display, folder, nick, server.port) for nick in ("Ada", "Bob"))
    with ada, bob:
        for window in (ada, bob):
            window.wait_for("online")
            wait_until(lambda w=window: w.state()["people"] == ["Ada", "Bob"], "both are listed")
        done = look_after(server.data, "role", "Ada", "moderator")
        assert done.returncode == 0, done.stderr
        sees(ada, "that she moderates", lambda seen: seen["role"] == "moderator")
        sees(bob, "it too", lambda seen: seen["badges"]["Ada"] == "moderator")
        yield ada, bob


def test_a_person_is_muted_put_out_banned_and_let_in_again(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with two(display, tmp_path, server) as (ada, bob):
        assert bob.do("person", nick="Ada", path=[])["offered"] == ["Message", "Copy name"]
        ada.do("person", nick="Bob", path=["Mute…"])
        ada.do("confirm", reason="too loud")
        sees(bob, "that he is muted", lambda seen: seen["silent"].startswith("You are muted until"))
        sees(ada, "that it is done", lambda seen: seen["told"].startswith("Bob is muted until"))
        bob.do("say", text="hello?")
        ada.do("person", nick="Bob", path=["Let write again"])
        sees(bob, "that he may write", lambda seen: seen["silent"] == "")
        bob.do("say", text="sorry")
        wait_until(lambda: ada.shows("sorry"), "Ada reads it")
        assert not ada.shows("hello?")

        ada.do("person", nick="Bob", path=["Put out…"])
        ada.do("confirm", reason="enough for today")
        bob.wait_for("closed")
        sees(bob, "why", lambda seen: seen["told"] == "Ada has put you out: enough for today.")
        wait_until(
            lambda: ada.shows("Bob was put out by Ada: enough for today"), "Ada reads a line"
        )
        bob.do("reconnect")
        bob.wait_for("online")
        wait_until(lambda: ada.state()["people"] == ["Ada", "Bob"], "Bob is there again")

        ada.do("say", text="/ban Bob 1d spam")
        bob.wait_for("closed")
        sees(bob, "that he is banned", lambda seen: "banned" in seen["told"])
        bob.do("reconnect")
        bob.wait_for("closed")
        ada.do("say", text="/bans")
        sees(ada, "the ban", lambda seen: seen["bans"] == ["Bob"])
        ada.do("say", text="/unban Bob")
        sees(ada, "that there is none", lambda seen: seen["bans"] == [])

        def back() -> bool:
            bob.do("reconnect")  # while the try before is still being refused it counts for nothing
            return bool(bob.state()["phase"] == "online")

        wait_until(back, "Bob is back")

        ada.do("say", text="/role Bob guest")
        sees(bob, "that he is a guest", lambda seen: seen["role"] == "guest")
        ada.do("say", text="/audit")
        sees(
            ada,
            "all of it",
            lambda seen: (
                seen["acts"][:6]
                == [
                    "Ada made Bob a guest",
                    "Ada ended the ban of Bob",
                    "Ada banned Bob",
                    "Ada put Bob off the server",
                    "Ada let Bob write again",
                    "Ada muted Bob",
                ]
            ),
        )
        assert ada.close() == {"status": 0, "threads": []}
        assert bob.close() == {"status": 0, "threads": []}


def test_a_private_room_and_who_is_in_it(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with two(display, tmp_path, server) as (ada, bob), RawClient(server.port, "Third") as third:
        third.join()
        bob.do("say", text="/create plans private")
        wait_until(lambda: bob.state()["header"][0] == "plans", "Bob looks at it")
        bob.do("say", text="between us")
        bob.do("say", text="/add Ada")
        sees(ada, "the room", lambda seen: "plans" in seen["rooms"])
        sees(ada, "why", lambda seen: "brought into the private room plans" in seen["told"])
        ada.do("enter", nick="plans")
        wait_until(lambda: ada.shows("between us"), "Ada reads what was said before")
        third.send(type="join", room="+plans")
        assert third.until("error")["code"] == "no-such-room"

        bob.do("say", text="/kick Ada that was all")
        sees(ada, "who did it", lambda seen: seen["told"].startswith("Bob put you out of plans"))
        assert ada.state()["header"][0] == "plans", "what she types is said nowhere else"
        ada.do("enter", nick="lobby")
        sees(ada, "no such room", lambda seen: "plans" not in seen["rooms"])
        ada.close()

        bob.do("say", text="/add Ada")
        sees(bob, "that it is done", lambda seen: seen["told"] == "Ada is in plans now.")
        sees(bob, "that she is away", lambda seen: seen["away"] == ["Ada"])
        bob.do("say", text="welcome back")
        with Window(display, tmp_path, "Ada", server.port) as again:
            sees(again, "it again", lambda seen: "plans" in seen["rooms"])
            again.do("enter", nick="plans")
            wait_until(lambda: again.shows("welcome back"), "she reads on")
            again.close()
        bob.close()


def test_a_room_for_announcements(display: str, tmp_path: Path, server: ServerProcess) -> None:
    with two(display, tmp_path, server) as (ada, bob):
        ada.do("say", text="/announce on")
        sees(bob, "that he can't write", lambda seen: "only moderators" in seen["silent"])
        sees(ada, "that she can", lambda seen: seen["silent"] == "")
        ada.do("say", text="hear hear")
        wait_until(lambda: bob.shows("hear hear"), "Bob reads it")
        ada.do("say", text="/announce off")
        sees(bob, "that he can write", lambda seen: seen["silent"] == "")
        bob.do("say", text="hooray")
        wait_until(lambda: ada.shows("hooray"), "Ada reads it")
        ada.close()
        bob.close()


def test_who_hosts_invites_others(display: str, tmp_path: Path) -> None:
    key = proof.public_key(identity.load(tmp_path / "Ada").key)
    with (
        ServerProcess(tmp_path / "data", 0, "--invite", "--owner", key) as server,
        Window(display, tmp_path, "Ada", server.port) as ada,
    ):
        sees(ada, "that it is hers", lambda seen: seen["role"] == "owner")
        ada.do("say", text="/invite 1 1d")
        sees(ada, "the code", lambda seen: seen["code"])
        code = ada.do("rights")["code"]
        with RawClient(server.port) as bob:
            bob.send(type="hello", version=1, nick="Bob")
            assert bob.until("error")["code"] == "needs-invite"
        with RawClient(server.port, "Bob", invite=code) as bob:
            bob.join()
            wait_until(lambda: ada.state()["people"] == ["Ada", "Bob"], "Ada sees Bob")
        ada.close()
