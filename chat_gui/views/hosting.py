"""The panel that brings others into the chat hosted here: addresses, invite link, QR code.

It looks several times a second how many are in, and now and then at which addresses.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.card import GUTTER, Card
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink, Line
from chat_gui.views.styles import push_button

TICK_MS = 500
TICKS = 6
"""How many of them pass until it looks at which addresses this computer has."""
MOST_ADDRESSES = 4


class HostingDoing(NamedTuple):
    """What the panel asks and does.

    `addresses` gives those that others may type, the likeliest first; `others` how many are in;
    `link` a link with an invite's code, or without for "". `copy` copies a text and says so.
    `invite_only` says whether newcomers need an invite, `limit` sets that, `invite` makes one.
    """

    addresses: Callable[[], list[str]]
    others: Callable[[], int]
    link: Callable[[str], str]
    copy: Callable[[str, str], None]
    invite_only: Callable[[], bool]
    limit: Callable[[bool], None]
    invite: Callable[[], None]
    close: Callable[[], None]


class Address(ttk.Frame):
    """One address, and a button that copies it."""

    def __init__(
        self, parent: tkinter.Misc, address: str, copy: Callable[[str, str], None]
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._said = ttk.Label(self, text=address, style="CardCode.TLabel")
        self._copy = push_button(
            self, "Raised.TButton", lambda: copy(address, _(words.ADDRESS_COPIED)), text=_("Copy")
        )
        self.columnconfigure(0, weight=1)
        self._said.grid(row=0, column=0, sticky="w")
        self._copy.grid(row=0, column=1, sticky="e")

    def fit(self, width: int) -> None:
        """Need no more than so many pixels: the button goes below, or a long address is broken."""
        self._said.configure(wraplength=0)
        needs, beside = self._said.winfo_reqwidth(), width - self._copy.winfo_reqwidth()
        below = beside < needs <= width
        self._said.configure(wraplength=max(1, width if below else beside))
        self._copy.grid(row=int(below), column=int(not below))


class HostingPanel(Card):
    """Made when asked for, destroyed when closed. It opens by itself once one hosts, so whoever
    talks at once finds the composer.
    """

    gives_way = True

    def __init__(self, parent: tkinter.Misc, ink: Ink, doing: HostingDoing) -> None:
        super().__init__(parent, ink, theme.HOSTING_WIDTH, theme.L)
        self._doing = doing
        self._invite = ""
        self._addresses: list[str] = []
        self._timer, self._ticks = Timer(self), 0
        self.sentence(_("Bring others in"), "HelpTitle", theme.S)
        self._both = ttk.Frame(self, style="Inside.TFrame")
        self.put(self._both)
        self.code = ttk.Label(self._both, style="CardText.TLabel")
        self.side = Card(self._both, ink, theme.HOSTING_SIDE)
        self._fill_side()
        self.link = Line(self, ink, "small", "muted", "raised")
        self.put(self.link, theme.L)
        self.make = self.quiet(_("Make an invite"), doing.invite)
        self.first = self.accent(_("Copy invite link"), self._copy_link)
        self.actions(self.make, self.quiet(_("Close"), doing.close), self.first)
        self._show_link()
        self._look()
        self.restyle()

    def _fill_side(self) -> None:
        side, ink = self.side, self.ink
        side.sentence(_(words.HOSTED_FOUND), "CardText", theme.S)
        self._places = ttk.Frame(side, style="Inside.TFrame")
        self._places.columnconfigure(0, weight=1)
        side.put(self._places, theme.S)
        self.count = side.sentence("", "CardBody", theme.M)
        self.invite_only = tkinter.BooleanVar(self, self._doing.invite_only())
        self.tick = ttk.Checkbutton(
            side,
            text=_("Only with an invite"),
            variable=self.invite_only,
            command=lambda: self._doing.limit(self.invite_only.get()),
        )
        side.put(self.tick, theme.XS, "w")
        self.about = side.sentence(ink.words(_(words.HOSTED_ANEW)), "CardText", 0)
        side.restyle()

    @property
    def addresses(self) -> list[str]:
        """What others may type, as it is shown."""
        return self._addresses

    def invited(self, code: str) -> None:
        """An invite was made: it is in the link from now on."""
        self._invite = code
        self.about.configure(text=words.hosted_invite(code))
        self._show_link()

    def _look(self) -> None:
        """Look how many are in, and where they may come in."""
        if self._ticks % TICKS == 0:
            self._show_addresses(self._doing.addresses()[:MOST_ADDRESSES])
        self._ticks += 1
        said = words.hosted_others(self._doing.others())
        if str(self.count.cget("text")) != said:
            self.count.configure(text=said)
        self.make.state(["!disabled" if self.invite_only.get() else "disabled"])
        self._timer.begin(TICK_MS, self._look)

    def _show_addresses(self, addresses: list[str]) -> None:
        if addresses == self._addresses:
            return
        self._addresses = addresses
        for before in self._places.winfo_children():
            before.destroy()
        for address in addresses:
            Address(self._places, address, self._doing.copy).grid(sticky="ew")
        self._show_link()

    def _show_link(self) -> None:
        self.link.say(self._doing.link(self._invite))
        self.link.configure(width=1)  # as wide as the rest, however long it is
        self._wrap()

    def _wrap(self) -> None:
        """The code beside what there is to say, or above it where that is too narrow."""
        super()._wrap()
        px, width = self.ink.look.px, self.inner_width
        most = min(theme.QR_SIZE, theme.QR_SIZE * width // px(theme.QR_SIZE))
        self._picture = self.ink.paint.qr(self._doing.link(self._invite), most)
        self.code.configure(image=self._picture)
        gap = px(theme.L - GUTTER)
        left = width - self._picture.width() - gap
        beside = left >= px(theme.HOSTING_LEAST)
        self._both.columnconfigure(int(beside), weight=1)
        self._both.columnconfigure(int(not beside), weight=0)
        self.code.grid(row=0, column=0, sticky="nw", padx=(0, gap if beside else 0))
        self.side.grid(row=0 if beside else 1, column=int(beside), sticky="new")
        self.side.fit(left - px(GUTTER) if beside else width)
        for row in self._places.winfo_children():
            if isinstance(row, Address):
                row.fit(self.side.inner_width)

    def _copy_link(self) -> None:
        self._doing.copy(self._doing.link(self._invite), _(words.LINK_COPIED))

    def restyle(self) -> None:
        """Take over the theme."""
        super().restyle()
        self.link.restyle()
        self.link.configure(width=1)
