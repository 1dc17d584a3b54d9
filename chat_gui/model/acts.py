"""What was asked of the server and has an answer of its own, until that comes. Pure."""

from typing import NamedTuple

import msgspec

from chat_gui.model.ids import fresh_id
from chat_server.protocol import commands

MOST_ASKED = 100
"""Answers that are waited for; the oldest are given up first."""

Request = (
    commands.Create
    | commands.Announce
    | commands.Admit
    | commands.Kick
    | commands.Ban
    | commands.Unban
    | commands.Mute
    | commands.Role
    | commands.Release
    | commands.Invite
    | commands.Revoke
    | commands.Invites
    | commands.Bans
    | commands.Audit
    | commands.People
)
"""A command whose `re` brings its answer back to who asked."""


class Asked(NamedTuple):
    """A command, and whom or what it is about as the person knows it: a nickname, an address.

    `quiet`: the window asks it by itself, and nobody is told of an answer.
    """

    command: Request
    about: str
    quiet: bool = False


class Acts:
    """By the `re` that was given to each."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}

    def want(self, command: Request, about: str = "", *, quiet: bool = False) -> Request:
        """Wait for the answer to a command; gives it as it is to be sent."""
        named = msgspec.structs.replace(command, re=fresh_id())
        self._asked[named.re or ""] = Asked(named, about, quiet)
        for re in list(self._asked)[:-MOST_ASKED]:
            del self._asked[re]
        return named

    def take(self, re: str | None) -> Asked | None:
        """What this answers; it is waited for no more. None if nobody waits for that."""
        return self._asked.pop(re, None) if re is not None else None

    def ends(self, room: str) -> bool:
        """Whether somebody's membership of a room is to end, as one has asked."""
        asked = [one.command for one in self._asked.values()]
        return any(isinstance(one, commands.Kick) and one.room == room for one in asked)

    def give_up(self) -> list[Asked]:
        """The connection is gone, and the answers with it."""
        given_up = list(self._asked.values())
        self._asked.clear()
        return given_up
