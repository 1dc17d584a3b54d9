"""What is asked before something is done to a person, and the command that the answer makes."""

from collections.abc import Callable
from typing import NamedTuple

from chat_gui.i18n import N_, _
from chat_gui.model.acts import Request
from chat_gui.model.chat import ChatModel
from chat_gui.model.rights import refusal
from chat_gui.views.verdicts import place
from chat_server.protocol import commands
from chat_server.protocol.events import Who
from chat_server.protocol.names import LOBBY

EVERYWHERE = N_("On the whole server")


Places = tuple[tuple[str, str | None], ...]
"""Rooms to choose from, by what they are called; None is the whole server."""


class Ruling(NamedTuple):
    """What was answered. `room` None: the whole server; `until` None: for ever (Unix ms)."""

    room: str | None = None
    until: int | None = None
    reason: str | None = None
    addresses: bool = False


class Question(NamedTuple):
    """One card. `tells` says what will happen, `verb` is on the button that does it."""

    title: str
    tells: str
    verb: str
    make: Callable[[Ruling], Request]
    places: Places = ((EVERYWHERE, None),)
    timed: bool = False
    addresses: bool = False
    reasoned: bool = True


def places(model: ChatModel, make: Callable[[str | None], Request]) -> Places:
    """Where something may be done from the room that is looked at, if anywhere.

    The lobby, where everyone lands, stands for the whole server.
    """
    room = model.room
    rooms = [None] if room.name == LOBBY or room.direct else [room.name, None]
    return tuple(
        (_("In {room}").format(room=place(name)) if name else _(EVERYWHERE), name)
        for name in rooms
        if not refusal(model, make(name))
    )


def mute(who: Who, where: Places) -> Question:
    """Have somebody write nothing."""
    return Question(
        _("Mute {nick}").format(nick=who.nick),
        _("{nick} can read on but write nothing: no messages, reactions or topics.").format(
            nick=who.nick
        ),
        _("Mute"),
        lambda ruling: commands.Mute(
            person=who.id, room=ruling.room, until=ruling.until, reason=ruling.reason
        ),
        where,
        timed=True,
    )


def put_out(who: Who, where: Places, *, private: bool) -> Question:
    """Put somebody out of a room, or off the server."""
    tells = _("{nick} goes at once, and may come again. What they said stays.").format(
        nick=who.nick
    )
    if private:
        tells = _("{nick} goes at once, and comes again only if somebody adds them.").format(
            nick=who.nick
        )
    return Question(
        _("Put {nick} out").format(nick=who.nick),
        tells,
        _("Put out"),
        lambda ruling: commands.Kick(person=who.id, room=ruling.room, reason=ruling.reason),
        where,
    )


def give_up(me: Who, room: str) -> Question:
    """End one's own membership of a private room."""
    return Question(
        _("Leave {room} for good").format(room=place(room)),
        _("You can't read this room any more, and come again only if somebody adds you."),
        _("Leave"),
        lambda _ruling: commands.Kick(person=me.id, room=room),
        reasoned=False,
    )


def ban(who: Who) -> Question:
    """Keep somebody off the server."""
    return Question(
        _("Ban {nick}").format(nick=who.nick),
        _(
            "{nick} is put off the server at once, with all their computers, and does not come"
            " in again while the ban holds. What they said stays."
        ).format(nick=who.nick),
        _("Ban"),
        lambda ruling: commands.Ban(
            person=who.id,
            addresses=ruling.addresses,
            until=ruling.until,
            reason=ruling.reason,
        ),
        timed=True,
        addresses=True,
    )


def release(who: Who) -> Question:
    """Let a nickname be anybody's."""
    return Question(
        _("Free the nickname {nick}").format(nick=who.nick),
        _(
            "“{nick}” belongs to one person, also while they are away. Once it is free, whoever"
            " comes first may be called so."
        ).format(nick=who.nick),
        _("Free it"),
        lambda _ruling: commands.Release(nick=who.nick),
        reasoned=False,
    )
