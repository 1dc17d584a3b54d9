"""What a server tells Ada, and how to read what the model makes of it."""

from typing import Any

from chat_gui.model.changes import AnyChange
from chat_server.protocol import events
from chat_server.protocol.limits import Limits

ADA, BOB = events.Who("a", "Ada"), events.Who("b", "Bob")
NOW = 1_700_000_000_000
DIRECT = "@a+b"
TOPIC = "Be kind."


def summary(room: str, last: int = 0, seen: int = 0, **more: Any) -> events.RoomSummary:
    """A room in a list."""
    kind = "direct" if room == DIRECT else "public"
    return events.RoomSummary(room, kind, TOPIC, last, seen, 1, **more)


def welcome(*rooms: events.RoomSummary, server: str = "s1", epoch: str = "e1") -> events.Welcome:
    """A server that has these rooms knows Ada."""
    info, ada = events.ServerInfo(server, "Lab 4", "0", epoch), events.You("a", "Ada")
    return events.Welcome(1, info, ada, "secret", list(rooms), Limits(text=100))


def state(room: str = "lobby", last: int = 0, missed: int = 0, first: int = 1) -> events.RoomState:
    """A room on entering it."""
    kind, other = ("direct", BOB) if room == DIRECT else ("public", None)
    people = [events.Present("a", "Ada"), events.Present("b", "Bob")]
    return events.RoomState(room, kind, TOPIC, people, 2, last, first, missed, other)


def message(seq: int, by: events.Who = BOB, room: str = "lobby") -> events.Message:
    """An entry: something said."""
    return events.Message(room, seq, NOW + seq, by, f"id{seq}", f"text {seq}")


def entry(kind: type[events.AnyEntry], seq: int, room: str = "lobby", **more: Any) -> Any:
    """An entry of Bob's, of any kind."""
    return kind(room, seq, NOW + seq, BOB, f"id{seq}", **more)


def only(told: list[AnyChange], kind: type) -> Any:
    """The one change of this kind."""
    (found,) = [change for change in told if isinstance(change, kind)]
    return found
