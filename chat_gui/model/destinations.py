"""Where one may want to go: rooms, conversations and people, ranked for what was typed. Pure.

`#` at the beginning asks for rooms alone, `@` for people. Without any letters those come first in
which something is meant for the person, then unread ones, then those where the person was lately.
"""

import functools
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from chat_gui.model.knowledge import Knowledge
from chat_gui.model.rooms import RoomModel
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal
from chat_server.protocol.names import LOBBY, PRIVATE

MOST = 50
"""Destinations that are offered."""
ALIKE = 72
"""How much alike a name and what was typed are at least, of 100, to be meant by it."""

Kind = Literal["room", "direct", "person", "make"]
_SIGNS: dict[str, tuple[Kind, ...]] = {"#": ("room",), "@": ("direct", "person")}
_EXACT, _PREFIX, _WORD, _WITHIN, _ALIKE = range(5)


class Destination(msgspec.Struct, frozen=True):
    """`key` is the name of a room, there or to be made, or the id of a person.

    `called` is what it is called and found by, `first` how early it comes where nothing is typed.
    """

    kind: Kind
    key: str
    called: str
    first: tuple[int, ...] = ()


def destinations(known: Knowledge, recent: Sequence[str], now: int) -> list[Destination]:
    """Everywhere one can go at `now` (Unix milliseconds); `recent` are rooms, the latest first."""
    places = {name: place for place, name in enumerate(recent)}
    rooms = [_room(known, room, places, now) for room in known.rooms.order()]
    talked = {room.other.id for room in known.rooms if room.other and not room.hidden}
    return rooms + _people(known, {*talked, known.me.id}, len(recent))


def _room(known: Knowledge, room: RoomModel, places: dict[str, int], now: int) -> Destination:
    kind: Kind = "direct" if room.direct else "room"
    nick = room.other.nick if room.other is not None else ""
    called = nick if room.direct else room.name.removeprefix(PRIVATE)
    here = room.name == known.current
    urgent = 0 if room.addressed(now) else 1 if room.counted(now) else 2
    late = places.get(room.name, len(places) + (not room.joined))
    return Destination(kind, room.name, called, (here, urgent, late))


def _people(known: Knowledge, but: set[str], late: int) -> list[Destination]:
    """Those who are in any room that we see into, but for these, by nickname."""
    seen = {one.id: one.nick for room in known.rooms for one in room.people() if room.live}
    others = sorted((nick.casefold(), id, nick) for id, nick in seen.items() if id not in but)
    return [Destination("person", id, nick, (0, 3, late)) for _, id, nick in others]


def ranked(typed: str, everywhere: Iterable[Destination]) -> list[Destination]:
    """Those that are meant by what was typed, the likeliest first."""
    kinds = _SIGNS.get(typed.strip()[:1])
    wanted = _folded(_bare(typed))
    found = [one for one in everywhere if kinds is None or one.kind in kinds]
    if not wanted:
        return sorted(found, key=lambda one: one.first)[:MOST]
    tiers = [(_tier(wanted, _folded(one.called)), one) for one in found]
    sure = [(tier, 0.0, one) for tier, one in tiers if tier < _ALIKE]
    alike = _alike(wanted, [one for tier, one in tiers if tier == _ALIKE])
    ordered = sorted(sure + alike, key=lambda told: (told[0], told[1], told[2].first))
    return [one for _, _, one in ordered][:MOST]


def to_make(typed: str, known: Knowledge) -> Destination | None:
    """The room that could be made of what was typed; None where there is one, or can't be."""
    sign = typed.strip()[:1]
    if known.me.role == "guest" or sign == "@":
        return None
    try:
        name = names.room_name(_bare(typed), known.limits.room)
    except Refusal:
        return None
    taken = name in known.rooms or f"{PRIVATE}{name}" in known.rooms or name == LOBBY
    return None if taken else Destination("make", name, name)


def _tier(wanted: str, called: str) -> int:
    """How what was typed stands in a name."""
    if wanted == called:
        return _EXACT
    if called.startswith(wanted):
        return _PREFIX
    if any(f"{gap}{wanted}" in called for gap in " -_."):
        return _WORD
    return _WITHIN if wanted in called else _ALIKE


def _alike(wanted: str, others: list[Destination]) -> list[tuple[int, float, Destination]]:
    """Those that are only alike: letters are missing, wrong or in another order."""
    if not others:
        return []
    from rapidfuzz import fuzz, process  # only who mistypes waits for it

    called = [_folded(one.called) for one in others]
    found = process.extract(wanted, called, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=MOST)
    return [(_ALIKE, -score, others[place]) for _, score, place in found]


def _bare(typed: str) -> str:
    return typed.strip().lstrip("#@").strip()


@functools.lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    """A name as it is compared: case, width and accents don't count."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")
