"""The model: everything the window shows, as plain data. Events in, changes out.

It runs on Tk's thread but knows no Tk: the pump applies what the receiver thread brought, the
composer asks it what typed text means, and the views draw the changes it returns.
"""

from collections.abc import Callable, Iterable

from ulid import ULID

from chat_gui import reports
from chat_gui.model import changes, typed
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.rooms import RoomModel
from chat_gui.model.rows import MessageRow
from chat_gui.model.timeline import Timeline
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import REPLAY, Limits
from chat_server.protocol.names import LOBBY

OLDER_PAGE = 100
"""Entries asked for when the reader scrolls to the top."""


class ChatModel:
    """The chat as one window knows it. Every method must be called on one thread."""

    def __init__(self, nick: str = "") -> None:
        self.me = events.You("", nick)
        self.server: events.ServerInfo | None = None
        self.limits = Limits()
        self.connection = changes.Connection(Phase.CONNECTING)
        self.current = LOBBY
        self.focused = True
        """Whether the window is looked at: if not, what comes is unread."""
        self.rooms: dict[str, RoomModel] = {LOBBY: RoomModel(LOBBY, Timeline(self._who()))}
        self._pages: set[str] = set()
        self._dirty: set[str] = set()
        self._lists_dirty = False

    # What comes in

    def apply(self, happened: Iterable[reports.News], now: int) -> list[AnyChange]:
        """Take what the receiver thread brought, in order; `now` is Unix milliseconds."""
        told: list[AnyChange] = []
        for one in happened:
            handler = _HANDLERS.get(type(one))
            if handler is not None:
                told.extend(handler(self, one, now))
        return told + self._tails()

    def _tails(self) -> list[AnyChange]:
        """One change for each room whose end moved, and one for the lists."""
        told: list[AnyChange] = []
        if self.current in self._dirty:
            told.append(changes.Tail(self.current, *self.room.timeline.tail()))
        for name in self._dirty - {self.current}:
            self.rooms[name].timeline.trim()
        self._dirty.clear()
        if self._lists_dirty:
            told.append(changes.RoomsChanged())
            self._lists_dirty = False
        return told

    def _welcome(self, event: events.Welcome, _now: int) -> list[AnyChange]:
        told: list[AnyChange] = []
        if self.server is not None and self.server.id != event.server.id:
            for room in self.rooms.values():
                room.timeline.clear()
                told.append(changes.Reset(room.name))
        self.me, self.server, self.limits = event.you, event.server, event.limits
        for room in self.rooms.values():
            room.timeline.set_me(self._who())
        self._describe(event.rooms)
        self.connection = changes.Connection(Phase.ONLINE)
        return [*told, self.connection]

    def _describe(self, summaries: Iterable[events.RoomSummary]) -> None:
        for summary in summaries:
            self._room(summary.room).describe(summary)
        self._lists_dirty = True

    def _entered(self, event: events.RoomState, _now: int) -> list[AnyChange]:
        room = self._room(event.room)
        timeline, back = room.timeline, room.timeline.last > 0
        room.enter(event)
        self._lists_dirty = True
        told: list[AnyChange] = [changes.PeopleChanged(room.name)]
        if event.last < timeline.last or event.missed > REPLAY:
            timeline.clear()
            told.append(changes.Reset(room.name))
        timeline.oldest = max(event.first, 1)
        if not back:
            room.old_until = event.last
        room.missed, room.catching_up = event.missed, event.last if back else 0
        return told + self._caught_up(room)

    def _caught_up(self, room: RoomModel) -> list[AnyChange]:
        if not room.catching_up or room.timeline.last < room.catching_up:
            return []
        room.catching_up = 0
        return [changes.CaughtUp(room.name, room.missed)]

    def _said(self, entry: events.Message, _now: int) -> list[AnyChange]:
        room = self._room(entry.room)
        self._dirty.add(room.name)
        if not room.timeline.append(entry):
            return []
        watched = self.focused and room.name == self.current
        if entry.by.id != self.me.id and not watched and entry.seq > room.old_until:
            room.unread += 1
            self._lists_dirty = True
        told = self._caught_up(room)
        if room.stopped_typing(entry.by.id):
            told.append(changes.TypingChanged(room.name))
        return told

    def _page(self, page: events.Page, _now: int) -> list[AnyChange]:
        self._pages.discard(page.room)
        room = self._room(page.room)
        messages = [entry for entry in page.entries if isinstance(entry, events.Message)]
        rows, replaced = room.timeline.prepend(messages, page.more)
        return [changes.Older(room.name, rows, replaced)] if rows else []

    def _joined(self, event: events.Joined, now: int) -> list[AnyChange]:
        room = self._room(event.room)
        if not room.person_joined(event.who):
            return []
        if event.who.id != self.me.id:
            room.timeline.joined(event.who.nick, now)
            self._dirty.add(room.name)
        return [changes.PeopleChanged(room.name)]

    def _left(self, event: events.Left, now: int) -> list[AnyChange]:
        room = self._room(event.room)
        if not room.person_left(event.who):
            return []
        room.timeline.left(event.who.nick, now)
        self._dirty.add(room.name)
        return [changes.PeopleChanged(room.name), changes.TypingChanged(room.name)]

    def _renamed(self, event: events.Renamed, now: int) -> list[AnyChange]:
        room = self._room(event.room)
        if event.who.id == self.me.id:
            self.me = events.You(self.me.id, event.who.nick, self.me.role)
            for each in self.rooms.values():
                each.timeline.set_me(self._who())
        if not room.person_renamed(event.who):
            return []
        room.timeline.renamed(event.was, event.who.nick, now)
        self._dirty.add(room.name)
        return [changes.PeopleChanged(room.name)]

    def _typing(self, event: events.Typing, now: int) -> list[AnyChange]:
        if event.who.id == self.me.id:
            return []
        self._room(event.room).types(event.who, now)
        return [changes.TypingChanged(event.room)]

    def _crowd(self, event: events.Crowd, _now: int) -> list[AnyChange]:
        self._room(event.room).count = event.count
        return [changes.PeopleChanged(event.room)]

    def _rooms(self, event: events.Rooms, _now: int) -> list[AnyChange]:
        self._describe(event.rooms)
        return []

    def _refused(self, event: events.Error, _now: int) -> list[AnyChange]:
        """Messages that failed come as `SendFailed`; what is left is told for a while."""
        if event.re is not None:
            self._pages.clear()
        if event.fatal or event.id is not None or event.code == ErrorCode.SLOW_DOWN:
            return []
        return [changes.Refused(event.text)]

    def _connecting(self, _report: reports.Connecting, _now: int) -> list[AnyChange]:
        self.connection = changes.Connection(Phase.CONNECTING, self.connection.reason)
        return [self.connection]

    def _lost(self, report: reports.Lost, _now: int) -> list[AnyChange]:
        self._pages.clear()
        self.connection = changes.Connection(Phase.LOST, report.reason, report.retry_at)
        return [self.connection]

    def _closed(self, report: reports.Closed, _now: int) -> list[AnyChange]:
        self._pages.clear()
        self.connection = changes.Connection(Phase.CLOSED, report.reason)
        return [self.connection]

    def _nick_refused(self, report: reports.NickRefused, _now: int) -> list[AnyChange]:
        return [changes.NickRefused(report.nick, report.reason)]

    def _unsent(self, report: reports.Unsent, _now: int) -> list[AnyChange]:
        room = self._room(report.room)
        room.timeline.add_pending(report.id, report.text, report.at, action=report.action)
        self._dirty.add(room.name)
        return []

    def _send_failed(self, report: reports.SendFailed, _now: int) -> list[AnyChange]:
        room = self._room(report.room)
        if room.timeline.fail(report.id, report.reason):
            self._dirty.add(room.name)
        return []

    def _trouble(self, report: reports.Trouble, _now: int) -> list[AnyChange]:
        return [changes.Refused(report.text)]

    # What the person does

    @property
    def room(self) -> RoomModel:
        """The room that is looked at."""
        return self.rooms[self.current]

    def say(self, say: typed.Say, now: int) -> tuple[commands.Send, list[AnyChange]]:
        """Say something in the current room: the command to send, and what changed on screen."""
        command = commands.Send(self.current, str(ULID()), say.text, action=say.action)
        self.room.timeline.add_pending(command.id, say.text, now, action=say.action)
        self._dirty.add(self.current)
        return command, self._tails()

    def retry(self, row: MessageRow, now: int) -> tuple[commands.Send, list[AnyChange]]:
        """Send a failed message again, under a name of its own: the first was refused for good."""
        self.room.timeline.drop_pending(row.key)
        return self.say(typed.Say(row.text, row.action), now)

    def enter(self, name: str) -> tuple[commands.Join | None, list[AnyChange]]:
        """Look at another room; gives the `join` to send where the person is not in it yet."""
        room = self._room(name)
        self.current = name
        room.unread = 0
        self._dirty.discard(name)
        told: list[AnyChange] = [
            changes.Reset(name),
            changes.RoomsChanged(),
            changes.PeopleChanged(name),
            changes.TypingChanged(name),
        ]
        return (None if room.joined else commands.Join(name)), told

    def leave(self) -> tuple[commands.Leave, list[AnyChange]]:
        """Leave the current room for the lobby."""
        left = self.current
        self.room.joined = False
        self.room.timeline.clear()
        return commands.Leave(left), self.enter(LOBBY)[1]

    def look(self, focused: bool) -> list[AnyChange]:
        """The window was looked at or away from; what the current room holds is read then."""
        self.focused = focused
        if not focused or not self.room.unread:
            return []
        self.room.unread = 0
        return [changes.RoomsChanged()]

    def older(self) -> commands.History | None:
        """What to ask for when the reader is at the top; None if nothing is older or on its way."""
        timeline = self.room.timeline
        if timeline.complete or not timeline.first or self.current in self._pages:
            return None
        if self.connection.phase is not Phase.ONLINE:
            return None
        self._pages.add(self.current)
        return commands.History(
            re=f"older {self.current}"[:64],
            room=self.current,
            before=timeline.first,
            limit=OLDER_PAGE,
        )

    def order(self) -> list[RoomModel]:
        """The rooms as they are listed: the lobby first."""
        return sorted(self.rooms.values(), key=lambda room: (room.name != LOBBY, room.name))

    def unread(self) -> int:
        """Unread messages in all rooms, for the window's title."""
        return sum(room.unread for room in self.rooms.values())

    def _who(self) -> events.Who:
        return events.Who(self.me.id, self.me.nick)

    def _room(self, name: str) -> RoomModel:
        if name not in self.rooms:
            self.rooms[name] = RoomModel(name, Timeline(self._who()))
            self._lists_dirty = True
        return self.rooms[name]


_HANDLERS: dict[type, Callable[..., list[AnyChange]]] = {
    events.Welcome: ChatModel._welcome,
    events.RoomState: ChatModel._entered,
    events.Message: ChatModel._said,
    events.Page: ChatModel._page,
    events.Joined: ChatModel._joined,
    events.Left: ChatModel._left,
    events.Renamed: ChatModel._renamed,
    events.Typing: ChatModel._typing,
    events.Crowd: ChatModel._crowd,
    events.Rooms: ChatModel._rooms,
    events.Error: ChatModel._refused,
    reports.Connecting: ChatModel._connecting,
    reports.Lost: ChatModel._lost,
    reports.Closed: ChatModel._closed,
    reports.NickRefused: ChatModel._nick_refused,
    reports.Unsent: ChatModel._unsent,
    reports.SendFailed: ChatModel._send_failed,
    reports.Trouble: ChatModel._trouble,
}
