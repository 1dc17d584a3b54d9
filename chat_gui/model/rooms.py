"""One room as the window knows it: who is in it, what is unread, who is typing."""

from dataclasses import dataclass, field

from chat_gui.model.timeline import Timeline
from chat_server.protocol.events import Present, RoomState, RoomSummary, Who

TYPING_MS = 6_000
"""How long a `typing` notice holds: twice the pause between two of them."""


@dataclass
class RoomModel:
    """A room. `people` maps ids to persons, in the order of their nicknames when read."""

    name: str
    timeline: Timeline
    kind: str = "public"
    topic: str = ""
    count: int = 0
    """How many people are here; more than `people` holds in a crowd."""
    unread: int = 0
    joined: bool = False
    catching_up: int = 0
    """The seq up to which a replay runs after a reconnect, 0 when none does."""
    missed: int = 0
    old_until: int = 0
    """The newest seq when the room was first entered: what was said before is not unread."""
    _people: dict[str, Present] = field(default_factory=dict)
    _typing: dict[str, tuple[str, int]] = field(default_factory=dict)

    def people(self) -> list[Present]:
        """Who is here, by nickname."""
        return sorted(self._people.values(), key=lambda person: person.nick.casefold())

    def describe(self, summary: RoomSummary) -> None:
        """Take over what a list of rooms says."""
        self.kind, self.topic = summary.kind, summary.topic
        if not self.joined:
            self.count = summary.people

    def enter(self, state: RoomState) -> None:
        """Take over what the answer to `join` says."""
        self.kind, self.topic, self.count = state.kind, state.topic, state.count
        self._people = {person.id: person for person in state.people}
        self._typing.clear()
        self.joined = True

    def person_joined(self, who: Who) -> bool:
        """Somebody came; False if they were here already."""
        if who.id in self._people:
            return False
        self._people[who.id] = Present(who.id, who.nick)
        self.count += 1
        return True

    def person_left(self, who: Who) -> bool:
        """Somebody went; False if they were not here."""
        self._typing.pop(who.id, None)
        if self._people.pop(who.id, None) is None:
            return False
        self.count -= 1
        return True

    def person_renamed(self, who: Who) -> bool:
        """Somebody is called something else; False if they are not here."""
        if who.id not in self._people:
            return False
        self._people[who.id] = Present(who.id, who.nick, self._people[who.id].state)
        return True

    def types(self, who: Who, now: int) -> None:
        """Somebody is typing, at `now` in milliseconds."""
        self._typing[who.id] = (who.nick, now + TYPING_MS)

    def stopped_typing(self, id: str) -> bool:
        """Somebody has sent what they typed; False if they were not typing."""
        return self._typing.pop(id, None) is not None

    def typing(self, now: int) -> list[str]:
        """The nicknames of those who are typing at `now`."""
        self._typing = {id: mark for id, mark in self._typing.items() if mark[1] > now}
        return [nick for nick, _ in self._typing.values()]
