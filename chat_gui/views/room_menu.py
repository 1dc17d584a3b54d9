"""The menu of the room that is looked at: who may write there, adding people, leaving."""

import tkinter
from collections.abc import Callable
from typing import NamedTuple

from chat_gui.i18n import _
from chat_gui.model.chat import ChatModel
from chat_gui.model.rights import looks_after, refusal
from chat_gui.views.line import Ink
from chat_gui.views.styles import menu
from chat_server.protocol import commands
from chat_server.protocol.names import LOBBY


class RoomDoing(NamedTuple):
    """What the window lets the menu do.

    `announce` has who looks after the room alone write there, or everyone; `give_up` ends a
    membership.
    """

    add_people: Callable[[], object]
    announce: Callable[[bool], object]
    leave: Callable[[], object]
    give_up: Callable[[], object]


class Line(NamedTuple):
    """A line of the menu; `on` where it is a choice that is ticked or not."""

    label: str
    deed: Callable[[], object]
    on: bool | None = None


def may_add(model: ChatModel) -> bool:
    """Whether the person may bring others into the room that is looked at."""
    room = model.room
    asks = commands.Admit(room=room.name)
    return room.private and room.live and not refusal(model, asks)


def lines(model: ChatModel, doing: RoomDoing) -> list[Line]:
    """What there is to be done with the room."""
    room = model.room
    made: list[Line] = []
    if may_add(model):
        made.append(Line(_("Add people…"), doing.add_people))
    if looks_after(model, room):
        announce = not room.announce
        label = _("Only I write here") if room.private else _("Only moderators write here")
        made.append(Line(label, lambda: doing.announce(announce), room.announce))
    if room.name != LOBBY and room.joined:
        made.append(Line(_("Put away") if room.direct else _("Leave"), doing.leave))
    if room.private and room.joined and room.maker != model.me.id:
        made.append(Line(_("Leave for good…"), doing.give_up))
    return made


def offer(at: tkinter.Misc, ink: Ink, made: list[Line]) -> tkinter.BooleanVar:
    """Open these below a widget. The caller holds what is returned: else the menu shows no tick."""
    offered = menu(at, ink.look)
    ticked = tkinter.BooleanVar(offered, any(line.on for line in made))
    for line in made:
        if line.on is None:
            offered.add_command(label=line.label, command=line.deed)
        else:
            offered.add_checkbutton(label=line.label, variable=ticked, command=line.deed)
    offered.tk_popup(at.winfo_rootx(), at.winfo_rooty() + at.winfo_height(), 0)
    return ticked
