"""What the person does to messages, as commands and changes: the model's part and the sending."""

from collections.abc import Callable

from chat_gui import clock
from chat_gui.model import amending
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.model.wishes import Doing
from chat_gui.views.deeds import Commands


class MessageDeeds:
    """Acts on the model and the connection; `show` draws the changes."""

    def __init__(
        self, model: ChatModel, link: Commands, show: Callable[[list[AnyChange]], None]
    ) -> None:
        self._model, self._link, self.show = model, link, show

    def edit(self, seq: int, text: str) -> None:
        """Say a message anew."""
        self._do(amending.edit(self._model, seq, text))

    def delete(self, room: str, seq: int) -> None:
        """Take a message back."""
        self._do(amending.delete(self._model, room, seq))

    def react(self, seq: int, emoji: str) -> None:
        """Put an emoji on a message, or take it off."""
        self._do(amending.react(self._model, seq, emoji))

    def forget_edit(self, seq: int) -> None:
        """Give up an edit that was refused."""
        self.show(amending.forget_edit(self._model, seq)[1])

    def fetch_quoted(self) -> None:
        """Ask for the quoted messages that are not held."""
        command = self._model.quoting.ask(clock.now())
        if command is not None:
            self._link.send(command)

    def _do(self, done: tuple[Doing, list[AnyChange]]) -> None:
        command, told = done
        self._link.send(command)
        self.show(told)
