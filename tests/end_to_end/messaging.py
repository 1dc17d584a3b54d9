"""What the hand in a window does with messages."""

from typing import Any

from chat_gui import app
from chat_gui.views.message_words import sentence
from chat_gui.views.whereabouts import Stop


class MessagingHand:
    """A part of `Hand`, which has the application and answers."""

    _app: app.App

    def _answer(self, **answer: Any) -> None:
        raise NotImplementedError

    def do_on(self, text: str) -> None:
        """Put the keyboard on the message that reads this."""
        window = self._app.window
        assert window
        stop = self._stop(text)
        window.history.stepping.put_on(stop.row)
        window.history.text.focus_force()
        window.keyboard_to(window.history.text)
        self._app.root.update()
        focused = window.history.stepping.focused
        assert focused
        self._answer(on=sentence(focused))

    def do_react(self, text: str, emoji: str) -> None:
        """Put an emoji on the message that reads this."""
        window = self._app.window
        assert window
        window.messages.deeds.react(self._stop(text).row.seq or 0, emoji)
        self._answer(reacted=emoji)

    def _stop(self, text: str) -> Stop:
        assert self._app.window
        stops = self._app.window.history.whereabouts.messages()
        return next(stop for stop in stops if stop.row.text == text)
