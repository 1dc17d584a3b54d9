"""Moderators at work on a real server: what people see on their sockets, also after a restart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_server import console_key
from chat_server.records import CONSOLE_NICK, Ban
from chat_server.storage.log import Log
from chat_server.writes import PutBan
from tests.server.keys import Key
from tests.support import RawClient, ServerProcess


class Person(RawClient):
    """Somebody with a key, who is in the lobby if they are let in."""

    def __init__(self, server: ServerProcess, nick: str, key: Key) -> None:
        super().__init__(server.port)
        self.send(type="hello", version=1, nick=nick, key=key.public)
        self.send(type="proof", signature=key.proof(self.until("prove")["nonce"], nick).signature)
        self.first = self.next()
        if self.first["type"] == "welcome":
            self.join()

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Give a command with a `re`; gives its answer."""
        self.send(type=type, re=type, **fields)
        while (answer := self.next()).get("re") != type:
            pass
        return answer


class House:
    """A data folder with the keys of its people; Ada hosts."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.keys = {nick: Key() for nick in ("Ada", "Bob", "Third")}

    def open(self) -> ServerProcess:
        return ServerProcess(self.data, 0, "--owner", self.keys["Ada"].public)

    def enter(self, server: ServerProcess, nick: str) -> Person:
        return Person(server, nick, self.keys[nick])


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "data")


@pytest.fixture
def server(house: House) -> Iterator[ServerProcess]:
    with house.open() as running:
        yield running


def test_a_ban_ends_every_window_while_others_go_on(house: House, server: ServerProcess) -> None:
    with house.enter(server, "Ada") as ada, house.enter(server, "Third") as third:
        windows = [house.enter(server, "Bob") for _ in range(2)]
        assert ada.ask("ban", who="Bob", reason="spam")["type"] == "done"
        for window in windows:
            *_, last = window.events()
            assert (last["type"], last["code"], last["fatal"]) == ("error", "not-allowed", True)
            assert "banned from this server: spam." in last["text"]
            window.close()
        left = third.until("left")
        assert (left["who"]["nick"], left["by"]["nick"], left["reason"]) == ("Bob", "Ada", "spam")
        third.say("still here", "1")
        assert ada.until("message")["text"] == "still here"


def test_who_is_put_out_of_a_room_or_off_the_server_may_come_again(
    house: House, server: ServerProcess
) -> None:
    with house.enter(server, "Ada") as ada, house.enter(server, "Bob") as bob:
        assert ada.ask("kick", who="Bob", room="lobby")["type"] == "done"
        assert bob.until("left")["by"]["nick"] == "Ada"
        bob.say("x", "1")
        assert bob.until("error")["code"] == "not-here"
        bob.join()
        bob.say("again", "2")
        assert ada.until("message")["text"] == "again"
        ada.ask("kick", who="Bob", reason="later")
        *_, last = bob.events()
        assert (last["text"], last["fatal"]) == ("Ada has put you out: later.", True)
    with house.enter(server, "Bob") as bob:
        assert bob.first["type"] == "welcome"


def test_mutes_bans_roles_and_acts_outlast_a_crash(house: House) -> None:
    with house.open() as server, house.enter(server, "Ada") as ada:
        for nick in ("Bob", "Third"):
            house.enter(server, nick).close()
        acts = [
            ("mute", {"who": "Bob", "reason": "loud"}),
            ("role", {"who": "Bob", "role": "guest"}),
            ("ban", {"who": "Third"}),
            ("ban", {"address": "192.0.2.0/24"}),
        ]
        for type, fields in acts:
            assert ada.ask(type, **fields)["type"] == "done"
        server.kill()
    with house.open() as server, house.enter(server, "Ada") as ada:
        with house.enter(server, "Third") as third:
            assert third.first["code"] == "not-allowed"
        with house.enter(server, "Bob") as bob:
            assert bob.first["you"]["role"] == "guest"
            assert (bob.seen[2]["type"], bob.seen[2]["reason"]) == ("muted", "loud")
            bob.say("x", "1")
            assert bob.until("error")["text"] == "A moderator has muted you here: loud."
            assert ada.ask("mute", who="Bob", on=False)["type"] == "done"
            assert bob.until("muted")["on"] is False
            bob.say("y", "2")
            assert ada.until("message")["text"] == "y"
        banned = ada.ask("bans")["bans"]
        assert {one.get("address") or one["who"]["nick"] for one in banned} == {
            *("Third", "192.0.2.0/24")
        }
        noted = [(one["number"], one["act"]) for one in ada.ask("audit")["acts"]]
        assert noted == [(6, "mute"), (5, "ban"), (4, "ban"), (3, "role"), (2, "mute"), (1, "role")]


def test_a_banned_address_is_refused_before_it_says_anything(house: House) -> None:
    house.open().stop()
    with Log(house.data) as log:
        ban = Ban(by="console", at=1, subject="127.0.0.1", is_address=True)
        log.append([PutBan(ban)])
    with house.open() as server, RawClient(server.port) as stranger:
        (error,) = stranger.events()
        assert error["text"].startswith("You are banned from this server.")


def test_loopback_can_not_be_banned_by_a_command(house: House, server: ServerProcess) -> None:
    with house.enter(server, "Ada") as ada, house.enter(server, "Bob"):
        for fields in ({"address": "127.0.0.0/8"}, {"who": "Bob", "addresses": True}):
            refused = ada.ask("ban", **fields)
            assert (refused["type"], refused["code"]) == ("error", "not-allowed")
            assert "locked out" in refused["text"]


def test_the_console_puts_things_in_order_unseen(house: House, server: ServerProcess) -> None:
    key = Key(console_key.read(house.data))
    with house.enter(server, "Bob") as bob, RawClient(server.port) as console:
        console.send(type="hello", version=1, nick=CONSOLE_NICK, key=key.public)
        nonce = console.until("prove")["nonce"]
        console.send(type="proof", signature=key.proof(nonce, CONSOLE_NICK).signature)
        assert console.until("welcome")["you"]["role"] == "owner"
        console.send(type="role", who="Bob", role="moderator", re="1")
        assert console.until("done")["re"] == "1"
        assert bob.until("role", room="")["by"]["nick"] == CONSOLE_NICK
        assert [one["nick"] for one in bob.ask("people")["people"]] == ["Bob"]
