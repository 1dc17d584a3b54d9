"""What the person does to messages: replies, edits, deletions, reactions, and what comes of them.

Each becomes a command that is shown at once as if it were done, and waits in the outbox until the
log has it, over any loss. A refused edit stays beside its message with its text and the reason; a
refused deletion or reaction is taken back and told.
"""

from collections.abc import Callable

from chat_gui import reports
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.ids import fresh_id
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.rooms import RoomModel
from chat_gui.model.wishes import Doing
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode

PAGE = 30
"""Entries asked for at once, up to a quoted message: replies quote what stands close together."""
PAUSE_MS, REST_MS = 400, 3_000
"""The pause between two such pages, and after the server said `slow-down`: what the person does is
not to wait for them.
"""
_RE = "quoted "


def edit(known: Knowledge, seq: int, text: str) -> tuple[Doing, list[AnyChange]]:
    """Say a message of one's own in the current room anew."""
    return _do(known, commands.Edit(known.current, fresh_id(), seq, text))


def delete(known: Knowledge, room: str, seq: int) -> tuple[Doing, list[AnyChange]]:
    """Take a message back."""
    return _do(known, commands.Delete(room, fresh_id(), seq))


def react(known: Knowledge, seq: int, emoji: str) -> tuple[Doing, list[AnyChange]]:
    """Put an emoji on a message in the current room; or take it off, if it is there."""
    row = known.shown.message(seq)
    mine = row is not None and any(one.mine for one in row.reactions if one.emoji == emoji)
    return _do(known, commands.React(known.current, fresh_id(), seq, emoji, on=not mine))


def forget_edit(known: Knowledge, seq: int) -> tuple[str | None, list[AnyChange]]:
    """A refused edit is not wanted any more; gives its text, if there is one."""
    text = known.room.timeline.amendments.wishes.forget(seq)
    known.redraw(known.current, seq)
    return text, known.tails()


def _do(known: Knowledge, command: Doing) -> tuple[Doing, list[AnyChange]]:
    _show(known, command)
    return command, known.tails()


def _show(known: Knowledge, command: Doing) -> None:
    room = known.add_room(command.room)
    known.redraw(room.name, room.timeline.amendments.wishes.add(command))


def not_sent(known: Knowledge, room: RoomModel, report: reports.SendFailed) -> list[AnyChange]:
    """What was to be done to a message was refused, if this is about such."""
    command = room.timeline.amendments.wishes.refuse(report.id, report.reason)
    if command is None:
        return []
    known.redraw(room.name, command.target)
    return [] if isinstance(command, commands.Edit) else [changes.Refused(report.reason)]


def _undone(known: Knowledge, report: reports.Undone, _now: int) -> list[AnyChange]:
    _show(known, report.command)
    return []


def _outdated(known: Knowledge, report: reports.Outdated, _now: int) -> list[AnyChange]:
    room = known.rooms.get(report.room)
    if room and (target := room.timeline.amendments.wishes.done(report.id)) is not None:
        known.redraw(room.name, target)
    return [changes.Refused(report.reason)]


class Quoting:
    """Asks for the messages that replies in the current room quote and that are not held."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._asked: commands.History | None = None
        """What is on its way."""
        self._not_before = 0

    def ask(self, now: int) -> commands.History | None:
        """What to ask for at `now` (Unix milliseconds); None if nothing, or not yet."""
        room = self._known.room
        online = self._known.connection.phase is Phase.ONLINE and room.live
        wanted = room.timeline.amendments.quotes.wanted()
        if not online or not wanted or self._asked is not None:
            return None
        if 0 < self._not_before - now <= REST_MS:  # more: the clock was set back
            return None
        re = f"{_RE}{fresh_id()}"
        self._asked = commands.History(re, room.name, before=wanted[0] + 1, limit=PAGE)
        self._not_before = now + PAUSE_MS
        return self._asked

    def page(self, page: events.Page) -> bool:
        """A page came; False if it is no answer to this."""
        asked = self._take(page.re)
        if asked is not None:
            self._learn(asked, page.entries if page.room == asked.room else [])
        return asked is not None

    def refused(self, error: events.Error, now: int) -> bool:
        """Something was refused; False if it was not asked here."""
        asked = self._take(error.re)
        if asked is None:
            return False
        if error.code is ErrorCode.SLOW_DOWN:
            self._not_before = now + REST_MS
        else:
            self._learn(asked, [])
        return True

    def give_up(self) -> None:
        """The connection is gone, and the answer with it."""
        self._asked = None

    def _take(self, re: str | None) -> commands.History | None:
        asked = self._asked
        if asked is None or asked.re != re:
            return None
        self._asked = None
        return asked

    def _learn(self, asked: commands.History, entries: list[events.AnyEntry]) -> None:
        """Take all quoted messages out of a page; what should be in it and is not is gone."""
        room = self._known.rooms.get(asked.room)
        if room is None:
            return
        last = (asked.before or 0) - 1
        first = entries[0].seq if entries else last
        for seq in room.timeline.amendments.quotes.wanted():
            if first <= seq <= last:
                room.timeline.amendments.learn_quoted(seq, entries, self._known.me.id)
                self._known.redraw(room.name, seq)


AMENDING: dict[type, Callable[..., list[AnyChange]]] = {
    reports.Undone: _undone,
    reports.Outdated: _outdated,
}
"""What such a report changes on screen."""
