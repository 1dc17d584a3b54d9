"""What was typed in each room and not sent: it stays with its room, and over a restart.

The window tells here what stands in the composer as it goes from room to room; the file in the data
folder (client/drafts.py) holds what `kept` gives. The room that is looked at has no `draft`: what
is typed there stands in the composer.
"""

from collections.abc import Container, Mapping
from types import MappingProxyType

from chat_gui.model.rooms import RoomList
from chat_gui.model.unsaid import as_typed
from chat_server.protocol.names import PRIVATE

_TO = "to "
"""Stands before a nickname where a room's name would stand; in those there is no space."""


class Drafts:
    """The drafts of one server's rooms, over its list of rooms."""

    def __init__(self, rooms: RoomList) -> None:
        self._rooms = rooms
        self._unplaced: dict[str, str] = {}
        """What was typed in rooms that are not listed, at least not yet."""
        self._addressed: dict[str, str] = {}
        """By nickname: what was to be said to a person alone, and was not."""

    def leave(self, room: str, typed: str) -> None:
        """The person goes elsewhere; this stands in the composer."""
        left = self._rooms.get(room)
        if left is not None:
            left.draft = typed if typed.strip() else ""
        elif typed.strip():
            self._unplaced[room] = typed

    def enter(self, room: str) -> str:
        """The person comes into a room; gives what is to stand in the composer."""
        self.place()
        entered = self._rooms.get(room)
        if entered is None:
            return ""
        typed, entered.draft = entered.draft, ""
        if not typed and self._addressed:
            nick = next(iter(self._addressed))
            typed = as_typed(nick, self._addressed.pop(nick))
        return typed

    @property
    def waits(self) -> bool:
        """Whether something was to be said to a person, and finds no empty composer."""
        return bool(self._addressed)

    def put_back(self, nick: str, text: str) -> None:
        """This was not said to a person: it is to stand in the composer when that is empty."""
        said = self._addressed.get(nick)
        self._addressed[nick] = f"{said}\n{text}" if said else text

    def restore(self, kept: Mapping[str, str], unsaid: Container[str] = ()) -> None:
        """Take over what an earlier run kept; what is typed already stays.

        What this run was to say to a person waits still, by the nicknames in `unsaid`.
        """
        for key, text in kept.items():
            nick = key.removeprefix(_TO)
            if nick == key:
                self._unplaced.setdefault(key, text)
            elif nick not in unsaid:
                self._addressed[nick] = text
        self.place()

    def forget_server(self) -> None:
        """Another server answers: what was typed for rooms of the first one is not for it."""
        self._unplaced.clear()
        self._addressed.clear()

    def place(self) -> None:
        """Give the drafts to those rooms that are listed by now."""
        for name in [name for name in self._unplaced if name in self._rooms]:
            room = self._rooms[name]
            room.draft = room.draft or self._unplaced[name]
            del self._unplaced[name]

    def left_over(self) -> list[str]:
        """The private rooms in which something was typed, and which are not listed."""
        return [name for name in self._unplaced if name.startswith(PRIVATE)]

    def kept(
        self, room: str, typed: str, unsaid: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, str]:
        """What a later run is to find, where this stands in the composer in that room: it is first.

        `unsaid` is what waits to be said to people, by nickname.
        """
        listed = {one.name: one.draft for one in self._rooms}
        waiting = {f"{_TO}{nick}": text for nick, text in {**self._addressed, **unsaid}.items()}
        found = {room: typed} | {**waiting, **self._unplaced, **listed, room: typed}
        return {name: text for name, text in found.items() if text.strip()}
