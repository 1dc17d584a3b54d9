"""The way in by address: the field, what an invite link in it says, and what few people need."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs import checks
from chat_gui.dialogs.field import Field
from chat_gui.dialogs.more import More
from chat_gui.i18n import N_, _
from chat_gui.views.card import Card
from chat_gui.views.later import soon
from chat_gui.views.line import Ink

_VOUCHED = N_("From an invite link, which says what server it must be.")
_HINT = N_("Where it is hosted, such as 192.168.1.20, or an invite link.")


class ByAddress(Card):
    """`on_edit` is called when what stands in the field changed."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, on_edit: Callable[[], None]) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH)
        self._on_edit = on_edit
        self._link: InviteLink | None = None
        """The invite link that filled the address in."""
        self._unencrypted: Callable[[str], bool] = lambda _address: False
        self._disclosed = False
        self.field = Field(self, ink, _("Address"), _(_HINT), self._edited)
        for paste in ("<<Paste>>", "<<PasteSelection>>"):
            self.field.entry.bind(paste, lambda _event: soon(self, self.take_link), add=True)
        self.put(self.field, theme.XS)
        self.more_button = self.quiet("", lambda: self.disclose(more=not self._disclosed))
        self.put_quiet(self.more_button, theme.XS)
        self.more = More(self, ink)
        self.put(self.more, 0)
        self.disclose(more=False)
        self.restyle()

    def begin(self, address: str, unencrypted: Callable[[str], bool]) -> None:
        """Hold this address, or link.

        `unencrypted` says whether an address was joined without encryption before.
        """
        self._unencrypted = unencrypted
        self.fill(address)

    def fill(self, address: str) -> None:
        """Hold this address, or link."""
        self.field.fill(address)
        self._drop_link()
        self._look_up()
        self.take_link()

    def wish(self, nick: str) -> checks.Wish | checks.Problem:
        """What the fields ask for, with this nickname."""
        self.take_link()
        return checks.wish(nick, self.field.text, self.more.plaintext, self._link)

    def disclose(self, *, more: bool) -> None:
        """Show what few people need, or put it out of sight."""
        self._disclosed = more
        if more:
            self.more.grid()
            self.restyle()
        else:
            self.more.grid_remove()
        self.more_button.configure(text=_("Less") if more else _("More"))

    def enable(self, enabled: bool) -> None:
        """Let it be typed in, or not."""
        self.field.enable(enabled)
        self.more.enable(enabled)
        self.more_button.state(["!disabled" if enabled else "disabled"])

    def _edited(self) -> None:
        self._on_edit()
        self._drop_link()
        self._look_up()

    def take_link(self) -> None:
        """An invite link stands in the field: take it apart."""
        link = checks.link(self.field.text)
        if link is not None:
            self._link = link
            self.field.fill(str(link.address))
            self._look_up()
            if link.fingerprint:
                self.more.choose(plaintext=False)
            self.field.hint(_(_VOUCHED) if link.fingerprint else "")

    def _drop_link(self) -> None:
        """What a link said of a server is not said of another address."""
        if self._link is not None and self.field.text.strip() != str(self._link.address):
            self._link = None
            self.field.hint()

    def _look_up(self) -> None:
        """Tick what was ticked for this address the last time."""
        plaintext = self._unencrypted(checks.same_address(self.field.text))
        if plaintext != self.more.plaintext:
            self.more.choose(plaintext=plaintext)
            self.disclose(more=plaintext)
