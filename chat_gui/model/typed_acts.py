"""Typed commands of those who look after the chat, and about private rooms -> what to ask for.

Where a person is put out or muted without a room being named, it is the room that is looked at;
the lobby, where everyone lands, stands for the whole server.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Literal, NoReturn

import msgspec

from chat_gui.i18n import _
from chat_gui.model.acts import Request
from chat_server.protocol import commands, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.limits import Limits
from chat_server.protocol.roles import known_role

MOST_REASON = 250
"""Characters of a reason (`chat_server.protocol.fields.Reason`)."""
MOST_USES = 10_000

_TIME = re.compile(r"(\d{1,4})([mhdw])\Z", re.IGNORECASE)
_UNITS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}

Tab = Literal["audit", "bans", "invites"]
"""A part of the moderators' panel."""


class Act(msgspec.Struct, frozen=True):
    """Ask the server for this; `about` is whom or what it is about, as it was typed."""

    command: Request
    about: str = ""


class Look(msgspec.Struct, frozen=True):
    """Look at this part of the moderators' panel."""

    tab: Tab


class Here(msgspec.Struct, frozen=True):
    """Where and when something is typed, and who may be meant. `now` is Unix milliseconds."""

    limits: Limits = Limits()
    nicks: tuple[str, ...] = ()
    room: str = names.LOBBY
    now: int = 0

    @property
    def place(self) -> str | None:
        """The room that somebody is put out of or muted in; None for the whole server."""
        whole = self.room == names.LOBBY or self.room.startswith(names.DIRECT)
        return None if whole else self.room


def split_nick(rest: str, nicks: Iterable[str]) -> tuple[str, str]:
    """What was typed behind a command -> a nickname and what follows it.

    A nickname may hold spaces: the longest one that is known counts, or else the first word.
    """
    rest = rest.strip()
    known = [nick for nick in nicks if _begins_with(rest, nick)]
    nick = rest[: len(max(known, key=len))] if known else rest.partition(" ")[0]
    return nick, rest[len(nick) :].strip()


def _begins_with(text: str, nick: str) -> bool:
    rest = text[len(nick) :]
    return text[: len(nick)].casefold() == nick.casefold() and rest[:1] in ("", " ")


def _kick(rest: str, here: Here) -> Act:
    nick, reason = _whom(rest, here, _("/kick NAME WHY"))
    return Act(commands.Kick(who=nick, room=here.place, reason=_reason(reason)), nick)


def _ban(rest: str, here: Here) -> Act:
    usage = _("/ban NAME 1d WHY")
    first, _space, others = rest.strip().partition(" ")
    if _is_address(first):
        until, reason = _until(others, here.now)
        return Act(commands.Ban(address=first, until=until, reason=_reason(reason)), first)
    nick, others = _whom(rest, here, usage)
    until, reason = _until(others, here.now)
    return Act(commands.Ban(who=nick, until=until, reason=_reason(reason)), nick)


def _unban(rest: str, here: Here) -> Act:
    whom = rest.strip()
    if _is_address(whom):
        return Act(commands.Unban(address=whom), whom)
    nick = _nick(whom, here, _("/unban NAME"))
    return Act(commands.Unban(who=nick), nick)


def _mute(rest: str, here: Here) -> Act:
    nick, others = _whom(rest, here, _("/mute NAME 15m WHY"))
    until, reason = _until(others, here.now)
    command = commands.Mute(who=nick, room=here.place, until=until, reason=_reason(reason))
    return Act(command, nick)


def _unmute(rest: str, here: Here) -> Act:
    nick = _nick(rest.strip(), here, _("/unmute NAME"))
    return Act(commands.Mute(who=nick, on=False, room=here.place), nick)


def _role(rest: str, here: Here) -> Act:
    usage = _("/role NAME ROLE, where ROLE is guest, member, moderator or owner")
    name, _space, word = rest.strip().rpartition(" ")
    role = known_role(word.lower())
    if role != word.lower():
        _refuse(_("Say what they are to be: {usage}.").format(usage=usage))
    nick = _nick(name.strip(), here, usage)
    return Act(commands.Role(who=nick, role=role), nick)


def _release(rest: str, here: Here) -> Act:
    nick = _nick(rest.strip(), here, _("/release NAME"))
    return Act(commands.Release(nick=nick), nick)


def _invite(rest: str, here: Here) -> Act:
    uses, until = 0, None
    for word in rest.split():
        if word.isascii() and word.isdecimal() and 0 < int(word[:6]) <= MOST_USES and not uses:
            uses = int(word)
        elif until is None and _TIME.match(word):
            until, _rest = _until(word, here.now)
        else:
            _refuse(_("Say for how many and for how long, or neither: /invite 5 1d."))
    return Act(commands.Invite(uses=uses, until=until))


def _create(rest: str, here: Here) -> Act:
    name, *flags = rest.split() or [""]
    said = {flag.lower() for flag in flags}
    if not name or said - {"private", "announcements"}:
        _refuse(_("Say what it is called, and what it is: /create NAME private announcements."))
    private = "private" in said or name.startswith(names.PRIVATE)
    return Act(making(name, here.limits, private=private, announce="announcements" in said))


def making(name: str, limits: Limits, *, private: bool, announce: bool) -> commands.Create:
    """The command that makes a room called so. Raises `Refusal`."""
    fold = names.private_name if private else names.room_name
    room = fold(name.strip().removeprefix("#"), limits.room)
    return commands.Create(room=room, private=private, announce=announce)


def _admit(rest: str, here: Here) -> Act:
    nick = _nick(rest.strip(), here, _("/add NAME"))
    return Act(commands.Admit(who=nick, room=here.room), nick)


def _announce(rest: str, here: Here) -> Act:
    word = rest.strip().lower()
    if word not in ("on", "off"):
        _refuse(_("Say whether this room is for announcements: /announce on, or /announce off."))
    return Act(commands.Announce(room=here.room, on=word == "on"))


ACTS: dict[str, Callable[[str, Here], Act | Look]] = {
    "kick": _kick,
    "ban": _ban,
    "unban": _unban,
    "mute": _mute,
    "unmute": _unmute,
    "role": _role,
    "release": _release,
    "invite": _invite,
    "create": _create,
    "admit": _admit,
    "add": _admit,
    "announce": _announce,
    "audit": lambda _rest, _here: Look("audit"),
    "bans": lambda _rest, _here: Look("bans"),
    "invites": lambda _rest, _here: Look("invites"),
}
"""A command's word -> what it asks for; each raises `Refusal` with what is missing."""


def _whom(rest: str, here: Here, usage: str) -> tuple[str, str]:
    nick, others = split_nick(rest, here.nicks)
    return _nick(nick, here, usage), others


def _nick(typed: str, here: Here, usage: str) -> str:
    if not typed:
        _refuse(_("Say whom: {usage}.").format(usage=usage))
    if len(typed) > 4 * here.limits.nick:
        _refuse(_("Nobody has so long a nickname; say whom: {usage}.").format(usage=usage))
    return typed  # one from before today's rules may be meant, so the server judges it


def _until(rest: str, now: int) -> tuple[int | None, str]:
    """A time such as 15m, if the text begins with one -> the moment it ends, and the rest."""
    word, _space, others = rest.strip().partition(" ")
    found = _TIME.match(word)
    if found is None:
        return None, rest.strip()
    if not int(found[1]):
        _refuse(_("Say how long: 15m, 1h, 1d or 1w; without it, it is for ever."))
    return min(now + int(found[1]) * _UNITS[found[2].lower()], MAX_INTEGER), others.strip()


def _reason(typed: str) -> str | None:
    line = " ".join(typed.split())
    if len(line) > MOST_REASON:
        _refuse(_("A reason has at most {limit} characters.").format(limit=MOST_REASON))
    return line or None


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False
    return "." in word or ":" in word  # a bare number is a nickname


def _refuse(sentence: str) -> NoReturn:
    raise Refusal(ErrorCode.BAD_REQUEST, sentence)
