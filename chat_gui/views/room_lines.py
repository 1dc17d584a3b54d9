"""The sidebar's lines for rooms and people: what the model knows, as it is told to a person."""

from chat_gui.i18n import _
from chat_gui.model.chat import ChatModel
from chat_gui.model.destinations import Destination
from chat_gui.model.rooms import RoomModel
from chat_gui.views import words
from chat_gui.views.list_lines import RoomLine
from chat_server.protocol.events import Present

CALLED = "@"
"""What stands in the badge of a room in which somebody spoke to the person."""


def room_lines(model: ChatModel, now: int) -> list[RoomLine]:
    """Every room that is listed, the direct conversations last, at `now` (Unix milliseconds)."""
    return [_line(model, room, now) for room in model.rooms.order()]


def destination_line(model: ChatModel, one: Destination, now: int) -> RoomLine:
    """The line of somewhere one can go."""
    if one.kind == "make":
        return RoomLine("", "plus", _("Make room #{room}").format(room=one.key), "", current=False)
    if one.kind == "person":
        return RoomLine("", _presence(model.presence(one.key)), one.called, "", current=False)
    return _line(model, model.rooms[one.key], now)


def _line(model: ChatModel, room: RoomModel, now: int) -> RoomLine:
    unread, meant = badges(room, now)
    return RoomLine(
        room.name,
        _mark(model, room),
        words.room(room),
        unread,
        room.name == model.current,
        meant,
        pale=room.muted(now) or room.shut is not None,
        draft=bool(room.draft),
        direct=room.direct,
    )


def badges(room: RoomModel, now: int) -> tuple[str, str]:
    """What the muted badge of a room says and what the accent one; empty for none."""
    meant = room.addressed(now)
    if room.direct and not room.muted(now):
        return "", words.unread(meant) if meant else ""
    unread = "" if room.muted(now) or not room.unread else words.unread(room.unread)
    return unread, _called(meant, more=room.more_mentions) if meant else ""


def _called(count: int, *, more: bool) -> str:
    """So many messages speak to the person; `more`: there may be more that are not held."""
    if count == 1 and not more:
        return CALLED
    return f"{CALLED}{words.unread(count)}{'+' if more and count <= words.COUNTED_MOST else ''}"


def _mark(model: ChatModel, room: RoomModel) -> str:
    if not room.direct:
        return "lock" if room.private else "#"
    return _presence(model.presence(room.other.id) if room.other is not None else None)


def _presence(other: Present | None) -> str:
    return "here" if other is not None and other.state == "here" else "away"
