"""What exists while there is a server to talk to: the model, the client, the pump."""

import tkinter
from collections.abc import Callable
from pathlib import Path

from chat_gui.client.hosting import public
from chat_gui.client.invite_link import InviteLink
from chat_gui.client.receiver import Client
from chat_gui.client.settings import Settings
from chat_gui.dialogs.checks import Wish
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.preferences import Preferences
from chat_gui.pump import Pump


class Connected:
    """Begins at once. `data` is the data folder, `show` is given what the model changed."""

    def __init__(
        self,
        root: tkinter.Tk,
        data: Path,
        preferences: Preferences,
        wish: Wish,
        show: Callable[[list[AnyChange]], None],
    ) -> None:
        self.wish, self.address = wish, wish.address
        self.model = ChatModel(wish.nick)
        self.client = Client(
            wish.address,
            wish.nick,
            data,
            plaintext=wish.plaintext,
            fingerprint=wish.fingerprint,
            invite=wish.invite,
            copy=_copy(preferences.now),
        )
        self._preferences = preferences
        preferences.follow(self._apply)
        incoming = self.client.incoming
        self.pump = Pump(root, incoming, self.model, show, incoming)
        self.client.start()
        self.pump.start()

    def close(self) -> None:
        """End the connection; what is unsent stays in the outbox."""
        self._preferences.forget(self._apply)
        self.pump.stop()
        self.client.close()

    def remember(self, nick: str, geometry: str, *, hosts: bool) -> None:
        """Keep who the person is, and where: `nick` if the server has said none yet."""
        online, here = self.model.met, str(self.address)
        kept, plain = self._preferences.now.plaintext, self.wish.plaintext and not hosts
        if online:
            nick, kept = self.model.me.nick, self._preferences.plaintext_with(here, wanted=plain)
        self._preferences.change(
            nick=nick, last_address=here, host_here=hosts, plaintext=kept, geometry=geometry
        )

    def invite_link(self) -> str:
        """A link that brings others to this server, and to no other."""
        return str(InviteLink(public(self.address), fingerprint=self.model.fingerprint))

    def _apply(self, before: Settings) -> None:
        """The local copy may be wanted for longer, or not at all."""
        if (copy := _copy(self._preferences.now)) != _copy(before):
            self.client.keep_copy(*copy)


def _copy(settings: Settings) -> tuple[int, int]:
    """For how many days the local copy is kept, and how many megabytes it may take."""
    return settings.local_days, settings.local_mb
