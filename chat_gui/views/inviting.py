"""The window's part about links that bring others here: to the server, or into a room."""

import tkinter
from collections.abc import Callable
from urllib.parse import quote

from chat_gui.i18n import _
from chat_gui.views import clipboard, words
from chat_gui.views.banner import Banner


class Inviting:
    """Of one window. `link` gives the link to the server."""

    def __init__(self, root: tkinter.Tk, banner: Banner, link: Callable[[], str]) -> None:
        self._root, self._banner = root, banner
        self.link = link

    def link_with(self, code: str) -> str:
        """The link with an invite's code in it; without, if that is ""."""
        link = self.link()
        if not code:
            return link
        return f"{link}{'&' if '#' in link else '#'}invite={code}"

    def copy_link(self) -> None:
        """Copy the link."""
        self.copy(self.link(), _(words.LINK_COPIED))

    def copy_link_to(self, room: str) -> None:
        """Copy a link that leads others into a room."""
        place, mark, fragment = self.link().partition("#")
        link = f"{place}/{quote(room, safe='')}{mark}{fragment}"
        self.copy(link, _("The link to the room is copied."))

    def copy(self, text: str, said: str) -> None:
        """Copy a text, and say so."""
        clipboard.copy(self._root, text)
        self._banner.tell(said, good=True)
