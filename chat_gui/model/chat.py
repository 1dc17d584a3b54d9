"""The model: everything the window shows, as plain data. Events in, changes out.

It runs on Tk's thread but knows no Tk: the pump applies what the receiver thread brought, the
composer asks it what typed text means, and the views draw the changes it returns.
"""

from collections.abc import Callable, Iterable
from functools import partial

from chat_gui import reports
from chat_gui.i18n import N_
from chat_gui.model import acts, amending, changes, typed
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.door import DOOR, PAIR
from chat_gui.model.ids import fresh_id
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.local_search import found_in_held
from chat_gui.model.notices import NOTICES
from chat_gui.model.paging import Paging
from chat_gui.model.recalling import RECALLED
from chat_gui.model.rooms import RoomModel
from chat_gui.model.rows import MessageRow
from chat_gui.model.rulings import RULINGS, brought_in, gone_rooms, refused, unanswered
from chat_gui.model.unsaid import Unsaid
from chat_gui.worded import Sentence, heard
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.names import LOBBY
from chat_server.protocol.replay import goes_on

_WENT_BACK = N_("The server has gone back to an earlier copy of its log; newer messages are gone.")

MARKS_REST = 30
"""Times that no mark is given after one may have been refused: the window asks once a second."""
MOST_ASKED = 50
"""Ids of commands that are remembered, so that their refusal is told."""


class ChatModel(Knowledge):
    """The chat as one window knows it. Every method must be called on one thread."""

    def __init__(self, nick: str = "") -> None:
        super().__init__(nick)
        self.unsaid = Unsaid()
        self._asked: dict[str, None] = {}
        self.paging = Paging(self)
        self.quoting = amending.Quoting(self)
        self.searching.held = partial(found_in_held, self)
        self._marked: dict[str, int] = {}
        """Rooms marked last -> how far the server knew them to be read before."""
        self._marks_rest = 0

    # What comes in

    def apply(self, happened: Iterable[reports.News], now: int) -> list[AnyChange]:
        """Take what the receiver thread brought, in order; `now` is Unix milliseconds."""
        told: list[AnyChange] = []
        for one in happened:
            handler = _HANDLERS.get(type(one))
            if handler is not None:
                told.extend(handler(self, one, now))
        return told + self.tails()

    def _welcome(self, event: events.Welcome, _now: int) -> list[AnyChange]:
        told: list[AnyChange] = []
        self.copied = False
        other_me = self.me.id not in ("", event.you.id)
        if self.server is not None and (other_me or self.server.id != event.server.id):
            told = self._elsewhere()
        elif self.server is not None and self.server.epoch != event.server.epoch:
            told = self._put_back()
        self.server, self.limits = event.server, event.limits
        self.mutes.clear()  # what holds is told anew
        self.set_me(event.you)
        for room in self.rooms:
            room.live, room.told = False, 0
        self._describe(event.rooms)
        told += gone_rooms(self, event.rooms)
        self.searching.back()
        self.connection = changes.Connection(Phase.ONLINE, encrypted=bool(self.fingerprint))
        return [*told, self.connection, changes.StandingChanged()]

    def _put_back(self) -> list[AnyChange]:
        """The server went on from a copy of its log: what we hold may be said otherwise there."""
        self.paging.forget()
        for room in self.rooms:
            room.timeline.begin_anew()
        self.searching.begin_anew()
        return [
            changes.Refused(Sentence(_WENT_BACK)),
            *(changes.Reset(room.name) for room in self.rooms),
            changes.Searched(),
        ]

    def _elsewhere(self) -> list[AnyChange]:
        """Another server answers: what was said on the first one is not shown among its rooms."""
        self.rooms.drop_closed()
        self.roles.clear()
        if self.current not in self.rooms:
            self.current = LOBBY
        self.dirty = {name for name in self.dirty if name in self.rooms}
        self.paging.forget()
        for room in self.rooms:
            room.timeline.begin_anew()
            room.forget_server()
        self.searching.begin_anew()
        return [
            *(changes.Reset(room.name) for room in self.rooms),
            changes.Searched(),
            changes.PeopleChanged(self.current),
            changes.TypingChanged(self.current),
        ]

    def _describe(self, summaries: Iterable[events.RoomSummary]) -> None:
        for summary in summaries:
            if self.rooms.may_add(summary.room):
                room = self.add_room(summary.room)
                room.describe(summary)
                room.recount()
        self.lists_dirty = True

    def _entered(self, event: events.RoomState, _now: int) -> list[AnyChange]:
        if not self.rooms.may_add(event.room):
            return []
        room = self.rooms.get(event.room)
        new = room is None or room.shut is not None
        room = self.add_room(event.room)
        for person in event.people:
            self.learn_role(person.id, person.role)
        timeline, again = room.timeline, room.live
        came_before, known = room.joined, timeline.last > 0
        were_here = {person.nick for person in room.people()}
        room.enter(event)
        if room.name == self.current:
            self.shown.touch_named({person.nick for person in event.people} - were_here)
        self.lists_dirty = True
        told: list[AnyChange] = [changes.PeopleChanged(room.name)]
        if known and not goes_on(event, timeline.last):
            self.paging.lost(room.name)
            (timeline.let_go if event.last >= timeline.last else timeline.clear)()
            told.append(changes.Reset(room.name))
        if timeline.keep_from(event.first):
            told.append(changes.Reset(room.name))
        if not came_before and not room.seen and not room.direct:
            room.old_until = event.last
        first_time, room.was_live = not room.was_live, True
        if first_time and room.name == self.current:
            self.arrive()
        room.recount()
        was_away = known and not again and (event.missed > 0 or not first_time)
        room.missed, room.catching_up = event.missed, event.last if was_away else 0
        told += brought_in(self, event, new=new)
        return [*told, changes.StandingChanged(), *self._caught_up(room)]

    def _caught_up(self, room: RoomModel) -> list[AnyChange]:
        if not room.catching_up or room.timeline.last < room.catching_up:
            return []
        room.catching_up = 0
        return [changes.CaughtUp(room.name, room.missed)]

    def _passed(self, entry: events.AnyEntry, now: int) -> list[AnyChange]:
        room = self.rooms.get(entry.room)
        if room is None:
            return []
        if not room.joined:  # it was left; what is still said there is not held
            if entry.by.id == self.me.id:
                room.timeline.pending.drop(entry.id)
                room.timeline.amendments.wishes.done(entry.id)
            return []
        self.dirty.add(room.name)
        self._asked.pop(entry.id, None)
        if not room.timeline.append(entry):
            return []
        room.last = max(room.last, entry.seq)
        self.paging.passed(entry)
        if isinstance(entry, events.Topic):
            self.lists_dirty |= room.set_topic(entry)
        if isinstance(entry, events.Message):
            self.hear(room, entry, now)
        told = self._caught_up(room)
        if isinstance(entry, events.Message | events.Edited) and room.stopped_typing(entry.by.id):
            told.append(changes.TypingChanged(room.name))
        return told

    def _page(self, page: events.Page, _now: int) -> list[AnyChange]:
        self.learn(page)
        return [] if self.quoting.page(page) else self.paging.page(page)

    def _found(self, event: events.Found, _now: int) -> list[AnyChange]:
        for message, upto in self.searching.told(event):
            self.learn_text(message, upto)
        return [changes.Searched()] if self.searching.found(event) else []

    def _rooms(self, event: events.Rooms, _now: int) -> list[AnyChange]:
        self._describe(event.rooms)
        return []

    def _refused(self, event: events.Error, now: int) -> list[AnyChange]:
        """Messages that failed come as `SendFailed`; what is left is told for a while."""
        if event.re == PAIR:
            return [changes.NotOffered(heard(event.text, event.code))]
        if (answer := refused(self, event)) is not None:
            return answer
        if (answer := self.paging.refused(event)) is not None:
            return answer
        if self.quoting.refused(event, now):
            return []
        if self.searching.refused(event, now):
            return [changes.Searched()]
        told: list[AnyChange] = []
        unnamed = not (event.id or event.re)
        if event.code == ErrorCode.STORAGE and unnamed:
            self._give_marks_back()
        if event.code == ErrorCode.NOT_HERE and unnamed:
            return []  # a notice of typing, or a mark, came after the person was put out
        asked = event.id in self._asked
        if event.id is not None:
            self._asked.pop(event.id, None)
        if asked or not (event.fatal or event.id or event.code == ErrorCode.SLOW_DOWN):
            told.append(changes.Refused(heard(event.text, event.code)))
        return told

    def _give_marks_back(self) -> None:
        """The disk took something not that has no name, perhaps a mark: tell the last ones again.

        After a while, for each may be refused with a sentence in the window.
        """
        if self._marked:
            self._marks_rest = MARKS_REST
        for name, told in self._marked.items():
            if (room := self.rooms.get(name)) is not None:
                room.told = min(room.told, told)
        self._marked.clear()

    def _connecting(self, _report: reports.Connecting, _now: int) -> list[AnyChange]:
        self.connection = changes.Connection(
            Phase.CONNECTING, self.connection.reason, copied=self.copied
        )
        return [self.connection]

    def _lost(self, report: reports.Lost, _now: int) -> list[AnyChange]:
        self.paging.lost()
        self.quoting.give_up()
        self.searching.lost()
        self.connection = changes.Connection(
            Phase.LOST, report.reason, report.retry_at, copied=self.copied
        )
        return [self.connection, *unanswered(self)]

    def _closed(self, report: reports.Closed, _now: int) -> list[AnyChange]:
        self.paging.lost()
        self.quoting.give_up()
        self.searching.lost()
        self.connection = changes.Connection(Phase.CLOSED, report.reason, copied=self.copied)
        return [self.connection, *unanswered(self)]

    def _unsent(self, report: reports.Unsent, _now: int) -> list[AnyChange]:
        room = self.add_room(report.room)
        room.timeline.pending.add(
            report.id, report.text, report.at, action=report.action, reply_to=report.reply_to
        )
        self.dirty.add(room.name)
        return []

    def _send_failed(self, report: reports.SendFailed, _now: int) -> list[AnyChange]:
        room = self.rooms.get(report.room)
        if room is None:  # it was another server's, or is there for others only
            return []
        if room.timeline.pending.fail(report.id, report.reason):
            self.dirty.add(room.name)
            return []
        return amending.not_sent(self, room, report)

    def _opened(self, report: reports.Opened, _now: int) -> list[AnyChange]:
        asked = self.unsaid.take(report.re)
        return [changes.Opened(report.room, asked[1])] if asked is not None else []

    def _not_opened(self, report: reports.NotOpened, _now: int) -> list[AnyChange]:
        asked = self.unsaid.take(report.re)
        return [changes.NotOpened(*asked, report.reason)] if asked is not None else []

    def _trouble(self, report: reports.Trouble, _now: int) -> list[AnyChange]:
        return [changes.Refused(report.text)]

    # What the person does

    def say(
        self, say: typed.Say, now: int, room: str | None = None, reply_to: int | None = None
    ) -> tuple[commands.Send, list[AnyChange]]:
        """Say something in a room, the current one if none is named.

        `reply_to` is the seq of the message that it answers. Gives the command to send, and what
        changed on screen.
        """
        name = room or self.current
        command = commands.Send(name, fresh_id(), say.text, reply_to, say.action)
        self.add_room(name).timeline.pending.add(
            command.id, say.text, now, action=say.action, reply_to=reply_to
        )
        self.dirty.add(name)
        return command, self.tails()

    def retry(self, row: MessageRow, now: int) -> tuple[commands.Send, list[AnyChange]]:
        """Send a failed message again, under a name of its own: the first was refused for good."""
        self.room.timeline.pending.drop(row.key)
        return self.say(typed.Say(row.text, row.action), now, reply_to=row.reply_to)

    def set_topic(self, text: str, room: str | None = None) -> commands.Topic:
        """Say what a room is about, the current one if none is named; a refusal will be told."""
        command = commands.Topic(room or self.current, fresh_id(), text)
        self._asked[command.id] = None
        for id in list(self._asked)[:-MOST_ASKED]:
            del self._asked[id]
        return command

    def open(self, nick: str, text: str = "") -> commands.Open | None:
        """Talk with one person; `text` is said as soon as it is known where. None: too many wait.

        Answered with `Opened` or `NotOpened`.
        """
        re = self.unsaid.want(nick, text)
        return commands.Open(nick, re) if re is not None else None

    def ask_members(self) -> acts.Request | None:
        """What asks who the members of the current room are, if that is to be asked now."""
        room = self.room
        online = self.connection.phase is Phase.ONLINE
        if not (room.private and room.live and online) or room.members_known:
            return None
        room.members_known = True
        return self.acts.want(commands.People("", room.name), quiet=True)

    def enter(self, name: str) -> tuple[commands.Join | None, list[AnyChange]]:
        """Look at another room; gives the `join` to send where the person is not in it yet."""
        room = self.add_room(name)
        if not room.private:
            room.shut = None
        self.current, self.at_end = name, True
        self.paging.leave()
        self.arrive()
        room.put_away(away=False)
        self.watch()
        room.recount()
        self.dirty.discard(name)
        told: list[AnyChange] = [
            changes.Reset(name),
            changes.RoomsChanged(),
            changes.PeopleChanged(name),
            changes.TypingChanged(name),
        ]
        return (None if room.joined or room.shut else commands.Join(name)), told

    def leave(self, name: str | None = None) -> tuple[commands.Leave, list[AnyChange]]:
        """Leave a room, the current one for the lobby; a direct conversation is listed no more."""
        left = self.rooms[name or self.current]
        left.put_away(away=True)
        left.joined = left.live = False
        left.timeline.clear()
        left.recount()
        command = commands.Leave(left.name)
        told: list[AnyChange]
        told = self.enter(LOBBY)[1] if left is self.room else [changes.RoomsChanged()]
        if left.shut is not None and left.private:
            self.drop(left.name)
        return command, told

    def look(self, *, focused: bool | None = None, at_end: bool | None = None) -> list[AnyChange]:
        """The window was looked at or away from, or shows the end of the room or does not.

        What the current room holds is read where both are true.
        """
        comes = bool(focused) and not self.focused
        if comes:
            self.arrive()
        self.focused = self.focused if focused is None else focused
        self.at_end = self.at_end if at_end is None else at_end
        self.watch()
        told: list[AnyChange] = [changes.RoomsChanged()] if self.room.recount() else []
        return told + self.tails() if comes else told

    def marks(self) -> list[commands.Seen]:
        """What to tell the server about how far this person has read; each mark is given once.

        Those that the server could not keep are given again.
        """
        self._marks_rest = max(0, self._marks_rest - 1)
        if self.connection.phase is not Phase.ONLINE or self._marks_rest:
            return []
        news = [room for room in self.rooms if room.live and room.seen > room.told]
        self._marked |= {room.name: room.told for room in news}
        for room in news:
            room.told = room.seen
        return [commands.Seen(room.name, room.seen) for room in news]


_HANDLERS: dict[type, Callable[..., list[AnyChange]]] = {
    **NOTICES,
    **DOOR,
    **RULINGS,
    **amending.AMENDING,
    **RECALLED,
    events.Welcome: ChatModel._welcome,
    events.RoomState: ChatModel._entered,
    events.Message: ChatModel._passed,
    events.Edited: ChatModel._passed,
    events.Deleted: ChatModel._passed,
    events.Reacted: ChatModel._passed,
    events.Topic: ChatModel._passed,
    events.Page: ChatModel._page,
    events.Found: ChatModel._found,
    events.Rooms: ChatModel._rooms,
    events.Error: ChatModel._refused,
    reports.Connecting: ChatModel._connecting,
    reports.Lost: ChatModel._lost,
    reports.Closed: ChatModel._closed,
    reports.Unsent: ChatModel._unsent,
    reports.SendFailed: ChatModel._send_failed,
    reports.Opened: ChatModel._opened,
    reports.NotOpened: ChatModel._not_opened,
    reports.Trouble: ChatModel._trouble,
}
