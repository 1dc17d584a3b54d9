"""What was typed in each room and not sent: it stays with its room, and over a restart.

The window tells here what stands in the composer as it goes from room to room; the file in the data
folder (client/drafts.py) holds what `kept` gives. The room that is looked at has no `draft`: what
is typed there stands in the composer.
"""

from collections.abc import Mapping

from chat_gui.model.rooms import RoomList

MOST_DRAFTS = 100
"""Rooms whose drafts are kept on disk."""
MOST_CHARACTERS = 20_000
"""Characters of one draft that are kept on disk; more than any message may have."""


class Drafts:
    """The drafts of one server's rooms, over its list of rooms."""

    def __init__(self, rooms: RoomList) -> None:
        self._rooms = rooms
        self._unplaced: dict[str, str] = {}
        """What was typed in rooms that are not listed, at least not yet."""

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
        return typed

    def restore(self, kept: Mapping[str, str]) -> None:
        """Take over what an earlier run kept; what is typed already stays."""
        self._unplaced = {**kept, **self._unplaced}
        self.place()

    def forget_server(self) -> None:
        """Another server answers: what was typed for rooms of the first one is not for it."""
        self._unplaced.clear()

    def place(self) -> None:
        """Give the drafts to those rooms that are listed by now."""
        for name in [name for name in self._unplaced if name in self._rooms]:
            room = self._rooms[name]
            room.draft = room.draft or self._unplaced[name]
            del self._unplaced[name]

    def kept(self, room: str, typed: str) -> dict[str, str]:
        """What a later run is to find, where this stands in the composer in that room."""
        listed = {one.name: one.draft for one in self._rooms}
        found = {room: typed} | {**self._unplaced, **listed, room: typed}
        kept = [(name, text[:MOST_CHARACTERS]) for name, text in found.items() if text.strip()]
        return dict(kept[:MOST_DRAFTS])
