"""The model: everything the window shows, as plain data. Events in, changes out.

It runs on Tk's thread but knows no Tk: the pump applies what the receiver thread brought, the
composer asks it what typed text means, and the views draw the changes it returns.
"""

from collections.abc import Callable, Iterable

from ulid import ULID

from chat_gui import reports
from chat_gui.model import changes, typed
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.opening import Openings
from chat_gui.model.rooms import RoomList, RoomModel
from chat_gui.model.rows import MessageRow
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import REPLAY, Limits
from chat_server.protocol.names import LOBBY

OLDER_PAGE = 100
"""Entries asked for when the reader scrolls to the top."""
EMPTY_PAGE = 500
"""Entries asked for after a page in which nobody said anything."""
MOST_ASKED = 50
"""Ids of commands that are remembered, so that their refusal is told."""


class ChatModel:
    """The chat as one window knows it. Every method must be called on one thread."""

    def __init__(self, nick: str = "") -> None:
        self.me = events.You("", nick)
        self.server: events.ServerInfo | None = None
        self.limits = Limits()
        self.connection = changes.Connection(Phase.CONNECTING)
        self.current = LOBBY
        self.focused = self.at_end = False
        """Whether the window is looked at, and whether it shows the end of the current room."""
        self.rooms = RoomList(self._who())
        self._opening = Openings()
        self._asked: dict[str, None] = {}
        self._pages: dict[str, int] = {}
        """Room -> the seq before which a page is on its way."""
        self._empty: set[str] = set()
        """Rooms whose last page held nothing to be shown."""
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
        """What became of each room in which something happened, and one change for the lists."""
        told: list[AnyChange] = []
        self._watch()
        for name in sorted(self._dirty):
            room = self.rooms[name]
            if name == self.current:
                told.append(changes.Tail(name, *room.timeline.tail()))
                if rows := room.timeline.changed():
                    told.append(changes.Changed(name, rows))
            else:
                room.timeline.trim()
            self._lists_dirty |= room.recount()
        self._dirty.clear()
        if self._lists_dirty:
            told.append(changes.RoomsChanged())
            self._lists_dirty = False
        return told

    def _watch(self) -> None:
        """What comes into the room that is looked at is seen."""
        if self.focused and self.at_end:
            self.room.see(self.room.timeline.last)

    def _welcome(self, event: events.Welcome, _now: int) -> list[AnyChange]:
        told: list[AnyChange] = []
        if self.server is not None and self.server.id != event.server.id:
            told = self._elsewhere()
        self.me, self.server, self.limits = event.you, event.server, event.limits
        for room in self.rooms:
            room.timeline.set_me(self._who())
            room.live, room.told = False, 0
        self._describe(event.rooms)
        self.connection = changes.Connection(Phase.ONLINE)
        return [*told, self.connection]

    def _elsewhere(self) -> list[AnyChange]:
        """Another server answers: what was said on the first one is not shown among its rooms."""
        self.rooms.drop_directs()
        if self.current not in self.rooms:
            self.current = LOBBY
        self._pages.clear()
        for room in self.rooms:
            room.timeline.clear()
            room.forget_marks()
        return [
            *(changes.Reset(room.name) for room in self.rooms),
            changes.PeopleChanged(self.current),
            changes.TypingChanged(self.current),
        ]

    def _describe(self, summaries: Iterable[events.RoomSummary]) -> None:
        for summary in summaries:
            if self.rooms.may_add(summary.room):
                room = self._room(summary.room)
                room.describe(summary)
                room.recount()
        self._lists_dirty = True

    def _entered(self, event: events.RoomState, _now: int) -> list[AnyChange]:
        if not self.rooms.may_add(event.room):
            return []
        room = self._room(event.room)
        timeline, again = room.timeline, room.live
        came_before, known = room.joined, timeline.last > 0
        room.enter(event)
        self._lists_dirty = True
        told: list[AnyChange] = [changes.PeopleChanged(room.name)]
        if known and not _goes_on(event, timeline.last):
            self._pages.pop(room.name, None)
            timeline.clear()
            told.append(changes.Reset(room.name))
        timeline.oldest = max(event.first, 1)
        if not came_before and not room.seen and not room.direct:
            room.old_until = event.last
        room.recount()
        room.missed, room.catching_up = event.missed, event.last if known and not again else 0
        return told + self._caught_up(room)

    def _caught_up(self, room: RoomModel) -> list[AnyChange]:
        if not room.catching_up or room.timeline.last < room.catching_up:
            return []
        room.catching_up = 0
        return [changes.CaughtUp(room.name, room.missed)]

    def _passed(self, entry: events.AnyEntry, _now: int) -> list[AnyChange]:
        room = self.rooms.get(entry.room)
        if room is None or not room.joined:
            return []
        self._dirty.add(room.name)
        self._asked.pop(entry.id, None)
        if not room.timeline.append(entry):
            return []
        room.last = max(room.last, entry.seq)
        if isinstance(entry, events.Topic):
            self._lists_dirty |= room.turn(entry)
        told = self._caught_up(room)
        if isinstance(entry, events.Message) and room.stopped_typing(entry.by.id):
            told.append(changes.TypingChanged(room.name))
        return told

    def _page(self, page: events.Page, _now: int) -> list[AnyChange]:
        """An older page, if it is the one that was asked for and still lies above what is held."""
        before = self._pages.pop(page.room, None)
        room = self.rooms.get(page.room)
        if room is None or before is None or before != room.timeline.first:
            return []
        rows, replaced = room.timeline.prepend(page.entries, page.more)
        (self._empty.discard if rows else self._empty.add)(room.name)
        self._lists_dirty |= room.recount()
        return [changes.Older(room.name, rows, replaced)]

    def _seen(self, event: events.Seen, _now: int) -> list[AnyChange]:
        """The person has read a room in another window."""
        room = self.rooms.get(event.room)
        if room is None or event.who.id != self.me.id:
            return []
        room.see(event.seq)
        room.told = max(room.told, room.seen)
        self._lists_dirty |= room.recount()
        return []

    def _joined(self, event: events.Joined, now: int) -> list[AnyChange]:
        room = self.rooms.get(event.room)
        if room is None or not room.person_joined(event.who):
            return []
        if event.who.id != self.me.id and not room.direct:
            room.timeline.joined(event.who.nick, now)
            self._dirty.add(room.name)
        return [changes.PeopleChanged(room.name)]

    def _left(self, event: events.Left, now: int) -> list[AnyChange]:
        room = self.rooms.get(event.room)
        if room is None or not room.person_left(event.who):
            return []
        if not room.direct:
            room.timeline.left(event.who.nick, now)
            self._dirty.add(room.name)
        return [changes.PeopleChanged(room.name), changes.TypingChanged(room.name)]

    def _renamed(self, event: events.Renamed, now: int) -> list[AnyChange]:
        if event.who.id == self.me.id:
            self.me = events.You(self.me.id, event.who.nick, self.me.role)
            for each in self.rooms:
                each.timeline.set_me(self._who())
        elif (direct := self.rooms.direct_with(event.who.id)) is not None:
            direct.other = event.who
            self._lists_dirty = True
        room = self.rooms.get(event.room)
        if room is None or not room.person_renamed(event.who):
            return []
        room.timeline.renamed(event.was, event.who.nick, now)
        self._dirty.add(room.name)
        return [changes.PeopleChanged(room.name)]

    def _typing(self, event: events.Typing, now: int) -> list[AnyChange]:
        room = self.rooms.get(event.room)
        if room is None or event.who.id == self.me.id:
            return []
        room.types(event.who, now)
        return [changes.TypingChanged(event.room)]

    def _crowd(self, event: events.Crowd, _now: int) -> list[AnyChange]:
        room = self.rooms.get(event.room)
        if room is None:
            return []
        room.count = event.count
        return [changes.PeopleChanged(event.room)]

    def _rooms(self, event: events.Rooms, _now: int) -> list[AnyChange]:
        self._describe(event.rooms)
        return []

    def _refused(self, event: events.Error, _now: int) -> list[AnyChange]:
        """Messages that failed come as `SendFailed`; what is left is told for a while."""
        told: list[AnyChange] = []
        if event.re is not None:
            waiting, self._pages = self._pages, {}
            if event.code == ErrorCode.SLOW_DOWN:
                told += [changes.Older(room, (), 0) for room in waiting]
        asked = event.id in self._asked
        if event.id is not None:
            self._asked.pop(event.id, None)
        if asked or not (event.fatal or event.id or event.code == ErrorCode.SLOW_DOWN):
            told.append(changes.Refused(event.text))
        return told

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

    def _opened(self, report: reports.Opened, _now: int) -> list[AnyChange]:
        return [changes.Opened(report.room, self._opening.take(report.nick))]

    def _not_opened(self, report: reports.NotOpened, _now: int) -> list[AnyChange]:
        texts = self._opening.take(report.nick)
        return [changes.NotOpened(report.nick, texts, report.reason)]

    def _trouble(self, report: reports.Trouble, _now: int) -> list[AnyChange]:
        return [changes.Refused(report.text)]

    # What the person does

    @property
    def room(self) -> RoomModel:
        """The room that is looked at."""
        return self.rooms[self.current]

    def nicks(self) -> list[str]:
        """Who is in the current room, and whom there is a conversation with."""
        others = [room.other.nick for room in self.rooms if room.other is not None]
        return [person.nick for person in self.room.people()] + others

    def say(
        self, say: typed.Say, now: int, room: str | None = None
    ) -> tuple[commands.Send, list[AnyChange]]:
        """Say something in a room, the current one if none is named.

        Gives the command to send, and what changed on screen.
        """
        name = room or self.current
        command = commands.Send(name, str(ULID()), say.text, action=say.action)
        self._room(name).timeline.add_pending(command.id, say.text, now, action=say.action)
        self._dirty.add(name)
        return command, self._tails()

    def retry(self, row: MessageRow, now: int) -> tuple[commands.Send, list[AnyChange]]:
        """Send a failed message again, under a name of its own: the first was refused for good."""
        self.room.timeline.drop_pending(row.key)
        return self.say(typed.Say(row.text, row.action), now)

    def set_topic(self, text: str) -> commands.Topic:
        """Say what the current room is about; a refusal will be told."""
        command = commands.Topic(self.current, str(ULID()), text)
        self._asked[command.id] = None
        for id in list(self._asked)[:-MOST_ASKED]:
            del self._asked[id]
        return command

    def open(self, nick: str, text: str = "") -> commands.Open | None:
        """Talk with one person; `text` is said as soon as it is known where. None: too many wait.

        Answered with `Opened` or `NotOpened`.
        """
        return commands.Open(nick) if self._opening.want(nick, text) else None

    def enter(self, name: str) -> tuple[commands.Join | None, list[AnyChange]]:
        """Look at another room; gives the `join` to send where the person is not in it yet."""
        room = self._room(name)
        self.current, self.at_end = name, True
        self._watch()
        room.recount()
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
        left = self.room
        left.joined = left.live = False
        left.timeline.clear()
        left.recount()
        return commands.Leave(left.name), self.enter(LOBBY)[1]

    def look(self, *, focused: bool | None = None, at_end: bool | None = None) -> list[AnyChange]:
        """The window was looked at or away from, or shows the end of the room or does not.

        What the current room holds is read where both are true.
        """
        self.focused = self.focused if focused is None else focused
        self.at_end = self.at_end if at_end is None else at_end
        self._watch()
        return [changes.RoomsChanged()] if self.room.recount() else []

    def marks(self) -> list[commands.Seen]:
        """What to tell the server about how far this person has read; each mark is given once."""
        if self.connection.phase is not Phase.ONLINE:
            return []
        news = [room for room in self.rooms if room.live and room.seen > room.told]
        for room in news:
            room.told = room.seen
        return [commands.Seen(room.name, room.seen) for room in news]

    def older(self) -> commands.History | None:
        """What to ask for when the reader is at the top; None if nothing is older or on its way."""
        timeline = self.room.timeline
        if timeline.complete or not timeline.first or self.current in self._pages:
            return None
        if self.connection.phase is not Phase.ONLINE:
            return None
        self._pages[self.current] = timeline.first
        most = EMPTY_PAGE if self.current in self._empty else OLDER_PAGE
        return commands.History(
            re=f"older {self.current}"[:64],
            room=self.current,
            before=timeline.first,
            limit=most,
        )

    def _who(self) -> events.Who:
        return events.Who(self.me.id, self.me.nick)

    def _room(self, name: str) -> RoomModel:
        self._lists_dirty |= name not in self.rooms
        return self.rooms.add(name, self._who())


def _goes_on(state: events.RoomState, held: int) -> bool:
    """Whether the entries that follow a `room` begin right after the last one held."""
    later = state.last - max(held, state.first - 1)
    return held <= state.last and state.missed <= REPLAY and state.missed == max(0, later)


_HANDLERS: dict[type, Callable[..., list[AnyChange]]] = {
    events.Welcome: ChatModel._welcome,
    events.RoomState: ChatModel._entered,
    events.Message: ChatModel._passed,
    events.Edited: ChatModel._passed,
    events.Deleted: ChatModel._passed,
    events.Reacted: ChatModel._passed,
    events.Topic: ChatModel._passed,
    events.Page: ChatModel._page,
    events.Joined: ChatModel._joined,
    events.Left: ChatModel._left,
    events.Renamed: ChatModel._renamed,
    events.Seen: ChatModel._seen,
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
    reports.Opened: ChatModel._opened,
    reports.NotOpened: ChatModel._not_opened,
    reports.Trouble: ChatModel._trouble,
}
