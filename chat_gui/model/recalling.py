"""What the local copy remembers, taken in as if a server had told it; no room is live then. Pure.

It comes before anything else, so a window that knows more already leaves it.
"""

from collections.abc import Callable

from chat_gui import reports
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.knowledge import Knowledge
from chat_server.protocol import events


def _recalled(known: Knowledge, report: reports.Recalled, _now: int) -> list[AnyChange]:
    if known.server is not None:
        return []
    known.server, known.copied = report.server, True
    known.set_me(events.You(report.you.id, known.me.nick or report.you.nick))
    for copy in report.rooms:
        if not known.rooms.may_add(copy.state.room):
            continue
        room = known.add_room(copy.state.room)
        room.enter(copy.state)
        room.live = False
        room.see(copy.seen)
        room.told, room.old_until = room.seen, copy.old_until
        room.timeline.oldest = max(copy.state.first, 1)
        room.recount()
    known.lists_dirty = True
    known.arrive()
    known.connection = changes.Connection(Phase.CONNECTING, copied=True)
    return [known.connection, changes.PeopleChanged(known.current)]


def _remembered(known: Knowledge, report: reports.Remembered, _now: int) -> list[AnyChange]:
    room = known.rooms.get(report.room)
    if room is None or not known.copied or room.timeline.last:
        return []
    for entry in report.entries:
        room.timeline.append(entry)
    known.dirty.add(room.name)
    return []


RECALLED: dict[type, Callable[..., list[AnyChange]]] = {
    reports.Recalled: _recalled,
    reports.Remembered: _remembered,
}
"""What the local copy tells, and what it does to what is known."""
