"""The menu of a room: keeping it quiet, what it is about, who may write there, leaving."""

from collections.abc import Callable
from typing import NamedTuple

from chat_gui.i18n import _, pgettext
from chat_gui.model.chat import ChatModel
from chat_gui.model.rights import looks_after, may_set_topic, refusal
from chat_gui.model.rooms import FOR_EVER, RoomModel
from chat_gui.views import room_words
from chat_gui.views.menu_items import Item, grouped
from chat_server.protocol import commands
from chat_server.protocol.names import LOBBY

HOUR_MS = 3_600_000


class RoomDoing(NamedTuple):
    """What the window lets the menu do with a room, by its name.

    `mute` keeps it quiet until a moment, 0 for no longer; `announce` has who looks after the room
    alone write there, or everyone; `give_up` ends a membership.
    """

    enter: Callable[[str], object]
    topic: Callable[[str], object]
    read: Callable[[str], object]
    mute: Callable[[str, int], object]
    link: Callable[[str], object]
    add_people: Callable[[str], object]
    announce: Callable[[str, bool], object]
    leave: Callable[[str], object]
    give_up: Callable[[str], object]


def may_add(model: ChatModel, room: RoomModel) -> bool:
    """Whether the person may bring others into a room."""
    asks = commands.Admit(room=room.name)
    return room.private and room.live and not refusal(model, asks)


def items(model: ChatModel, room: RoomModel, doing: RoomDoing, now: int) -> list[Item | None]:
    """What there is to be done with the room at `now`, in Unix milliseconds; None is a gap."""
    kept = room_words.kept(model.server, room)
    return grouped(
        (
            _here(model, room, doing, now),
            _quiet(room, doing, now),
            _leaving(model, room, doing),
            [Item(kept)] if kept and not room.direct else [],
        )
    )


def _here(model: ChatModel, room: RoomModel, doing: RoomDoing, now: int) -> list[Item]:
    name = room.name
    made: list[Item] = []
    again = room.shut is not None and not room.private
    if name != model.current or again:
        opens = room.joined or (room.shut is not None and not again)
        label = pgettext("room", "Open") if opens else pgettext("room", "Join")
        made.append(Item(label, lambda: doing.enter(name)))
    if may_set_topic(model, room, now):
        made.append(Item(_("Set the topic…"), lambda: doing.topic(name)))
    if may_add(model, room):
        made.append(Item(_("Add people…"), lambda: doing.add_people(name)))
    if looks_after(model, room):
        announce = not room.announce
        label = _("Only I write here") if room.private else _("Only moderators write here")
        made.append(Item(label, lambda: doing.announce(name, announce), on=room.announce))
    return made


def _quiet(room: RoomModel, doing: RoomDoing, now: int) -> list[Item]:
    """Marking it as read, keeping it quiet, telling others where it is."""
    name = room.name
    made: list[Item] = []
    if room.unread:
        made.append(Item(_("Mark as read"), lambda: doing.read(name)))
    if room.muted(now):
        made.append(Item(room_words.muted(room.muted_until, now)))
        made.append(Item(pgettext("room", "Unmute"), lambda: doing.mute(name, 0)))
    else:
        spans = (
            (_("For 1 hour"), now + HOUR_MS),
            (_("For 8 hours"), now + 8 * HOUR_MS),
            (_("Until I turn it on again"), FOR_EVER),
        )
        below = tuple(
            Item(label, lambda until=until: doing.mute(name, until))  # type: ignore[misc]
            for label, until in spans
        )
        made.append(Item(pgettext("room", "Mute"), below=below))
    if not room.direct:
        made.append(Item(_("Copy link"), lambda: doing.link(name)))
    return made


def _leaving(model: ChatModel, room: RoomModel, doing: RoomDoing) -> list[Item]:
    name = room.name
    made: list[Item] = []
    if name != LOBBY and (room.joined or room.shut is not None):
        label = _("Put away") if room.direct else _("Leave")
        made.append(Item(label, lambda: doing.leave(name)))
    if room.private and room.joined and room.maker != model.me.id:
        made.append(Item(_("Leave for good…"), lambda: doing.give_up(name)))
    return made
