"""What a server says, within what it can be in earnest: it is checked as a server checks a client.

Pure. Everything passes here first, so nothing behind it has to doubt sizes, texts or numbers. The
tables name what is special; of whatever else there is, a newer event's fields included, every
text is one short line and every list short. What means nothing at all is not passed on.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

from chat_gui.client import legible
from chat_server.protocol import events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.protocol.names import DIRECT, PRIVATE
from chat_server.protocol.roles import known_role

MOST_SECRET = 1_000
"""Characters of a session's secret; a longer one is not kept."""
MOST_LISTED = 1_000
"""Items of a list that is not named below."""
MOST_EMOJI = 32
"""Characters of one emoji; the longest family has eleven."""
MOST_PEOPLE = 10_000_000
"""People that are counted."""
DAY_MS = 24 * 60 * 60 * 1000
MOST_DAYS = 36_500
"""Days that entries are kept; more is for ever."""
MOMENTS = (DAY_MS, 32_472_144_000_000)
"""Unix milliseconds that every system's calendar can tell: from 1970 to the year 2999."""

T = TypeVar("T", bound=msgspec.Struct)

_ID = re.compile(r"[!-~]{1,128}\Z")
_RE = re.compile(r"[^\x00]{0,64}\Z", re.DOTALL)


class _Nonsense(Exception):
    """Nothing of this can be used."""


def checked(event: events.AnyEvent) -> events.AnyEvent | None:
    """The event as it can be in earnest; None if it can't."""
    try:
        return _checked(event)
    except _Nonsense:
        return None


def _checked(struct: T) -> T:
    """A struct with all its fields checked, and then as a whole. Raises `_Nonsense`."""
    kind = type(struct)
    changed: dict[str, Any] = {}
    for name, check in _checks(kind):
        value = getattr(struct, name)
        now = check(value)
        if now is not value and now != value:
            changed[name] = now
    if changed:
        struct = msgspec.structs.replace(struct, **changed)
    whole = _WHOLE.get(kind)
    return struct if whole is None else whole(struct)


@cache
def _checks(kind: type[msgspec.Struct]) -> list[tuple[str, Callable[[Any], Any]]]:
    """Each field of a struct, and what checks it."""
    fields = kind.__struct_fields__
    return [(name, _OF.get((kind, name)) or _NAMED.get(name) or _by_type) for name in fields]


def _by_type(value: Any) -> Any:
    match value:
        case str():
            return legible.line(value)
        case list():
            return _listed(value, MOST_LISTED)
        case msgspec.Struct():
            return _checked(value)
    return value


def _listed(items: list[Any], most: int) -> list[Any]:
    """The first items, but for those that mean nothing."""
    kept: list[Any] = []
    for item in items[:most]:
        try:
            kept.append(_checked(item))
        except _Nonsense:
            continue
    return kept


def _at_most(most: int) -> Callable[[list[Any]], list[Any]]:
    return lambda items: _listed(items, most)


def _room(name: str | None) -> str | None:
    """A room's name; none and "" mean that no room is meant."""
    if name and not legible.is_room(name):
        raise _Nonsense
    return name


def _id(id: str | None) -> str | None:
    if id is not None and not _ID.match(id):
        raise _Nonsense
    return id


def _re(re: str | None) -> str | None:
    if re is not None and not _RE.match(re):
        raise _Nonsense
    return re


def _moment(at: int | None) -> int | None:
    return None if at is None else min(max(at, MOMENTS[0]), MOMENTS[1])


def _people(count: int) -> int:
    return min(count, MOST_PEOPLE)


def _days(days: float | None) -> float | None:
    return None if days is None else days if days <= MOST_DAYS else 0.0


def _secret(session: str) -> str:
    return session if len(session) <= MOST_SECRET else ""


def _code(code: str) -> str:
    return code if isinstance(code, ErrorCode) else legible.line(code, 64)


def _emoji(emoji: str) -> str:
    """An emoji; what can be none becomes "", which is shown nowhere."""
    return emoji if len(emoji) <= MOST_EMOJI and legible.is_symbol(emoji) else ""


def _epoch(epoch: str) -> str:
    return epoch[:128]


_RANGES = {
    "line": (1_024, 2**24),
    "text": (1, 1_000_000),
    "nick": (1, 256),
    "room": (1, 256),
    "topic": (1, 10_000),
    "page": (1, 10_000),
    "burst": (1, 10_000),
    "rate": (0, 10_000),
    "join_burst": (1, 10_000),
    "join_rate": (0, 10_000),
    "ping": (1, 3_600),
    "dead": (2, 7_200),
}
"""What a server's limits can be in earnest."""


def sane(limits: Limits) -> Limits:
    """A server's limits, each within what it can be in earnest; `dead` is more than `ping`."""
    held = {
        name: min(max(getattr(limits, name), least), most)
        for name, (least, most) in _RANGES.items()
    }
    held["dead"] = max(held["dead"], held["ping"] + 1)
    return Limits(**held)


def _as_it_is(value: Any) -> Any:
    return value


_NAMED: dict[str, Callable[[Any], Any]] = {
    "room": _room,
    "id": _id,
    "maker": _id,
    "re": _re,
    "nick": legible.nick,
    "was": legible.nick,
    "at": _moment,
    "until": _moment,
    "count": _people,
    "keep_days": _days,
    "role": known_role,
    "session": _secret,
    "epoch": _epoch,
    "code": _code,
    "emoji": _emoji,
    "nonce": _as_it_is,  # the decoder knows its pattern
}
"""What fields of these names can be, in whatever event."""

_OF: dict[tuple[type, str], Callable[[Any], Any]] = {
    (events.Welcome, "limits"): sane,
    (events.Welcome, "rooms"): _at_most(500),
    (events.RoomState, "people"): _at_most(1_000),
    (events.RoomSummary, "people"): _people,
    (events.Message, "text"): legible.text,
    (events.Edited, "text"): legible.text,
    (events.Hit, "snippet"): legible.snippet,
    (events.Page, "entries"): lambda entries: _listed(entries[-MOST_LISTED:], MOST_LISTED),
    (events.Found, "hits"): _at_most(100),
    (events.People, "people"): _at_most(5_000),
    (events.Rooms, "rooms"): _at_most(2_000),
}
"""Fields of one event alone."""


def _entry(entry: Any) -> Any:
    if not entry.room or entry.seq == 0:
        raise _Nonsense
    return entry


def _described(room: Any) -> Any:
    """A room's kind goes with its name, and no number is beyond the newest entry's."""
    if not room.room:
        raise _Nonsense
    told: dict[str, Any] = {"kind": _KINDS.get(room.room[0], "public")}
    for name in ("seen", "first", "missed"):
        if hasattr(room, name):
            told[name] = min(getattr(room, name), room.last)
    if isinstance(room, events.RoomState):
        told["count"] = max(room.count, len(room.people))
    return msgspec.structs.replace(room, **told)


_KINDS = {DIRECT: "direct", PRIVATE: "private"}
"""By what a room's name begins with; the lobby can be neither."""


def _page(page: events.Page) -> events.Page:
    """The entries of one room, each once, ascending; of too many the newest."""
    entries = {one.seq: one for one in page.entries if one.room == page.room}
    ordered = [entries[seq] for seq in sorted(entries)]
    return page if ordered == page.entries else msgspec.structs.replace(page, entries=ordered)


_WHOLE: dict[type, Callable[[Any], Any]] = {
    events.RoomState: _described,
    events.RoomSummary: _described,
    events.Message: _entry,
    events.Edited: _entry,
    events.Deleted: _entry,
    events.Reacted: _entry,
    events.Topic: _entry,
    events.Page: _page,
}
"""What has to fit together."""
