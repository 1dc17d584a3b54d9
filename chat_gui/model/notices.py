"""Notices: who comes and goes, who types, what the person has seen in another window. Pure."""

from collections.abc import Callable

from chat_gui.model import changes
from chat_gui.model.changes import AnyChange
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.rulings import put_out, turned_out
from chat_server.protocol import events


def _seen(known: Knowledge, event: events.Seen, _now: int) -> list[AnyChange]:
    """The person has read a room in another window."""
    room = known.rooms.get(event.room)
    if room is None or event.who.id != known.me.id:
        return []
    room.see(event.seq)
    room.told = max(room.told, room.seen)
    known.lists_dirty |= room.recount()
    return []


def _joined(known: Knowledge, event: events.Joined, now: int) -> list[AnyChange]:
    room = known.rooms.get(event.room)
    if room is None or not room.person_joined(event.who):
        return []
    known.learn_role(event.who.id, event.role)
    if room.name == known.current:
        known.shown.touch_named([event.who.nick])
    if event.who.id != known.me.id and not room.direct:
        room.timeline.presence.joined(event.who.nick, now)
        known.dirty.add(room.name)
    return [changes.PeopleChanged(room.name)]


def _left(known: Knowledge, event: events.Left, now: int) -> list[AnyChange]:
    room = known.rooms.get(event.room)
    if room is None:
        return []
    was_listed = room.person_left(event.who)
    ended = event.by is not None or room.private  # else it is of another window's leaving
    if event.who.id == known.me.id and room.joined and ended:
        return turned_out(known, room, event)
    if not was_listed:
        return []
    if event.by is not None:
        return put_out(known, room, event, now)
    if not room.direct:
        room.timeline.presence.left(event.who.nick, now)
        known.dirty.add(room.name)
    return [changes.PeopleChanged(room.name), changes.TypingChanged(room.name)]


def _renamed(known: Knowledge, event: events.Renamed, now: int) -> list[AnyChange]:
    if event.who.id == known.me.id:
        known.set_me(events.You(known.me.id, event.who.nick, known.me.role))
    elif (direct := known.rooms.direct_with(event.who.id)) is not None:
        direct.other = event.who
        known.lists_dirty = True
    room = known.rooms.get(event.room)
    if room is None or not room.person_renamed(event.who):
        return []
    room.timeline.presence.renamed(event.was, event.who.nick, now)
    known.dirty.add(room.name)
    return [changes.PeopleChanged(room.name)]


def _typing(known: Knowledge, event: events.Typing, now: int) -> list[AnyChange]:
    room = known.rooms.get(event.room)
    if room is None or event.who.id == known.me.id:
        return []
    room.types(event.who, now)
    return [changes.TypingChanged(event.room)]


def _crowd(known: Knowledge, event: events.Crowd, _now: int) -> list[AnyChange]:
    room = known.rooms.get(event.room)
    if room is None:
        return []
    room.count = event.count
    return [changes.PeopleChanged(event.room)]


NOTICES: dict[type, Callable[..., list[AnyChange]]] = {
    events.Joined: _joined,
    events.Left: _left,
    events.Renamed: _renamed,
    events.Typing: _typing,
    events.Seen: _seen,
    events.Crowd: _crowd,
}
"""What a notice does to what is known, and what that changes on screen."""
