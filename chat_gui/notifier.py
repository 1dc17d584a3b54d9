"""Tells the person what comes while they look elsewhere: decides, words, shows, plays.

model.hearing --> model/notifying.py (what and when) --> the system's service, else our own corner
                                                          a click --> the room, at the message
"""

import contextlib
import time
import tkinter
from collections.abc import Callable
from queue import Empty

from chat_gui.client import sound
from chat_gui.client.desktop import Clicked, Desktop, Notice
from chat_gui.model.chat import ChatModel
from chat_gui.model.notifying import Due, Notifying, as_it_is, still_there
from chat_gui.preferences import Preferences
from chat_gui.resources import asset
from chat_gui.views import notice_words, words
from chat_gui.views.corner import Corner
from chat_gui.views.line import Ink

SOUND, ICON = "notice.wav", "icon-256.png"


def desktop() -> Desktop:
    """The system's service, by the program's name and picture."""
    try:
        return Desktop("Parlor", asset(ICON))
    except FileNotFoundError:
        return Desktop("Parlor", None)


class Notifier:
    """On Tk's thread. `desktop` is the system's service, `on_open` looks at a room's message."""

    def __init__(
        self,
        root: tkinter.Tk,
        ink: Ink,
        preferences: Preferences,
        desktop: Desktop,
        on_open: Callable[[str, int], None],
    ) -> None:
        self._root, self._preferences, self._desktop = root, preferences, desktop
        self._on_open = on_open
        self.corner = Corner(root, ink)
        self._notifying = Notifying()
        self._focused = False

    def look(self, model: ChatModel) -> None:
        """Tell what is to be told now; called several times a second."""
        now, wishes = time.monotonic(), self._preferences.now
        if model.focused and not self._focused:
            self.forget()
        self._focused = model.focused
        here = time.localtime()
        minute = here.tm_hour * 60 + here.tm_min
        self._notifying.hear(model.hearing.take(), wishes, minute, now)
        told = [self._tell(model, due) for due in self._notifying.due(now)]
        if any(told) and wishes.sound:
            self._play()
        self._outcomes()

    def forget(self) -> None:
        """The person looks at the window, or it has gone: nothing is left to be told."""
        self._notifying.looked()
        self.corner.close()
        self._desktop.clear()

    def close(self) -> None:
        """Nothing is told any more."""
        self.corner.close()
        self._desktop.close()

    def _tell(self, model: ChatModel, due: Due) -> bool:
        """False if there is nothing to tell any more."""
        left = still_there(due, {room.name for room in model.rooms if room.joined})
        if left is None:
            return False
        room = model.rooms[left.newest.room]
        now = as_it_is(left, room)
        if now is None:
            return False
        title, body = notice_words.told(
            now, words.heading(room), show_text=self._preferences.now.show_text
        )
        self._desktop.show(Notice(title, body, room.name, now.seq))
        return True

    def _outcomes(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                outcome = self._desktop.outcomes.get_nowait()
                notice = outcome.notice
                if isinstance(outcome, Clicked):
                    self._open(notice)
                else:
                    self.corner.show(
                        notice.title,
                        notice.body,
                        lambda notice=notice: self._open(notice),  # type: ignore[misc]
                    )

    def _open(self, notice: Notice) -> None:
        self.corner.close()
        self._root.deiconify()
        self._root.lift()
        self._root.focus_force()
        self._on_open(notice.room, notice.seq)

    def _play(self) -> None:
        try:
            played = sound.play(asset(SOUND))
        except FileNotFoundError:
            played = False
        if not played:
            self._root.bell()
