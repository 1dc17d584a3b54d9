"""A small log with one of everything, written as the server writes it."""

from pathlib import Path
from typing import Any

from chat_server.protocol import codec, names
from chat_server.protocol.codec import Logged
from chat_server.protocol.events import Deleted, Edited, Entry, Message, Reacted, Topic
from chat_server.records import Person, Room, session_hash
from chat_server.storage.log import Log
from chat_server.writes import (
    DropMember,
    NewEntry,
    NewMark,
    NewMember,
    NewPerson,
    NewRoom,
    Prune,
    SetAnnounce,
    Write,
)

ADA = Person("ada", "Ada", session_hash("one"))
BOB = Person("bob", "Bob", session_hash("two"))
DIRECT = names.direct_name("ada", "bob")
NOON = 1_741_003_200_000
"""3 March 2025, 12:00 UTC, in Unix milliseconds."""
MINUTE = 60_000
LATER = NOON + 24 * 60 * MINUTE

LOBBY, OLD = Room("lobby"), Room("old")
TWO = Room(DIRECT, "direct", members=frozenset({"ada", "bob"}))
CLUB = Room("+club", "private", members=frozenset({"ada"}), maker="ada")


def entry(kind: type[Entry], room: Room, seq: int, by: Person, **said: Any) -> NewEntry:
    """An entry with a minute of its own."""
    at = said.pop("at", NOON + seq * MINUTE)
    one = kind(room.name, seq, at, by.who, f"{room.name.strip('+')}-{seq}", **said)
    return NewEntry(room, Logged(one, codec.encode(one)))


LOBBY_WRITES: list[Write] = [
    entry(Message, LOBBY, 1, ADA, text="Hello"),
    entry(Message, LOBBY, 2, BOB, text="Hello, Ada", reply_to=1),
    entry(Edited, LOBBY, 3, ADA, target=1, text="Hello, everyone"),
    entry(Reacted, LOBBY, 4, ADA, target=2, emoji="👍", on=True),
    entry(Reacted, LOBBY, 5, BOB, target=2, emoji="👍", on=True),
    entry(Reacted, LOBBY, 6, BOB, target=1, emoji="🎉", on=True),
    entry(Reacted, LOBBY, 7, BOB, target=1, emoji="🎉", on=False),
    entry(Message, LOBBY, 8, BOB, text="A secret slip"),
    entry(Edited, LOBBY, 9, BOB, target=8, text="A secret slip, mended"),
    entry(Deleted, LOBBY, 10, BOB, target=8),
    entry(Topic, LOBBY, 11, ADA, text="Tea at four"),
    entry(Message, LOBBY, 12, ADA, text="waves", action=True, at=LATER),
]

OLD_WRITES: list[Write] = [
    entry(Message, OLD, 1, ADA, text="Forgotten"),
    entry(Reacted, OLD, 2, BOB, target=1, emoji="👍", on=True),
    entry(Topic, OLD, 3, BOB, text="Kept"),
    entry(Message, OLD, 4, ADA, text="Remembered"),
    Prune("old", 3),
]

TWO_WRITES: list[Write] = [
    entry(Message, TWO, 1, ADA, text="Between us"),
    entry(Message, TWO, 2, BOB, text="Yes"),
    NewMark("ada", DIRECT, 2),
]


CLUB_WRITES: list[Write] = [
    NewMember("+club", "bob"),
    entry(Message, CLUB, 1, ADA, text="Members only"),
    entry(Message, CLUB, 2, BOB, text="I leave you"),
    DropMember("+club", "bob"),
    SetAnnounce("+club", on=True),
]


def write_log(folder: Path, *more: Write) -> Path:
    """The log in a folder; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with Log(folder) as log:
        log.append([NewPerson(ADA, 1), NewPerson(BOB, 2)])
        log.append([NewRoom(LOBBY, 1), NewRoom(OLD, 2), NewRoom(TWO, 3), NewRoom(CLUB, 4)])
        log.append([*LOBBY_WRITES, *OLD_WRITES, *TWO_WRITES, *CLUB_WRITES, *more])
    return folder
