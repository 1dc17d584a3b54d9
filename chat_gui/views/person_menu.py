"""The menu of a person: what one may do to them. Offers nothing that would be refused."""

from collections.abc import Callable
from typing import NamedTuple

from chat_gui.i18n import N_, _, pgettext
from chat_gui.model.acts import Request
from chat_gui.model.chat import ChatModel
from chat_gui.model.rights import refusal
from chat_gui.views import questions
from chat_gui.views.menu_items import Item, grouped
from chat_gui.views.questions import Question
from chat_gui.views.verdicts import place
from chat_server.protocol import commands
from chat_server.protocol.events import Who
from chat_server.protocol.roles import Role


class PersonDoing(NamedTuple):
    """What the window lets a menu do: talk with a person, copy, ask the server, ask first."""

    talk: Callable[[str, str], None]
    copy: Callable[[str], None]
    act: Callable[[Request, str], None]
    ask: Callable[[Question, str], None]


_APPOINT: tuple[tuple[str, Role], ...] = (
    (N_("Make moderator"), "moderator"),
    (N_("Make member"), "member"),
    (N_("Make guest"), "guest"),
)


def items(model: ChatModel, who: Who, doing: PersonDoing) -> list[Item | None]:
    """The lines for a person; None is a line between two groups."""
    return grouped(
        (
            _everyday(model, who, doing),
            _dangerous(model, who, doing),
            _roles(model, who, doing),
        )
    )


def _everyday(model: ChatModel, who: Who, doing: PersonDoing) -> list[Item]:
    lines = [Item(_("Copy name"), lambda: doing.copy(who.nick))]
    if who.id == model.me.id:
        return lines
    known = model.rooms.direct_with(who.id) is not None
    if known or not refusal(model, commands.Open(who.nick)):
        lines.insert(0, Item(pgettext("write to", "Message"), lambda: doing.talk(who.id, who.nick)))
    rooms = [
        room
        for room in model.rooms
        if room.private and room.joined and all(one.id != who.id for one in room.members())
    ]
    adding = tuple(
        Item(place(room.name), lambda room=room: doing.act(_admit(room.name, who), who.nick))  # type: ignore[misc]
        for room in rooms
        if not refusal(model, _admit(room.name, who))
    )
    return [*lines, Item(_("Add to room"), below=adding)] if adding else lines


def _admit(room: str, who: Who) -> commands.Admit:
    return commands.Admit(person=who.id, room=room)


def _dangerous(model: ChatModel, who: Who, doing: PersonDoing) -> list[Item]:
    if who.id == model.me.id:
        return []
    id, private = who.id, model.room.private
    lines: list[Item] = []
    if quiet := questions.places(model, lambda room: commands.Mute(person=id, room=room)):
        lines += [
            Item(_("Mute…"), lambda: doing.ask(questions.mute(who, quiet), who.nick)),
            _again(who, quiet, doing),
        ]
    if out := questions.places(model, lambda room: commands.Kick(person=id, room=room)):
        ask = questions.put_out(who, out, private=private)
        lines.append(Item(_("Put out…"), lambda: doing.ask(ask, who.nick)))
    if not refusal(model, commands.Ban(person=id)):
        lines.append(Item(_("Ban…"), lambda: doing.ask(questions.ban(who), who.nick)))
    return lines


def _again(who: Who, where: questions.Places, doing: PersonDoing) -> Item:
    """Nobody tells the window who is muted, so it is offered for everybody."""
    label = _("Let write again")
    items = tuple(
        Item(
            called,
            lambda room=room: doing.act(  # type: ignore[misc]
                commands.Mute(person=who.id, on=False, room=room), who.nick
            ),
        )
        for called, room in where
    )
    return Item(label, below=items) if len(items) > 1 else Item(label, items[0].deed)


def _roles(model: ChatModel, who: Who, doing: PersonDoing) -> list[Item]:
    role = model.roles.of(who.id)
    lines = [
        Item(_(label), lambda other=other: doing.act(_appoint(who, other), who.nick))  # type: ignore[misc]
        for label, other in _APPOINT
        if other != role and not refusal(model, _appoint(who, other))
    ]
    if lines and not refusal(model, commands.Release(nick=who.nick)):
        ask = questions.release(who)
        lines.append(Item(_("Free the nickname…"), lambda: doing.ask(ask, who.nick)))
    return lines


def _appoint(who: Who, role: Role) -> commands.Role:
    return commands.Role(person=who.id, role=role)
