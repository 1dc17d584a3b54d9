"""The window's part about the chat that is hosted here: lines in the sidebar, and the panel."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from chat_gui import clock
from chat_gui.views import words
from chat_gui.views.hosting import HostingDoing, HostingPanel
from chat_server.protocol import commands

if TYPE_CHECKING:
    from chat_gui.views.window import ChatWindow

INVITED_DAYS = 7
"""How long an invite from the panel is good."""


class HostedChat(NamedTuple):
    """The chat: `addresses` gives those others may type, the likeliest first.

    `invite_only` says whether newcomers need an invite, `limit` sets that.
    """

    addresses: Callable[[], list[str]]
    invite_only: Callable[[], bool]
    limit: Callable[[bool], None]


class HostedPart:
    """Shows the lines at once, the panel by `open`."""

    def __init__(self, window: "ChatWindow", chat: HostedChat) -> None:
        self._window, self._chat = window, chat
        window.sidebar.hosted(chat.addresses()[0], window.model.code, self.open)

    def open(self) -> None:
        """Show how others come in."""
        window = self._window
        doing = HostingDoing(
            addresses=self._chat.addresses,
            others=lambda: window.model.others,
            link=window.inviting.link_with,
            copy=window.inviting.copy,
            invite_only=self._chat.invite_only,
            limit=self._chat.limit,
            invite=self._invite,
            close=window.panels.close,
        )
        window.panels.open(lambda over: HostingPanel(over, window.ink, doing))

    def _invite(self) -> None:
        """Ask the server for a code: for one newcomer, for a week."""
        until = clock.now() + INVITED_DAYS * words.DAY_MS
        self._window.moderating.act(commands.Invite(uses=1, until=until, role="member"), "")
