"""What was ruled about people and rooms, and the answers to what one asked for oneself. Pure.

Roles, mutes, rooms for announcements, who was put out; `done` and the lists that moderators read.
"""

from collections.abc import Callable, Iterable

from chat_gui.i18n import N_
from chat_gui.model import changes
from chat_gui.model.acts import Asked
from chat_gui.model.changes import AnyChange
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.rooms import RoomModel, Shut
from chat_gui.model.rows import Announced, Appointed, PutOut
from chat_gui.worded import Sentence, heard
from chat_server.protocol import commands, events
from chat_server.protocol.limits import LISTED_PRIVATES

UNANSWERED = N_("The connection broke before the server answered; look whether it was done.")


def _appointed(known: Knowledge, event: events.Role, now: int) -> list[AnyChange]:
    """Somebody is something else; `room` is empty for who is told it of themselves."""
    known.learn_role(event.who.id, event.role)
    if not event.room:
        return [changes.ToMe(event), changes.StandingChanged()]
    room = known.rooms.get(event.room)
    if room is None:
        return []
    room.timeline.presence.ruled(Appointed(event.who.nick, event.role, event.by.nick), now)
    known.dirty.add(room.name)
    return [changes.PeopleChanged(room.name)]


def _muted(known: Knowledge, event: events.Muted, _now: int) -> list[AnyChange]:
    where = event.room or ""
    if event.on and (where in known.mutes or len(known.mutes) < MOST_MUTES):
        known.mutes[where] = event
    elif not event.on:
        known.mutes.pop(where, None)
    return [changes.ToMe(event), changes.StandingChanged()]


MOST_MUTES = 1_000
"""Rooms that one can be muted in; a server that tells of more is not believed."""


def _announces(known: Knowledge, event: events.Announce, now: int) -> list[AnyChange]:
    room = known.rooms.get(event.room)
    if room is None:
        return []
    room.announce = event.on
    room.timeline.presence.ruled(Announced(event.by.nick, event.on), now)
    known.dirty.add(room.name)
    return [changes.StandingChanged()]


def put_out(known: Knowledge, room: RoomModel, event: events.Left, now: int) -> list[AnyChange]:
    """Somebody was put out of a room: a line says so there."""
    by = event.by.nick if event.by is not None else ""
    room.timeline.presence.ruled(PutOut(event.who.nick, by, event.reason or ""), now)
    known.dirty.add(room.name)
    return [changes.PeopleChanged(room.name), changes.TypingChanged(room.name)]


def turned_out(known: Knowledge, room: RoomModel, event: events.Left) -> list[AnyChange]:
    """The person was put out, or has ended their membership: they see into the room no more.

    Who types there goes on where they are, so that nothing of it is said anywhere else; who has
    just asked to be a member no more is led away.
    """
    if event.by is not None:
        return [changes.ToMe(event), *_shut(known, room, event.by.nick, event.reason or "")]
    asked = known.acts.ends(room.name)
    told = _shut(known, room)
    if asked:
        told += known.home(room.name)
        known.let_go()
    return told


def _shut(known: Knowledge, room: RoomModel, by: str = "", reason: str = "") -> list[AnyChange]:
    """The person may read a room no more. What they wrote and the log has not stays theirs."""
    room.close(Shut(by, reason))
    known.let_go()
    known.lists_dirty = True
    found = room.private and known.searching.forget(room.name)
    return [
        *([changes.Searched()] if found else []),
        changes.StandingChanged(),
        changes.PeopleChanged(room.name),
        changes.TypingChanged(room.name),
    ]


def brought_in(known: Knowledge, event: events.RoomState, *, new: bool) -> list[AnyChange]:
    """A room was made as one asked, or somebody brought the person into a private one."""
    asked = known.acts.take(event.re)
    if asked is not None and isinstance(asked.command, commands.Create):
        return [changes.Opened(event.room, ())]
    return [changes.ToMe(event)] if new and event.kind == "private" else []


def gone_rooms(known: Knowledge, listed: Iterable[events.RoomSummary]) -> list[AnyChange]:
    """Private rooms that a welcome lists no more: the person is no member of them now."""
    names = {summary.room for summary in listed}
    if sum(room.kind == "private" for room in listed) >= LISTED_PRIVATES:
        return []  # the list was cut
    told: list[AnyChange] = []
    for room in known.rooms:
        if room.private and room.name not in names and room.shut is None:
            told += _shut(known, room)
    known.let_go()
    return told


def _done(known: Knowledge, event: events.Done, _now: int) -> list[AnyChange]:
    asked = known.acts.take(event.re)
    if asked is None:
        return []
    if isinstance(asked.command, commands.Admit | commands.Kick):
        room = known.rooms.get(asked.command.room or "")
        if room is not None:
            room.members_known = False  # of who is away, nobody tells
    return [changes.Acted(asked.command, asked.about)]


def _answered(
    known: Knowledge,
    event: events.Invited | events.Invites | events.Bans | events.Audited | events.People,
    _now: int,
) -> list[AnyChange]:
    asked = known.acts.take(event.re)
    if asked is None:
        return []
    if not asked.quiet:
        return [changes.Answered(asked.command, event)]
    room = known.rooms.get(getattr(asked.command, "room", None) or "")
    if room is None or not isinstance(event, events.People):
        return []
    room.set_members(event.people)
    for person in event.people:
        known.learn_role(person.id, person.role)
    return [changes.PeopleChanged(room.name)]


def refused(known: Knowledge, event: events.Error) -> list[AnyChange] | None:
    """What one asked for was not done; None if this says so of something else."""
    asked = known.acts.take(event.re)
    return None if asked is None else _not_acted([asked], heard(event.text, event.code))


def unanswered(known: Knowledge) -> list[AnyChange]:
    """The connection is gone: whether it was done, nobody knows."""
    return _not_acted(known.acts.give_up(), Sentence(UNANSWERED))


def _not_acted(asked: Iterable[Asked], reason: str) -> list[AnyChange]:
    return [changes.NotActed(one.command, one.about, reason) for one in asked if not one.quiet]


RULINGS: dict[type, Callable[..., list[AnyChange]]] = {
    events.Role: _appointed,
    events.Muted: _muted,
    events.Announce: _announces,
    events.Done: _done,
    events.Invited: _answered,
    events.Invites: _answered,
    events.Bans: _answered,
    events.Audited: _answered,
    events.People: _answered,
}
"""What such an event does to what is known, and what that changes on screen."""
