"""Logs with many entries, written by the server's own log in big batches: what a chat may grow to.

The words follow Zipf's law as people's do, from a fixed seed, so that every run has the same log.
"""

import functools
import itertools
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from chat_server.protocol import codec
from chat_server.protocol.codec import Logged
from chat_server.protocol.events import Message
from chat_server.records import Person, Room
from chat_server.storage.log import Log
from chat_server.storage.search import Searched
from chat_server.writes import NewEntry, NewPerson, NewRoom

BATCH = 10_000
"""Entries of one transaction."""
FEW = 100
"""Entries of the small room."""
VOCABULARY = 20_000
TALKERS = 50
BEGAN = 1_700_000_000_000
"""When the first entry was said, in Unix milliseconds; a second passes to each next."""
RARE_EVERY, CJK_EVERY = 50_000, 50
RARE, COMMON, LESS_COMMON = "zyzzyva", "banana", "lantern"
"""Words that searches look for: one in 50,000 messages, one in ten, one in a hundred."""
CJK = ("会議は明日の午後三時からです", "这个问题我们下周再讨论", "회의는 내일 오후에 시작합니다")
SYLLABLES = re.findall(r"\w+", "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu")


class Shelved(NamedTuple):
    """A log in a folder, with its search index; how many seconds each took to make."""

    folder: Path
    entries: int
    log_seconds: float
    index_seconds: float


@functools.cache
def shelved(folder: Path, entries: int) -> Shelved:
    """A log whose room `lobby` has that many entries, and whose room `few` is small and oldest."""
    place = folder / f"log-{entries}"
    place.mkdir()
    begun = time.perf_counter()
    with Log(place) as log:
        log.meta("server", "benchmark")
        talkers = [Person(f"talker-{n}", f"Talker {n}", bytes([n])) for n in range(TALKERS)]
        log.append(NewPerson(person, BEGAN) for person in talkers)
        for room, count in (("few", FEW), ("lobby", entries)):
            _fill(log, Room(room), count, talkers)
    written = time.perf_counter()
    _index(place)
    return Shelved(place, entries, written - begun, time.perf_counter() - written)


def _fill(log: Log, room: Room, count: int, talkers: list[Person]) -> None:
    log.append([NewRoom(room, BEGAN)])
    chance = random.Random(room.name)
    talks = zip(range(1, count + 1), texts(chance), strict=False)
    while batch := list(itertools.islice(talks, BATCH)):
        log.append(_entry(room, seq, text, chance.choice(talkers)) for seq, text in batch)


def _entry(room: Room, seq: int, text: str, by: Person) -> NewEntry:
    name = f"01{room.name.upper():F<8.8}{seq:016}"  # as long as a ULID, and growing like one
    entry = Message(room.name, seq, BEGAN + seq * 1_000, by.who, name, text)
    return NewEntry(room, Logged(entry, codec.encode(entry)))


def _index(folder: Path) -> None:
    searched = Searched(folder)
    while searched.follow(BATCH):
        pass
    searched.close()


def vocabulary() -> list[str]:
    """Words made of syllables, the most common first."""
    chance = random.Random("words")
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(words)


def texts(chance: random.Random) -> Iterator[str]:
    """What people say, without end: 4 to 14 words, some with a word that is searched for."""
    words = vocabulary()
    weights = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for number in itertools.count(1):
        said = chance.choices(words, cum_weights=weights, k=chance.randint(4, 14))
        if chance.random() < 0.1:
            said.append(COMMON)
        if chance.random() < 0.01:
            said.append(LESS_COMMON)
        if number % RARE_EVERY == 1:
            said.append(RARE)
        if number % CJK_EVERY == 0:
            said.append(CJK[number // CJK_EVERY % len(CJK)])
        yield " ".join(said)
