"""What the parts of a window are called, for screen readers on Windows with `tk-uia`.

Tk 8.6 tells no system what its widgets are. The package `tk-uia` (MIT), where it is installed,
gives Windows the words that stand on buttons and labels; what has no words of its own is named
here, and of the history the message that the keyboard is on is told as one sentence. Without the
package, and on other systems, nothing of this happens.
"""

import importlib
import logging
import sys
import tkinter
from typing import TYPE_CHECKING, Any

from chat_gui.i18n import _
from chat_gui.views import message_words
from chat_gui.views.stepping import MOVED

if TYPE_CHECKING:
    from chat_gui.views.window import ChatWindow

PACKAGE = "tk_uia"

_log = logging.getLogger(__name__)


class Reader:
    """Of one program. Make it before any window is shown."""

    def __init__(self, root: tkinter.Tk) -> None:
        self._package: Any = None
        if sys.platform != "win32":
            return
        try:
            package = importlib.import_module(PACKAGE)
            package.enable(root)
        except ImportError:
            return
        except Exception as error:  # another's package on a system we don't know must not end us
            _log.warning("no names for screen readers: %s", error)
            return
        self._package = package

    def look_after(self, window: "ChatWindow") -> None:
        """Name the parts of a window, and tell each message that the keyboard comes to."""
        if self._package is None:
            return
        for widget, name in parts(window):
            self._name(widget, name)
        paper = window.history.text
        paper.bind(MOVED, lambda _event: self._moved(window), add=True)

    def _moved(self, window: "ChatWindow") -> None:
        row = window.history.stepping.focused
        if row is not None:
            self._name(window.history.text, message_words.sentence(row))

    def _name(self, widget: tkinter.Misc, name: str) -> None:
        try:
            self._package.set_acc_name(widget, name)
        except Exception as error:
            _log.info("a part has no name for screen readers: %s", error)


def parts(window: "ChatWindow") -> list[tuple[tkinter.Misc, str]]:
    """What has no words of its own, and what it is."""
    header, composer = window.header, window.composer
    return [
        (window.sidebar.listing, _("Rooms and people")),
        (window.sidebar.add, _("Make a room")),
        (window.sidebar.talk, _("Talk with one person")),
        (window.history.text, _("Messages")),
        (composer.text, _("Message")),
        (composer.emoji, _("Emoji")),
        (composer.button, _("Send")),
        (header.fold, _("Rooms and people")),
        (header.room_menu, _("What can be done with this room")),
        (header.add, _("Add people")),
        (header.search, _("Search")),
        (header.lock, _("Whether others can listen")),
        (header.more, _("Menu")),
    ]
