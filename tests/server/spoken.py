"""A log to search in: Ada, Bob and a third person; rooms for everyone, for two and for Ada."""

from pathlib import Path

from chat_server.protocol import codec, events
from chat_server.protocol.codec import Logged
from chat_server.records import Person, Room, session_hash
from chat_server.storage.log import Log
from chat_server.storage.search_index import FILE
from chat_server.writes import NewEntry, NewPerson, NewRoom, Prune

ADA, BOB, THIRD = (
    Person(nick.lower(), nick, session_hash(nick)) for nick in ("Ada", "Bob", "Third")
)
LOBBY, GARDEN = Room("lobby"), Room("garden")
DIRECT = Room("@ada+bob", "direct", members=frozenset({"ada", "bob"}))
CLUB = Room("+club", "private", members=frozenset({"ada"}), maker="ada")


class Spoken:
    """Writes a log as the hub would, one commit for each call. Each gives the entry's seq."""

    def __init__(self, folder: Path, server: str = "one") -> None:
        self.folder = folder
        self.log = Log(folder)
        self.log.meta("server", server)
        people = [NewPerson(person, 1) for person in (ADA, BOB, THIRD)]
        self.log.append([*people, *(NewRoom(room, 1) for room in (LOBBY, GARDEN, DIRECT, CLUB))])
        self.last = {room.name: 0 for room in (LOBBY, GARDEN, DIRECT, CLUB)}

    def say(self, *texts: str, room: Room = LOBBY) -> int:
        """Some messages of Ada's."""
        return self._append(room, [(events.Message, {"text": text}) for text in texts])

    def edit(self, target: int, text: str, room: Room = LOBBY) -> int:
        """An edit."""
        return self._append(room, [(events.Edited, {"target": target, "text": text})])

    def delete(self, target: int, room: Room = LOBBY) -> int:
        """A deletion."""
        return self._append(room, [(events.Deleted, {"target": target})])

    def react(self, target: int, room: Room = LOBBY) -> int:
        """A reaction."""
        return self._append(room, [(events.Reacted, {"target": target, "emoji": "👍", "on": True})])

    def topic(self, text: str, room: Room = LOBBY) -> int:
        """A topic."""
        return self._append(room, [(events.Topic, {"text": text})])

    def prune(self, seq: int, room: Room = LOBBY) -> None:
        """What is no longer kept."""
        self.log.append([Prune(room.name, seq)])

    def _append(
        self, room: Room, entries: list[tuple[type[events.Entry], dict[str, object]]]
    ) -> int:
        writes = []
        for kind, fields in entries:
            self.last[room.name] += 1
            seq = self.last[room.name]
            id = f"{room.name.strip('@+').replace('+', '-')}-{seq}"
            entry = kind(room.name, seq, 1_000 + seq, ADA.who, id, **fields)  # type: ignore[arg-type]
            writes.append(NewEntry(room, Logged(entry, codec.encode(entry))))
        self.log.append(writes)
        return self.last[room.name]


def bytes_on_disk(folder: Path) -> bytes:
    """What the index's files hold."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{FILE}*")))
