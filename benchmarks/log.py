"""A log with a million entries: joining, paging and searching in it, as one person feels them."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import table
from benchmarks.library import COMMON, FEW, LESS_COMMON, RARE, Shelved, shelved, vocabulary
from tests.support import RawClient, ServerProcess

PAGE = 50
"""Entries that a joiner gets, and of the usual page."""


class Size(NamedTuple):
    """How much is done."""

    entries: int = 1_000_000
    tries: int = 200
    """Of each kind."""


class Kind(NamedTuple):
    """One kind of request, and the seconds of each try."""

    title: str
    seconds: list[float]


FULL = Size()

Ask = dict[str, Any]
"""A command's fields."""


class Refused(Exception):
    """The server answered with an error."""


def join(port: int, room: str, number: int) -> float:
    """Seconds from joining a room until the last entry of the first page is there."""
    with RawClient(port, f"Joiner {number}") as client:
        begun = time.perf_counter()
        last = client.join(room)["last"]
        client.until("message", seq=last)
        return time.perf_counter() - begun


def ask(client: RawClient, command: Ask) -> tuple[float, dict[str, Any]]:
    """Seconds until the answer, and the answer. Raises `Refused`."""
    begun = time.perf_counter()
    client.send(re="?", **command)
    while (answer := client.next()).get("re") != "?":
        pass
    seconds = time.perf_counter() - begun
    if answer["type"] == "error":
        raise Refused(answer["text"])
    return seconds, answer


def joins(port: int, size: Size) -> list[Kind]:
    """Joining the big room and the small one, in turns."""
    kinds = [
        Kind(f"join a room of {size.entries:,}", []),
        Kind(f"join a room of {FEW}", []),
    ]
    for number in range(size.tries):
        for room, kind in zip(("lobby", "few"), kinds, strict=True):
            kind.seconds.append(join(port, room, number))
    return kinds


def pages(client: RawClient, size: Size) -> list[Kind]:
    """Pages from anywhere."""
    chance = random.Random("pages")

    def commands(way: str, limit: int) -> Iterator[Ask]:
        while True:
            at = chance.randint(PAGE, size.entries - PAGE)
            yield {"type": "history", "room": "lobby", way: at, "limit": limit}

    def gives(answer: dict[str, Any]) -> bool:
        return len(answer["entries"]) >= min(PAGE, size.entries // 2)

    kinds = (("before", PAGE), ("after", PAGE), ("before", 500))
    return [
        _asked(client, f"page of {limit} {way} any entry", commands(way, limit), size.tries, gives)
        for way, limit in kinds
    ]


def searches(client: RawClient, size: Size) -> list[Kind]:
    """Searches of every kind; the last one is all of them, in the same shares."""
    kinds = []
    for title, (texts, more, found) in _searches().items():
        commands = (
            {"type": "search", "text": text, "limit": PAGE} | more
            for text in itertools.cycle(texts)
        )
        kinds.append(_asked(client, f"search {title}", commands, size.tries, _RIGHT[found]))
    return [*kinds, Kind("every search", [took for kind in kinds for took in kind.seconds])]


_RIGHT: dict[bool | None, Callable[[dict[str, Any]], bool]] = {
    True: lambda answer: bool(answer["hits"]),
    False: lambda answer: not answer["hits"],
    None: lambda _answer: True,
}


def _asked(
    client: RawClient,
    title: str,
    commands: Iterator[Ask],
    tries: int,
    right: Callable[[dict[str, Any]], bool],
) -> Kind:
    kind = Kind(title, [])
    for command in itertools.islice(commands, tries):
        seconds, answer = ask(client, command)
        if not right(answer):
            raise Refused(f"{title}: {command} gave {str(answer)[:200]}")
        kind.seconds.append(seconds)
    return kind


def _searches() -> dict[str, tuple[list[str], Ask, bool | None]]:
    """Title -> what is searched for in turn, where, and whether there is any if that is sure."""
    words = vocabulary()
    often = words[:20]
    everywhere: Ask = {}
    lobby, few = {"room": "lobby"}, {"room": "few"}
    no_word = [a + b for a, b in itertools.pairwise(often) if a + b not in words]
    return {
        "a rare word": ([RARE], everywhere, True),
        "a rare word in one room": ([RARE], lobby, True),
        "a common word": ([COMMON, *often], everywhere, True),
        "a common word in one room": ([COMMON, *often], lobby, True),
        "a common word in a small room": ([COMMON, *often[:3]], few, True),
        "any word": (words[20:2_000:40], everywhere, None),
        "two words": ([f"{COMMON} {LESS_COMMON}", f"{often[0]} {LESS_COMMON}"], everywhere, None),
        "two common words": ([f"{a} {b}" for a, b in itertools.pairwise(often)], everywhere, None),
        "the beginning of a word": ([RARE[:4], LESS_COMMON[:5], "ba", "qu"], everywhere, True),
        "a part of a word": ([RARE[2:], LESS_COMMON[1:5], COMMON[1:4]], everywhere, True),
        "Chinese, Japanese, Korean": (["会議", "三時", "问题", "내일"], everywhere, True),
        "what is not there": (["xylophonist", f"{COMMON} quartz"], everywhere, False),
        "what is not there, of common parts": (no_word, everywhere, False),
    }


def measure(size: Size, shelf: Shelved) -> list[Kind]:
    """All kinds, on a server that runs on the log."""
    with (
        ServerProcess(shelf.folder, 0, "--no-limits") as server,
        RawClient(server.port, "Ada") as client,
    ):
        return [*joins(server.port, size), *pages(client, size), *searches(client, size)]


def show(kinds: list[Kind]) -> None:
    """Print the quantiles of each."""
    rows = [
        (kind.title, *(table.ms(table.quantile(kind.seconds, share)) for share in (0.5, 0.95, 1)))
        for kind in kinds
    ]
    table.show(("", "p50 ms", "p95", "most"), rows)


def run(folder: Path, size: Size = FULL) -> None:
    """Print the table."""
    print(f"\n## A log of {size.entries:,} entries, {size.tries} tries of each\n")
    shelf = shelved(folder, size.entries)
    made = f"made in {shelf.log_seconds:.0f} s, its search index in {shelf.index_seconds:.0f} s"
    print(f"The log was {made}.\n")
    show(measure(size, shelf))
