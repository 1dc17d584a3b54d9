"""The rooms as the window knows them: who is in them, what is unread, who is typing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import structs

from chat_gui.model.timeline import Timeline
from chat_server.protocol.events import Present, RoomState, RoomSummary, Topic, Who
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.names import DIRECT, LOBBY, PRIVATE

TYPING_MS = 6_000
"""How long a `typing` notice holds: twice the pause between two of them."""
MOST_ROOMS = 2_000
"""Rooms that are listed."""
MOST_PEOPLE = 1_000
"""People of a room who are known one by one; a server tells of fewer."""
MOST_MUTED = 2_000
"""Rooms whose being muted is remembered."""
FOR_EVER = MAX_INTEGER
"""A moment that doesn't come."""
MOST_TYPING = 50
"""People who are known to be typing in a room."""


class Shut(NamedTuple):
    """That the person may read a room no more: who put them out, and why; "" where nobody said."""

    by: str = ""
    reason: str = ""


@dataclass
class RoomModel:
    """A room. `people` maps ids to persons, in the order of their nicknames when read."""

    name: str
    timeline: Timeline
    kind: str = "public"
    other: Who | None = None
    """The other person of a direct conversation, once the server told who."""
    announce: bool = False
    """Whether it is for announcements: who looks after it writes there, and nobody else."""
    maker: str = ""
    """The id of who made a private room, and looks after it."""
    topic: str = ""
    keep: tuple[float, int] | None = None
    """So many days and entries are kept here, where that is not what the server told."""
    count: int = 0
    """How many people are here; more than `people` holds in a crowd."""
    unread: int = 0
    mentions: int = 0
    """How many of the unread messages speak to the person, as far as is known."""
    more_mentions: bool = False
    """Whether there may be more, among those that are not held."""
    muted_until: int = 0
    """Until when it keeps quiet, Unix milliseconds; `FOR_EVER` until the person wants otherwise."""
    draft: str = ""
    """What was typed here and not sent, while the person looks elsewhere (drafts.py)."""
    joined: bool = False
    live: bool = False
    """Whether the server has answered a join on this connection."""
    shut: Shut | None = None
    """Set while the person sees what was said here and may read no more of it."""
    was_live: bool = False
    """Whether it was on any connection: what it has is not from the local copy alone."""
    catching_up: int = 0
    """The seq up to which a replay runs after a reconnect, 0 when none does."""
    missed: int = 0
    last: int = 0
    """The newest seq the server told of."""
    entered_at: int = 0
    """The newest seq when this connection came in: what follows is said while we are here."""
    seen: int = 0
    """The newest seq that this person has looked at, here or in another window."""
    told: int = 0
    """The newest seq that the server knows to be seen."""
    old_until: int = 0
    """The newest seq when the room was first entered: what was said before is not unread."""
    _put_away_at: int = -1
    """The newest seq when the person put this conversation away; -1 if they did not."""
    _topic_at: int = 0
    members_known: bool = False
    """Whether the members of a private room are known as they are now."""
    _people: dict[str, Present] = field(default_factory=dict)
    _away: dict[str, Present] = field(default_factory=dict)
    """The members of a private room who are not in it, as far as the server told."""
    _typing: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.timeline.calls.nicks = lambda: [person.nick for person in self._people.values()]

    @property
    def direct(self) -> bool:
        """Whether it is a direct conversation."""
        return self.kind == "direct" or self.name.startswith(DIRECT)

    @property
    def private(self) -> bool:
        """Whether it is there for its members only."""
        return self.kind == "private" or self.name.startswith(PRIVATE)

    @property
    def hidden(self) -> bool:
        """Whether it is a conversation put away, in which nobody has said anything since."""
        return self.direct and self.last <= self._put_away_at

    def put_away(self, *, away: bool) -> None:
        """List it no more until something is said there; or list it again."""
        self._put_away_at = self.last if away else -1

    def people(self) -> list[Present]:
        """Who is here, by nickname."""
        return sorted(self._people.values(), key=lambda person: person.nick.casefold())

    def members(self) -> list[Present]:
        """Who may read a private room, in it or not, by nickname."""
        everyone = self._away | self._people
        return sorted(everyone.values(), key=lambda person: person.nick.casefold())

    def set_members(self, people: Iterable[Present]) -> None:
        """Take over the server's list of members."""
        self._away = {one.id: one for one in people if one.id not in self._people}

    def person(self, id: str) -> Present | None:
        """The person of this id, if they are here."""
        return self._people.get(id) if self.live else None

    def describe(self, summary: RoomSummary) -> None:
        """Take over what a list of rooms says."""
        self.kind, self.topic, self.other = summary.kind, summary.topic, summary.with_
        self.announce, self.maker = summary.announce, summary.maker or ""
        self.last = max(self.last, summary.last)
        self.told = max(self.told, min(summary.seen, summary.last))
        self.see(self.told)
        if not self.joined:
            self.count = summary.people

    def enter(self, state: RoomState) -> None:
        """Take over what the answer to `join` says."""
        self.kind, self.topic, self.count = state.kind, state.topic, state.count
        self.other = state.with_ or self.other
        self.announce, self.maker = state.announce, state.maker or ""
        told = state.keep_days, state.keep_entries
        self.keep = None if told == (None, None) else (told[0] or 0, told[1] or 0)
        self.last = self._topic_at = self.entered_at = state.last
        self._put_away_at = min(self._put_away_at, state.last)
        self.seen, self.told = min(self.seen, state.last), min(self.told, state.last)
        self._people = {person.id: person for person in state.people}
        self._typing.clear()
        self.members_known = False
        self.joined, self.live, self.shut = True, True, None

    def set_topic(self, topic: Topic) -> bool:
        """What the room is about from here on; False if that is known already."""
        if topic.seq <= self._topic_at:
            return False
        self._topic_at, self.topic = topic.seq, topic.text
        return True

    def close(self, why: Shut) -> None:
        """The person was put out; what is held stays, for they may be reading it."""
        self.joined, self.live, self.shut = False, False, why
        self._typing.clear()
        self.recount()

    def see(self, seq: int) -> None:
        """This person has looked at everything up to a seq."""
        self.seen = max(self.seen, min(seq, self.last))

    def recount(self) -> bool:
        """Count what is unread; True if that is another number now.

        Of what is held, messages by others count; of what is not, every entry has to.
        """
        before = self.unread, self.mentions, self.more_mentions
        self.unread, self.mentions, self.more_mentions = 0, 0, False
        if self.joined or (self.direct and not self.hidden):
            read = self.read_until
            kept = max(read, self.timeline.oldest - 1)
            calls = self.timeline.calls
            not_held = (self.timeline.first or self.last + 1) - 1
            self.unread = max(0, not_held - kept) + self.timeline.unread(read)
            self.mentions = calls.later(kept)
            self.more_mentions = (calls.since or self.last + 1) - 1 > kept
        return (self.unread, self.mentions, self.more_mentions) != before

    @property
    def read_until(self) -> int:
        """The newest seq that is nothing new to the person."""
        return max(self.seen, self.old_until)

    def muted(self, now: int) -> bool:
        """Whether the person wants to hear nothing of it at `now`, unless it speaks to them."""
        return now < self.muted_until

    def counted(self, now: int) -> int:
        """How many unread messages the person is told of at `now`."""
        return self.mentions if self.muted(now) else self.unread

    def addressed(self, now: int) -> int:
        """How many of them are meant for the person: what speaks to them, or to them alone."""
        return self.counted(now) if self.direct else self.mentions

    def forget_server(self) -> None:
        """Another server answers: nothing is known of this room there."""
        self.joined = self.live = self.was_live = False
        self.shut = None
        self.last = self.seen = self.told = self.old_until = self._topic_at = 0
        self.entered_at = 0
        self.muted_until = 0
        self.draft = ""
        self.put_away(away=False)

    def person_joined(self, who: Who) -> bool:
        """Somebody came; False if they were here already."""
        if who.id in self._people:
            return False
        if len(self._people) < MOST_PEOPLE:
            self._people[who.id] = Present(who.id, who.nick)
        self.members_known = False
        self.count += 1
        return True

    def person_left(self, who: Who) -> bool:
        """Somebody went; False if they were not here."""
        self._typing.pop(who.id, None)
        self.members_known = False
        if self._people.pop(who.id, None) is None:
            return False
        self.count -= 1
        return True

    def person_renamed(self, who: Who) -> bool:
        """Somebody is called something else; False if they are not here."""
        if self.other is not None and self.other.id == who.id:
            self.other = who
        if who.id not in self._people:
            return False
        self._people[who.id] = structs.replace(self._people[who.id], nick=who.nick)
        return True

    def types(self, who: Who, now: int) -> None:
        """Somebody is typing, at `now` in milliseconds."""
        if who.id in self._typing or len(self.typing(now)) < MOST_TYPING:
            self._typing[who.id] = (who.nick, now + TYPING_MS)

    def stopped_typing(self, id: str) -> bool:
        """Somebody has sent what they typed, or an edit; False if they were not typing."""
        return self._typing.pop(id, None) is not None

    def typing(self, now: int) -> list[str]:
        """The nicknames of those who are typing at `now`."""
        holds = range(now + 1, now + TYPING_MS + 1)  # later ones are of a clock that was set back
        self._typing = {id: mark for id, mark in self._typing.items() if mark[1] in holds}
        return [nick for nick, _ in self._typing.values()]


class RoomList:
    """All rooms by name; the lobby is always there."""

    def __init__(self, me: Who) -> None:
        self._rooms = {LOBBY: RoomModel(LOBBY, Timeline(me))}
        self._muted: dict[str, int] = {}
        """Rooms that are muted, also those that are not known yet -> until when."""

    def __iter__(self) -> Iterator[RoomModel]:
        return iter(tuple(self._rooms.values()))

    def __getitem__(self, name: str) -> RoomModel:
        return self._rooms[name]

    def __contains__(self, name: str) -> bool:
        return name in self._rooms

    def get(self, name: str) -> RoomModel | None:
        """The room of that name, if it is known."""
        return self._rooms.get(name)

    def add(self, name: str, me: Who) -> RoomModel:
        """The room of that name, from now on listed if it was not."""
        if name not in self._rooms:
            self._rooms[name] = RoomModel(name, Timeline(me))
            self._rooms[name].muted_until = self._muted.get(name, 0)
        return self._rooms[name]

    def may_add(self, name: str) -> bool:
        """Whether a server may still tell of this room."""
        return name in self._rooms or len(self._rooms) < MOST_ROOMS

    def drop(self, name: str) -> None:
        """Forget a room that is there for others only."""
        self._rooms.pop(name, None)

    def drop_closed(self) -> None:
        """Forget what is not there for everyone, and what is muted: it was another server's."""
        self._muted.clear()
        self._rooms = {
            name: room for name, room in self._rooms.items() if not (room.direct or room.private)
        }

    def order(self) -> list[RoomModel]:
        """The rooms as they are listed: the lobby, the other rooms, direct conversations."""
        return sorted((room for room in self if not room.hidden), key=_place)

    def direct_with(self, person: str) -> RoomModel | None:
        """The direct conversation with the person of this id, if one is known."""
        return next((r for r in self if r.direct and r.other and r.other.id == person), None)

    def mute(self, name: str, until: int) -> None:
        """Keep a room quiet until then, in Unix milliseconds; 0 for no longer."""
        self._muted.pop(name, None)
        if until and len(self._muted) < MOST_MUTED:
            self._muted[name] = until
        if name in self._rooms:
            self._rooms[name].muted_until = self._muted.get(name, 0)

    def mutes(self, now: int) -> dict[str, int]:
        """The rooms that are muted at `now`, and until when."""
        return {name: until for name, until in self._muted.items() if now < until}

    def counted(self, now: int) -> int:
        """Unread messages in all rooms of which the person is told at `now`."""
        return sum(room.counted(now) for room in self._rooms.values())

    def addressed(self, now: int) -> int:
        """Those of them that are meant for the person."""
        return sum(room.addressed(now) for room in self._rooms.values())


def _place(room: RoomModel) -> tuple[bool, bool, str, str]:
    nick = room.other.nick.casefold() if room.other is not None else ""
    called = nick if room.direct else room.name.removeprefix(PRIVATE)
    return room.direct, room.name != LOBBY, called, room.name
