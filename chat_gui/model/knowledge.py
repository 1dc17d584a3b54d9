"""What one window knows of the chat, and what of it is to be drawn. `ChatModel` fills it."""

from collections.abc import Iterator, Mapping
from itertools import chain

from msgspec import structs

from chat_gui.model import changes
from chat_gui.model.acts import Acts
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.excerpt import Excerpt
from chat_gui.model.new_line import NewLine
from chat_gui.model.notifying import Heard, Hearing
from chat_gui.model.rooms import RoomList, RoomModel, Shut
from chat_gui.model.searching import Searching
from chat_gui.model.standing import Roles
from chat_gui.model.timeline import Timeline
from chat_server.protocol import events
from chat_server.protocol.events import Present
from chat_server.protocol.limits import Limits
from chat_server.protocol.names import LOBBY

MOST_WEIGHT = 20_000_000
"""About the characters that all rooms together may take in memory."""
AWAY = "away"
"""The state of a person who is in no room that we see into."""
UNKNOWN = ""
"""The state of a person while nobody knows."""


class Knowledge:
    """The person, the server, the rooms, and where the person looks."""

    def __init__(self, nick: str) -> None:
        self.me = events.You("", nick)
        self.server: events.ServerInfo | None = None
        self.copied = False
        """Whether all this is from the local copy, and the server has not said a word yet."""
        self.limits = Limits()
        self.connection = changes.Connection(Phase.CONNECTING)
        self.code = ""
        """What people compare to know that it is this server; empty where nothing is encrypted."""
        self.fingerprint = ""
        self.current = LOBBY
        self.focused = self.at_end = False
        """Whether the window is looked at, and whether it shows the end of the current room."""
        self.rooms = RoomList(self.who())
        self.excerpt: Excerpt | None = None
        """What is shown of the current room while the reader is far above its end."""
        self.new_line = NewLine()
        """In the current room."""
        self.dirty: set[str] = set()
        """Rooms whose rows are not all drawn."""
        self.lists_dirty = False
        """Whether the list of rooms, an unread count or a topic is not drawn."""
        self.roles = Roles()
        self.mutes: dict[str, events.Muted] = {}
        """Room -> that the person is muted there; "" for everywhere."""
        self.hearing = Hearing()
        self.searching = Searching(lambda _text, _room: (), self.newest)
        self.acts = Acts()
        """What was asked of the server and has an answer of its own."""

    @property
    def met(self) -> bool:
        """Whether the server has let us in since the window was opened."""
        return self.server is not None and not self.copied

    @property
    def room(self) -> RoomModel:
        """The room that is looked at."""
        return self.rooms[self.current]

    @property
    def shown_excerpt(self) -> Excerpt | None:
        """The excerpt that is shown; None where the room's own end is."""
        excerpt = self.excerpt
        return excerpt if excerpt is not None and excerpt.room == self.current else None

    @property
    def shown(self) -> Timeline:
        """What is shown of the current room."""
        return self.shown_excerpt or self.room.timeline

    def who(self) -> events.Who:
        """The person, as others see them."""
        return events.Who(self.me.id, self.me.nick)

    def add_room(self, name: str) -> RoomModel:
        """The room of that name, listed from now on."""
        self.lists_dirty |= name not in self.rooms
        return self.rooms.add(name, self.who())

    def set_me(self, me: events.You) -> None:
        """This is the person; what waits to be sent is theirs."""
        self.me = me
        self.learn_role(me.id, me.role)
        for room in self.rooms:
            room.timeline.set_me(self.who())

    def learn_role(self, id: str, told: str) -> None:
        """What a person is; it stands beside their name."""
        if id == self.me.id:
            self.me = events.You(id, self.me.nick, told)
        if self.roles.learn(id, told) and self.shown.touch((id,)):
            self.dirty.add(self.current)

    def redraw(self, room: str, seq: int) -> None:
        """A message in a room is shown otherwise now, and so are the replies to it."""
        for timeline in self._timelines(room):
            timeline.redraw(seq)
        self.dirty.add(room)

    def learn(self, page: events.Page) -> None:
        """A page came: what it says about messages counts, whether it is held or not."""
        for timeline in self._timelines(page.room):
            timeline.learn(page.entries)

    def learn_text(self, message: events.Message, upto: int) -> None:
        """A search gave a message with all edits up to the seq `upto` in its text."""
        for timeline in self._timelines(message.room):
            timeline.learn_text(message.seq, message.text, upto)

    def _timelines(self, room: str) -> Iterator[Timeline]:
        """What is held of a room's log, if the room is known."""
        if room in self.rooms:
            yield self.rooms[room].timeline
        if self.excerpt is not None and self.excerpt.room == room:
            yield self.excerpt

    def meant(self, id: str | None, nick: str | None) -> events.Who | None:
        """The person of this id or nickname, if we see them or they are the other of a direct
        conversation."""
        others = [room.other for room in self.rooms if room.other is not None]
        known = chain([self.who()], *(room.people() for room in self.rooms), others)
        if id is not None:
            return next((person for person in known if person.id == id), None)
        wanted = (nick or "").casefold()
        return next((person for person in known if person.nick.casefold() == wanted), None)

    def home(self, gone: str) -> list[AnyChange]:
        """The person has left a room for good: they look at the lobby, if they looked there."""
        if self.current != gone:
            return []
        self.current, self.at_end = LOBBY, True
        self.arrive()
        self.watch()
        self.room.recount()
        self.dirty.discard(LOBBY)
        return [
            changes.Reset(LOBBY),
            changes.RoomsChanged(),
            changes.PeopleChanged(LOBBY),
            changes.TypingChanged(LOBBY),
        ]

    def let_go(self) -> None:
        """Rooms that the person may read no more go when they look elsewhere.

        A private one stays listed while something of theirs is in it that was not sent.
        """
        for room in self.rooms:
            if room.shut is None or room.name == self.current:
                continue
            room.timeline.clear()
            if not room.private:
                room.shut = None  # who comes to it again joins it again
            elif not room.draft and not room.timeline.unsent:
                self.drop(room.name)

    def list_shut(self, name: str) -> None:
        """Something was typed in a private room that the person may read no more: it is there."""
        if self.rooms.may_add(name):
            self.add_room(name).close(Shut())

    def drop(self, name: str) -> None:
        """A room is there for others only."""
        self.rooms.drop(name)
        self.dirty.discard(name)
        self.lists_dirty = True

    def newest(self) -> dict[str, int]:
        """The newest seq that is known of each room's log."""
        return {room.name: room.last for room in self.rooms}

    def nicks(self) -> list[str]:
        """Who is in the current room, and whom there is a direct conversation with."""
        others = [room.other.nick for room in self.rooms if room.other is not None]
        return [person.nick for person in self.room.people()] + others

    def all_nicks(self) -> set[str]:
        """Everybody of whom we know, in whichever room."""
        known = {person.nick for room in self.rooms for person in room.members()}
        return known | {room.other.nick for room in self.rooms if room.other is not None}

    def sees(self, room: RoomModel) -> bool:
        """Whether it is known who is in a room at this moment."""
        return room.live and self.connection.phase is Phase.ONLINE

    def presence(self, id: str) -> Present | None:
        """A person who is in some room that we see into."""
        if self.connection.phase is not Phase.ONLINE:
            return None
        found = (room.person(id) for room in self.rooms)
        return next((person for person in found if person is not None), None)

    @property
    def others(self) -> int:
        """How many are in beside this person, as far as is known: at first all are in the lobby."""
        lobby = self.rooms.get(LOBBY)
        return max(0, lobby.count - 1) if lobby is not None else 0

    def company(self) -> list[Present]:
        """Who is in the current room; of a closed one all whom it is there for, in it or not.

        Where nobody knows at this moment, those who were; nobody of a room that one was put out of.
        """
        room = self.room
        if room.shut is not None:
            return []
        if self.sees(room):
            return self._company(room)
        return [structs.replace(person, state=UNKNOWN) for person in self._company(room)]

    def _company(self, room: RoomModel) -> list[Present]:
        if room.private:
            return room.members()
        if not room.direct or room.other is None:
            return room.people()
        me, other = self.who(), room.other
        return [
            Present(me.id, me.nick),
            self.presence(other.id) or Present(other.id, other.nick, AWAY),
        ]

    def tails(self) -> list[AnyChange]:
        """What became of each room in which something happened, and one change for the lists."""
        told: list[AnyChange] = []
        self.watch()
        if self.shown.has_changed:
            self.dirty.add(self.current)
        for name in sorted(self.dirty):
            room = self.rooms[name]
            if name == self.current:
                told.append(changes.Tail(name, *room.timeline.tail()))
                self.find_new()
                if rows := self.shown.changed():
                    told.append(changes.Changed(name, rows))
            else:
                room.timeline.trim()
            self.lists_dirty |= room.recount()
        if self.dirty:
            self._spare()
        self.dirty.clear()
        if self.lists_dirty:
            told.append(changes.RoomsChanged())
            self.lists_dirty = False
        return told

    def _spare(self) -> None:
        """Hold less of the rooms that nobody looks at, where all together hold too much."""
        heavy = sum(room.timeline.weight for room in self.rooms)
        if heavy <= MOST_WEIGHT:
            return
        for room in sorted(self.rooms, key=lambda room: -room.timeline.weight):
            if room.name != self.current and heavy > MOST_WEIGHT // 2:
                heavy -= room.timeline.weight
                room.timeline.spare()
                heavy += room.timeline.weight
                self.lists_dirty |= room.recount()

    def mute(self, mutes: Mapping[str, int]) -> list[AnyChange]:
        """Keep these rooms quiet until those moments, in Unix milliseconds; 0 for no longer."""
        for name, until in mutes.items():
            self.rooms.mute(name, until)
        return [changes.RoomsChanged()]

    def read(self, name: str) -> list[AnyChange]:
        """The person has read all of a room."""
        room = self.rooms[name]
        room.see(room.last)
        return [changes.RoomsChanged()] if room.recount() else []

    def arrive(self) -> None:
        """The person comes to the current room: what they have not read of it is new."""
        before, room = self.new_line.at, self.room
        self.new_line.come(max(room.seen, room.old_until), room.last)
        if before:
            self.redraw(room.name, before)
        self.find_new()

    def find_new(self) -> None:
        """Find the first new message, if that is still sought."""
        if self.new_line.find(self.shown):
            self.redraw(self.current, self.new_line.at)

    def hear(self, room: RoomModel, entry: events.Message, now: int) -> None:
        """Somebody else said something, and this person has not read it elsewhere."""
        if entry.by.id == self.me.id or entry.deleted or entry.seq <= room.read_until:
            return
        self.hearing.add(
            Heard(
                room.name,
                entry.seq,
                entry.by.nick,
                entry.text,
                mention=room.timeline.calls.holds(entry.seq),
                direct=room.direct,
                closed=room.direct or room.private,
                muted=room.muted(now),
                looked_at=room.name == self.current and self.focused and self.at_end,
                missed=entry.seq <= room.entered_at,
            )
        )

    def watch(self) -> None:
        """What comes into the room that is looked at is seen."""
        if self.focused and self.at_end:
            self.room.see(self.room.timeline.last)
