"""What the person does to messages: replies, edits, deletions, reactions, and what comes of them.

Each becomes a command that is shown at once as if it were done, and waits in the outbox until the
log has it, over any loss. A refused edit stays beside its message with its text and the reason; a
refused deletion or reaction is taken back and told.
"""

from collections.abc import Callable

from ulid import ULID

from chat_gui import reports
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.wishes import Doing
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode

MOST_ASKED = 4
"""Quoted messages that are asked for at once."""
REST_MS = 3_000
"""How long none is asked for after the server said `slow-down`."""
_RE = "quoted "


def edit(known: Knowledge, seq: int, text: str) -> tuple[Doing, list[AnyChange]]:
    """Say a message of one's own in the current room anew."""
    return _do(known, commands.Edit(known.current, str(ULID()), seq, text))


def delete(known: Knowledge, seq: int) -> tuple[Doing, list[AnyChange]]:
    """Take a message in the current room back."""
    return _do(known, commands.Delete(known.current, str(ULID()), seq))


def react(known: Knowledge, seq: int, emoji: str) -> tuple[Doing, list[AnyChange]]:
    """Put an emoji on a message in the current room; or take it off, if it is there."""
    row = known.shown.message(seq)
    mine = row is not None and any(one.mine for one in row.reactions if one.emoji == emoji)
    return _do(known, commands.React(known.current, str(ULID()), seq, emoji, on=not mine))


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


def not_sent(known: Knowledge, report: reports.SendFailed) -> list[AnyChange]:
    """What was to be done to a message was refused, if this is about such."""
    room = known.add_room(report.room)
    command = room.timeline.amendments.wishes.refuse(report.id, report.reason)
    if command is None:
        return []
    known.redraw(room.name, command.target)
    return [] if isinstance(command, commands.Edit) else [changes.Refused(report.reason)]


def _undone(known: Knowledge, report: reports.Undone, _now: int) -> list[AnyChange]:
    _show(known, report.command)
    return []


def _outdated(known: Knowledge, report: reports.Outdated, _now: int) -> list[AnyChange]:
    room = known.add_room(report.room)
    if (target := room.timeline.amendments.wishes.done(report.id)) is not None:
        known.redraw(room.name, target)
    return [changes.Refused(report.reason)]


class Quoting:
    """Asks for the messages that replies in the current room quote and that are not held."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._asked: dict[str, tuple[str, int]] = {}
        """`re` -> the room and the seq that is asked for."""
        self._not_before = 0

    def ask(self, now: int) -> list[commands.History]:
        """What to ask for at `now` (Unix milliseconds); each is given once."""
        room = self._known.room
        online = self._known.connection.phase is Phase.ONLINE
        if not online or not room.live or now < self._not_before:
            return []
        asked = {seq for name, seq in self._asked.values() if name == room.name}
        wanted = [seq for seq in room.timeline.amendments.quotes.wanted() if seq not in asked]
        return [self._ask(room.name, seq) for seq in wanted[: MOST_ASKED - len(self._asked)]]

    def _ask(self, room: str, seq: int) -> commands.History:
        re = f"{_RE}{ULID()}"
        self._asked[re] = room, seq
        return commands.History(re, room, before=seq + 1, limit=1)

    def page(self, page: events.Page) -> bool:
        """A page came; False if it is no answer to this."""
        asked = self._asked.pop(page.re, None)
        if asked is not None:
            name, seq = asked
            self._learn(name, seq, page.entries if page.room == name else [])
        return asked is not None

    def refused(self, error: events.Error, now: int) -> bool:
        """Something was refused; False if it was not asked here."""
        asked = self._asked.pop(error.re or "", None)
        if asked is None:
            return False
        if error.code is ErrorCode.SLOW_DOWN:
            self._not_before = now + REST_MS
        else:
            self._learn(*asked, [])
        return True

    def give_up(self) -> None:
        """The connection is gone, and the answers with it."""
        self._asked.clear()

    def _learn(self, name: str, seq: int, entries: list[events.AnyEntry]) -> None:
        room = self._known.rooms.get(name)
        if room is not None:
            room.timeline.amendments.learn_quoted(seq, entries, self._known.me.id)
            self._known.redraw(name, seq)


AMENDING: dict[type, Callable[..., list[AnyChange]]] = {
    reports.Undone: _undone,
    reports.Outdated: _outdated,
}
"""What such a report changes on screen."""
