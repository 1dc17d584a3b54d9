"""The panel that adds people to a private room: those who are on the server, or by nickname."""

import tkinter
from collections.abc import Callable, Iterable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.card import Card
from chat_gui.views.guard import guard
from chat_gui.views.keys import on_keys
from chat_gui.views.line import Ink
from chat_gui.views.roll import Entry, Roll
from chat_gui.views.styles import push_button
from chat_gui.views.verdicts import badge, place
from chat_server.protocol.events import Present
from chat_server.protocol.roles import known_role

LINES = 6
"""Lines of the list that are seen at once."""


class AddingPeople(Card):
    """Made when asked for, destroyed when closed, so that several can be added.

    `on_add` is given an id or None, and a nickname; it gives the sentence that refuses it, or None.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        room: str,
        on_add: Callable[[str | None, str], str | None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, theme.L)
        self.room, self._on_add = room, on_add
        self._people: dict[str, Present] = {}
        self._added: set[str] = set()
        self.sentence(_("Add people to {room}").format(room=place(room)), "HelpTitle", theme.S)
        self.sentence(_("They can read all that was ever said in it."), "CardText")
        self.roll = Roll(self, ink, self._chosen, LINES)
        self.put(self.roll)
        self.sentence(_("Somebody who is away, by nickname"), "CardField", theme.XS)
        row = ttk.Frame(self, style="Inside.TFrame")
        row.columnconfigure(0, weight=1)
        self.nick = ttk.Entry(row, style="Card.TEntry", font=ink.look.body, width=1)
        guard(self.nick, ink)
        self.add = push_button(row, "Raised.TButton", self._typed, text=_("Add"))
        self.nick.grid(row=0, column=0, sticky="ew")
        self.add.grid(row=0, column=1, padx=(ink.look.px(theme.S), 0))
        self.put(row, theme.S)
        self.told = self.sentence("", "CardText", theme.S)
        self.close = self.accent(_("Done"), on_close)
        self.actions(self.close)
        on_keys(self.nick, {"<Return>": self._typed})
        self.first = self.roll.canvas
        self.restyle()

    def show(self, people: Iterable[Present], inside: Iterable[str]) -> None:
        """Offer these, but for those who are in the room, by id."""
        within = {*inside, *self._added}
        self._people = {one.id: one for one in people if one.id not in within}
        self._draw()

    def tell(self, sentence: str, *, good: bool = True) -> None:
        """Say how it went."""
        style = "CardText" if good else "CardError"
        self.told.configure(text=self.ink.words(sentence), style=f"{style}.TLabel")

    def _draw(self) -> None:
        listed = sorted(self._people.values(), key=lambda one: one.nick.casefold())
        self.roll.show(
            [Entry(one.id, one.nick, badge(known_role(one.role)), _("Add")) for one in listed],
            _("Everybody who is here is in the room already."),
        )

    def _chosen(self, id: str) -> None:
        one = self._people.get(id)
        if one is None:
            return
        refusal = self._on_add(one.id, one.nick)
        if refusal is not None:
            self.tell(refusal, good=False)
            return
        self._added.add(id)
        del self._people[id]
        self._draw()

    def _typed(self) -> None:
        nick = self.nick.get().strip()
        if nick:
            refusal = self._on_add(None, nick)
            if refusal is None:
                self.nick.delete(0, "end")
            else:
                self.tell(refusal, good=False)
