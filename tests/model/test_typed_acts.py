"""What typed commands of moderators and about private rooms mean."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.typed import meaning
from chat_gui.model.typed_acts import ACTS, Act, Look
from chat_server.protocol import codec
from chat_server.protocol import commands as c
from chat_server.protocol.errors import Refusal
from chat_server.protocol.limits import Limits

NOW = 1_700_000_000_000
MINUTE, DAY = 60_000, 86_400_000
NICKS = ["Bob 2", "Bob"]


def meant(text: str, room: str = "lobby") -> Any:
    """What this means, typed in a room."""
    return meaning(text, Limits(), NICKS, room, NOW)


@pytest.mark.parametrize(
    ("text", "command", "about"),
    [
        ("/kick Bob", c.Kick(who="Bob"), "Bob"),
        ("/KICK bob 2  too  loud", c.Kick(who="bob 2", reason="too loud"), "bob 2"),
        ("/ban Bob", c.Ban(who="Bob"), "Bob"),
        ("/ban Visitor 1d spam", c.Ban(who="Visitor", until=NOW + DAY, reason="spam"), "Visitor"),
        ("/ban 10.0.0.0/8 spam", c.Ban(address="10.0.0.0/8", reason="spam"), "10.0.0.0/8"),
        ("/ban fe80::1 2H", c.Ban(address="fe80::1", until=NOW + 120 * MINUTE), "fe80::1"),
        ("/ban 12", c.Ban(who="12"), "12"),
        ("/unban Bob Smith", c.Unban(who="Bob Smith"), "Bob Smith"),
        ("/unban 10.0.0.1", c.Unban(address="10.0.0.1"), "10.0.0.1"),
        ("/mute Bob 15m", c.Mute(who="Bob", until=NOW + 15 * MINUTE), "Bob"),
        ("/mute Bob 15 minutes", c.Mute(who="Bob", reason="15 minutes"), "Bob"),
        ("/unmute Bob 2", c.Mute(who="Bob 2", on=False), "Bob 2"),
        ("/role Bob 2 Moderator", c.Role(who="Bob 2", role="moderator"), "Bob 2"),
        ("/release Bob Smith", c.Release(nick="Bob Smith"), "Bob Smith"),
        ("/invite", c.Invite(), ""),
        ("/invite 5 1w", c.Invite(uses=5, until=NOW + 7 * DAY), ""),
        ("/invite 1d", c.Invite(until=NOW + DAY), ""),
        ("/create News announcements", c.Create(room="news", announce=True), ""),
        ("/create #plans private", c.Create(room="+plans", private=True), ""),
        ("/create +plans", c.Create(room="+plans", private=True), ""),
        ("/create lunch", c.Create(room="lunch"), ""),
        ("/announce ON", c.Announce(room="lobby", on=True), ""),
        ("/announce off", c.Announce(room="lobby", on=False), ""),
    ],
)
def test_acts(text: str, command: Any, about: str) -> None:
    assert meant(text) == Act(command, about)


def test_where_one_looks_counts() -> None:
    assert meant("/kick Bob", "robotics").command == c.Kick(who="Bob", room="robotics")
    assert meant("/mute Bob 1m", "+plans").command.room == "+plans"
    assert meant("/unmute Bob", "robotics").command.room == "robotics"
    assert meant("/kick Bob", "@a+b").command.room is None, "a direct conversation is no place"
    assert meant("/add Bob", "+plans").command == c.Admit(who="Bob", room="+plans")
    assert meant("/admit Bob", "+plans") == meant("/add Bob", "+plans")
    assert meant("/announce on", "news").command.room == "news"


@pytest.mark.parametrize("tab", ["audit", "bans", "invites"])
def test_looks(tab: Any) -> None:
    assert meant(f"/{tab}") == Look(tab)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/kick", "/kick NAME WHY"),
        ("/ban ", "/ban NAME 1d WHY"),
        ("/unban", "/unban NAME"),
        ("/mute", "/mute NAME 15m WHY"),
        ("/mute Bob 0m", "15m, 1h, 1d or 1w"),
        ("/unmute", "/unmute NAME"),
        ("/role Bob", "/role NAME ROLE"),
        ("/role moderator", "/role NAME ROLE"),
        ("/role Bob emperor", "guest, member, moderator or owner"),
        ("/release", "/release NAME"),
        ("/invite 0", "/invite 5 1d"),
        ("/invite many", "/invite 5 1d"),
        ("/invite 1d 1d", "/invite 5 1d"),
        ("/invite 10001", "/invite 5 1d"),
        ("/create", "/create NAME private announcements"),
        ("/create a b", "/create NAME private announcements"),
        ("/create a/b private", "no space, #, / or comma"),
        ("/add", "/add NAME"),
        ("/announce", "/announce on"),
        ("/kick Bob " + "x" * 251, "at most 250"),
        ("/kick " + "x" * 200, "so long a nickname"),
    ],
)
def test_what_is_missing_is_told(text: str, says: str) -> None:
    with pytest.raises(Refusal) as caught:
        meant(text)
    assert says in caught.value.text


@given(
    st.sampled_from(sorted(ACTS)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["lobby", "robotics", "+plans", "@a+b"]),
)
def test_what_is_asked_is_what_the_server_reads(word: str, rest: str, room: str) -> None:
    try:
        asked = meant(f"/{word} {rest}", room)
    except Refusal:
        return
    if isinstance(asked, Act):
        line = codec.encode(asked.command)
        assert codec.command_decoder().feed(line) == [asked.command]
