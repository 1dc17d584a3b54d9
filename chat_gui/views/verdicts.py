"""What the window says about roles, mutes, bans and who was put out: whole sentences by table."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chat_gui.model.acts import Request
from chat_gui.model.rights import Silence
from chat_gui.model.rows import Announced, Appointed, PresenceRow, PutOut
from chat_gui.model.standing import ARTICLED, known_role
from chat_gui.views import words
from chat_server.protocol import commands, events
from chat_server.protocol.names import PRIVATE
from chat_server.protocol.roles import Role

BADGES: dict[Role, str] = {
    "guest": "guest",
    "member": "",
    "moderator": "moderator",
    "owner": "owner",
}
"""What stands beside a name, quietly; a member is what most are."""

TIMES: tuple[tuple[str, int | None], ...] = (
    ("15 minutes", 15 * words.MINUTE_MS),
    ("1 hour", 60 * words.MINUTE_MS),
    ("1 day", words.DAY_MS),
    ("For ever", None),
)
"""How long a mute or a ban may be chosen to hold, in milliseconds."""

_SERVER = "server"
"""The nickname by which the server itself acts, and its commands in a terminal."""
_IT = "the server"
"""How it is called within a sentence."""


def moment(at: int, now: int) -> str:
    """A moment as part of a sentence: “14:30”, “tomorrow 14:30”, “3 May 14:30”; Unix ms."""
    date, today = (datetime.fromtimestamp(one / 1000).date() for one in (at, now))
    time = words.clock(at)
    if date == today:
        return time
    if date == today + timedelta(days=1):
        return f"tomorrow {time}"
    if date == today - timedelta(days=1):
        return f"yesterday {time}"
    from babel.dates import format_date

    shape = "d MMMM" if date.year == today.year else "d MMMM y"
    return f"{format_date(date, shape, locale='en_GB')} {time}"


def until(end: int | None, now: int) -> str:
    """How long something holds: “until 14:30”, “for ever”."""
    return "for ever" if end is None else f"until {moment(end, now)}"


def place(room: str | None) -> str:
    """A room as part of a sentence: “# lobby”, or a private one's name; empty for none."""
    if not room:
        return ""
    return room.removeprefix(PRIVATE) if room.startswith(PRIVATE) else f"# {room}"


# What the history tells


def presence(row: PresenceRow) -> str:
    """Who came, went and was renamed, and what was ruled, in one line."""
    ruled = [_RULED[type(one)](one) for one in row.ruled]
    return " · ".join(said for said in (words.presence(row), *ruled) if said)


def _put_out(one: PutOut) -> str:
    if not one.by:
        return _why(f"{one.nick} was put out", one.reason)
    return _why(f"{one.nick} was put out by {_doer(one.by, _IT)}", one.reason)


def _appointed(one: Appointed) -> str:
    return f"{_doer(one.by)} made {one.nick} {_a(one.role)}"


def _announced(one: Announced) -> str:
    if one.on:
        return f"{_doer(one.by)} made this a room for announcements"
    return f"{_doer(one.by)} lets everyone write here again"


_RULED: dict[type, Callable[[Any], str]] = {
    PutOut: _put_out,
    Appointed: _appointed,
    Announced: _announced,
}


def _why(said: str, reason: str | None) -> str:
    return f"{said}: {reason}" if reason else said


def _ended(said: str, reason: str | None) -> str:
    """The same as a sentence of its own."""
    return f"{said}: {reason}" if reason else f"{said}."


def _doer(nick: str, server: str = "The server") -> str:
    """Who did it: nobody but the server itself can bear its nickname."""
    return server if nick == _SERVER else nick


def _a(role: str) -> str:
    return ARTICLED[known_role(role)]


# What one is told


def silence(why: Silence, now: int) -> str:
    """Why one can't write here."""
    if why.announce and why.maker:
        return "This room is for announcements: only who made it writes here."
    if why.announce:
        return "This room is for announcements: only moderators write here."
    where = "You are muted" if why.everywhere else "You are muted in this room"
    if why.until is None:
        return _ended(where, why.reason)
    return _ended(f"{where} {until(why.until, now)}", why.reason)


def to_me(what: events.Role | events.Muted | events.Left | events.RoomState, now: int) -> str:
    """What was done to oneself."""
    return _TO_ME[type(what)](what, now)


def _made(event: events.Role, _now: int) -> str:
    if event.by.id == event.who.id:
        return f"You are {_a(event.role)} here now."
    return f"{_doer(event.by.nick)} made you {_a(event.role)}."


def _muted(event: events.Muted, now: int) -> str:
    where = f" in {place(event.room)}" if event.room else ""
    if not event.on:
        return f"You may write{where} again." if where else "You may write again."
    if event.until is None:
        return _ended(f"{_doer(event.by.nick)} has muted you{where}", event.reason)
    return _ended(
        f"{_doer(event.by.nick)} has muted you{where} {until(event.until, now)}", event.reason
    )


def _left(event: events.Left, _now: int) -> str:
    by = _doer(event.by.nick) if event.by is not None else "Somebody"
    return _ended(f"{by} put you out of {place(event.room)}", event.reason)


def _brought(event: events.RoomState, _now: int) -> str:
    return f"You were brought into the private room {place(event.room)}."


_TO_ME: dict[type, Callable[[Any, int], str]] = {
    events.Role: _made,
    events.Muted: _muted,
    events.Left: _left,
    events.RoomState: _brought,
}


# What became of what one asked


def acted(command: Request, about: str, now: int) -> str:
    """That it is done; `about` is whom or what it was about. Empty where nothing is to be said."""
    say = _ACTED.get(type(command))
    return say(command, about, now) if say is not None else ""


def _kicked(command: commands.Kick, about: str, _now: int) -> str:
    if command.room is None:
        return f"{about} was put off the server."
    return f"{about} was put out of {place(command.room)}."


def _was_muted(command: commands.Mute, about: str, now: int) -> str:
    where = f" in {place(command.room)}" if command.room else ""
    if not command.on:
        return f"{about} may write{where} again."
    return f"{about} is muted{where} {until(command.until, now)}."


def _announces(command: commands.Announce, _about: str, _now: int) -> str:
    if command.on:
        return f"{place(command.room)} is for announcements now."
    return f"Everyone writes in {place(command.room)} again."


_ACTED: dict[type, Callable[[Any, str, int], str]] = {
    commands.Kick: _kicked,
    commands.Ban: lambda command, about, now: f"{about} is banned {until(command.until, now)}.",
    commands.Unban: lambda _command, about, _now: f"{about} is banned no more.",
    commands.Mute: _was_muted,
    commands.Role: lambda command, about, _now: f"{about} is {_a(command.role)} now.",
    commands.Release: lambda command, _about, _now: f"Anybody may be called {command.nick} now.",
    commands.Admit: lambda command, about, _now: f"{about} is in {place(command.room)} now.",
    commands.Announce: _announces,
    commands.Revoke: lambda _command, _about, _now: "The invite lets nobody in any more.",
}


# The moderators' lists


def act(one: events.ActInfo) -> tuple[str, str]:
    """An act of the audit log, and what else is known of it."""
    say = _ACTS.get(one.act)
    if say is None:  # a newer server's
        parts = (f"{_doer(one.by.nick)}: {one.act}", _whom(one, ""), place(one.room))
        return " ".join(part for part in parts if part), one.detail
    said, told = say(one)
    return said, "" if told else one.detail


def _whom(one: events.ActInfo, otherwise: str) -> str:
    return one.who.nick if one.who is not None else otherwise


def _where(one: events.ActInfo) -> str:
    return f" in {place(one.room)}" if one.room else ""


def _act_kick(one: events.ActInfo) -> tuple[str, bool]:
    whence = f"out of {place(one.room)}" if one.room else "off the server"
    return f"{_doer(one.by.nick)} put {_whom(one, words.SOMEBODY)} {whence}", False


def _act_unban(one: events.ActInfo) -> tuple[str, bool]:
    return f"{_doer(one.by.nick)} ended the ban of {_whom(one, one.detail)}", True


def _act_mute(one: events.ActInfo) -> tuple[str, bool]:
    whom = _whom(one, words.SOMEBODY)
    if one.detail == "off":
        return f"{_doer(one.by.nick)} let {whom} write again{_where(one)}", True
    return f"{_doer(one.by.nick)} muted {whom}{_where(one)}", False


def _act_role(one: events.ActInfo) -> tuple[str, bool]:
    return f"{_doer(one.by.nick)} made {_whom(one, words.SOMEBODY)} {_a(one.detail)}", True


def _act_announce(one: events.ActInfo) -> tuple[str, bool]:
    if one.detail == "on":
        return f"{_doer(one.by.nick)} made {place(one.room)} a room for announcements", True
    return f"{_doer(one.by.nick)} let everyone write in {place(one.room)} again", True


def _act_delete(one: events.ActInfo) -> tuple[str, bool]:
    return (
        f"{_doer(one.by.nick)} deleted a message of {_whom(one, words.SOMEBODY)}{_where(one)}",
        True,
    )


_ACTS: dict[str, Callable[[events.ActInfo], tuple[str, bool]]] = {
    "kick": _act_kick,
    "ban": lambda one: (f"{_doer(one.by.nick)} banned {_whom(one, 'an address')}", False),
    "unban": _act_unban,
    "mute": _act_mute,
    "role": _act_role,
    "release": lambda one: (f"{_doer(one.by.nick)} freed the nickname {one.detail}", True),
    "invite": lambda one: (f"{_doer(one.by.nick)} made an invite", False),
    "revoke": lambda one: (f"{_doer(one.by.nick)} revoked an invite", False),
    "announce": _act_announce,
    "delete": _act_delete,
}
"""By the command's type: the sentence, and whether it tells the detail as well."""


def ban(one: events.BanInfo, now: int) -> tuple[str, str]:
    """Who is banned; and until when, by whom, and why."""
    whom = one.who.nick if one.who is not None else one.address or ""
    said = f"{until(one.until, now)} · by {_doer(one.by.nick, _IT)}, {moment(one.at, now)}"
    return whom, _why(said[0].upper() + said[1:], one.reason)


def invite(one: events.InviteInfo, now: int) -> tuple[str, str]:
    """How many an invite lets in still; and until when, by whom."""
    used = f"{one.used:,} of {one.uses:,} used" if one.uses else f"{one.used:,} used"
    whom = "For anybody" if not one.uses else "For one" if one.uses == 1 else f"For {one.uses:,}"
    if one.role == "guest":
        whom = f"{whom} · as guests"
    ends = until(one.until, now)
    return whom, f"{used} · {ends} · by {_doer(one.by.nick, _IT)}, {moment(one.at, now)}"
