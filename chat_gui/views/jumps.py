"""Where the reader goes in the history: to a message far back, on from there, and back again."""

from collections.abc import Callable
from typing import NamedTuple

from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, seq_of
from chat_gui.views.deeds import Commands
from chat_gui.views.history import History


class Place(NamedTuple):
    """Where a reader was: the first message in view and its top in pixels; no seq for the end."""

    room: str
    seq: int | None
    height: int


class Jumps:
    """Acts on the model and the connection; `show` draws the changes, `enter` looks at a room."""

    def __init__(
        self,
        model: ChatModel,
        link: Commands,
        show: Callable[[list[AnyChange]], None],
        enter: Callable[[str], None],
        history: History,
    ) -> None:
        self._model, self._link, self._show, self._enter = model, link, show, enter
        self._history = history
        self.left: tuple[Place, MessageRow | None] | None = None
        """Where a quote was followed, and the message that the keyboard was on."""

    def jump(self, room: str, seq: int, height: int | None = None) -> None:
        """Go to the message `seq` of a room, be it far back, and light it for a moment.

        With a height, its top comes to so many pixels below the view's, and nothing is lit.
        """
        if room != self._model.current:
            self._enter(room)
        self._show(self._model.paging.jump(seq, height))

    def follow_quote(self, seq: int) -> None:
        """Go to the message `seq` that is quoted here; `go_back` leads back."""
        self.left = self.place(), self._history.stepping.focused
        self.jump(self._model.current, seq)

    def go_back(self) -> bool:
        """Back to where a quote was followed; False if the reader is elsewhere by now."""
        left, self.left = self.left, None
        if left is None or left[0].room != self._model.current or self._history.following:
            return False
        place, row = left
        self.return_to(place)
        self._history.stepping.put_on(row)
        self._history.stepping.draw()
        return True

    def fetch(self) -> None:
        """Ask for what a jump still needs; called after every batch of events."""
        for command in self._model.paging.wanted():
            self._link.send(command)

    def newer(self) -> None:
        """The reader is at the bottom of what a jump has shown."""
        command, told = self._model.paging.newer()
        if command is not None:
            self._link.send(command)
        if told:
            self._show(told)

    def stay(self) -> None:
        """What the reader sees is not held any more: get it again, with what is around it."""
        place = self.place()
        if place.seq is not None and self._model.connection.phase is Phase.ONLINE:
            self.jump(place.room, place.seq, place.height)

    def to_newest(self) -> None:
        """Back to the end of the room."""
        self._show(self._model.paging.back())

    def place(self) -> Place:
        """Where the reader is now."""
        place = self._history.where()
        row, height = place if place is not None else (None, 0)
        return Place(self._model.current, seq_of(row) if row is not None else None, height)

    def return_to(self, place: Place) -> None:
        """Go where the reader was, if that is still there for them."""
        if place.room not in self._model.rooms:
            return
        if place.seq is None:
            if place.room != self._model.current:
                self._enter(place.room)
            self.to_newest()
        else:
            self.jump(place.room, place.seq, place.height)
