"""What the window says about roles, mutes, bans and who was put out: whole sentences by table."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chat_gui.i18n import N_, _, ngettext, number, pgettext
from chat_gui.model.acts import Request
from chat_gui.model.rights import Silence
from chat_gui.model.rooms import Shut
from chat_gui.model.rows import Announced, Appointed, PresenceRow, PutOut
from chat_gui.model.standing import made
from chat_gui.views import words
from chat_server.protocol import commands, events
from chat_server.protocol.names import PRIVATE
from chat_server.protocol.roles import Role

_BADGES: dict[Role, str] = {
    "guest": N_("guest"),
    "member": "",
    "moderator": N_("moderator"),
    "owner": N_("owner"),
}

TIMES: tuple[tuple[str, int | None], ...] = (
    (N_("15 minutes"), 15 * words.MINUTE_MS),
    (N_("1 hour"), 60 * words.MINUTE_MS),
    (N_("1 day"), words.DAY_MS),
    (N_("For ever"), None),
)
"""How long a mute or a ban may be chosen to hold, in milliseconds."""

_UNTIL = re.compile(r"\Auntil (\d{4}-\d\d-\d\d \d\d:\d\d) UTC")
_USES = re.compile(r"\b(\d{1,9}) uses\Z")
"""What stands in the details of the server's own audit log."""

_SERVER = "server"
"""The nickname by which the server itself acts, and its commands in a terminal."""


def badge(role: Role) -> str:
    """What stands beside a name, quietly; a member is what most are."""
    return _(_BADGES[role])


def moment(at: int, now: int) -> str:
    """A moment as part of a sentence: “14:30”, “tomorrow 14:30”, “3 May 14:30”; Unix ms."""
    date, today = (datetime.fromtimestamp(one / 1000).date() for one in (at, now))
    time = words.clock(at)
    if date == today:
        return time
    if date == today + timedelta(days=1):
        return _("tomorrow {time}").format(time=time)
    if date == today - timedelta(days=1):
        return _("yesterday {time}").format(time=time)
    shape = "d MMMM" if date.year == today.year else "d MMMM y"
    # Translators: {date} is such as “3 May”, {time} such as “14:30”.
    return _("{date} {time}").format(date=words.written(date, shape), time=time)


def until(end: int | None, now: int) -> str:
    """How long something holds: “until 14:30”, “for ever”."""
    if end is None:
        return _("for ever")
    # Translators: {moment} is such as “14:30”, “tomorrow 14:30” or “3 May 14:30”.
    return _("until {moment}").format(moment=moment(end, now))


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
        return _why(_("{nick} was put out").format(nick=one.nick), one.reason)
    said = _("{nick} was put out by {by}").format(nick=one.nick, by=_doer(one.by))
    return _why(said, one.reason)


def _appointed(one: Appointed) -> str:
    # Translators: {role} is “a guest”, “a member”, “a moderator” or “an owner”.
    said = _("{by} made {nick} {role}")
    return _begun(said.format(by=_doer(one.by), nick=one.nick, role=made(one.role)))


def _announced(one: Announced) -> str:
    said = _("{by} lets everyone write here again")
    if one.on:
        said = _("{by} made this a room for announcements")
    return _begun(said.format(by=_doer(one.by)))


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


def _doer(nick: str) -> str:
    """Who did it: nobody but the server itself can bear its nickname."""
    # Translators: who did something, within a sentence.
    return pgettext("who did it", "the server") if nick == _SERVER else nick


def _begun(said: str) -> str:
    """A sentence that may begin with the server; a nickname is left as it is."""
    server = _doer(_SERVER)
    return words.capital(said) if said.startswith(server) else said


# What one is told


def silence(why: Silence, now: int) -> str:
    """Why one can't write here, and what one can do about it."""
    if why.out is not None:
        return _out(why.out, private=why.private)
    if why.announce and why.maker:
        return _("This room is for announcements: only who made it writes here.")
    if why.announce:
        return _("This room is for announcements: only moderators write here.")
    if why.until is None:
        said = _("You are muted") if why.everywhere else _("You are muted in this room")
        return _ended(said, why.reason)
    # Translators: {until} is such as “until 14:30”.
    said = _("You are muted {until}") if why.everywhere else _("You are muted in this room {until}")
    return _ended(said.format(until=until(why.until, now)), why.reason)


def _out(out: Shut, *, private: bool) -> str:
    if not out.by:
        return _("You are no member of this room any more. Any member can bring you in again.")
    said = _("{by} put you out of this room").format(by=_doer(out.by))
    lines = [_begun(_ended(said, out.reason))]
    if private:
        lines.append(_("Any member can bring you in again."))
    return "\n".join(lines)


def to_me(what: events.Role | events.Muted | events.Left | events.RoomState, now: int) -> str:
    """What was done to oneself."""
    return _begun(_TO_ME[type(what)](what, now))


def _made(event: events.Role, _now: int) -> str:
    if event.by.id == event.who.id:
        # Translators: {role} is “a guest”, “a member”, “a moderator” or “an owner”.
        return _("You are {role} here now.").format(role=made(event.role))
    return _("{by} made you {role}.").format(by=_doer(event.by.nick), role=made(event.role))


def _muted(event: events.Muted, now: int) -> str:
    room, by = place(event.room), _doer(event.by.nick)
    if not event.on:
        said = _("You may write in {room} again.") if room else _("You may write again.")
        return said.format(room=room)
    if event.until is None:
        said = _("{by} has muted you in {room}") if room else _("{by} has muted you")
    else:
        # Translators: {until} is such as “until 14:30”.
        said = (
            _("{by} has muted you in {room} {until}") if room else _("{by} has muted you {until}")
        )
    return _ended(said.format(by=by, room=room, until=until(event.until, now)), event.reason)


def _left(event: events.Left, _now: int) -> str:
    by = _doer(event.by.nick) if event.by is not None else _(words.SOMEBODY)
    return _ended(
        _("{by} put you out of {room}").format(by=by, room=place(event.room)), event.reason
    )


def _brought(event: events.RoomState, _now: int) -> str:
    return _("You were brought into the private room {room}.").format(room=place(event.room))


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
        return _("{nick} was put off the server.").format(nick=about)
    return _("{nick} was put out of {room}.").format(nick=about, room=place(command.room))


def _was_muted(command: commands.Mute, about: str, now: int) -> str:
    room = place(command.room)
    if command.on:
        # Translators: {until} is such as “until 14:30”, or “for ever”.
        said = _("{nick} is muted in {room} {until}.") if room else _("{nick} is muted {until}.")
    else:
        said = _("{nick} may write in {room} again.") if room else _("{nick} may write again.")
    return said.format(nick=about, room=room, until=until(command.until, now))


def _was_banned(command: commands.Ban, about: str, now: int) -> str:
    return _("{nick} is banned {until}.").format(nick=about, until=until(command.until, now))


def _unbanned(_command: commands.Unban, about: str, _now: int) -> str:
    return _("{nick} is banned no more.").format(nick=about)


def _was_made(command: commands.Role, about: str, _now: int) -> str:
    # Translators: {role} is “a guest”, “a member”, “a moderator” or “an owner”.
    return _("{nick} is {role} now.").format(nick=about, role=made(command.role))


def _released(command: commands.Release, _about: str, _now: int) -> str:
    return _("Anybody may be called {nick} now.").format(nick=command.nick)


def _admitted(command: commands.Admit, about: str, _now: int) -> str:
    return _("{nick} is in {room} now.").format(nick=about, room=place(command.room))


def _announces(command: commands.Announce, _about: str, _now: int) -> str:
    said = _("Everyone writes in {room} again.")
    if command.on:
        said = _("{room} is for announcements now.")
    return said.format(room=place(command.room))


_ACTED: dict[type, Callable[[Any, str, int], str]] = {
    commands.Kick: _kicked,
    commands.Ban: _was_banned,
    commands.Unban: _unbanned,
    commands.Mute: _was_muted,
    commands.Role: _was_made,
    commands.Release: _released,
    commands.Admit: _admitted,
    commands.Announce: _announces,
    commands.Revoke: lambda _command, _about, _now: _("The invite lets nobody in any more."),
}


# The moderators' lists


def act(one: events.ActInfo) -> tuple[str, str]:
    """An act of the audit log, and what else is known of it."""
    say = _ACTS.get(one.act)
    if say is None:  # a newer server's
        parts = (f"{_doer(one.by.nick)}: {one.act}", _whom(one, ""), place(one.room))
        return _begun(" ".join(part for part in parts if part)), one.detail
    said, told = say(one)
    return _begun(said), "" if told else _detail(one)


def _detail(one: events.ActInfo) -> str:
    """What the server's log adds, its moments and counts in the person's language."""
    invites, text = one.act == "invite", one.detail
    counted = _USES.sub(lambda found: _uses(int(found[1])), text) if invites else text
    return _UNTIL.sub(lambda found: _until(found[1]) or found[0], counted)


def _uses(count: int) -> str:
    return ngettext("{count} use", "{count} uses", count).format(count=number(count))


def _until(spelled: str) -> str:
    try:
        end = datetime.fromisoformat(f"{spelled}+00:00").timestamp() * 1000
    except (ValueError, OverflowError):
        return ""
    date = words.written(datetime.fromtimestamp(end / 1000).date(), "d MMMM y")
    return _("until {moment}").format(
        moment=_("{date} {time}").format(date=date, time=words.clock(int(end)))
    )


def _whom(one: events.ActInfo, otherwise: str) -> str:
    return one.who.nick if one.who is not None else otherwise


def _told(one: events.ActInfo, said: str, somewhere: str = "", **more: str) -> str:
    """The first sentence for the whole server, the second, if there is one, for a room."""
    room = place(one.room)
    filled = {"by": _doer(one.by.nick), "nick": _whom(one, _(words.SOMEBODY)), "room": room, **more}
    return (somewhere if room and somewhere else said).format(**filled)


def _act_kick(one: events.ActInfo) -> tuple[str, bool]:
    return _told(
        one, _("{by} put {nick} off the server"), _("{by} put {nick} out of {room}")
    ), False


def _act_ban(one: events.ActInfo) -> tuple[str, bool]:
    if one.who is None:
        return _told(one, _("{by} banned an address")), False
    return _told(one, _("{by} banned {nick}")), False


def _act_unban(one: events.ActInfo) -> tuple[str, bool]:
    return _told(one, _("{by} ended the ban of {nick}"), nick=_whom(one, one.detail)), True


def _act_mute(one: events.ActInfo) -> tuple[str, bool]:
    if one.detail == "off":
        again = _("{by} let {nick} write again"), _("{by} let {nick} write again in {room}")
        return _told(one, *again), True
    return _told(one, _("{by} muted {nick}"), _("{by} muted {nick} in {room}")), False


def _act_role(one: events.ActInfo) -> tuple[str, bool]:
    return _told(one, _("{by} made {nick} {role}"), role=made(one.detail)), True


def _act_announce(one: events.ActInfo) -> tuple[str, bool]:
    if one.detail == "on":
        return _told(one, _("{by} made {room} a room for announcements")), True
    return _told(one, _("{by} let everyone write in {room} again")), True


def _act_delete(one: events.ActInfo) -> tuple[str, bool]:
    said = _("{by} deleted a message of {nick}")
    return _told(one, said, _("{by} deleted a message of {nick} in {room}")), True


def _act_release(one: events.ActInfo) -> tuple[str, bool]:
    return _told(one, _("{by} freed the nickname {nick}"), nick=one.detail), True


_ACTS: dict[str, Callable[[events.ActInfo], tuple[str, bool]]] = {
    "kick": _act_kick,
    "ban": _act_ban,
    "unban": _act_unban,
    "mute": _act_mute,
    "role": _act_role,
    "release": _act_release,
    "invite": lambda one: (_told(one, _("{by} made an invite")), False),
    "revoke": lambda one: (_told(one, _("{by} revoked an invite")), False),
    "announce": _act_announce,
    "delete": _act_delete,
}
"""By the command's type: the sentence, and whether it tells the detail as well."""


def ban(one: events.BanInfo, now: int) -> tuple[str, str]:
    """Who is banned; and until when, by whom, and why."""
    whom = one.who.nick if one.who is not None else one.address or ""
    # Translators: {until} is such as “until 14:30”, {moment} when {by} did it.
    said = _("{until} · by {by}, {moment}").format(
        until=until(one.until, now), by=_doer(one.by.nick), moment=moment(one.at, now)
    )
    return whom, _why(words.capital(said), one.reason)


def invite(one: events.InviteInfo, now: int) -> tuple[str, str]:
    """How many an invite lets in still; and until when, by whom."""
    used = _("{used} of {uses} used") if one.uses else _("{used} used")
    # Translators: {used} is such as “2 of 5 used”, {until} such as “until 14:30”.
    said = _("{used} · {until} · by {by}, {moment}").format(
        used=used.format(used=number(one.used), uses=number(one.uses)),
        until=until(one.until, now),
        by=_doer(one.by.nick),
        moment=moment(one.at, now),
    )
    return _for_whom(one), said


def _for_whom(one: events.InviteInfo) -> str:
    guests = one.role == "guest"
    if not one.uses:
        return _("For anybody · as guests") if guests else _("For anybody")
    if one.uses == 1:
        return _("For one · as guests") if guests else _("For one")
    if guests:
        said = ngettext("For {count} · as guests", "For {count} · as guests", one.uses)
    else:
        said = ngettext("For {count}", "For {count}", one.uses)
    return said.format(count=number(one.uses))
